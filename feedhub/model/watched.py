"""What a source's looks taught, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Yield:
    """What one look at a list gave: how many items, and the shares of them that have what readers want."""

    at: datetime
    items: int
    title: float = 0
    date: float = 0
    link: float = 0
    body: float = 0
    length: int = 0  # median of the visible characters of those with a body
    quarantined: float = 0


class Aspect(StrEnum):
    """What of a yield can collapse."""

    ITEMS = "items"
    TITLE = "title"
    DATE = "date"
    LINK = "link"
    BODY = "body"
    LENGTH = "length"  # of the bodies in the list
    TEXT = "text"  # of the new articles as they came, with their details
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Collapse:
    """One aspect that collapsed: since when, at how many looks, and in words what happened."""

    since: datetime
    looks: int
    what: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the looks at a source taught of it. Sequences have the oldest first."""

    source_id: str
    looked_at: datetime | None = None  # when its list last came
    listed: int = 0  # items in it
    newest: datetime | None = None  # date in it
    titles: tuple[str, ...] = ()  # in it, as short digests
    rested: bool = False  # the list was once the same at two looks
    overlaps: tuple[int, ...] = ()  # items that were known, at each look at a list that had changed
    yields: tuple[Yield, ...] = ()
    texts: tuple[int, ...] = ()  # visible characters of the new articles
    newest_keys: tuple[str, ...] = ()  # of the last few of these
    poor_keys: tuple[str, ...] = ()  # of those that came without text before that was noticed
    collapses: Mapping[Aspect, Collapse] = field(default_factory=dict)
    gap_at: datetime | None = None  # when one was last found
    hastened_at: datetime | None = None  # when the haste last changed, or was last needed


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which items may be missing: the list had nothing in common with what was known.

    From the newest date that was known to the oldest in the list, or, without dates, from look to look. `items` counts
    what was in the list; `filled` says that older pages led to what was known.
    """

    source_id: str
    since: datetime
    until: datetime
    items: int
    filled: bool = False

    def __str__(self) -> str:
        span = f"{self.since:%Y-%m-%d %H:%M} to {self.until:%Y-%m-%d %H:%M} UTC"
        if self.filled:
            return f"gap: {span}, filled from older pages"
        return f"gap: items from {span} may be missing, since none of the {self.items} in the list was known"


class Kind(StrEnum):
    """What an incident is about."""

    FAILING = "failing"  # the list does not come, or is not what was promised
    GONE = "gone"  # the list is gone for good, as its publisher says
    MOVED = "moved"  # the list has another address for good, as its publisher says
    DETAILS = "details"  # the list comes, and no detail does
    COLLAPSED = "collapsed"  # what comes lacks what used to be there
    QUARANTINE = "quarantine"  # most items are no good
    GAP = "gap"  # items may have been missed
    IDENTITY = "identity"  # the publisher's ids are no good


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a source now, in words without secrets."""

    kind: Kind
    cause: str


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that is or was wrong with a source. `changed_at` is when it last opened or closed."""

    id: int
    source_id: str
    kind: Kind
    cause: str
    opened_at: datetime
    last_seen_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""  # why it closed
