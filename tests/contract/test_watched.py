"""What is remembered of the health of sources, on every database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedhub.model import Aspect, Collapse, Gap, Kind, Learnt, SourceState, Stale, Trouble, Yield
from feedhub.store import ACCEPTED, Store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
FAILING = Trouble(Kind.FAILING, "答复 503")
GAP = Trouble(Kind.GAP, "items may be missing")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store that has met the sources a and b, without marks."""
    store = Store(address)
    store.prepare()
    store.sources.meet("a", "Source A", "http://a.example/")
    store.sources.meet("b", "", "")
    yield store
    store.close()


def marks(store: Store) -> int:
    """Return how many marks of the status page there are, and take them away."""
    found = store.marks.oldest(Stale.STATUS, 100)
    store.marks.clear(found)
    return len(found)


FULL = Learnt(
    "a",
    looked_at=NOW,
    listed=20,
    newest=NOW - HOUR,
    titles=("aa", "bb"),
    rested=True,
    overlaps=(3, 0),
    yields=(Yield(NOW, 20, 1, 0.5, 1, 0.25, 400, 0.1), Yield(NOW + HOUR, 3)),
    texts=(100, 200),
    collapses={Aspect.DATE: Collapse(NOW, 2, "none have a date")},
    gap_at=NOW,
    hastened_at=NOW,
)


def test_what_is_learnt_comes_back_and_is_replaced(store: Store) -> None:
    assert store.watched.learnt("a") == Learnt("a")

    store.watched.learn(FULL)
    assert store.watched.learnt("a") == FULL

    store.watched.learn(replace(FULL, rested=False, yields=()))
    assert store.watched.learnt("a") == replace(FULL, rested=False, yields=())
    assert store.watched.learnt("b") == Learnt("b")


def test_gaps_come_newest_first_and_fifty_are_kept(store: Store) -> None:
    for number in range(53):
        store.watched.add_gap(Gap("a", NOW, NOW + HOUR, number, filled=number % 2 == 0))
    store.watched.add_gap(Gap("b", NOW, NOW + HOUR, 7))

    gaps = store.watched.gaps("a")

    assert [gap.items for gap in gaps] == list(range(52, 2, -1))
    assert gaps[0] == Gap("a", NOW, NOW + HOUR, 52, filled=True)
    assert len(store.watched.gaps("b")) == 1


def test_an_incident_opens_once_lasts_and_closes_and_only_that_marks_the_page(store: Store) -> None:
    store.watched.note("a", [FAILING], (), NOW)
    assert marks(store) == 1

    store.watched.note("a", [replace(FAILING, cause="other words")], (), NOW + HOUR)
    [one] = store.watched.open()

    assert (one.cause, one.opened_at, one.last_seen_at, one.changed_at) == ("答复 503", NOW, NOW + HOUR, NOW)
    assert marks(store) == 0

    store.watched.note("a", [], [Kind.GAP], NOW + 2 * HOUR)
    assert [one.kind for one in store.watched.open("a")] == [Kind.FAILING]

    store.watched.note("a", [], set(Kind), NOW + 3 * HOUR)
    [closed] = store.watched.incidents(10)

    assert (closed.closed_at, closed.changed_at, closed.outcome) == (NOW + 3 * HOUR, NOW + 3 * HOUR, "mended")
    assert (store.watched.open(), marks(store)) == ([], 1)


@pytest.mark.parametrize(("later", "incidents"), [(HOUR, 1), (25 * HOUR, 2)])
def test_what_opens_again_within_a_day_is_the_same_incident(store: Store, later: timedelta, incidents: int) -> None:
    store.watched.note("a", [FAILING], (), NOW)
    store.watched.note("a", [], set(Kind), NOW + HOUR)
    store.watched.note("a", [FAILING], (), NOW + HOUR + later)

    found = store.watched.incidents(10)

    assert len(found) == incidents
    assert (found[0].closed_at, found[0].outcome, found[0].changed_at) == (None, "", NOW + HOUR + later)


def test_incidents_of_sources_that_are_gone_close_and_of_others_stay(store: Store) -> None:
    store.watched.note("a", [FAILING, GAP], (), NOW)
    store.watched.note("b", [FAILING], (), NOW)
    marks(store)

    store.watched.keep_only(["b"], NOW + HOUR)

    assert [one.source_id for one in store.watched.open()] == ["b"]
    assert {one.outcome for one in store.watched.incidents(10)} == {"", "the source is no longer configured"}
    assert marks(store) == 1


def test_a_wish_to_accept_is_noted_and_says_so_when_the_incident_closes(store: Store) -> None:
    store.watched.note("a", [FAILING, GAP], (), NOW)

    assert [one.kind for one in store.watched.accept("a", [Kind.GAP])] == [Kind.GAP]

    store.watched.note("a", [], set(Kind), NOW + HOUR)

    assert {one.kind: one.outcome for one in store.watched.incidents(10)} == {
        Kind.GAP: ACCEPTED,
        Kind.FAILING: "mended",
    }


def test_health_is_that_of_the_configured_sources_in_their_order(store: Store) -> None:
    store.sources.remember(SourceState("a", changed_at=NOW), None)

    found = store.watched.health(["b", "unknown", "a"])

    assert [(one.source_id, one.title, one.link, one.changed_at) for one in found] == [
        ("b", "b", "", None),
        ("a", "Source A", "http://a.example/", NOW),
    ]
