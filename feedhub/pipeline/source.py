"""One source in one pass: fetch → parse → normalise → plan → store."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from feedhub import normalise, plan, schedule
from feedhub.config import Source
from feedhub.errors import FetchError, ItemError, NotAskedError, SourceError
from feedhub.model import Effect, Held, Item, Response, SourceState, Validators
from feedhub.normalise import text
from feedhub.pipeline import pages
from feedhub.pipeline.asking import Details, list_request
from feedhub.pipeline.edges import Claim, Edges
from feedhub.pipeline.together import each
from feedhub.plan import Wanted
from feedhub.report import ItemDone, SourceDone, SourceListed, SourceReport


async def sync_source(
    source: Source, edges: Edges, before: Sequence[asyncio.Event], planned: asyncio.Event
) -> SourceReport:
    """Return one source's report; `planned` is set when the next source of the host may plan."""
    report = SourceReport(source.id)
    state = edges.store.sources.state(source.id)
    now = edges.clock()
    if state.wait_until and state.wait_until > now:
        report.skipped = f"the publisher asked to wait until {state.wait_until:%Y-%m-%d %H:%M:%S} UTC"
        planned.set()
    else:
        work = _SourcePass(source, edges, report, now)
        try:
            await work.run(state, before, planned)
        except SourceError as error:
            report.error = str(error)
            _note_failure(source, edges, state, error, now)
        finally:
            planned.set()
            work.give_up_claims()
    edges.tell(SourceDone(report))
    return report


def _note_failure(source: Source, edges: Edges, state: SourceState, error: SourceError, now: datetime) -> None:
    asked = schedule.wait_until(error.retry_after, now) if isinstance(error, FetchError) else None
    failed = replace(state, failures=state.failures + 1, last_error=str(error), fetched_at=now, wait_until=asked)
    at = schedule.next_fetch(source, failed, now, edges.config.hub.timezone)
    edges.store.sources.remember(replace(failed, next_fetch_at=at), None)


