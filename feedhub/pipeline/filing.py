"""Filing: where entries stand beside their categories: under sources, tags and saved queries, which have feeds too.

It decides on an entry when it is published for the first time, and again when it changed. What the configuration asks
for anew is filled from what is stored, batch by batch, and no further in a pass than `_FILLED_AT_ONCE` entries.
"""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from feedhub import normalise
from feedhub.clock import Clock
from feedhub.config import Config, SavedQuery
from feedhub.errors import PatternError
from feedhub.model import FeedKind, Former, Selection, Sighted
from feedhub.publish import select
from feedhub.store import Store

_AT_ONCE = 500
_FILLED_AT_ONCE = 10_000  # some seconds

_MOST_FAULTS = 10  # of one query in a pass; each costs a quarter of a second

_NOT_DECIDING = {"slug", "title", "entries"}
"""The keys of a query that do not decide what is in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The selections of a configuration, its sources, and the query of each selection that is one, by its key."""

    selections: Sequence[Selection] = ()
    sources: frozenset[str] = frozenset()
    queries: Mapping[str, SavedQuery] = field(default_factory=dict)


def wanted(config: Config) -> Wanted:
    """Return what a configuration wants entries to be filed under, beside categories."""
    selections = []
    if config.feeds.sources:
        titles = {source.id: source.title for source in config.source if source.title}
        selections.append(Selection(FeedKind.SOURCE.value, FeedKind.SOURCE, names=titles))
    if config.feeds.tags:
        selections.append(Selection(FeedKind.TAG.value, FeedKind.TAG))
    queries = {f"{FeedKind.QUERY}/{query.slug.casefold()}": query for query in config.feed}
    for key, query in queries.items():
        decides = query.model_dump_json(exclude=_NOT_DECIDING, exclude_defaults=True)
        digest = hashlib.sha256(decides.encode()).hexdigest()
        names = {query.slug: query.title or query.slug}
        selections.append(Selection(key, FeedKind.QUERY, digest, names, query.entries))
    return Wanted(selections, frozenset(source.id for source in config.source), queries)


@dataclass(slots=True)
class Filing:
    """Files entries by what is `wanted`. `notes` has what the last time left to say."""

    store: Store
    wanted: Wanted
    clock: Clock
    repeats: bool = True  # whether a story that is told already arrives again
    notes: list[str] = field(default_factory=list)
    _faults: Counter[str] = field(default_factory=Counter)  # by query: entries on which it took too long

    def former(self) -> list[Former]:
        """Return what the configuration does not ask for any more, or asks for in other words."""
        return self.store.selections.former(self.wanted.selections)

    def file(self, former: Sequence[Former], stopping: threading.Event, *, whole: bool) -> None:
        """File what has come and what has changed, and give all that arrives its numbers.

        What is `former` is let go of first. With `whole`, everything that is to be filled is filled now.
        """
        self.notes.clear()
        self._faults.clear()
        self.store.selections.settle(self.wanted.selections, former, self.clock())
        self._settle_changed(stopping)
        published = self.store.filings.newest(published=True)
        self._decide(published, stopping, most=None if whole else _FILLED_AT_ONCE)
        self.store.posts.file_arrivals(repeats=self.repeats)
        self._note_what_is_left(published)

    def _settle_changed(self, stopping: threading.Event) -> None:
        """Decide again on entries that changed, where it was decided before. What is filed stays filed."""
        while not stopping.is_set() and (changed := self.store.filings.unsettled(_AT_ONCE)):
            considered = self.store.filings.considered()
            members: set[tuple[int, int]] = set()
            for one in changed:
                deciding = [key for key, last in considered.items() if last >= one.post.id]
                members.update(self._members([one], deciding))
            self.store.filings.file(members, {}, [one.post.id for one in changed])

    def _decide(self, published: int, stopping: threading.Event, most: int | None) -> None:
        """Let each selection decide on the entries that it has not seen, the oldest first.

        Those that are behind what is `published` go on for `most` entries in all, and decide on no newer ones before.
        A query that takes too long again and again stops where it is, until the next pass.
        """
        newest, looked_at = self.store.filings.newest(), 0
        considered = self.store.filings.considered()
        while not stopping.is_set():
            spent = most is not None and looked_at >= most
            behind = {key: last for key, last in considered.items() if last < newest and not self._stuck(key)}
            going = {key: last for key, last in behind.items() if not spent or last >= published}
            if not going:
                return
            first = min(going.values())
            keys = [key for key, last in going.items() if last == first]
            until = min((last for last in going.values() if last > first), default=newest)
            entries = self.store.filings.after(first, until, _AT_ONCE)
            looked_at += len(entries) if first < published else 0
            last = entries[-1].post.id if len(entries) == _AT_ONCE else until
            members = set(self._members(entries, keys))
            moved = {key: last for key in keys if not self._stuck(key)}
            self.store.filings.file(members, moved)
            considered |= moved
            if first < published and (last >= published or looked_at % _FILLED_AT_ONCE == 0):
                self.store.posts.file_arrivals(repeats=self.repeats)  # what was stored arrives before what is new

    def _members(self, entries: Iterable[Sighted], keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield which entries go where, by the selections with these keys, as numbers in the store."""
        for one in entries:
            for key in keys:
                if key == FeedKind.SOURCE:
                    yield from (
                        (one.post.id, self._source(source_id))
                        for source_id in sorted(one.sources & self.wanted.sources)
                    )
                elif key == FeedKind.TAG:
                    yield from ((one.post.id, self._tag(tag)) for tag in one.post.tags)
                elif self._chosen(key, one):
                    found = self.store.categories.filed_under(FeedKind.QUERY, "", self.wanted.queries[key].slug)
                    assert found is not None  # noqa: S101 - settle() registers every query
                    yield one.post.id, found

    def _source(self, source_id: str) -> int:
        title = self._titles.get(source_id) or self.store.sources.title(source_id) or source_id
        return self._registered(FeedKind.SOURCE, title, (source_id, source_id))

    @property
    def _titles(self) -> Mapping[str, str]:
        return next((one.names for one in self.wanted.selections if one.kind is FeedKind.SOURCE), {})

    def _tag(self, tag: str) -> int:
        return self._registered(FeedKind.TAG, tag, None)

    def _registered(self, kind: FeedKind, name: str, slugs: tuple[str, str] | None) -> int:
        categories = self.store.categories
        found = categories.filed_under(kind, name, slugs[0] if slugs else "")
        if found is None:
            slug, stem = slugs or normalise.slugs(name)
            categories.register(name, slug, stem, self.clock(), kind)
            found = categories.filed_under(kind, name, slug)
        assert found is not None  # noqa: S101 - it was registered just now
        return found

    def _chosen(self, key: str, one: Sighted) -> bool:
        if self._stuck(key):
            return False
        try:
            return select.chosen(self.wanted.queries[key], one)
        except PatternError as error:
            self._faults[key] += 1
            self.notes.append(f"{key}: {one.post.name} is left out: {error}")
            return False

    def _stuck(self, key: str) -> bool:
        return self._faults[key] >= _MOST_FAULTS

    def _note_what_is_left(self, published: int) -> None:
        for key, last in self.store.filings.considered().items():
            if self._stuck(key):
                self.notes.append(f"{key}: stopped at entry {last}, since its patterns take too long: make them exact")
            elif last < published:
                what = f"feeds of all {key}s" if key in (FeedKind.SOURCE, FeedKind.TAG) else key
                rest = "the next passes go on, `feedhub rebuild` fills at once"
                self.notes.append(f"{what}: filled with stored entries up to {last} of {published}; {rest}")
