"""One source in one pass: fetch → parse → normalise → plan → store."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from feedhub import normalise, parse, plan, schedule, template
from feedhub.clock import Clock
from feedhub.config import Config, JsonSource, Source
from feedhub.errors import FetchError, ItemError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Effect, Item, Listing, Quarantined, Request, Response, SourceState, Validators
from feedhub.pipeline.together import each
from feedhub.plan import Wanted
from feedhub.report import ItemDone, SourceDone, SourceListed, SourceReport, Tell
from feedhub.store import Store

_DETAIL_FAILURES = 10  # in a row; then the publisher is left alone until the next pass
NO_VALIDATORS = Validators()
_LARGE = 200_000  # bytes of a list that are parsed beside the event loop


@dataclass(frozen=True, slots=True)
class Edges:
    """What a pass works with."""

    config: Config
    store: Store
    fetcher: Fetcher
    clock: Clock
    tell: Tell


@dataclass(slots=True)
class Claims:
    """Which items are in hand in this pass, so that two lists with one article ask for its detail once.

    A claim's future says whether the item was stored.
    """

    taken: dict[str, tuple[asyncio.Future[bool], int]] = field(default_factory=dict)

    def take(self, name: str, priority: int) -> None:
        """Claim an item."""
        self.taken[name] = (asyncio.get_running_loop().create_future(), priority)

    def settle(self, name: str, *, stored: bool) -> None:
        """Say how a claimed item ended; only the first word counts."""
        future = self.taken[name][0]
        if not future.done():
            future.set_result(stored)


async def sync_source(
    source: Source, edges: Edges, claims: Claims, before: asyncio.Event | None, planned: asyncio.Event
) -> SourceReport:
    """Return one source's report; `planned` is set when the next source of the host may plan."""
    report = SourceReport(source.id)
    state = edges.store.sources.state(source.id)
    now = edges.clock()
    if state.wait_until and state.wait_until > now:
        report.skipped = f"the publisher asked to wait until {state.wait_until:%Y-%m-%d %H:%M:%S} UTC"
        planned.set()
    else:
        work = _SourcePass(source, edges, claims, report, now)
        try:
            await work.run(state, before, planned)
        except SourceError as error:
            report.error = str(error)
            _note_failure(edges.store, source, state, error, now)
        finally:
            planned.set()
            work.give_up_claims()
    edges.tell(SourceDone(report))
    return report


def _note_failure(store: Store, source: Source, state: SourceState, error: SourceError, now: datetime) -> None:
    asked = schedule.wait_until(error.retry_after, now) if isinstance(error, FetchError) else None
    failed = replace(state, failures=state.failures + 1, last_error=str(error), fetched_at=now, wait_until=asked)
    store.sources.remember(replace(failed, next_fetch_at=schedule.next_fetch(source, failed, now)), None)


