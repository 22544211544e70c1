"""The frozen values that pass between the stages. They hold no behaviour beyond naming what they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import PurePosixPath

Network = IPv4Network | IPv6Network


# ---- fetch


@dataclass(frozen=True, slots=True)
class Validators:
    """What a publisher gave us to ask again with (RFC 9110, 8.8): sent back as they came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Render:
    """That a page is wanted as its scripts leave it: once the CSS selector `wait` matches, or else when it is quiet."""

    wait: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One GET or POST, with the limits under which it may run. What may be secret is not shown."""

    url: str
    validators: Validators = Validators()
    timeout: timedelta = timedelta(seconds=20)  # for the whole exchange
    max_bytes: int = 10_000_000  # of the decompressed body
    per_host: int = 4  # requests in flight to this host
    allow_networks: tuple[Network, ...] = ()  # that are not public and may be reached all the same
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    render: Render | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: 200 with a body, or 304 without one. Everything else is a FetchError."""

    url: str  # after redirects
    status: int
    body: bytes = b""
    media_type: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    shared_with: str = ""  # the origins whose scripts may read it (Access-Control-Allow-Origin)

    @property
    def not_modified(self) -> bool:
        """Whether the publisher said that nothing changed (RFC 9110, 15.4.5)."""
        return self.status == 304


# ---- parse


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry (RFC 4287, 4.2.7.2; RSS 2.0 enclosure). `length` in bytes."""

    url: str
    media_type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item as the publisher says it: its fields as text, by name, and the place it stands at.

    The names with a meaning of their own are in STANDARD_FIELDS; any other is free for templates.
    """

    fields: Mapping[str, str]
    place: str
    enclosures: tuple[Enclosure, ...] = ()
    categories: tuple[str, ...] = ()


STANDARD_FIELDS = (
    "id",
    "title",
    "link",
    "published",
    "updated",
    "author",
    "digest",
    "content",
    "language",
)
# What a feed's entry may have beside them, where it says so.
FEED_FIELDS = ("comments", "image", "reply_to", "source")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source's document holds: its items in the order of the document, and what it says of itself."""

    items: tuple[Item, ...]
    title: str = ""
    link: str = ""
    next: str = ""  # what leads to the next page: an address, or a cursor
    documents: tuple[str, ...] = ()  # in place of items: addresses of the documents that have them
    earlier: str = ""  # of a feed: the address of the document with what came before (RFC 5005)


@dataclass(frozen=True, slots=True)
class Article:
    """The text of a page: as mark-up with addresses relative to `base`, and what the page says of itself.

    `next` is the address where the text goes on, `blocks` the texts of its parts, to know them again on the next page.
    """

    content: str
    base: str
    fields: Mapping[str, str]
    next: str = ""
    blocks: frozenset[str] = frozenset()


# ---- normalise and plan


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


class IdentityRule(StrEnum):
    """By what the items of a source are known: each is tried where the one before it turned out to be no good."""

    ID = "id"  # the publisher's own; without one as the next
    LINK = "link"  # without one as the next
    TITLE = "title"  # title and date, with the link


@dataclass(frozen=True, slots=True)
class Identity:
    """Under what an item is one entry for ever, and the digest of what was listed of it."""

    namespace: str
    key: str
    fingerprint: str

    @property
    def full_key(self) -> str:
        """The key with its namespace, for looking up."""
        return f"{self.namespace} {self.key}"


