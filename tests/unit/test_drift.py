"""What is expected of a source, and when a look falls short of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedhub.model import Aspect, Item, Learnt, Yield
from feedhub.watch import drift

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = Yield(NOW, 50, title=1, date=1, link=1, body=1, length=2000)
STEADY = [GOOD] * 10


def fell(now: Yield, looks: list[Yield] = STEADY, is_open: tuple[Aspect, ...] = ()) -> set[Aspect]:
    return set(drift.judge(looks, now, is_open))


def test_a_yield_counts_what_items_have_without_markup_and_white_space() -> None:
    items = [
        Item({"title": "A", "published": "2026", "link": "x", "content": "<p>ab  c</p>&amp;"}, "1"),
        Item({"title": " ", "updated": "2026", "digest": "正文正文正"}, "2"),
        Item({}, "3"),
        Item({}, "4"),
    ]

    assert drift.measure(items, NOW) == Yield(NOW, 4, title=0.25, date=0.5, link=0.25, body=0.5, length=4)
    assert drift.measure([], NOW) == Yield(NOW, 0)


@pytest.mark.parametrize(
    ("change", "aspects"),
    [
        ({"items": 3}, {Aspect.ITEMS}),
        ({"items": 0, "title": 0, "date": 0, "link": 0, "body": 0, "length": 0}, {Aspect.ITEMS}),
        ({"items": 15}, set()),
        ({"body": 0.2}, {Aspect.BODY}),
        ({"body": 0.6}, set()),
        ({"date": 0}, {Aspect.DATE}),
        ({"link": 0.1, "title": 0.1}, {Aspect.LINK, Aspect.TITLE}),
        ({"length": 200}, {Aspect.LENGTH}),
        ({"length": 700}, set()),
        ({"items": 80, "length": 9000}, set()),
    ],
)
def test_only_a_steep_fall_is_a_collapse(change: dict[str, Any], aspects: set[Aspect]) -> None:
    assert fell(replace(GOOD, **change)) == aspects


def test_nothing_is_expected_before_there_are_five_looks() -> None:
    assert fell(Yield(NOW, 3), [GOOD] * 4) == set()
    assert fell(Yield(NOW, 3), [GOOD] * 5) != set()


def test_what_varied_is_not_expected() -> None:
    by_day = [replace(GOOD, items=items) for items in (3, 20, 50, 50, 50, 50, 50, 2, 30, 50)]
    some_dates = [replace(GOOD, date=share) for share in (1, 1, 1, 0.2, 0.3, 1, 1, 0.1, 1, 1)]

    assert fell(replace(GOOD, items=2), by_day) == set()
    assert fell(replace(GOOD, date=0), some_dates) == set()


def test_a_list_of_one_or_two_is_not_judged_by_what_they_have() -> None:
    short = [replace(GOOD, items=2)] * 10

    assert fell(Yield(NOW, 2), short) == set()


def test_what_collapsed_is_mended_at_half() -> None:
    third = replace(GOOD, body=0.4)

    assert fell(third) == set()
    assert fell(third, is_open=(Aspect.BODY,)) == {Aspect.BODY}
    assert fell(replace(GOOD, body=0.6), is_open=(Aspect.BODY,)) == set()


def test_many_in_quarantine_are_a_surge_where_hardly_any_were() -> None:
    assert set(drift.surge(STEADY, replace(GOOD, quarantined=0.6), ())) == {Aspect.QUARANTINED}
    assert drift.surge(STEADY, replace(GOOD, quarantined=0.3), ()) == {}
    assert drift.surge([replace(GOOD, quarantined=0.5)] * 10, replace(GOOD, quarantined=0.6), ()) == {}


@pytest.mark.parametrize(
    ("texts", "usual"),
    [
        ([1000] * 10 + [20] * 4, 1000),
        ([1000] * 10 + [20] * 3, 0),
        ([1000] * 10 + [20, 20, 20, 900], 0),
        ([1000] * 5 + [20] * 4, 0),
        ([1000, 30, 1000, 1000, 40, 1000, 1000, 1000, 1000, 1000] + [20] * 4, 0),
        ([100] * 10 + [1] * 4, 0),
    ],
)
def test_articles_are_thin_when_the_last_four_are_unlike_all_before(texts: list[int], usual: int) -> None:
    assert drift.thin(texts) == usual


def test_a_collapse_is_not_learnt_lasts_and_is_accepted_after_a_week_of_looks() -> None:
    learnt = Learnt("s", yields=tuple(STEADY))
    for day in range(8):
        look = replace(GOOD, at=NOW + day * 24 * HOUR, date=0)
        assert not drift.is_settled(learnt, look.at) or day == 7
        learnt = drift.learn(learnt, look, {Aspect.DATE: "none"})

    assert learnt.yields == tuple(STEADY)
    assert (learnt.collapses[Aspect.DATE].since, learnt.collapses[Aspect.DATE].looks) == (NOW, 8)
    assert drift.accept(learnt).yields == ()


def test_a_pause_of_a_week_settles_nothing() -> None:
    learnt = drift.learn(Learnt("s", yields=tuple(STEADY)), replace(GOOD, date=0), {Aspect.DATE: "none"})

    assert not drift.is_settled(learnt, NOW + 30 * 24 * HOUR)


def test_looks_that_are_remembered_are_an_hour_apart_and_no_more_than_thirty() -> None:
    learnt = Learnt("s")
    for number in range(1000):
        learnt = drift.learn(learnt, replace(GOOD, at=NOW + number * timedelta(minutes=5)), {})

    times = [look.at for look in learnt.yields]

    assert len(times) == 30
    assert times[-2] - times[0] >= 28 * HOUR
    assert times[-1] == NOW + 999 * timedelta(minutes=5)


def test_an_item_lacks_only_what_collapsed() -> None:
    item = Item({"title": "A", "content": "<p>short</p>"}, "1")

    assert drift.lacks(item, (), STEADY) == ""
    assert drift.lacks(item, (Aspect.DATE,), STEADY) == "has no date"
    assert drift.lacks(item, (Aspect.TITLE, Aspect.BODY), STEADY) == ""
    assert drift.lacks(item, (Aspect.LENGTH,), STEADY) == "has hardly any text"
    assert drift.lacks(item, (Aspect.ITEMS,), STEADY) == ""


def test_what_came_without_text_before_that_was_noticed_is_remembered() -> None:
    learnt = Learnt("s", texts=(1000,) * 12)
    for number in range(4):
        assert drift.thin(learnt.texts) == 0
        learnt = drift.came(learnt, Item({"content": "Log in"}, "1"), f"hub k{number}")

    assert drift.thin(learnt.texts) == 1000
    assert drift.learn(learnt, GOOD, {Aspect.TEXT: "hardly any"}).poor_keys == ("hub k0", "hub k1", "hub k2", "hub k3")
