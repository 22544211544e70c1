"""Edits as people read them: what went struck through, what came underlined. Pure."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedhub import diff
from feedhub.diff import Kind, Piece
from feedhub.model import Edit

_ELEMENTS = {Kind.REMOVED: "del", Kind.ADDED: "ins"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An edit with its differences as HTML; `title` is empty where the title stayed."""

    number: int
    at: datetime
    title: str
    text: str
    added: int  # words
    removed: int


def shown(edit: Edit) -> Shown:
    """Return an edit as it is shown, cut to what is around its changes."""
    title = diff.difference(edit.before[0], edit.after[0])
    text = diff.difference(diff.lines(edit.before[1]), diff.lines(edit.after[1]))
    added, removed = (sum(pair) for pair in zip(diff.counts(title), diff.counts(text), strict=True))
    retitled = markup(title) if edit.before[0] != edit.after[0] else ""
    return Shown(edit.number, edit.at, retitled, markup(diff.shortened(text, 200)), added, removed)


def markup(pieces: Sequence[Piece]) -> str:
    """Return pieces of text as HTML, its lines as paragraphs."""
    marked = "".join(_marked(piece) for piece in pieces)
    return "".join(f"<p>{line}</p>" for line in marked.split("\n") if line)


def _marked(piece: Piece) -> str:
    element = _ELEMENTS.get(piece.kind)
    lines = html.escape(piece.text, quote=False).split("\n")
    return "\n".join(f"<{element}>{line}</{element}>" if element and line else line for line in lines)
