"""When a source is asked again: by its interval, by the publisher's wish, after failures."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub import schedule
from feedhub.config import FeedSource
from feedhub.model import SourceState

NOW = datetime(2022, 5, 20, 1, 51, 56, tzinfo=UTC)
DAY = timedelta(days=1)


def feed(**settings: Any) -> FeedSource:
    return FeedSource.model_validate({"id": "f", "kind": "feed", "url": "https://news.example/", **settings})


def wait(source: FeedSource, **state: Any) -> timedelta:
    return schedule.next_fetch(source, SourceState(source.id, **state), NOW) - NOW


def test_an_interval_that_is_given_is_kept() -> None:
    assert timedelta(minutes=5) == wait(feed(every="5m"))


@pytest.mark.parametrize(
    ("quiet", "least"),
    [
        (None, timedelta(minutes=10)),
        (timedelta(minutes=1), timedelta(minutes=10)),
        (timedelta(hours=10), timedelta(hours=1)),
        (timedelta(days=365), timedelta(hours=12)),
        (-timedelta(days=1), timedelta(minutes=10)),
    ],
)
def test_without_one_it_is_a_tenth_of_the_quiet_time_and_a_little_more(
    quiet: timedelta | None, least: timedelta
) -> None:
    waited = wait(feed(), changed_at=None if quiet is None else NOW - quiet)

    assert least <= waited <= least * 1.1


def test_sources_are_spread_and_each_keeps_its_share() -> None:
    waits = [wait(feed(id=f"f{number}")) for number in range(50)]

    assert waits == [wait(feed(id=f"f{number}")) for number in range(50)]
    assert len(set(waits)) > 40


@pytest.mark.parametrize("every", ["1s", "1m", "5m", "1h", "12h", "7d", None])
def test_the_wait_grows_with_the_failures_and_never_for_ever(every: str | None) -> None:
    source = feed(every=every)

    waits = [wait(source, failures=failures) for failures in (*range(30), 10**6)]

    assert waits == sorted(waits)
    assert waits[-1] <= max(timedelta(hours=12), waits[0])


def test_after_some_failures_the_wait_doubles() -> None:
    waits = [wait(feed(every="1s"), failures=failures) for failures in range(1, 9)]

    assert [later / earlier for earlier, later in pairwise(waits)] == [2] * 7


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, timedelta(minutes=5)),
        (NOW + timedelta(hours=1), timedelta(hours=1)),
        (NOW + timedelta(minutes=1), timedelta(minutes=5)),
        (NOW - DAY, timedelta(minutes=5)),
    ],
)
def test_the_publishers_wish_is_kept(until: datetime | None, expected: timedelta) -> None:
    assert expected == wait(feed(every="5m"), wait_until=until)


@pytest.mark.parametrize(
    ("retry_after", "expected"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("0", timedelta()),
        ("999999999", DAY),
        ("99999999999999999999", DAY),
        ("Fri, 20 May 2022 02:51:56 GMT", timedelta(hours=1)),
        ("Fri, 20 May 2022 10:51:56 +0800", timedelta(hours=1)),
        ("Fri, 20 May 2022 02:51:56 -0000", timedelta(hours=1)),
        ("Fri, 20 May 2022 02:51:56", timedelta(hours=1)),
        ("Fri May 20 02:51:56 2022", timedelta(hours=1)),
        ("Tue, 20 May 2042 02:51:56 GMT", DAY),
    ],
)
def test_a_publisher_asks_for_seconds_or_for_a_date_and_gets_a_day_at_most(
    retry_after: str, expected: timedelta
) -> None:
    assert NOW + expected == schedule.wait_until(retry_after, NOW)


@pytest.mark.parametrize(
    "retry_after",
    [
        *(None, "", " ", "-1", "1.5", "soon", "120s", "NaN", "20 May", "Mon, ,,,", "Fri, 20 May 2022 01:51:56 GMT"),
        *("Thu, 19 May 2022 01:51:56 GMT", "Fri, 20 May 2022 99:99:99 GMT", "Thu, 1 Jan 1970 00:00:00 GMT"),
    ],
)
def test_what_names_no_later_time_is_no_wish(retry_after: str | None) -> None:
    assert None is schedule.wait_until(retry_after, NOW)


@pytest.mark.parametrize(
    "retry_after",
    [
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Fri, 1 Jan 99999999999999 00:00:00 GMT",
        "Fri, 20 May 2022 09:51:56 +99999999999",
        "1" * 5000,
        "Sat, 1 Jan 0001 00:00:00 +2359",
    ],
)
def test_a_wish_out_of_this_world_stops_nothing(retry_after: str) -> None:
    until = schedule.wait_until(retry_after, NOW)

    assert until is None or NOW <= until <= NOW + DAY


ALPHABET = st.sampled_from([*"0123456789 :,+-", "Fri, ", "May ", "2022 ", "GMT", " -0000"])


@given(st.text() | st.lists(ALPHABET, max_size=20).map("".join))
def test_no_header_makes_it_raise(retry_after: str) -> None:
    until = schedule.wait_until(retry_after, NOW)

    assert until is None or NOW <= until <= NOW + DAY


@pytest.mark.parametrize(
    ("cron", "zone", "expected"),
    [
        ("*/5 * * * *", None, datetime(2022, 5, 20, 1, 55, tzinfo=UTC)),
        ("0 6 * * *", None, datetime(2022, 5, 20, 6, tzinfo=UTC)),
        ("0 6 * * *", "Asia/Shanghai", datetime(2022, 5, 20, 22, tzinfo=UTC)),
        ("0 1 * * *", None, datetime(2022, 5, 21, 1, tzinfo=UTC)),
    ],
)
def test_a_crontab_line_is_kept_in_the_sources_zone(cron: str, zone: str | None, expected: datetime) -> None:
    source = feed(cron=cron, timezone=zone)

    assert expected == schedule.next_fetch(source, SourceState(source.id), NOW)


def test_a_crontab_line_is_in_the_hubs_zone_where_the_source_has_none() -> None:
    source = feed(cron="0 6 * * *")

    at = schedule.next_fetch(source, SourceState(source.id), NOW, "Asia/Shanghai")

    assert at == datetime(2022, 5, 20, 22, tzinfo=UTC)


def test_a_crontab_line_that_is_due_this_very_moment_is_next_time() -> None:
    source, now = feed(cron="*/5 * * * *"), datetime(2022, 5, 20, 1, 55, tzinfo=UTC)

    assert schedule.next_fetch(source, SourceState(source.id), now) == now + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("haste", "every", "minutes"), [(0, "1h", 60), (1, "1h", 30), (4, "1h", 5), (4, "2m", 2), (2, "4h", 60)]
)
def test_in_haste_the_interval_is_halved_never_below_five_minutes_for_it(haste: int, every: str, minutes: int) -> None:
    assert wait(feed(every=every), haste=haste) == timedelta(minutes=minutes)


def test_haste_moves_no_cron_no_back_off_and_no_wish_to_wait() -> None:
    assert wait(feed(cron="0 3 * * *"), haste=4) == wait(feed(cron="0 3 * * *"))
    assert wait(feed(every="1h"), haste=4, failures=10) == wait(feed(every="1h"), failures=10)
    assert wait(feed(every="1h"), haste=4, wait_until=NOW + 3 * timedelta(hours=1)) == timedelta(hours=3)


def due(source: FeedSource, **state: Any) -> bool:
    return schedule.is_due(source, SourceState(source.id, **state), NOW)


def test_a_source_is_due_when_its_time_has_come_or_was_never_set() -> None:
    source = feed(every="1h")

    assert due(source)
    assert due(source, next_fetch_at=NOW)
    assert not due(source, next_fetch_at=NOW + timedelta(minutes=59))


@pytest.mark.parametrize("state", [{"next_fetch_at": NOW + 300 * DAY}, {"next_fetch_at": NOW + timedelta(hours=2)}])
def test_a_next_fetch_that_outlived_its_interval_is_due(state: dict[str, Any]) -> None:
    assert due(feed(every="1h"), **state)
    assert due(feed(every="1h"), **state, wait_until=NOW + 400 * DAY)


def test_a_back_off_and_a_wish_to_wait_are_no_reason_to_be_due() -> None:
    assert not due(feed(every="1h"), failures=10, next_fetch_at=NOW + timedelta(hours=8))
    assert not due(feed(every="1h"), next_fetch_at=NOW + timedelta(hours=20), wait_until=NOW + timedelta(hours=20))
    assert not due(feed(), changed_at=NOW - 30 * DAY, next_fetch_at=NOW + timedelta(hours=12))


def test_a_wish_to_wait_for_more_than_a_day_came_of_a_wrong_clock() -> None:
    assert schedule.waits_until(SourceState("f", wait_until=NOW + DAY), NOW) == NOW + DAY
    assert schedule.waits_until(SourceState("f", wait_until=NOW + 2 * DAY), NOW) is None
    assert schedule.waits_until(SourceState("f", wait_until=NOW), NOW) is None


@pytest.mark.parametrize(
    ("days", "weekday"), [("0", 6), ("7", 6), ("1", 0), ("5", 4), ("6", 5), ("mon", 0), ("1-5", 0)]
)
def test_days_of_the_week_are_those_of_cron_where_sunday_is_0_and_7(days: str, weekday: int) -> None:
    saturday = datetime(2022, 5, 21, 9, tzinfo=UTC)
    source = feed(cron=f"0 8 * * {days}")

    at = schedule.next_fetch(source, SourceState(source.id), saturday)

    assert at.weekday() == weekday


def test_a_list_that_is_gone_is_looked_at_once_a_week_unless_it_has_another_address() -> None:
    source = feed(every="5m")
    gone = wait(source, gone_url=source.url, failures=1)

    assert timedelta(days=7) <= gone <= timedelta(days=7.7)
    assert not due(source, gone_url=source.url, next_fetch_at=NOW + timedelta(days=7))
    assert due(source, gone_url="https://news.example/old", next_fetch_at=NOW + timedelta(days=7))
