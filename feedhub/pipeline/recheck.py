"""Pages of items that came a while ago are looked at again: one that is gone was taken back by its publisher."""

from dataclasses import replace
from datetime import timedelta

from feedhub import schedule
from feedhub.config import Source
from feedhub.errors import FetchError, NotAskedError
from feedhub.model import Recheck
from feedhub.pipeline.asking import chosen, request_for
from feedhub.pipeline.edges import Edges
from feedhub.report import SourceReport

_AT_ONCE = 5  # pages in a pass: a publisher is not to notice
_AGAIN = timedelta(days=1)  # after which a page that was not found has to be missing still
_TIMES = 2
_GONE, _NOT_FOUND = 410, 404


async def recheck(source: Source, edges: Edges, report: SourceReport) -> None:
    """Look at the pages of a source that are due, and keep which are gone and which are there again.

    A page that is gone (410) is believed at once, one that is not found (404) when it is a day later still, and an
    article that came at about the same time has its page; else it is the publisher's site that is in trouble, or has
    moved. Whatever else fails says nothing.
    """
    if source.recheck is None:
        return
    now = edges.clock()
    if schedule.waits_until(edges.store.sources.state(source.id), now):
        return
    for due in edges.store.withdrawals.due(source.id, now, _AT_ONCE):
        try:
            status = await _status(source, edges, due.link)
            doubted = status == _NOT_FOUND and due.missing + 1 >= _TIMES and not await _stands_alone(source, edges, due)
        except NotAskedError:
            return
        if doubted:
            again = now + _AGAIN
            over = again - due.first_seen_at > source.recheck
            edges.store.withdrawals.look_again(due.entry_id, None if over else again, due.missing)
        else:
            _keep(source, edges, due, status, report)


async def _status(source: Source, edges: Edges, link: str) -> int:
    """Return what a page answers: 200 where it came, 0 where nothing did.

    Raises NotAskedError where the publisher is to be left alone, which is remembered if it asks for that now.
    """
    try:
        await edges.fetcher.fetch(chosen(request_for(source, edges.config, link), source, edges.config))
    except NotAskedError:
        raise
    except FetchError as error:
        if error.status in (429, 503):
            state, wait = edges.store.sources.state(source.id), schedule.wait_until(error.retry_after, edges.clock())
            edges.store.sources.remember(replace(state, wait_until=wait or state.wait_until), None)
            raise NotAskedError(link, "not asked for: the publisher asked to wait") from error
        return error.status or 0
    return 200


async def _stands_alone(source: Source, edges: Edges, missing: Recheck) -> bool:
    """Whether a page is missing by itself, as that of the next article is there. Without another, nothing says so."""
    if missing.withdrawn:
        return True
    other = edges.store.withdrawals.neighbour(source.id, missing.entry_id)
    return other is not None and other.missing == 0 and await _status(source, edges, other.link) == 200


def _keep(source: Source, edges: Edges, due: Recheck, status: int, report: SourceReport) -> None:
    now, withdrawals = edges.clock(), edges.store.withdrawals
    missing = due.missing + 1 if status in (_NOT_FOUND, _GONE) else 0
    if (status == _GONE or missing >= _TIMES) and not due.withdrawn:
        reason = f"its page answers {status}"
        if withdrawals.withdraw(due.entry_id, reason, now, now + edges.config.withdrawn.told):
            report.withdrawn += 1
            report.notes.append(f"withdrawn: {due.link}: {reason}")
    elif status == 200 and due.withdrawn and withdrawals.restore(due.entry_id, now):
        report.notes.append(f"there again: {due.link}")
    span = source.recheck or timedelta()
    at = now + _AGAIN if missing and missing < _TIMES else schedule.recheck(due.first_seen_at, now, span)
    withdrawals.look_again(due.entry_id, at, missing)
