"""Dates that lean on the moment at which they are read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.config import HtmlSource, Hub
from feedhub.model import Item
from feedhub.normalise import Sight, dates, entry, identify, relative

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 5, 21, 10, 30, 15, tzinfo=SHANGHAI)


def read(text: str, order: str = "ymd", now: datetime = NOW) -> str | None:
    """Return the local time that a text names, to the minute."""
    moment = dates.read(text, SHANGHAI, now, order)
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("刚刚", "2022-05-21 10:30"),
        ("just now", "2022-05-21 10:30"),
        ("30秒前", "2022-05-21 10:29"),
        ("5分钟前", "2022-05-21 10:25"),
        ("5 分钟之前", "2022-05-21 10:25"),
        ("半小时前", "2022-05-21 10:00"),
        ("2小时前", "2022-05-21 08:30"),
        ("两个小时前", "2022-05-21 08:30"),
        ("3天前", "2022-05-18 10:30"),
        ("1周前", "2022-05-14 10:30"),
        ("2个月前", "2022-03-22 10:30"),
        ("发布于 2小时前", "2022-05-21 08:30"),
        ("3 minutes ago", "2022-05-21 10:27"),
        ("an hour ago", "2022-05-21 09:30"),
        ("about 2 hrs ago", "2022-05-21 08:30"),
        ("2d ago", "2022-05-19 10:30"),
        ("1 month ago", "2022-04-21 10:30"),
        ("Posted 2 days ago", "2022-05-19 10:30"),
        ("今天 09:15", "2022-05-21 09:15"),
        ("今天09:15:10", "2022-05-21 09:15"),
        ("昨天 09:15", "2022-05-20 09:15"),
        ("昨日 下午3点", "2022-05-20 15:00"),
        ("昨天", "2022-05-20 00:00"),
        ("前天", "2022-05-19 00:00"),
        ("Yesterday at 9:15 pm", "2022-05-20 21:15"),
        ("today, 12:05 am", "2022-05-21 00:05"),
        ("09:15", "2022-05-21 09:15"),
        ("23:50", "2022-05-20 23:50"),
        ("5月20日 09:51", "2022-05-20 09:51"),
        ("5月20日", "2022-05-20 00:00"),
        ("05-20 09:51", "2022-05-20 09:51"),
        ("05-20", "2022-05-20 00:00"),
        ("[05-20]", None),
        ("12-31", "2021-12-31 00:00"),
        ("12月31日 23:59", "2021-12-31 23:59"),
        ("May 20", "2022-05-20 00:00"),
        ("Fri, May 20, 09:51", "2022-05-20 09:51"),
        ("20th May", "2022-05-20 00:00"),
        ("Dec 31", "2021-12-31 00:00"),
        ("02-29", "2020-02-29 00:00"),
        ("发布时间：2022-05-20 09:51", "2022-05-20 09:51"),
        ("2022-05-20 09:51", "2022-05-20 09:51"),
        ("02-30", None),
        ("5月32日", None),
        ("25:61", None),
        ("soon", None),
        ("99999年前", None),
        ("", None),
    ],
)
def test_a_date_is_read_at_the_moment_it_was_seen(text: str, expected: str | None) -> None:
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("20/05/2022", "dmy", "2022-05-20 00:00"),
        ("05/20/2022", "mdy", "2022-05-20 00:00"),
        ("05/06/2022 09:51", "dmy", "2022-06-05 09:51"),
        ("05/06/2022 9:51 PM", "mdy", "2022-05-06 21:51"),
        ("05/20/2022", "dmy", "2022-05-20 00:00"),
        ("20.05.2022", "mdy", "2022-05-20 00:00"),
        ("31/31/2022", "dmy", None),
        ("03/05", "dmy", "2022-05-03 00:00"),
        ("03/05", "mdy", "2022-03-05 00:00"),
        ("05-20", "dmy", "2022-05-20 00:00"),
    ],
)
def test_which_number_is_the_day_is_said_by_the_order(text: str, order: str, expected: str | None) -> None:
    assert expected == read(text, order)


@pytest.mark.parametrize(
    ("language", "order"),
    [("en-US", "mdy"), ("en_us", "mdy"), ("en", "dmy"), ("en-GB", "dmy"), ("de", "dmy"), ("zh-CN", "ymd"), ("", "dmy")],
)
def test_the_order_is_that_of_the_language(language: str, order: str) -> None:
    assert order == relative.order_of(language)


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        ("2022-01-01T00:05:00+08:00", "12-31 23:59", "2021-12-31 23:59"),
        ("2022-01-01T00:05:00+08:00", "01-01 00:01", "2022-01-01 00:01"),
        ("2022-01-01T00:05:00+08:00", "23:59", "2021-12-31 23:59"),
        ("2022-01-01T00:05:00+08:00", "昨天 23:59", "2021-12-31 23:59"),
        ("2022-01-01T00:05:00+08:00", "10分钟前", "2021-12-31 23:55"),
        ("2021-12-31T23:59:00+08:00", "01-01 00:01", "2022-01-01 00:01"),  # their clock is ahead of ours
        ("2022-05-20T09:50:00+08:00", "05-20 09:51", "2022-05-20 09:51"),
    ],
)
def test_the_year_that_is_missing_is_the_right_one_around_new_year(now: str, text: str, expected: str) -> None:
    assert expected == read(text, now=datetime.fromisoformat(now))


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)), st.integers(0, 363))  # noqa: DTZ001
def test_a_day_of_the_last_year_comes_back_without_its_year(moment: datetime, days: int) -> None:
    now = moment.replace(tzinfo=UTC, second=0, microsecond=0)
    then = now - timedelta(days=days)

    assert then == dates.read(f"{then:%m-%d %H:%M}", UTC, now, "ymd")
    assert then == dates.read(f"{then.month}月{then.day}日 {then:%H:%M}", UTC, now, "ymd")


@given(st.text(alphabet="0123456789半一两个秒分钟小时天日周月年前今昨/-.: agomdhy", max_size=20))
def test_no_text_makes_a_date_raise(text: str) -> None:
    moment = dates.read(text, SHANGHAI, NOW, "dmy")

    assert moment is None or (moment.tzinfo, moment.microsecond) == (UTC, 0)


# ---- what a relative date must not change


def source(**settings: Any) -> HtmlSource:
    fields = {"title": "h2", "link": "a@href", "published": ".time"}
    values = {"id": "s", "kind": "html", "url": "https://news.example/", "items": "li", "fields": fields, **settings}
    return HtmlSource.model_validate(values)


LATER = ["2小时前", "3小时前", "昨天 09:15", "05-20 09:15", "5月20日"]


def test_the_fingerprint_does_not_move_as_time_goes_by() -> None:
    items = [Item({"title": "t", "link": "https://news.example/1", "published": text}, "li[0]") for text in LATER]

    assert len({identify(item, source()).identity for item in items}) == 1


def test_a_title_with_a_relative_date_is_one_item_within_its_source() -> None:
    bare = {"title": "h2", "published": ".time"}
    items = [Item({"title": "t", "published": text}, "li[0]") for text in LATER]

    assert len({identify(item, source(fields=bare)).identity.key for item in items}) == 1
    assert (
        identify(items[0], source(fields=bare)).identity.key
        != identify(items[0], source(fields=bare, id="other")).identity.key
    )


def test_an_absolute_date_still_tells_two_titles_apart() -> None:
    bare = source(fields={"title": "h2", "published": ".time"})
    items = [Item({"title": "Weekly", "published": text}, "li[0]") for text in ("2022-05-13", "2022-05-20")]

    assert len({identify(item, bare).identity.key for item in items}) == 2


def test_an_entry_is_dated_by_the_language_or_the_order_of_its_source() -> None:
    item = Item({"title": "t", "link": "https://news.example/1", "published": "05/06/2022"}, "li[0]")

    def month(**settings: Any) -> int:
        wanted = source(**settings)
        sight = Sight(wanted, Hub(), NOW.astimezone(UTC) + timedelta(days=90), wanted.url, "s")
        return entry(item, identify(item, wanted).identity, sight).published.month

    assert (month(), month(language="en-US"), month(date_order="mdy"), month(language="de")) == (6, 5, 5, 6)
