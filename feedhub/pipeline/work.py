"""The items of one source in one pass: identified, planned, each made an entry and stored, and counted."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from feedhub import normalise, plan, schedule
from feedhub.errors import ItemError, LackError, NotAskedError, SourceError
from feedhub.model import Dropped, Effect, Entry, Held, IdentityRule, Incoming, Item, Known, Listed, Look, SourceState
from feedhub.normalise import text
from feedhub.pipeline.asking import Documents, detail
from feedhub.pipeline.edges import Claim, Edges
from feedhub.pipeline.exclusion import exclude
from feedhub.pipeline.fulltext import Told, full_text
from feedhub.pipeline.together import each
from feedhub.pipeline.watching import Watching
from feedhub.report import ItemDone, SourceListed
from feedhub.watch.gap import Seen

_MOST_DROPPED = 10  # that are named in a report


class Work:
    """What one source has to do in one pass, and what came of it in `report`, `held` and `dropped`."""

    def __init__(
        self, sight: normalise.Sight, state: SourceState, edges: Edges, documents: Documents, watching: Watching
    ) -> None:
        self._sight, self._edges, self._documents, self._watching = sight, edges, documents, watching
        self._report = watching.report
        self._source = sight.source
        self._look = Look(sight.now, state.fetched_at, frozenset(source.id for source in edges.config.source))
        self.rule: IdentityRule = self._source.identity or state.identity
        self.rule_reason = None if self._source.identity else state.identity_reason
        self.held: list[Held] = []
        self._dropped: dict[str, Dropped] = {}  # by full key
        self._todo: list[Listed] = []
        self._waiting: list[tuple[Listed, Claim]] = []
        self._mine: set[str] = set()  # names of claims that are not settled
        self._joined: set[str] = set()
        self._changed: set[str] = set()
        self.lacking = 0  # items that are held since they lack what their source used to give
        self.failed_before: set[str] = set()
        self._tries: dict[str, int] = {}  # passes that asked for a text in vain
        self.owing = False  # whether a text is to be asked for again
        self._stored: set[str] = set()  # names of items that are known already

    @property
    def dropped(self) -> list[Dropped]:
        """What rules dropped, each once, to be remembered."""
        return list(self._dropped.values())

    def identify(self, items: Sequence[Item]) -> list[Listed]:
        """Return the items that have an identity; hold back the others.

        By the rule of the source, or by the next one where that turns out to be no good.
        """
        self._report.listed += len(items)
        while True:
            listed, faulty = self._identified(items)
            fault = "" if self._source.identity else plan.shared(listed)
            if not fault or plan.weaker(self.rule) is self.rule:
                break
            self._weaken(fault)
        for item, error in faulty:
            self._hold(item, error)
        return listed

    def seen(self, listed: Sequence[Listed]) -> list[Seen]:
        """Return the items as they tell of a gap: whether this source had them before, with dates and titles."""
        known = self._edges.store.ledger.known(self._source.id, [one.identity for one in listed])
        earlier = {name for name, entry in known.items() if entry.fingerprint is not None}
        sight = self._sight
        return [
            Seen(
                one.identity.full_key in earlier,
                normalise.stated(one.item, sight.source, sight.hub, sight.now),
                one.title,
            )
            for one in listed
        ]

    def _identified(self, items: Iterable[Item]) -> tuple[list[Listed], list[tuple[Item, ItemError]]]:
        listed, faulty = [], []
        for item in items:
            try:
                listed.append(normalise.identify(item, self._source, self.rule))
            except ItemError as error:
                faulty.append((item, error))
        return listed, faulty

    def _weaken(self, fault: str) -> None:
        self.rule, self.rule_reason = plan.weaker(self.rule), fault
        self._report.notes.append(f"identity: {fault}; the items are known by their {self.rule} from now on")

    def _recognised(self, listed: Sequence[Listed]) -> tuple[Sequence[Listed], dict[str, Known]]:
        """Return the items under the identities that they have for ever, and what is known under those."""
        ledger, source_id = self._edges.store.ledger, self._source.id
        known = ledger.known(source_id, [one.identity for one in listed])
        listed = plan.part(listed, known)
        apart = [one.identity for one in listed if one.identity.full_key not in known]
        known |= ledger.known(source_id, [one for one in apart if "#" in one.key])
        missing = [one for one in listed if one.identity.full_key not in known]
        clued = ledger.clued(source_id, (clue for one in missing for clue in one.clues)) if missing else {}
        found = plan.recognise(listed, known, clued, self.rule)
        if found.fault and not self._source.identity and plan.weaker(self.rule) is not self.rule:
            self._weaken(found.fault)
        for entry in [*known.values(), *(one for several in clued.values() for one in several)]:
            known.setdefault(entry.full_key, entry)
        return found.listed, known

    def _left(self, listed: Sequence[Listed], dropped: Mapping[str, Dropped]) -> list[Listed]:
        """Return the items that were not `dropped` earlier, as they are listed now; count and remember the others."""
        left = []
        for one in listed:
            known = dropped.get(one.identity.full_key)
            if known and known.fingerprint == one.identity.fingerprint:
                self._drop(one, known.reason, remember=True)
            else:
                left.append(one)
        return left

    def plan(
        self,
        identified: Sequence[Listed],
        dropped: Mapping[str, Dropped],
        *,
        earlier: bool = False,
        ruled_anew: bool = False,
    ) -> None:
        """Decide what this source does itself, and what it does after another source that is at it already.

        Items whose detail failed at the last pass come last, so that they hold up no others. Nothing is awaited
        between looking and claiming. In an `earlier` document of a feed a known item stands as it once was: it is left
        as it is. With `ruled_anew` the rules may be others than those by which the known ones came in.
        """
        source, store, claims = self._source, self._edges.store, self._edges.claims
        recognised, known = self._recognised(identified)
        left = self._left(recognised, dropped)
        if ruled_anew:
            exclude(left, known, self._sight, self._edges, self._report)
        planned = plan.plan(left, known, source.id, source.priority, self._look)
        if earlier:
            planned = replace(planned, changed=(), unchanged=planned.unchanged + len(planned.changed))
        for one in planned.changed:
            name = one.identity.full_key
            self._tries[name] = plan.tries(known.get(name), one.identity.fingerprint)
        self._report.unchanged, self._report.duplicates = planned.unchanged, planned.repeated
        self._joined = {one.identity.full_key for one in planned.joined}
        self._changed = {one.identity.full_key for one in planned.changed}
        self._todo = [*planned.changed, *planned.joined]
        self._stored = {one.identity.full_key for one in self._todo}
        for one in planned.new:
            name = one.identity.full_key
            if claim := claims.get(name):
                self._waiting.append((one, claim))
            else:
                self._claim(name)
                self._todo.append(one)
        self.failed_before = {held.failed_key for held in store.sources.held(source.id) if held.failed_key}
        self._todo.sort(key=lambda one: one.identity.full_key in self.failed_before)
        self._edges.tell(SourceListed(source.id, len(self._todo) + len(self._waiting)))

    async def run(self) -> None:
        """Do what was planned."""
        at_once = self._source.per_host or self._edges.config.fetch.per_host
        await each(self._todo, at_once, self._own)
        await each(self._waiting, at_once, self._after_another)
        if self._report.dropped > _MOST_DROPPED:
            self._report.notes.append(f"{self._report.dropped - _MOST_DROPPED} more were dropped by rules")

    def give_up_claims(self) -> None:
        """Let go of the claims that are not settled, so that nobody waits for them."""
        for name in self._mine:
            self._edges.claims.settle(name, stored=False)

    def _claim(self, name: str) -> None:
        self._edges.claims.take(name, self._source.priority)
        self._mine.add(name)

    async def _own(self, listed: Listed) -> None:
        name = listed.identity.full_key
        stored = await self._item(listed, joins=name in self._joined)
        if name in self._mine:  # what is settled may be another's by now
            self._mine.remove(name)
            self._edges.claims.settle(name, stored=stored)

    async def _after_another(self, waiting: tuple[Listed, Claim]) -> None:
        """Deal with an item that another source has in hand: join it, or do it ourselves where the other failed."""
        listed, claim = waiting
        name = listed.identity.full_key
        while not (stored := await asyncio.shield(claim.stored)) and (taken := self._edges.claims.get(name)):
            claim = taken  # another that waited was there before us
        if stored:
            await self._item(listed, joins=self._source.priority <= claim.priority)
        else:
            self._claim(name)
            await self._own(listed)

    async def _item(self, listed: Listed, *, joins: bool) -> bool:
        """Make an entry of one item and store it; return whether that came off. A failure is counted and named.

        An item that `joins` an entry of another source only adds its categories and tags: no detail is asked for.
        """
        item, sight, told = listed.item, self._sight, Told(listed.item)
        arrives = listed.identity.full_key not in self._stored
        try:
            # What the list tells is decided before anything more is asked for.
            if sight.ruled and (verdict := normalise.foresee(item, listed.identity, sight, arrives=arrives)).dropped:
                self._drop(listed, verdict.dropped)
                return False
            if not joins and (lack := self._watching.lacks(item)):
                raise LackError(lack)
            normalise.check(item, sight.source, sight.hub, sight.now)
            if not joins:
                told = await self._whole(item)
                if not told.lacking and (lack := self._watching.is_thin(told.item)):
                    raise LackError(lack)
            entry = _entry(told, listed, sight)
            if sight.ruled:
                verdict = normalise.rule(entry, told.item, sight, whole=not joins, arrives=arrives)
                if verdict.dropped:
                    self._drop(listed, verdict.dropped, remember=not joins)
                    return False
                entry = verdict.entry
        except LackError as error:
            self._keep_waiting(listed, error)
            return False
        except ItemError as error:
            self._hold(listed.item, error)
            return False
        except SourceError as error:
            self._fail(listed, error)
            return False
        finally:
            self._edges.tell(ItemDone(sight.source.id))
        effect = self._store(entry, listed, told)
        self._count(effect, joins=joins)
        if effect is Effect.NEW and not told.lacking:
            self._watching.came(told.item, listed.identity.full_key)
        return True

    def _keep_waiting(self, listed: Listed, lack: LackError) -> None:
        """Leave a known entry as it is, and hold a new item, while its source lacks what it used to give."""
        if listed.identity.full_key in self._changed:
            self._report.unchanged += 1
            return
        self.lacking += 1
        self._report.failed += 1
        reason = f"{lack}; held until the source is mended, or `feedhub accept`"
        name = _name(listed.item)
        self._note(Held(self._source.id, listed.item.place, reason, name, listed.identity.full_key))

    async def _whole(self, item: Item) -> Told:
        """Return an item with its detail and its full text. Raises SourceError, ItemError for the detail."""
        source, documents = self._sight.source, self._documents
        item = normalise.merge(item, await detail(source, documents, item))
        return await full_text(source, documents, item, self._sight.base)

    def _lacks(self, told: Told, listed: Listed) -> str:
        """Note that a text did not come; return the fingerprint under which the teaser is stored."""
        fingerprint = listed.identity.fingerprint
        if told.again:
            tries = self._tries.get(listed.identity.full_key, 0) + told.asked
            fingerprint = plan.owing(fingerprint, tries)
        again = fingerprint != listed.identity.fingerprint
        self.owing = self.owing or again
        then = "; asked for again at the next pass" if again else ""
        self._report.notes.append(f"not the full text: {_name(listed.item)}: {told.lacking}{then}")
        return fingerprint

    def _store(self, entry: Entry, listed: Listed, told: Told) -> Effect:
        store, sight, source = self._edges.store, self._sight, self._source
        for category in entry.categories:
            if store.categories.slug(category.name) is None:
                slug, stem = normalise.slugs(category.name, category.slug)
                store.categories.register(category.name, slug, stem, sight.now)
        day = entry.published.astimezone(ZoneInfo(sight.hub.timezone)).date()
        look_again = schedule.recheck(sight.now, sight.now, source.recheck) if source.recheck and entry.link else None
        fingerprint = self._lacks(told, listed) if told.lacking else listed.identity.fingerprint
        incoming = Incoming(
            entry,
            fingerprint,
            normalise.file_names(listed.identity),
            day,
            title=listed.title,
            page=listed.page,
            stated=listed.stated,
            clues=listed.clues,
            alias=listed.alias,
            recheck_at=look_again,
        )
        judge = plan.judge_teaser if told.lacking else plan.judge
        return store.entries.apply(incoming, self._edges.watch(judge), self._look)

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

    def _fail(self, listed: Listed, error: SourceError) -> None:
        self._report.failed += 1
        # What was not even asked for has not failed yet: it comes before the others at the next pass.
        key = "" if isinstance(error, NotAskedError) else listed.identity.full_key
        self._note(Held(self._source.id, listed.item.place, str(error), _name(listed.item), key))

    def _drop(self, listed: Listed, reason: str, *, remember: bool = False) -> None:
        """Count an item that a rule dropped, and name it; `remember` it where its detail was asked for."""
        self._report.dropped += 1
        if remember:
            identity = listed.identity
            one = Dropped(self._source.id, identity.full_key, identity.fingerprint, reason)
            self._dropped[identity.full_key] = one
        if self._report.dropped <= _MOST_DROPPED:
            self._report.notes.append(f"dropped: {listed.item.place} {_name(listed.item)}: {reason}")

    def _note(self, held: Held) -> None:
        self.held.append(held)
        self._report.notes.append(str(held))


def _entry(told: Told, listed: Listed, sight: normalise.Sight) -> Entry:
    """Return the entry that an item is. One that is none for want of its page fails with it, and is tried again."""
    try:
        return normalise.entry(told.item, listed.identity, sight)
    except ItemError:
        if told.fault:
            raise told.fault from None
        raise


def _name(item: Item) -> str:
    """Return enough of an item to find it at the publisher's."""
    fields = item.fields
    told = [fields.get(name, "") for name in ("id", "title", "link")]
    return text.line(" ".join(filter(None, told)), 120) or item.place
