"""A stored entry as it is published, with its versions and its fate."""

from dataclasses import dataclass
from datetime import datetime

from feedhub.model.feed import Category
from feedhub.model.item import Enclosure


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an entry was taken back: when, and how that was noticed; and when it was there again."""

    at: datetime
    reason: str
    restored_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """An entry whose page is to be looked at again. `missing` counts the times in a row that it was not there."""

    entry_id: int
    link: str
    first_seen_at: datetime
    missing: int
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Teller:
    """Another entry that tells the story of a post: whose it is, its article if it has one, and our page of it."""

    source_title: str
    title: str
    link: str
    path: str


@dataclass(frozen=True, slots=True)
class Post:
    """A stored entry with its permanent address. `content` is empty where only a list is wanted."""

    id: int
    name: str  # safe as a file name, unique also without case
    title: str
    link: str
    published: datetime
    updated: datetime
    author: str
    digest: str
    excerpt: str
    content: str
    language: str
    path: str  # of the page in the public tree, no leading slash
    archive_path: str  # of the post in the archive
    source_id: str
    source_title: str
    source_link: str
    categories: tuple[Category, ...]
    tags: tuple[str, ...]
    enclosures: tuple[Enclosure, ...] = ()
    withdrawal: Withdrawal | None = None
    also: tuple[Teller, ...] = ()  # who else tells it, the first of them first; not where only a list is wanted

    @property
    def withdrawn(self) -> bool:
        """Whether its publisher took it back."""
        return self.withdrawal is not None and self.withdrawal.restored_at is None


@dataclass(frozen=True, slots=True)
class Withheld:
    """A post that no feed shows, and why; its page and its file in the archive are there."""

    name: str
    title: str
    path: str
    reason: str

    def __str__(self) -> str:
        return f"withheld from the feeds: {self.name} {self.title}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Archive:
    """A closed archive document of a category's feed, or of the feed of everything (RFC 5005, 4).

    It holds the arrivals `first` to `last`, and the entries edited since that stand in an earlier one.
    """

    id: int
    category_id: int | None
    number: int  # from 1, the oldest
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit that a reader saw: version `number` of a post came, the first being 1. Versions are title and content."""

    post: Post
    number: int
    at: datetime
    before: tuple[str, str]
    after: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That an entry was taken back, for its feeds (RFC 6721)."""

    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Sighted:
    """A post, and the sources that list or listed it."""

    post: Post
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Titled:
    """A post as a link to it wants it."""

    title: str
    path: str
    language: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The posts that came before and after one in its first category."""

    earlier: Titled | None = None
    later: Titled | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month, as yyyymm, in which `entries` posts of a category were published."""

    month: int
    entries: int

    @property
    def name(self) -> str:
        """The month as people and machines read it: yyyy-mm."""
        return f"{self.month // 100:04}-{self.month % 100:02}"


@dataclass(frozen=True, slots=True)
class Located:
    """A page in a site map, and when it last changed."""

    path: str
    changed_at: datetime
