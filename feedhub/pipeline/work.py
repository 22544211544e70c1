"""The items of one source in one pass: identified, planned, each made an entry and stored, and counted."""

import asyncio
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from feedhub import normalise, plan
from feedhub.errors import ItemError, NotAskedError, SourceError
from feedhub.model import Effect, Entry, Held, Item
from feedhub.normalise import text
from feedhub.pipeline.asking import Details
from feedhub.pipeline.edges import Claim, Edges
from feedhub.pipeline.together import each
from feedhub.plan import Wanted
from feedhub.report import ItemDone, SourceListed, SourceReport


class Work:
    """What one source has to do in one pass, and what came of it in `report` and `held`."""

    def __init__(self, sight: normalise.Sight, edges: Edges, details: Details, report: SourceReport) -> None:
        self._sight, self._edges, self._details, self._report = sight, edges, details, report
        self._source = sight.source
        self.held: list[Held] = []
        self._todo: list[Wanted] = []
        self._waiting: list[tuple[Wanted, Claim]] = []
        self._mine: set[str] = set()  # names of claims that are not settled
        self._joined: set[str] = set()

    def identify(self, items: Iterable[Item]) -> list[Wanted]:
        """Return the items that have an identity; hold back the others."""
        identified = []
        for item in items:
            try:
                identified.append(Wanted(item, normalise.identify(item, self._source)))
            except ItemError as error:
                self._hold(item, error)
        return identified

    def plan(self, identified: Sequence[Wanted]) -> None:
        """Decide what this source does itself, and what it does after another source that is at it already.

        Items whose detail failed at the last pass come last, so that they hold up no others. Nothing is awaited
        between looking and claiming.
        """
        source, store, claims = self._source, self._edges.store, self._edges.claims
        known = store.entries.known(source.id, [wanted.identity for wanted in identified])
        planned = plan.plan(identified, known, source.id, source.priority)
        self._report.unchanged, self._report.duplicates = planned.unchanged, planned.repeated
        self._joined = {wanted.identity.full_key for wanted in planned.joined}
        self._todo = [*planned.changed, *planned.joined]
        for wanted in planned.new:
            name = wanted.identity.full_key
            if claim := claims.get(name):
                self._waiting.append((wanted, claim))
            else:
                self._claim(name)
                self._todo.append(wanted)
        failed = {held.failed_key for held in store.sources.held(source.id)}
        self._todo.sort(key=lambda wanted: wanted.identity.full_key in failed)
        self._edges.tell(SourceListed(source.id, len(self._todo) + len(self._waiting)))

    async def run(self) -> None:
        """Do what was planned."""
        at_once = self._source.per_host or self._edges.config.fetch.per_host
        await each(self._todo, at_once, self._own)
        await each(self._waiting, at_once, self._after_another)

    def give_up_claims(self) -> None:
        """Let go of the claims that are not settled, so that nobody waits for them."""
        for name in self._mine:
            self._edges.claims.settle(name, stored=False)

    def _claim(self, name: str) -> None:
        self._edges.claims.take(name, self._source.priority)
        self._mine.add(name)

    async def _own(self, wanted: Wanted) -> None:
        name = wanted.identity.full_key
        stored = await self._item(wanted, joins=name in self._joined)
        if name in self._mine:  # what is settled may be another's by now
            self._mine.remove(name)
            self._edges.claims.settle(name, stored=stored)

    async def _after_another(self, waiting: tuple[Wanted, Claim]) -> None:
        """Deal with an item that another source has in hand: join it, or do it ourselves where the other failed."""
        wanted, claim = waiting
        name = wanted.identity.full_key
        while not (stored := await asyncio.shield(claim.stored)) and (taken := self._edges.claims.get(name)):
            claim = taken  # another that waited was there before us
        if stored:
            await self._item(wanted, joins=self._source.priority <= claim.priority)
        else:
            self._claim(name)
            await self._own(wanted)

    async def _item(self, wanted: Wanted, *, joins: bool) -> bool:
        """Make an entry of one item and store it; return whether that came off. A failure is counted and named.

        An item that `joins` an entry of another source only adds its categories and tags: no detail is asked for.
        """
        item, sight = wanted.item, self._sight
        try:
            normalise.check(item, sight.source, sight.hub, sight.now)
            if not joins:
                item = normalise.merge(item, await self._details.ask(item))
            entry = normalise.entry(item, wanted.identity, sight)
        except ItemError as error:
            self._hold(item, error)
            return False
        except SourceError as error:
            self._fail(wanted, error)
            return False
        finally:
            self._edges.tell(ItemDone(sight.source.id))
        self._count(self._store(entry, wanted), joins=joins)
        return True

    def _store(self, entry: Entry, wanted: Wanted) -> Effect:
        store, sight = self._edges.store, self._sight
        for category in entry.categories:
            if store.categories.slug(category.name) is None:
                slug, stem = normalise.slugs(category.name, category.slug)
                store.categories.register(category.name, slug, stem, sight.now)
        day = entry.published.astimezone(ZoneInfo(sight.hub.timezone)).date()
        names = normalise.file_names(wanted.identity)
        return store.entries.apply(entry, wanted.identity.fingerprint, names, day, plan.judge, sight.now)

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
        self.held.append(held)
        self._report.notes.append(str(held))


def _name(item: Item) -> str:
    """Return enough of an item to find it at the publisher's."""
    fields = item.fields
    told = [fields.get(name, "") for name in ("id", "title", "link")]
    return text.line(" ".join(filter(None, told)), 120) or item.place
