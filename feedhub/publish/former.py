"""Which documents there are to be no more when something begins anew, or goes. Pure."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from feedhub import address
from feedhub.model import Absence, Former, Tree
from feedhub.publish import windows


def remains(former: Former, page_entries: int) -> Iterator[Absence]:
    """Yield the absence of every document of something that goes; of its history alone where it begins anew."""
    slug, kind = former.category.slug, former.category.kind
    paths = [address.archive(slug, number, kind) for number in range(1, former.archives + 1)]
    pages = windows.closed_pages(former.category.entries, page_entries)
    paths += [address.category_page(slug, page, kind) for page in range(1, pages + 1)]
    if former.goes:
        paths += [address.category_feed(slug, suffix, kind) for suffix in address.FEED_TYPES]
        paths += [address.category_page(slug, kind=kind), address.changes_feed(slug, kind)]
    return (Absence(Tree.PUBLIC, PurePosixPath(path)) for path in paths)
