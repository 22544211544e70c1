"""What differs between two versions of a text, word by word; Chinese, Japanese and Korean by character. Pure."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_CJK = r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]"
_TOKEN = re.compile(rf"\s+|{_CJK}|\d+(?:[.,:]\d+)*|(?:(?!{_CJK})[^\W_])+|.", re.DOTALL)
_BLOCK = re.compile(r"<(?:/(?:p|div|h[1-6]|li|tr|blockquote|pre|table|ul|ol|figure|figcaption|dt|dd)|br|hr)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_MOST_PAIRS = 250_000  # of words or lines that are compared


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CUT = "cut"  # what is the same and far from any change is not shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that are the same, removed or added."""

    kind: Kind
    text: str


def words(text: str) -> list[str]:
    """Return the words of a text without the space between them."""
    return [token for token in _TOKEN.findall(text) if not token.isspace()]


def lines(markup: str) -> str:
    """Return the text of sanitised HTML, a line for each paragraph, item and row."""
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", markup.replace("\n", " "))))
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def difference(old: str, new: str) -> list[Piece]:
    """Return what makes `new` of `old`, in the order of the text.

    Line by line first, then word by word where lines were replaced; there whole ones where they are too long for that.
    """
    pieces: list[Piece] = []
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for what, before, after in _steps(old_lines, new_lines):
        pieces += _words(before, after) if what == "replace" else _piece(what, before, after)
    return _merged(pieces)


def shortened(pieces: Sequence[Piece], around: int = 60) -> list[Piece]:
    """Return the pieces with what is the same and further than `around` characters from a change cut out."""
    short: list[Piece] = []
    for number, piece in enumerate(pieces):
        first, last = number == 0, number == len(pieces) - 1
        if piece.kind is not Kind.SAME or len(piece.text) <= 2 * around:
            short.append(piece)
            continue
        if not first:
            short.append(Piece(Kind.SAME, piece.text[:around]))
        short.append(Piece(Kind.CUT, "…"))
        if not last:
            short.append(Piece(Kind.SAME, piece.text[-around:]))
    return short


def counts(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Return how many words were added, and how many removed."""
    added, removed = (sum(len(words(p.text)) for p in pieces if p.kind is kind) for kind in (Kind.ADDED, Kind.REMOVED))
    return added, removed


def _words(before: str, after: str) -> Iterator[Piece]:
    for what, removed, added in _steps(_TOKEN.findall(before), _TOKEN.findall(after)):
        yield from _piece(what, removed, added)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what makes `new` of `old`, as difflib names it, with the text that went and the text that came.

    What is between a common beginning and a common end is one step where it is too long to be compared: difflib may
    take as long as the cube of its length.
    """
    start = common(old, new)
    end = common(old[start:][::-1], new[start:][::-1])
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield "equal", "".join(old[:start]), "".join(new[:start])
    if len(inner_old) * len(inner_new) > _MOST_PAIRS:
        yield "replace", "".join(inner_old), "".join(inner_new)
    else:
        for what, a, b, c, d in SequenceMatcher(None, inner_old, inner_new, autojunk=False).get_opcodes():
            yield what, "".join(inner_old[a:b]), "".join(inner_new[c:d])
    if end:
        yield "equal", "".join(old[len(old) - end :]), "".join(new[len(new) - end :])


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words or lines two lists begin with in common."""
    for number, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return number
    return min(len(one), len(other))


def _piece(what: str, before: str, after: str) -> Iterator[Piece]:
    if what == "equal":
        yield Piece(Kind.SAME, after)
        return
    if before:
        yield Piece(Kind.REMOVED, before)
    if after:
        yield Piece(Kind.ADDED, after)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, changes with nothing but space between them as one: first what went, then what came."""
    merged: list[Piece] = []
    removed = added = ""
    for number, piece in enumerate([*pieces, Piece(Kind.SAME, "")]):
        between = piece.text.strip(" ") == "" and 0 < number < len(pieces) and (removed or added)
        if piece.kind is Kind.SAME and not (between and piece.text):
            merged += _piece("replace", removed, added)
            removed = added = ""
            if piece.text:
                merged.append(piece)
            continue
        removed += piece.text if piece.kind is not Kind.ADDED else ""
        added += piece.text if piece.kind is not Kind.REMOVED else ""
    return merged
