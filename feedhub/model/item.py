"""What a publisher's document holds, as it says it."""

from collections.abc import Mapping
from dataclasses import dataclass


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
