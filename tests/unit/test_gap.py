"""Whether a list overflowed between two looks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedhub.model import Gap, Learnt
from feedhub.watch import gap
from feedhub.watch.gap import Seen

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def listed(last: int, count: int = 10, known: int = 0, dated: bool = True) -> list[Seen]:
    """Return a list, the newest first, in which the oldest `known` items are known; one came out each hour."""
    return [
        Seen(number <= last - count + known, NOW + number * HOUR if dated else None, f"Title {number}")
        for number in range(last, last - count, -1)
    ]


def learnt(*lists: list[Seen]) -> Learnt:
    """Return what looks at these lists taught, a day apart and the last one now."""
    known = Learnt("s")
    for number, seen in enumerate(lists):
        known = gap.learn(known, seen, None, NOW - (len(lists) - 1 - number) * DAY)
    return known


BEFORE = learnt(listed(-12), listed(-8, known=6), listed(-1, known=3))


def test_a_list_with_nothing_known_is_a_gap_from_the_newest_known_date_to_the_oldest_in_it() -> None:
    found = gap.judge(BEFORE, listed(20), NOW + 20 * HOUR)

    assert found == Gap("s", NOW - HOUR, NOW + 11 * HOUR, 10)


def test_without_dates_the_gap_is_from_look_to_look() -> None:
    before = learnt(listed(-8, dated=False), listed(-1, known=3, dated=False))

    assert gap.judge(before, listed(20, dated=False), NOW + DAY) == Gap("s", NOW, NOW + DAY, 10)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (Learnt("s"), listed(20)),  # a first look
        (BEFORE, listed(9, known=1)),
        (BEFORE, listed(20, count=2)),
        (learnt(listed(0, count=1)), listed(20)),  # the list was short
        (learnt([]), listed(20)),  # it was empty
        (BEFORE, listed(-30)),  # sorted otherwise: all of it is older
        (BEFORE, [replace(one, date=NOW + 9 * DAY) for one in listed(-1)]),  # all re-dated, under new ids
    ],
)
def test_what_is_no_gap(before: Learnt, now: list[Seen]) -> None:
    assert gap.judge(before, now, NOW + DAY) is None


def test_items_that_stay_at_the_top_hide_no_gap() -> None:
    pinned = Seen(True, NOW - 300 * DAY, "Rules of the house")

    assert gap.judge(BEFORE, [pinned, *listed(20)], NOW + DAY) is not None
    assert gap.judge(BEFORE, [*listed(20), pinned], NOW + DAY) is None


def test_a_list_that_rests_and_is_replaced_as_a_whole_has_no_gap_from_the_second_time_on() -> None:
    first = replace(learnt(listed(-30)), rested=True)
    second = gap.learn(first, listed(-10), None, NOW)

    assert gap.judge(first, listed(-10), NOW) is not None
    assert gap.judge(second, listed(10), NOW + DAY) is None
    assert gap.judge(replace(second, rested=False), listed(10), NOW + DAY) is not None


def test_haste_grows_with_each_gap_to_its_bound_and_goes_a_day_at_a_time() -> None:
    found = Gap("s", NOW, NOW, 10)
    haste, since, now = 0, None, NOW
    for _ in range(6):
        haste, since = gap.hasten(replace(BEFORE, hastened_at=since), haste, found, 0, now)
    assert haste == 4

    seen = []
    for hour in range(1, 24 * 6):
        now = NOW + hour * HOUR
        haste, since = gap.hasten(replace(BEFORE, hastened_at=since), haste, None, 0.5 if hour < 30 else 1, now)
        seen.append(haste)

    assert seen[:50] == [4] * 50
    assert seen[-1] == 0
    assert sorted(seen, reverse=True) == seen


def test_what_was_in_the_last_list_counts_as_overlap_though_it_is_held_back() -> None:
    assert gap.overlap(BEFORE, listed(-1)) == 1
    assert gap.overlap(BEFORE, listed(20)) == 0
    assert gap.overlap(BEFORE, []) == 1
