"""The history of a feed: the documents with what came before, one after the other, until there are no more.

It goes on from pass to pass where it stopped, whether the feed itself has changed or not.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedhub import normalise, schedule
from feedhub.config import FeedSource
from feedhub.errors import FetchError, SourceError
from feedhub.model import Earlier, Listing, Response
from feedhub.pipeline import pages
from feedhub.pipeline.asking import Documents, request_for
from feedhub.pipeline.edges import Edges
from feedhub.pipeline.watching import Watching
from feedhub.pipeline.work import Work
from feedhub.report import SourceReport

_MOST_DOCUMENTS = 10_000  # of one feed: more is no history but a machine that makes addresses
_MOST_TRIES = 5  # for the details of a document's items
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=10), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Head:
    """What the feed itself showed: where its `earlier` entries are, and whether any of those it has was `known`.

    `earlier` is empty where the feed says nothing, or was not looked at. Where one entry was known, none is missing.
    """

    earlier: str
    known: bool


async def follow(source: FeedSource, edges: Edges, documents: Documents, head: Head, now: datetime) -> SourceReport:
    """Return what the history of a feed brought in this pass, which asks for `max_pages` documents at most.

    A document that was read is not read again. One that fails is tried again later, and what is behind it waits. When
    all was read, more is asked for only where entries may be missing.
    """
    store, report = edges.store.backfill, SourceReport(source.id)
    count = store.count(source.id)
    complete = count > 0 and store.next(source.id) is None
    first = head.earlier or _counted(source, source.url)
    if first and not (complete and head.known) and count < _MOST_DOCUMENTS:
        store.add(source.id, first, catches_up=complete)
    for _ in range(source.max_pages):
        earlier = store.next(source.id)
        if earlier is None or documents.wait_until or (earlier.retry_at and earlier.retry_at > now):
            break
        try:
            answer = await edges.fetcher.fetch(request_for(source, edges.config, earlier.url))
            listing = await pages.read(source, answer)
        except SourceError as error:
            if _is_end(source, error):
                store.read(earlier, "-")
                continue
            if isinstance(error, FetchError) and error.status in (429, 503):
                documents.wait(schedule.wait_until(error.retry_after, now))
            store.failed(_failed(earlier, now))
            report.notes.append(f"back-fill: {error}; tried again later")
            break
        digest = pages.digest(answer.body)
        if store.count(source.id, digest) or not (listing.items or listing.earlier):
            store.read(earlier, digest)  # it was there before, under another address, or is empty
            continue
        brought = await _take_in(source, edges, documents, answer, listing, now)
        report.add(brought)
        if brought.failed and earlier.failures < _MOST_TRIES:
            store.failed(_failed(earlier, now))
            break
        following = listing.earlier or _counted(source, earlier.url)
        if following and (brought.new or not earlier.catches_up):
            if store.count(source.id) < _MOST_DOCUMENTS:
                store.add(source.id, following, catches_up=earlier.catches_up)
            else:
                report.notes.append(f"back-fill: ends after {_MOST_DOCUMENTS:,} documents, at {following}")
        store.read(earlier, digest)
    return report


async def _take_in(
    source: FeedSource, edges: Edges, documents: Documents, answer: Response, listing: Listing, now: datetime
) -> SourceReport:
    """Return what one document brought: only items that are not known, since newer documents were read before it."""
    config, report = edges.config, SourceReport(source.id)
    # The document may call itself "page 2": the source is called as its feed calls it.
    title = edges.store.sources.title(source.id) or normalise.origin(source, listing.title)
    sight = normalise.Sight(source, config.hub, now, answer.url, title, config.rule)
    state = edges.store.sources.state(source.id)
    # The list is watched, its history is not: nothing is learnt of it.
    work = Work(sight, state, edges, documents, Watching(source, edges, state, report, now))
    try:
        work.plan(work.identify(listing.items), {}, earlier=True)
        await work.run()
    finally:
        work.give_up_claims()
    return report


def _counted(source: FeedSource, url: str) -> str:
    """Return the address of the page after the one at `url`, where pages are counted; else nothing."""
    return pages.counted_on(url, source.pages) if source.pages and source.pages.param else ""


def _is_end(source: FeedSource, error: SourceError) -> bool:
    """Whether a page is missing because those before it were all."""
    return source.pages is not None and isinstance(error, FetchError) and error.status in (400, 404, 410)


def _failed(earlier: Earlier, now: datetime) -> Earlier:
    wait = min(_FIRST_WAIT * 2 ** min(earlier.failures, 10), _LONGEST_WAIT)
    return replace(earlier, failures=earlier.failures + 1, retry_at=now + wait)