class _SourcePass:
    """One source in one pass: the steps in their order, and what they count."""

    def __init__(self, source: Source, edges: Edges, claims: Claims, report: SourceReport, now: datetime) -> None:
        self._source, self._edges, self._claims, self._report, self._now = source, edges, claims, report, now
        self._hub = edges.config.hub
        self._held: list[Quarantined] = []
        self._mine: list[str] = []  # names of claims
        self._failures = 0  # of details, in a row
        self._joined: set[str] = set()
        self._sight = normalise.Sight(source, self._hub, now, source.url, source.id)

    async def run(self, state: SourceState, before: asyncio.Event | None, planned: asyncio.Event) -> None:
        """Do the whole pass. Raises SourceError if the list does not come or is not what was promised."""
        settings = hashlib.sha256(self._source.model_dump_json().encode()).hexdigest()[:32]
        same_settings = settings == state.config_digest
        answer = await self._fetch(self._source.url, state.validators if same_settings else Validators())
        digest = hashlib.sha256(answer.body).hexdigest()[:32]
        if answer.not_modified or (same_settings and digest == state.body_digest):
            self._unchanged(state, answer)
            return
        listing = await self._parse(answer)
        title = normalise.origin(self._source, listing.title)
        self._sight = replace(self._sight, base=answer.url, title=title)
        identified = self._identify(listing.items)
        self._report.listed = len(listing.items)
        if before:
            await before.wait()
        self._edges.store.sources.meet(self._source.id, title, self._source.homepage or listing.link)
        todo, waiting = self._plan(identified)
        planned.set()
        await self._work(todo, waiting)
        self._remember(state, answer, digest, settings)

    def give_up_claims(self) -> None:
        """Let go of the claims that are not settled, so that nobody waits for them."""
        for name in self._mine:
            self._claims.settle(name, stored=False)

    async def _fetch(self, url: str, validators: Validators) -> Response:
        return await self._edges.fetcher.fetch(request_for(self._source, self._edges.config, url, validators))

    async def _parse(self, answer: Response) -> Listing:
        if len(answer.body) > _LARGE:
            return await asyncio.to_thread(parse.listing, self._source, answer)
        return parse.listing(self._source, answer)

    def _unchanged(self, state: SourceState, answer: Response) -> None:
        """Count what is known to be in a list that is the same as last time."""
        self._report.listed, self._report.quarantined = state.listed, state.quarantined
        self._report.unchanged = state.listed - state.quarantined
        held = self._edges.store.sources.quarantined(state.source_id) if state.quarantined else []
        self._report.notes = [_note(item) for item in held]
        known = state.validators
        validators = Validators(
            answer.validators.etag or known.etag, answer.validators.last_modified or known.last_modified
        )
        self._keep(replace(state, validators=validators if answer.not_modified else answer.validators), None)

    def _identify(self, items: Iterable[Item]) -> list[Wanted]:
        """Return the items that have an identity; hold back the others."""
        identified = []
        for item in items:
            try:
                identified.append(Wanted(item, normalise.identify(item, self._source)))
            except ItemError as error:
                self._hold(item, error)
        return identified

    def _plan(self, identified: Sequence[Wanted]) -> tuple[list[Wanted], list[Wanted]]:
        """Return what this source has to do itself, and what it does after another source that is at it already.

        Nothing is awaited between looking and claiming.
        """
        known = self._edges.store.entries.known(self._source.id, [wanted.identity for wanted in identified])
        planned = plan.plan(identified, known, self._source.id, self._source.priority)
        self._report.unchanged, self._report.duplicates = planned.unchanged, planned.repeated
        todo, waiting = [*planned.changed, *planned.joined], []
        self._joined = {wanted.identity.full_key for wanted in planned.joined}
        for wanted in planned.new:
            if wanted.identity.full_key in self._claims.taken:
                waiting.append(wanted)
            else:
                self._claims.take(wanted.identity.full_key, self._source.priority)
                self._mine.append(wanted.identity.full_key)
                todo.append(wanted)
        self._edges.tell(SourceListed(self._source.id, len(todo) + len(waiting)))
        return todo, waiting

    async def _work(self, todo: Sequence[Wanted], waiting: Sequence[Wanted]) -> None:
        at_once = self._source.per_host or self._edges.config.fetch.per_host
        await each(todo, at_once, self._own)
        await each(waiting, at_once, self._after_another)

    async def _own(self, wanted: Wanted) -> None:
        joins = wanted.identity.full_key in self._joined
        stored = await self._item(wanted, joins=joins)
        if wanted.identity.full_key in self._claims.taken:
            self._claims.settle(wanted.identity.full_key, stored=stored)

    async def _after_another(self, wanted: Wanted) -> None:
        """Deal with an item that another source has in hand: join it, or do it ourselves where the other failed."""
        future, priority = self._claims.taken[wanted.identity.full_key]
        stored = await asyncio.shield(future)
        await self._item(wanted, joins=stored and self._source.priority <= priority)

    async def _item(self, wanted: Wanted, *, joins: bool) -> bool:
        """Make an entry of one item and store it; return whether that came off. A failure is counted and named.

        An item that `joins` an entry of another source only adds its categories and tags: no detail is asked for.
        """
        item, source = wanted.item, self._source
        try:
            normalise.check(item, source, self._hub)
            if not joins and isinstance(source, JsonSource) and source.detail:
                item = normalise.merge(item, await self._detail(item, source.detail.url))
            entry = normalise.entry(item, wanted.identity, self._sight)
        except ItemError as error:
            self._hold(item, error)
            return False
        except SourceError as error:
            self._report.failed += 1
            self._report.notes.append(f"failed: {_name(item)}: {error}")
            return False
        finally:
            self._edges.tell(ItemDone(source.id))
        for category in entry.categories:
            if self._edges.store.categories.slug(category.name) is None:
                slug, stem = normalise.slugs(category.name, category.slug)
                self._edges.store.categories.register(category.name, slug, stem, self._now)
        day = entry.published.astimezone(ZoneInfo(self._hub.timezone)).date()
        names = normalise.file_names(wanted.identity)
        effect = self._edges.store.entries.apply(entry, wanted.identity.fingerprint, names, day, plan.judge, self._now)
        self._count(effect, joins=joins)
        return True

    async def _detail(self, item: Item, url: str) -> Item:
        """Return the detail of an item. Raises SourceError."""
        address = template.fill_url(url, item.fields)
        if self._failures >= _DETAIL_FAILURES:
            raise FetchError(address, f"not asked for, after {self._failures} failures in a row")
        try:
            detail = parse.detail(self._source, await self._fetch(address, Validators()))
        except SourceError as error:
            asked_to_wait = isinstance(error, FetchError) and error.status == 429
            self._failures = _DETAIL_FAILURES if asked_to_wait else self._failures + 1
            raise
        self._failures = 0
        return detail

    def _count(self, effect: Effect, *, joins: bool) -> None:
        if effect is Effect.NEW:
            self._report.new += 1
        elif effect is Effect.UPDATED:
            self._report.updated += 1
        elif joins:
            self._report.duplicates += 1
        else:
            self._report.unchanged += 1

    def _hold(self, item: Item, error: ItemError) -> None:
        held = Quarantined(self._source.id, item.place, str(error), _name(item))
        self._held.append(held)
        self._report.quarantined += 1
        self._report.notes.append(_note(held))

    def _remember(self, state: SourceState, answer: Response, digest: str, settings: str) -> None:
        """Keep what this pass learnt. After a failed detail the list is to come again whole at the next pass."""
        complete = self._report.failed == 0
        changed = self._report.new or self._report.updated or state.changed_at is None
        self._keep(
            replace(
                state,
                validators=answer.validators if complete else Validators(),
                body_digest=digest if complete else None,
                config_digest=settings,
                listed=self._report.listed,
                quarantined=self._report.quarantined,
                changed_at=self._now if changed else state.changed_at,
            ),
            self._held,
        )

    def _keep(self, state: SourceState, held: Sequence[Quarantined] | None) -> None:
        kept = replace(state, failures=0, last_error=None, fetched_at=self._now, wait_until=None)
        at = schedule.next_fetch(self._source, kept, self._now)
        self._edges.store.sources.remember(replace(kept, next_fetch_at=at), held)


def request_for(source: Source, config: Config, url: str, validators: Validators = NO_VALIDATORS) -> Request:
    """Return the request for one of a source's documents, with the source's limits or else the general ones."""
    fetch = config.fetch
    return Request(
        url=url,
        validators=validators,
        timeout=source.timeout or fetch.timeout,
        max_bytes=source.max_bytes or fetch.max_bytes,
        per_host=source.per_host or fetch.per_host,
        allow_networks=fetch.allow_networks if source.allow_networks is None else source.allow_networks,
    )


def _name(item: Item) -> str:
    """Return enough of an item to find it at the publisher's."""
    fields = item.fields
    told = [fields.get(name, "") for name in ("id", "title", "link")]
    return " ".join(" ".join(text for text in told if text).split())[:120] or item.place


def _note(held: Quarantined) -> str:
    named = held.excerpt if held.excerpt == held.place else f"{held.place} {held.excerpt}"
    return f"quarantined: {named}: {held.reason}"
