"""What kind of document a path is of, by its shape: which files in the trees are ours, and what to call them. Pure."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from feedhub import address
from feedhub.model import FeedKind, Tree

_LISTED = rf"(?P<folder>{'|'.join(FeedKind)})/(?P<slug>[^/]+)"
_SHAPES = {
    Tree.PUBLIC: {
        "start page": re.escape(address.INDEX),
        "feed of everything": r"feed\.(?:xml|rss|json)",
        "directory": rf"{re.escape(address.DIRECTORY)}|{re.escape(address.OPML)}",
        "style sheet": re.escape(address.STYLE),
        "icon": re.escape(address.ICON),
        "page of the search": re.escape(address.SEARCH),
        "site map": rf"{re.escape(address.SITEMAP_INDEX)}|{re.escape(address.SITEMAP_OF_LISTS)}|sitemap/\d+\.xml",
        "category page": _LISTED + r"\.html",
        "closed page": _LISTED + r"/page/\d+\.html",
        "category feed": _LISTED + r"\.(?:atom|rss|json)",
        "feed of changes": _LISTED + r"/changes\.atom",
        "page of months": _LISTED + r"/months\.html",
        "page of a month": _LISTED + r"/\d{4}/\d\d(?:/\d+)?\.html",
        "page of versions": r"history/[^/]+\.html",
        "page of what is gone": r"\.gone/.+\.html",
        "archive document": rf"(?:{_LISTED}/)?archive/\d+\.atom",
        "post page": r"(?:(?P<slug>[^/]+)/)?\d{4}/\d\d/\d\d/[^/]+\.html",
    },
    Tree.ARCHIVE: {"archived post": r"_posts/\d{4}/\d\d/\d{4}-\d\d-\d\d-[^/]+\.md"},
}
_COMPILED = {tree: {kind: re.compile(shape) for kind, shape in shapes.items()} for tree, shapes in _SHAPES.items()}
_LISTS = {"category page", "closed page", "category feed", "feed of changes", "page of months", "page of a month"}

ARCHIVE_FOLDER = "_posts"
"""Where in the archive files are ours; all else there is the rest of a Jekyll site."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a path looks like: the kind of document, and the slug in it with its folder, if there is one."""

    kind: str
    slug: str = ""
    folder: str = ""

    @property
    def derived(self) -> bool:
        """Whether such a document only lists what stands elsewhere too, so that it can go without a loss."""
        return self.kind in _LISTS


def shape(tree: Tree, path: PurePosixPath) -> Shape | None:
    """Return the shape of a document's path, None for one that no document has."""
    for kind, pattern in _COMPILED[tree].items():
        if found := pattern.fullmatch(str(path)):
            parts = found.groupdict()
            return Shape(kind, parts.get("slug") or "", parts.get("folder") or "")
    return None
