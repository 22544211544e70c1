"""One source in one pass: fetch → parse → normalise → plan → store, and what is remembered of it."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from feedhub import normalise, schedule
from feedhub.config import FeedSource, Source
from feedhub.errors import FetchError, NotAskedError, SourceError
from feedhub.model import Dropped, Listed, Response, SourceState, Validators
from feedhub.pipeline import backfill, pages
from feedhub.pipeline.asking import Documents, list_request
from feedhub.pipeline.edges import Edges
from feedhub.pipeline.recheck import recheck
from feedhub.pipeline.watching import Watching
from feedhub.pipeline.work import Work
from feedhub.report import SourceDone, SourceReport
from feedhub.watch import trouble

_MOST_PAGES = 10  # of a list that overflowed


async def sync_source(
    source: Source, edges: Edges, before: Sequence[asyncio.Event], planned: asyncio.Event
) -> SourceReport:
    """Return one source's report; `planned` is set when the next source of the host may plan."""
    report = SourceReport(source.id)
    state = edges.store.sources.state(source.id)
    now = edges.clock()
    if skipped := _left_alone(source, state, now):
        report.skipped = skipped
        planned.set()
    else:
        try:
            await _SourcePass(source, edges, report, state, now).run(before, planned)
            await recheck(source, edges, report)
        except NotAskedError as error:  # of the list: its host refuses others too
            report.skipped = error.fact
            _put_off(source, edges, state, error.until, now)
        except SourceError as error:
            report.error = str(error)
            _note_failure(source, edges, state, error, now)
            Watching(source, edges, state, report, now).failed(error, state.failures + 1)
        finally:
            planned.set()
    edges.tell(SourceDone(report))
    return report


def _left_alone(source: Source, state: SourceState, now: datetime) -> str:
    """Return why a source is not asked now, in words; empty if it is."""
    if until := schedule.waits_until(state, now):
        return f"the publisher asked to wait until {until:%Y-%m-%d %H:%M:%S} UTC"
    if state.gone_url == source.url and state.next_fetch_at and now < state.next_fetch_at:
        again = f"{state.next_fetch_at:%Y-%m-%d}"
        return f"the publisher said that it is gone for good; looked at again on {again}, or under another url"
    return ""


def _put_off(source: Source, edges: Edges, state: SourceState, until: datetime | None, now: datetime) -> None:
    waiting = replace(state, wait_until=until)
    at = schedule.next_fetch(source, waiting, now, edges.config.hub.timezone)
    edges.store.sources.remember(replace(waiting, next_fetch_at=at), None)


def _note_failure(source: Source, edges: Edges, state: SourceState, error: SourceError, now: datetime) -> None:
    asked = schedule.wait_until(error.retry_after, now) if isinstance(error, FetchError) else None
    failed = replace(
        state,
        failures=state.failures + 1,
        last_error=str(error),
        fetched_at=now,
        wait_until=asked,
        gone_url=source.url if isinstance(error, FetchError) and error.status == 410 else None,
    )
    at = schedule.next_fetch(source, failed, now, edges.config.hub.timezone)
    edges.store.sources.remember(replace(failed, next_fetch_at=at), None)


def _moved(state: SourceState, answer: Response, now: datetime) -> SourceState:
    """Return `state` with where the list has moved to, and since when that is said."""
    if not answer.moved_to:
        return replace(state, moved_to=None, moved_at=None)
    same = answer.moved_to == state.moved_to
    return replace(state, moved_to=answer.moved_to, moved_at=state.moved_at if same else now)


