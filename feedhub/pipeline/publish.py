"""What changed in the store → documents → files, and nothing else: the cost follows the marks."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

from feedhub.clock import Clock
from feedhub.config import Config
from feedhub.model import Absence, Category, Document, Edit, FeedKind, Mark, Neighbours, Post, Revision, Stale
from feedhub.output import Output
from feedhub.output.survey import Comparison
from feedhub.pipeline.filing import Filing, wanted
from feedhub.pipeline.months import month_pages
from feedhub.pipeline.stories import find_duplicates
from feedhub.publish import Site, gate, windows
from feedhub.publish.former import remains
from feedhub.report import Publishing, Tell
from feedhub.store import Store

_POSTS_AT_ONCE = 100
_INDEX_POSTS = 30
_INDEX_CATEGORIES = 24
_INDEX_CATEGORY_POSTS = 5
_INCIDENTS = 50


class Publisher:
    """Carries marks out: renders what they name, writes it, and clears them when the files stand.

    Cut off anywhere, it leaves marks, and doing it again does what is left.
    """

    def __init__(self, store: Store, site: Site, output: Output | Comparison, config: Config, clock: Clock) -> None:
        self._store, self._site, self._output = store, site, output
        self._feed_entries, self._page_entries = config.feeds.entries, config.site.page_entries
        self._with_changes = config.feeds.changes
        self._duplicates = config.duplicates
        self._filing = Filing(store, wanted(config), clock, repeats=config.feeds.duplicates == "all")

    def publish(self, tell: Tell, stopping: threading.Event, *, whole: bool = False) -> int:
        """Write everything that is marked; return how many files differed. Ends early, between batches, if `stopping`.

        With `whole`, feeds that are new are filled with all that is stored, however long that takes.
        Raises OutputError, StoreError.
        """
        find_duplicates(self._store, self._duplicates, stopping)
        if stopping.is_set():  # what is not compared yet is not to arrive
            return 0
        former = self._filing.former()
        written = self._output.write(chain.from_iterable(remains(one, self._page_entries) for one in former))
        self._filing.file(former, stopping, whole=whole)
        self._store.archives.close(self._feed_entries)
        return written + sum(self._carry_out(kind, tell, stopping) for kind in Stale)

    @property
    def notes(self) -> list[str]:
        """What the last publishing has to say of the feeds."""
        return list(self._filing.notes)

    def _carry_out(self, kind: Stale, tell: Tell, stopping: threading.Event) -> int:
        """Write what the marks of one kind call for, batch by batch; return how many files differed."""
        written = 0
        while not stopping.is_set() and (marks := self._store.marks.oldest(kind, _POSTS_AT_ONCE)):
            tell(Publishing(self._store.marks.count()))
            written += self._output.write(self.render(kind, marks))
            self._store.marks.clear(marks)
        return written

    def render(self, kind: Stale, marks: Sequence[Mark]) -> Iterator[Document | Absence]:
        """Yield the documents that marks of one kind call for."""
        match kind:
            case Stale.POST:
                ids = list(dict.fromkeys(mark.entry_id for mark in marks if mark.entry_id is not None))
                return self._posts(self._store.posts.by_id(ids))
            case Stale.SITEMAP | Stale.ARCHIVE:
                return (self._numbered(mark) for mark in marks)
            case Stale.CATEGORY | Stale.CATEGORY_ENTRY:
                return self._categories(marks)
            case Stale.HUB:
                return self._hub()
            case Stale.DIRECTORY:
                return iter(self._site.directory(self._store.categories.all()))
            case Stale.STATUS:
                return self._status()

    def _posts(self, posts: Sequence[Post]) -> Iterator[Document | Absence]:
        """Yield the documents of posts that are new or edited, and keep which of them no feed may show."""
        self._store.posts.withhold({post.id: gate.fault(post) for post in posts})
        ids = [post.id for post in posts]
        revisions, beside = self._store.revisions.among(ids), self._store.beside.of(ids)
        return chain.from_iterable(
            self._site.post(post, _edits(post, revisions), beside.get(post.id, Neighbours())) for post in posts
        )

    def _numbered(self, mark: Mark) -> Document:
        """Return a site map or an archive document."""
        number = mark.number or 0
        return self._sitemap(number) if mark.kind is Stale.SITEMAP else self._archive(mark.category_id, number)

    def _sitemap(self, number: int) -> Document:
        located = self._store.sitemaps.located(number)
        self._store.sitemaps.keep(number, max((one.changed_at for one in located), default=None))
        return self._site.sitemap(number, located)

    def _archive(self, category_id: int | None, number: int) -> Document:
        category = None if category_id is None else self._store.categories.get(category_id)
        document = self._store.archives.numbered(category_id, number)
        return self._site.archive(category, gate.sound(self._store.archives.posts(document)), number)

    def _feeds(self, category: Category | None, entries: int) -> Sequence[Document]:
        """Return the subscription documents of a category, or of everything, which has `entries` arrivals."""
        category_id = category.id if category else None
        first, last = windows.newest(entries, self._size(category))
        newest = self._store.archives.newest(category_id)
        posts = self._store.archives.subscription(category_id, newest, first, last)
        told = self._store.withdrawals.told(category_id, self._feed_entries)
        return self._site.feeds(category, gate.sound(_there(posts)), newest.number if newest else 0, told)

    def _size(self, category: Category | None) -> int:
        return (category.size if category else None) or self._feed_entries

    def _changes(self, category: Category) -> Document:
        """Return the feed of a category's newest edits."""
        newest = self._store.revisions.newest(category.id, self._size(category))
        ids = list(dict.fromkeys(entry_id for entry_id, _ in newest))
        posts = {post.id: post for post in _there(self._store.posts.by_id(ids))}
        revisions = self._store.revisions.among(ids)
        edits = {(post.id, edit.number - 1): edit for post in posts.values() for edit in _edits(post, revisions)}
        return self._site.changes(category, [edits[one] for one in newest if one in edits])

    def _categories(self, marks: Sequence[Mark]) -> Iterator[Document]:
        """Yield the feeds and the front page of each marked category, and those closed pages that changed."""
        by_category: dict[int, list[Mark]] = {}
        for mark in marks:
            if mark.category_id is not None:
                by_category.setdefault(mark.category_id, []).append(mark)
        for category_id, own in by_category.items():
            category = self._store.categories.get(category_id)
            yield from self._feeds(category, category.entries)
            if self._with_changes:
                yield self._changes(category)
            for page in sorted(self._stale_pages(category, own)):
                yield self._closed_page(category, page)
            yield self._front_page(category)
            if category.kind is FeedKind.CATEGORY:
                yield from month_pages(self._store, self._site, category, own)

    def _stale_pages(self, category: Category, marks: Sequence[Mark]) -> set[int]:
        pages: set[int] = set()
        for mark in marks:
            number = mark.number or 0
            if mark.kind is Stale.CATEGORY:
                pages.update(windows.stale_pages(number, category.entries, self._page_entries))
            elif page := windows.page_of(number, category.entries, self._page_entries):
                pages.add(page)
        return pages

    def _front_page(self, category: Category) -> Document:
        first, last = windows.front(category.entries, self._page_entries)
        posts = self._store.posts.arrivals(category.id, first, last, content=False)
        closed = windows.closed_pages(category.entries, self._page_entries)
        return self._site.category_page(category, _there(posts), None, older=closed or None, newer=None)

    def _closed_page(self, category: Category, page: int) -> Document:
        first, last = windows.closed(page, self._page_entries)
        posts = self._store.posts.arrivals(category.id, first, last, content=False)
        closed = windows.closed_pages(category.entries, self._page_entries)
        older = page - 1 if page > 1 else None
        return self._site.category_page(
            category, _there(posts), page, older=older, newer=page + 1 if page < closed else 0
        )

    def _hub(self) -> Iterator[Document]:
        """Yield what all pages use, the page for publishers, the feeds of everything, site maps and start page."""
        yield from self._site.furniture()
        yield self._site.sitemap_index(self._store.sitemaps.all())
        yield self._site.politeness()
        count = self._store.posts.count()
        yield from self._feeds(None, count)
        newest = []
        for category in self._store.categories.latest(_INDEX_CATEGORIES):
            first, last = windows.newest(category.entries, _INDEX_CATEGORY_POSTS)
            newest.append((category, _there(self._store.posts.arrivals(category.id, first, last, content=False))))
        first, last = windows.newest(count, _INDEX_POSTS)
        yield self._site.index(_there(self._store.posts.arrivals(None, first, last, content=False)), newest)

    def _status(self) -> Iterator[Document]:
        watched = self._store.watched
        yield from self._site.status(watched.open(), watched.incidents(_INCIDENTS), watched.health(self._site.sources))


def _there(posts: Sequence[Post]) -> list[Post]:
    """Return the posts that were not taken back."""
    return [post for post in posts if not post.withdrawn]


def _edits(post: Post, revisions: Mapping[int, Sequence[Revision]]) -> list[Edit]:
    """Return the edits of a post, the oldest first, from its earlier versions."""
    own = revisions.get(post.id, ())
    texts = [*((one.title, one.content) for one in own), (post.title, post.content)]
    return [
        Edit(post, one.number + 1, one.replaced_at, before, after)
        for one, (before, after) in zip(own, pairwise(texts), strict=True)
    ]
