"""The files that are published, and the notes of what has to be rendered again."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath


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


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in the database that cannot be: where, what, and what to do if it cannot be mended."""

    place: str
    what: str
    advice: str