class _SourcePass:
    """One source in one pass: the steps in their order."""

    def __init__(self, source: Source, edges: Edges, report: SourceReport, state: SourceState, now: datetime) -> None:
        self._source, self._edges, self._report, self._state, self._now = source, edges, report, state, now
        self._documents = Documents(source, edges.config, edges.fetcher, now)
        self._watching = Watching(source, edges, state, report, now)

    async def run(self, before: Sequence[asyncio.Event], planned: asyncio.Event) -> None:
        """Do the whole pass. Raises SourceError if the list does not come or is not what was promised."""
        earlier = await self._list(before, planned)
        planned.set()
        if isinstance(self._source, FeedSource) and self._source.backfill:
            known = bool(self._report.unchanged or self._report.updated or self._report.duplicates)
            head = backfill.Head(earlier, known)
            self._report.add(await backfill.follow(self._source, self._edges, self._documents, head, self._now))
            if self._documents.wait_until:
                self._keep(self._edges.store.sources.state(self._source.id))

    async def _list(self, before: Sequence[asyncio.Event], planned: asyncio.Event) -> str:
        """Deal with the list, and remember it; return the address of what came before it, where it names that."""
        told = (self._source, *self._edges.config.rule)
        settings = hashlib.sha256(
            "".join(one.model_dump_json(exclude_defaults=True) for one in told).encode()
        ).hexdigest()[:32]
        same_settings = settings == self._state.config_digest
        known = self._state.body_digest if same_settings else None
        single = not pages.several(self._source)  # of several, the first says nothing of the others
        answer = await self._fetch(self._state.validators if same_settings and single else Validators())
        self._state = _moved(self._state, answer, self._now)
        if answer.not_modified or (single and pages.digest(answer.body) == known):
            self._unchanged(answer)
            return ""
        whole = await pages.follow(self._source, self._edges.config, self._edges.fetcher, answer, self._now)
        if whole.digest == known and not whole.fault:
            self._unchanged(answer)
            return whole.listing.earlier
        dropped = self._edges.store.sources.dropped(self._source.id) if same_settings else None
        self._watching.measure(whole.listing.items, whole=not whole.fault, same_settings=same_settings)
        work = await self._deal_with(whole, answer.url, before, planned, dropped)
        # What was counted of a list with older pages is not what it has next time.
        longer = self._report.listed > len(whole.listing.items)
        self._remember(answer, None if whole.fault or longer else whole.digest, settings, work)
        return whole.listing.earlier

    async def _fetch(self, validators: Validators) -> Response:
        return await self._edges.fetcher.fetch(list_request(self._source, self._edges.config, validators))

    async def _deal_with(
        self,
        whole: pages.Whole,
        base: str,
        before: Sequence[asyncio.Event],
        planned: asyncio.Event,
        dropped: Mapping[str, Dropped] | None,
    ) -> Work:
        """Plan and do what a list asks for, but for what was `dropped` earlier; return what was done.

        Without `dropped` the settings are others than at the last pass.
        """
        source, listing = self._source, whole.listing
        if whole.fault:
            self._report.notes.append(whole.fault)
        self._documents.wait(whole.wait_until)
        title = self._edges.store.sources.meet(
            source.id,
            normalise.origin(source, listing.title),
            normalise.homepage(source, listing.link, base),
            fixed=bool(source.title),
        )
        config = self._edges.config
        sight = normalise.Sight(source, config.hub, self._now, base, title, config.rule)
        work = Work(sight, self._state, self._edges, self._documents, self._watching)
        try:
            identified = work.identify(listing.items)
            if self._watching.overflowed(work.seen(identified)):
                identified += await self._catch_up(whole, work)
            for earlier in before:  # one that had nothing to plan, or failed, does not speak for those before it
                await earlier.wait()
            work.plan(identified, dropped or {}, ruled_anew=dropped is None)
            planned.set()
            await work.run()
        finally:
            work.give_up_claims()
        return work

    async def _catch_up(self, whole: pages.Whole, work: Work) -> list[Listed]:
        """Return the items of older pages, which are asked for until one of them is known, ten pages at most."""
        found: list[Listed] = []
        while len(whole.asked) < _MOST_PAGES and not self._documents.wait_until:
            longer = await pages.one_more(self._source, self._edges.config, self._edges.fetcher, whole, self._now)
            if longer is None:
                break
            if longer.fault != whole.fault:
                self._report.notes.append(longer.fault)
                self._documents.wait(longer.wait_until)
            further = work.identify(longer.listing.items[len(whole.listing.items) :])
            found += further
            whole = longer
            if any(one.known for one in work.seen(further)):
                self._watching.fill()
                break
        return found

    def _unchanged(self, answer: Response) -> None:
        """Count what is known to be in a list that is the same as last time."""
        state = self._state
        self._report.listed, self._report.quarantined = state.listed, state.quarantined
        self._report.dropped = state.dropped
        self._report.unchanged = state.listed - state.quarantined - state.dropped
        held = self._edges.store.sources.held(state.source_id) if state.quarantined else []
        self._report.notes = [str(item) for item in held]
        known = state.validators
        validators = Validators(
            answer.validators.etag or known.etag, answer.validators.last_modified or known.last_modified
        )
        self._watching.still(trouble.moved(state, self._now))
        self._keep(replace(state, validators=validators if answer.not_modified else answer.validators))

    def _remember(self, answer: Response, digest: str | None, settings: str, work: Work) -> None:
        """Keep what this pass learnt. After a failed detail or text the list is to come again whole."""
        complete = self._report.failed == 0 and digest is not None and not work.owing
        changed = self._report.new or self._report.updated or self._state.changed_at is None
        if changed and self._day(self._now) != self._day(self._state.changed_at):
            self._edges.store.watched.mark()
        failed = self._report.failed - work.lacking
        if not (self._report.unchanged or self._report.updated):  # who knows whether it is the same list
            self._state = replace(self._state, moved_at=self._now if self._state.moved_to else None)
        self._watching.end(
            [
                *trouble.details(failed, self._documents.came, len(work.failed_before)),
                *trouble.identity(work.rule_reason, work.rule),
                *trouble.moved(self._state, self._now),
            ]
        )
        learnt = replace(
            self._state,
            validators=answer.validators if complete else Validators(),
            body_digest=digest if complete else None,
            config_digest=settings,
            listed=self._report.listed,
            quarantined=self._report.quarantined,
            dropped=self._report.dropped,
            changed_at=self._now if changed else self._state.changed_at,
            identity=work.rule,
            identity_reason=work.rule_reason,
        )
        self._keep(learnt, work)

    def _keep(self, state: SourceState, work: Work | None = None) -> None:
        wait = self._documents.wait_until
        kept = replace(
            state,
            failures=0,
            last_error=None,
            fetched_at=self._now,
            wait_until=wait,
            haste=self._watching.haste,
            gone_url=None,
        )
        at = schedule.next_fetch(self._source, kept, self._now, self._edges.config.hub.timezone)
        self._edges.store.sources.remember(
            replace(kept, next_fetch_at=at), work.held if work else None, work.dropped if work else None
        )

    def _day(self, moment: datetime | None) -> date | None:
        """Return the day of a moment as the status page shows it."""
        return moment.astimezone(ZoneInfo(self._edges.config.hub.timezone)).date() if moment else None