class _SourcePass:
    """One source in one pass: the steps in their order, and what they count."""

    def __init__(self, source: Source, edges: Edges, report: SourceReport, now: datetime) -> None:
        self._source, self._edges, self._report, self._now = source, edges, report, now
        self._hub = edges.config.hub
        self._details = Details(source, edges.config, edges.fetcher, now)
        self._held: list[Held] = []
        self._mine: set[str] = set()  # names of claims that are not settled
        self._joined: set[str] = set()
        self._sight = normalise.Sight(source, self._hub, now, source.url, source.id)

    async def run(self, state: SourceState, before: Sequence[asyncio.Event], planned: asyncio.Event) -> None:
        """Do the whole pass. Raises SourceError if the list does not come or is not what was promised."""
        settings = hashlib.sha256(self._source.model_dump_json().encode()).hexdigest()[:32]
        same_settings = settings == state.config_digest
        known = state.body_digest if same_settings else None
        single = not pages.several(self._source)  # of several, the first says nothing of the others
        answer = await self._fetch(state.validators if same_settings and single else Validators())
        if answer.not_modified or (single and pages.digest(answer.body) == known):
            self._unchanged(state, answer)
            return
        whole = await pages.follow(self._source, self._edges.config, self._edges.fetcher, answer, self._now)
        if whole.digest == known and not whole.fault:
            self._unchanged(state, answer)
            return
        self._missing(whole)
        listing = whole.listing
        title = normalise.origin(self._source, listing.title)
        self._sight = replace(self._sight, base=answer.url, title=title)
        identified = self._identify(listing.items)
        self._report.listed = len(listing.items)
        for earlier in before:  # one that had nothing to plan, or failed, does not speak for those before it
            await earlier.wait()
        self._edges.store.sources.meet(
            self._source.id, title, normalise.homepage(self._source, listing.link, answer.url)
        )
        todo, waiting = self._plan(identified)
        planned.set()
        await self._work(todo, waiting)
        self._remember(state, answer, None if whole.fault else whole.digest, settings)

    def give_up_claims(self) -> None:
        """Let go of the claims that are not settled, so that nobody waits for them."""
        for name in self._mine:
            self._edges.claims.settle(name, stored=False)

    async def _fetch(self, validators: Validators) -> Response:
        return await self._edges.fetcher.fetch(list_request(self._source, self._edges.config, validators))

    def _missing(self, whole: pages.Whole) -> None:
        """Note a page of the list that did not come."""
        if whole.fault:
            self._report.notes.append(whole.fault)
        self._details.wait_until = whole.wait_until

    def _unchanged(self, state: SourceState, answer: Response) -> None:
        """Count what is known to be in a list that is the same as last time."""
        self._report.listed, self._report.quarantined = state.listed, state.quarantined
        self._report.unchanged = state.listed - state.quarantined
        held = self._edges.store.sources.held(state.source_id) if state.quarantined else []
        self._report.notes = [str(item) for item in held]
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

    def _plan(self, identified: Sequence[Wanted]) -> tuple[list[Wanted], list[tuple[Wanted, Claim]]]:
        """Return what this source has to do itself, and what it does after another source that is at it already.

        Items whose detail failed at the last pass come last, so that they hold up no others. Nothing is awaited
        between looking and claiming.
        """
        store, claims = self._edges.store, self._edges.claims
        known = store.entries.known(self._source.id, [wanted.identity for wanted in identified])
        planned = plan.plan(identified, known, self._source.id, self._source.priority)
        self._report.unchanged, self._report.duplicates = planned.unchanged, planned.repeated
        self._joined = {wanted.identity.full_key for wanted in planned.joined}
        todo, waiting = [*planned.changed, *planned.joined], []
        for wanted in planned.new:
            name = wanted.identity.full_key
            if claim := claims.get(name):
                waiting.append((wanted, claim))
            else:
                claims.take(name, self._source.priority)
                self._mine.add(name)
                todo.append(wanted)
        failed = {held.failed_key for held in store.sources.held(self._source.id)}
        todo.sort(key=lambda wanted: wanted.identity.full_key in failed)
        self._edges.tell(SourceListed(self._source.id, len(todo) + len(waiting)))
        return todo, waiting

    async def _work(self, todo: Sequence[Wanted], waiting: Sequence[tuple[Wanted, Claim]]) -> None:
        at_once = self._source.per_host or self._edges.config.fetch.per_host
        await each(todo, at_once, self._own)
        await each(waiting, at_once, self._after_another)

    async def _own(self, wanted: Wanted) -> None:
        name = wanted.identity.full_key
        stored = await self._item(wanted, joins=name in self._joined)
        if name in self._mine:  # what is settled may be another's by now
            self._mine.remove(name)
            self._edges.claims.settle(name, stored=stored)

    async def _after_another(self, waiting: tuple[Wanted, Claim]) -> None:
        """Deal with an item that another source has in hand: join it, or do it ourselves where the other failed."""
        wanted, claim = waiting
        claims, name = self._edges.claims, wanted.identity.full_key
        while not (stored := await asyncio.shield(claim.stored)) and (taken := claims.get(name)):
            claim = taken  # another that waited was there before us
        if stored:
            await self._item(wanted, joins=self._source.priority <= claim.priority)
        else:
            claims.take(name, self._source.priority)
            self._mine.add(name)
            await self._own(wanted)

    async def _item(self, wanted: Wanted, *, joins: bool) -> bool:
        """Make an entry of one item and store it; return whether that came off. A failure is counted and named.

        An item that `joins` an entry of another source only adds its categories and tags: no detail is asked for.
        """
        item, source = wanted.item, self._source
        try:
            normalise.check(item, source, self._hub, self._now)
            if not joins:
                item = normalise.merge(item, await self._details.ask(item))
            entry = normalise.entry(item, wanted.identity, self._sight)
        except ItemError as error:
            self._hold(item, error)
            return False
        except SourceError as error:
            self._fail(wanted, error)
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
        self._report.quarantined += 1
        self._note(Held(self._source.id, item.place, str(error), _name(item)))

    def _fail(self, wanted: Wanted, error: SourceError) -> None:
        self._report.failed += 1
        # What was not even asked for has not failed yet: it comes before the others at the next pass.
        key = "" if isinstance(error, NotAskedError) else wanted.identity.full_key
        self._note(Held(self._source.id, wanted.item.place, str(error), _name(wanted.item), key))

    def _note(self, held: Held) -> None:
        self._held.append(held)
        self._report.notes.append(str(held))

    def _remember(self, state: SourceState, answer: Response, digest: str | None, settings: str) -> None:
        """Keep what this pass learnt. After a failed detail the list is to come again whole at the next pass."""
        complete = self._report.failed == 0 and digest is not None
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

    def _keep(self, state: SourceState, held: Sequence[Held] | None) -> None:
        wait = self._details.wait_until
        kept = replace(state, failures=0, last_error=None, fetched_at=self._now, wait_until=wait)
        at = schedule.next_fetch(self._source, kept, self._now, self._hub.timezone)
        self._edges.store.sources.remember(replace(kept, next_fetch_at=at), held)


def _name(item: Item) -> str:
    """Return enough of an item to find it at the publisher's."""
    fields = item.fields
    told = [fields.get(name, "") for name in ("id", "title", "link")]
    return text.line(" ".join(filter(None, told)), 120) or item.place
