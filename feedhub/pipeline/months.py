"""The archive of a category by month: only those pages of it that its new or edited posts stand on."""

from collections.abc import Iterator, Sequence

from feedhub.model import Category, Document, Mark, Stale
from feedhub.publish import Site, windows
from feedhub.store import Store

MONTH_POSTS = 300
"""Posts on a closed page of a month; the front page of a month has up to twice as many."""


def month_pages(store: Store, site: Site, category: Category, marks: Sequence[Mark]) -> Iterator[Document]:
    """Yield the list of a category's months, and the pages of those months that its `marks` are about."""
    months = store.months.of(category.id)
    entries = {one.month: one.entries for one in months}
    for month, pages in sorted(_stale(store, category.id, marks, entries).items()):
        for page in sorted(pages):
            yield _page(store, site, category, month, entries[month], page)
    yield site.months_page(category, months)


def _stale(store: Store, category_id: int, marks: Sequence[Mark], entries: dict[int, int]) -> dict[int, set[int]]:
    """Return the pages to render, by month; 0 is the front page of one."""
    stale: dict[int, set[int]] = {}
    for mark in marks:
        number = mark.number or 0
        if mark.kind is Stale.CATEGORY:
            for month, first in store.months.since(category_id, number):
                pages = windows.stale_pages(first - 1, entries[month], MONTH_POSTS)
                stale.setdefault(month, {0}).update(pages)
        elif place := store.months.place(category_id, number):
            page = windows.page_of(place[1], entries[place[0]], MONTH_POSTS)
            stale.setdefault(place[0], set()).add(page or 0)
    return stale


def _page(store: Store, site: Site, category: Category, month: int, entries: int, page: int) -> Document:
    """Return the front page (0) of a month, or a closed one."""
    closed = windows.closed_pages(entries, MONTH_POSTS)
    first, last = windows.closed(page, MONTH_POSTS) if page else windows.front(entries, MONTH_POSTS)
    posts = [post for post in store.months.posts(category.id, month, first, last) if not post.withdrawn]
    newer = None if not page else page + 1 if page < closed else 0
    older = page - 1 if page else closed
    return site.month_page(category, month, posts, (page or None, older or None, newer))
