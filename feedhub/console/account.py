"""The versions of an entry and the facts about it, for a person."""

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from feedhub.app.account import Fact, Versions
from feedhub.console import stdout
from feedhub.diff import Kind, Piece, counts, shortened

_STYLES = {Kind.REMOVED: "red strike", Kind.ADDED: "green", Kind.CUT: "dim", Kind.SAME: ""}
_SIGNS = {Kind.REMOVED: ("[-", "-]"), Kind.ADDED: ("{+", "+}")}


def show_versions(versions: Versions) -> None:
    """Print what each version changed; without colours, what went stands in [-…-] and what came in {+…+}."""
    console = stdout()
    console.print(Text(versions.post.title, "bold"), soft_wrap=True)
    console.print(f"version 1, {_moment(versions.first_at)}: first seen")
    for edit in versions.edits:
        added, removed = (sum(pair) for pair in zip(counts(edit.title), counts(edit.text), strict=True))
        console.print(f"\nversion {edit.number}, {_moment(edit.at)}: {added} words added, {removed} removed")
        for named, pieces in (("title: ", edit.title), ("", shortened(edit.text))):
            if any(piece.kind in (Kind.REMOVED, Kind.ADDED) for piece in pieces):
                console.print(Text(named, "dim") + _marked(pieces, signs=not console.is_terminal), soft_wrap=True)
    if not versions.edits:
        console.print("it has not been edited since")


def _marked(pieces: Sequence[Piece], *, signs: bool) -> Text:
    text = Text()
    for piece in pieces:
        before, after = _SIGNS.get(piece.kind, ("", "")) if signs else ("", "")
        text.append(f"{before}{piece.text}{after}", _STYLES[piece.kind])
    return text


def show_facts(facts: Sequence[Fact]) -> None:
    """Print what is known of an entry, a line for each fact, with its time where it has one."""
    table = Table("what", "when", "how", box=None, pad_edge=False, show_header=False)
    for fact in facts:
        table.add_row(Text(fact.topic, "bold"), _moment(fact.at) if fact.at else "", Text(fact.text))
    stdout().print(table)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
