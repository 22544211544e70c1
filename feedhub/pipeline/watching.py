"""What a pass over one source is watched for: gaps in its list, drift of its yield, and the incidents of both."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from feedhub.config import Source
from feedhub.errors import SourceError
from feedhub.model import Aspect, Gap, Item, Kind, Learnt, SourceState, Trouble, Yield
from feedhub.pipeline.edges import Edges
from feedhub.report import SourceReport
from feedhub.store import ACCEPTED, Store
from feedhub.watch import drift, gap, trouble

_SETTLED = "it stayed so for a week, and is what is expected now"
_CHANGED = "its settings changed"
_DRIFT = (Kind.COLLAPSED, Kind.QUARANTINE)


class Watching:
    """One pass over a source, as it is watched. What was learnt is kept by `still` or `end`."""

    def __init__(self, source: Source, edges: Edges, state: SourceState, report: SourceReport, now: datetime) -> None:
        self.report = report
        self._source, self._now = source, now
        self._watched, self._ledger = edges.store.watched, edges.store.ledger
        self._before = learnt = self._watched.learnt(source.id)
        if state.fetched_at and learnt.looked_at and not state.failures:
            learnt = replace(learnt, looked_at=state.fetched_at)  # the list was the same until then
        accepted = any(one.outcome == ACCEPTED for one in self._watched.open(source.id))
        self._outcome = ACCEPTED if accepted else _SETTLED if drift.is_settled(learnt, now) else ""
        if self._outcome:
            learnt = replace(drift.accept(learnt), gap_at=None if accepted else learnt.gap_at)
        self._learnt = learnt
        self._look = Yield(now, 0)
        self._found: dict[Aspect, str] = {}
        self._seen: Sequence[gap.Seen] = ()
        self.gap: Gap | None = None
        self.haste = state.haste

    def still(self, others: Sequence[Trouble]) -> None:
        """Keep that the list is that of last time; there are `others` that it was not needed for to find."""
        learnt = replace(self._learnt, rested=True)
        self.haste, hastened_at = gap.hasten(learnt, self.haste, None, 1, self._now)
        learnt = replace(learnt, hastened_at=hastened_at)
        if learnt != replace(self._before, looked_at=learnt.looked_at):
            self._watched.learn(learnt)
        drifted = set() if self._outcome else set(_DRIFT)
        self._note(others, set(Kind) - {Kind.IDENTITY} - drifted)

    def measure(self, items: Sequence[Item], *, whole: bool, same_settings: bool) -> None:
        """Judge a list by what its items have; without being `whole`, its length says nothing.

        Under other settings than last time the source is learnt anew.
        """
        if not same_settings:
            self._learnt, self.haste, self._outcome = Learnt(self._source.id), 0, _CHANGED
        self._look = drift.measure(items, self._now)
        self._found = drift.judge(self._learnt.yields, self._look, self._learnt.collapses)
        if not whole:
            self._found.pop(Aspect.ITEMS, None)

    def overflowed(self, seen: Sequence[gap.Seen]) -> bool:
        """Whether items may be missing between the last list and this one."""
        self._seen = seen
        self.gap = gap.judge(self._learnt, seen, self._now)
        return self.gap is not None

    def fill(self) -> None:
        """Take note that older pages led to what was known."""
        if self.gap:
            self.gap = replace(self.gap, filled=True)

    def lacks(self, item: Item) -> str:
        """Return what a listed item lacks of what the source used to give, in words; empty if nothing."""
        return drift.lacks(item, self._found, self._learnt.yields)

    def is_thin(self, item: Item) -> str:
        """Return that an item has hardly any text, with its detail, like those before it but unlike all earlier."""
        usual = drift.thin(self._learnt.texts)
        return f"has hardly any text, where there were {usual} characters" if drift.is_short(item, usual) else ""

    def came(self, item: Item, key: str) -> None:
        """Learn from a new item, as it came."""
        self._learnt = drift.came(self._learnt, item, key)

    def end(self, others: Sequence[Trouble]) -> None:
        """Keep what this look taught, and open and close incidents; there are `others` that it found."""
        report, now = self.report, self._now
        listed = max(1, report.listed)
        look = replace(self._look, quarantined=report.quarantined / listed)
        found = self._found | drift.surge(self._learnt.yields, look, self._learnt.collapses)
        if usual := drift.thin(self._learnt.texts):
            found[Aspect.TEXT] = f"new articles have hardly any text, and had about {usual} characters"
        known = gap.overlap(self._learnt, self._seen)
        self.haste, hastened_at = gap.hasten(self._learnt, self.haste, self.gap, known, now)
        learnt = gap.learn(self._learnt, self._seen, self.gap, now)
        learnt = drift.learn(replace(learnt, hastened_at=hastened_at), look, found)
        if learnt.poor_keys and not learnt.collapses:
            self._ledger.forget(self._source.id, learnt.poor_keys)
            learnt = replace(learnt, poor_keys=())
        self._watched.learn(learnt)
        troubles = [*trouble.collapsed(learnt.collapses), *others]
        if self.gap:
            self._watched.add_gap(self.gap)
            troubles += trouble.gap(self.gap)
            report.notes.append(str(self.gap))
        report.notes += [f"collapsed: {one.what}" for one in learnt.collapses.values()]
        self._learnt = learnt
        self._note(troubles, set(Kind))

    def failed(self, error: SourceError, failures: int) -> None:
        """Open an incident where the source failed several times in a row, or is gone for good."""
        self._note(trouble.failing(error, failures), ())

    def _note(self, troubles: Sequence[Trouble], judged: Collection[Kind]) -> None:
        over = gap.is_over(self._learnt, self._now)
        closing = {kind for kind in judged if kind is not Kind.GAP or over}
        outcomes = dict.fromkeys(_DRIFT, self._outcome) if self._outcome else None
        self._watched.note(self._source.id, troubles, closing, self._now, outcomes)


def accept(store: Store, source_id: str) -> list[Kind]:
    """Let what a source gives now be what is expected of it, from its next look on; return what was accepted."""
    return [one.kind for one in store.watched.accept(source_id, (*_DRIFT, Kind.GAP))]
