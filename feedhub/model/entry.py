"""One item in our terms, and on its way into the store."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from feedhub.model.identity import Alias
from feedhub.model.item import Enclosure


class DateBasis(StrEnum):
    """Where an entry's `published` comes from."""

    SOURCE = "source"
    FIRST_SEEN = "first_seen"  # the publisher gave none
    CLAMPED = "clamped"  # the publisher's lay in the future


@dataclass(frozen=True, slots=True)
class CategoryName:
    """A category as a source names it; `slug` where the configuration fixes it."""

    name: str
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in our terms: clean, absolute, dated. Times are aware and UTC, to the second."""

    namespace: str
    key: str
    title: str
    link: str
    published: datetime
    date_basis: DateBasis
    updated: datetime | None  # as the publisher says, never in the future
    source_id: str
    priority: int
    author: str = ""
    digest: str = ""  # the publisher's own summary, as plain text on one line
    excerpt: str = ""  # a line of plain text for lists
    content: str = ""  # sanitised HTML without blank lines
    language: str = ""
    categories: tuple[CategoryName, ...] = ()
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry on its way into the store, with what is fixed once and counts only if it is new.

    `names` are the file name to take and the one to fall back to, `day` the day of publication in addresses. A post
    that was published elsewhere before brings its addresses, which hold under the first of its names. What it is
    recognised by is as in Listed.
    """

    entry: Entry
    fingerprint: str
    names: tuple[str, str]
    day: date
    path: str | None = None  # of its page
    archive_path: str | None = None
    title: str = ""  # this and what follows as it was listed
    page: str = ""
    stated: str = ""
    clues: tuple[str, ...] = ()
    alias: Alias | None = None
    recheck_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one entry tells, to be held against what others tell. `content` is sanitised HTML, or a summary as text."""

    entry_id: int
    source_id: str
    title: str
    content: str
    link: str
    page: str  # its link in a form in which variants are one, if a source listed it
    published: datetime
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether two entries tell one story: the share of the shorter that is in the other, and why it is so decided."""

    same: bool
    score: float
    reason: str