@dataclass(frozen=True, slots=True)
class Alias:
    """A further id under which an entry is known from now on, and why."""

    namespace: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed item with its identity, and what else tells which article it is.

    `page` is its link in a form in which variants are one, `stated` its date as it stands there. `clues` are digests
    of the page, and of title and date; empty where there is nothing that tells.
    """

    item: Item
    identity: Identity
    given: bool = True  # the identity is the publisher's id, and not derived from the rest
    firm: bool = False  # a field that the configuration names is the id
    page: str = ""
    title: str = ""
    stated: str = ""
    clues: tuple[str, str] = ("", "")
    alias: Alias | None = None  # to be kept


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


# ---- store


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier version of an entry. `updated` is when it came, `replaced_at` when the next one was seen."""

    number: int
    title: str
    content: str
    updated: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between two passes."""

    source_id: str
    validators: Validators = Validators()
    body_digest: str | None = None  # of the last body that was dealt with completely
    config_digest: str | None = None  # of the settings under which that was
    listed: int = 0
    quarantined: int = 0
    failures: int = 0  # passes in a row
    last_error: str | None = None
    fetched_at: datetime | None = None
    changed_at: datetime | None = None
    next_fetch_at: datetime | None = None
    wait_until: datetime | None = None  # the publisher asked for it (Retry-After)
    identity: IdentityRule = IdentityRule.ID
    identity_reason: str | None = None  # why it is another than the id
    dropped: int = 0  # by rules, of the last list
    haste: int = 0  # how often its interval is halved, since its list overflowed between two fetches


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that is stored already, seen from one source."""

    namespace: str
    key: str
    source_id: str  # that its fields are from
    priority: int
    fingerprint: str | None  # as this source last listed it; None: this source never did
    title: str = ""
    page: str = ""  # its link, variants aside
    stated: str = ""  # its date, as this source last listed it
    aliases: int = 0  # further ids that it got

    @property
    def full_key(self) -> str:
        """The key with its namespace."""
        return f"{self.namespace} {self.key}"


@dataclass(frozen=True, slots=True)
class Held:
    """A listed item that did not come through: where it stands, why, and enough of it to be recognised.

    With a `failed_key` (that of its identity) its detail did not come, and is asked for again; without one the item
    itself is no good, and is quarantined.
    """

    source_id: str
    place: str
    reason: str
    excerpt: str
    failed_key: str | None = None

    def __str__(self) -> str:
        state = "quarantined" if self.failed_key is None else "failed"
        named = self.excerpt if self.excerpt == self.place else f"{self.place} {self.excerpt}"
        return f"{state}: {named}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item that a rule dropped after its detail was asked for: it is not asked for again while it is listed so."""

    source_id: str
    key: str  # the full key of its identity
    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document of a feed's history that is still to be read.

    One that `catches_up` was named after all the others had been read: it is followed only as long as it brings
    something new.
    """

    source_id: str
    url: str
    catches_up: bool
    failures: int = 0  # in a row
    retry_at: datetime | None = None


# ---- watch


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


# ---- publish


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What the status page says of a source. `changed_at` is when it last had something new."""

    source_id: str
    title: str
    link: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Category:
    """A category as published. `entries` counts what is filed under it."""

    id: int
    name: str
    slug: str
    entries: int


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


class Tree(StrEnum):
    """The two trees that are written."""

    PUBLIC = "public"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Document:
    """A file to publish: in which tree, at which path below it, with which bytes."""

    tree: Tree
    path: PurePosixPath
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Absence:
    """That no file is to be at a path, where one may have been."""

    tree: Tree
    path: PurePosixPath


class Stale(StrEnum):
    """What kind of published thing has to be rendered again."""

    POST = "post"
    SITEMAP = "sitemap"  # site map `number`; before the index that says when it changed
    ARCHIVE = "archive"  # archive document `number` of a category's feed, or of the hub's; before what links to it
    CATEGORY = "category"  # new members came after arrival `number`
    CATEGORY_ENTRY = "category_entry"  # the member that came as `number` was edited
    HUB = "hub"  # the index and the feed of everything
    DIRECTORY = "directory"  # the list of categories and the OPML
    STATUS = "status"  # the page and the feed of incidents


@dataclass(frozen=True, slots=True)
class Mark:
    """One note that something has to be rendered again; ids as in the store."""

    id: int
    kind: Stale
    entry_id: int | None = None
    category_id: int | None = None
    number: int | None = None


# ---- verify


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in the database that cannot be: where, what, and what to do if it cannot be mended."""

    place: str
    what: str
    advice: str
