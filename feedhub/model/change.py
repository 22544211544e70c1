"""What an entry does to what is stored, and what is known of its earlier versions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from feedhub.model.entry import Entry


class Effect(StrEnum):
    """What an entry does to what is stored."""

    NEW = "new"
    UPDATED = "updated"  # the title or the visible text changed: `updated` moves
    SILENT = "silent"  # only bytes changed: stored, `updated` stays
    JOINED = "joined"  # another source has it: categories and tags are united
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a source: when, and when the one before was; and which sources there are, if that is known."""

    now: datetime
    before: datetime | None = None
    sources: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Unrest:
    """What is remembered of an entry that changed: when last, how often back to what it was, and where how often."""

    changed_at: datetime | None = None
    returns: int = 0
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the earlier versions of an entry, beside the one that is stored."""

    unrest: Unrest = Unrest()
    senses: Collection[str] = ()  # digests of what readers saw before


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it is stored, with its time of update, and what is known of its earlier versions."""

    entry: Entry
    updated: datetime
    past: Past = Past()


@dataclass(frozen=True, slots=True)
class Change:
    """The verdict on one entry against what is stored: what to store now."""

    effect: Effect
    entry: Entry
    updated: datetime
    unrest: Unrest | None = None  # to be remembered
    replaced: str = ""  # digest of what a reader saw before, which becomes a revision


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier version of an entry. `updated` is when it came, `replaced_at` when the next one was seen."""

    number: int
    title: str
    content: str
    updated: datetime
    replaced_at: datetime
