"""Dates as publishers write them, and what is none."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.normalise import dates

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2022, 5, 20, 1, 51, 56, tzinfo=UTC)
MINUTE = MOMENT.replace(second=0)
MIDNIGHT = datetime(2022, 5, 19, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2022-05-20 09:51:56",
        " 2022-05-20\u00a009:51:56\r\n",
        "2022-5-20 9:51:56",
        "2022/05/20 09:51:56",
        "2022/5/20 9:51:56",
        "2022.05.20 09:51:56",
        "2022-05-20T09:51:56",
        "2022-05-20t09:51:56",
        "2022-05-20 09:51:56.0",
        "2022-05-20 09:51:56,123",
        "2022-05-20T09:51:56.1234567",
        "2022年5月20日 09:51:56",
        "2022年05月20日09时51分56秒",
        "2022年5月20日 9点51分56秒",
        "２０２２-０５-２０ ０９：５１：５６",
        "20220520095156",
        "20220520T095156",
        "Fri, 20 May 2022 09:51:56",
        "20-May-2022 09:51:56",
        "May 20, 2022 9:51:56 AM",
        "5/20/2022 9:51:56 AM",
        "2022-05-20 9:51:56 AM",
    ],
)
def test_a_date_without_an_offset_is_in_the_sources_zone(text: str) -> None:
    assert dates.parse(text, SHANGHAI) == MOMENT


@pytest.mark.parametrize("text", ["2022-05-20 09:51", "2022年5月20日 09:51", "202205200951", "2022-05-20T09:51"])
def test_a_date_may_do_without_seconds(text: str) -> None:
    assert dates.parse(text, SHANGHAI) == MINUTE


@pytest.mark.parametrize(
    "text",
    [
        *("2022-05-20", "2022/5/20", "2022.5.20", "2022年5月20日", "20220520", "Fri, 20 May 2022", "20 May 2022"),
        *("May 20, 2022", "2022-W20-5"),
    ],
)
def test_a_date_without_a_time_is_at_midnight_in_the_sources_zone(text: str) -> None:
    assert dates.parse(text, SHANGHAI) == MIDNIGHT


@pytest.mark.parametrize("zone", [UTC, SHANGHAI, ZoneInfo("America/New_York")])
@pytest.mark.parametrize(
    "text",
    [
        "2022-05-20T01:51:56Z",
        "2022-05-20T01:51:56z",
        "2022-05-20T01:51:56.999Z",
        "2022-05-20T09:51:56+08:00",
        "2022-05-20T09:51:56+0800",
        "2022-05-20T09:51:56+08",
        "2022-05-20 09:51:56 +0800",
        "2022-05-20 01:51:56 UTC",
        "2022-05-19 21:51:56 EDT",
        "Fri, 20 May 2022 01:51:56 GMT",
        "Fri,20 May 2022 01:51:56 GMT",
        "Fri, 20 May 2022 01:51:56 UT",
        "Fri, 20 May 2022 01:51:56 Z",
        "Fri, 20 May 2022 01:51:56 -0000",
        "Fri, 20 May 2022 09:51:56 +0800",
        "Fri, 20 May 2022 09:51:56 +08:00",
        "Fri, 20 May 2022 09:51:56 +0800 (CST)",
        "Thu, 19 May 2022 21:51:56 EDT",
        "Thu, 19 May 2022 18:51:56 PDT",
        "Friday, 20 May 2022 01:51:56 GMT",
        "Mon, 20 May 2022 01:51:56 GMT",
        "20 May 22 01:51:56 GMT",
        "20 May 2022 01:51:56 GMT",
        "Fri, 20 May 2022 10:51:56 JST",
        "1653011516",
        "1653011516.75",
        "1653011516000",
        "1653011516999",
        # JavaScript's Date, as text.
        "Fri May 20 2022 09:51:56 GMT+0800 (China Standard Time)",
        "Fri May 20 2022 09:51:56 GMT+0800 (中国标准时间)",
        "Fri, 20 May 2022 09:51:56 GMT+0800",
        "2022-05-20 09:51:56 GMT+8",
        "2022-05-20 09:51:56 UTC+8",
        "2022-05-20 09:51:56 GMT+08:00",
    ],
)
def test_a_date_with_an_offset_is_the_same_moment_for_every_source(text: str, zone: ZoneInfo) -> None:
    assert dates.parse(text, zone) == MOMENT


@pytest.mark.parametrize("text", ["Fri May 20 09:51:56 CST 2022", "Fri, 20 May 2022 09:51:56 CST"])
def test_an_abbreviation_that_the_sources_zone_uses_itself_means_that_zone(text: str) -> None:
    # Java's Date as text: in China CST is the time of China, not of Chicago.
    assert dates.parse(text, SHANGHAI) == MOMENT


def test_the_same_abbreviation_elsewhere_is_that_of_rfc_5322() -> None:
    assert datetime(2022, 5, 20, 15, 51, 56, tzinfo=UTC) == dates.parse("Fri, 20 May 2022 09:51:56 CST", UTC)


def test_the_offset_is_that_of_the_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    assert [
        moment.hour
        for text in ("2022-01-01 12:00", "2022-07-01 12:00")
        if (moment := dates.parse(text, berlin)) is not None
    ] == [11, 10]


def test_a_leap_second_is_the_second_before() -> None:
    assert datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC) == dates.parse("2016-12-31T23:59:60Z", UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "null", "None", "NaN", "nan", "0", "-1", "1e9", "12", "2022", "2022-05", "May 2022", "05-20"),
        *(
            "09:51",
            "05-20 09:51",
            "3 hours ago",
            "5分钟前",
            "昨天 09:51",
            "今天",
            "yesterday",
            "today",
            "now",
            "Monday",
        ),
        *("0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "2022-13-45", "2022-02-30", "2022-05-20 25:61:61"),
        *("Thu, 32 Jan 2022 00:00:00 GMT", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1899-12-30"),
        *("99999999999999999999", "20221345000000", "2022-05-20" * 20, "<b>x</b>", "{{ now }}", "²²²²-²²-²²"),
    ],
)
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert None is dates.parse(text, SHANGHAI)


ALPHABET = st.sampled_from(
    [*"0123456789", *"-/:.,+ TZ年月日时分秒", *("GMT", "May", "Fri", "AM", "PM", "CST", "(", ")")]
)


@given(st.text() | st.lists(ALPHABET, max_size=25).map("".join), st.sampled_from([UTC, SHANGHAI]))
def test_no_text_makes_a_date_raise(text: str, zone: ZoneInfo) -> None:
    moment = dates.parse(text, zone)

    assert moment is None or (moment.tzinfo, moment.microsecond) == (UTC, 0)


@given(st.integers(-2_000_000_000, 200_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_a_moment_comes_back_from_iso_8601(seconds: int, minutes: int) -> None:
    moment = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))

    assert moment == dates.parse(moment.isoformat(), SHANGHAI)


@given(st.integers(-2_000_000_000, 200_000_000_000))
def test_a_moment_comes_back_from_rfc_5322(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)

    assert moment == dates.parse(f"{moment:%a, %d %b} {moment.year:04} {moment:%H:%M:%S} +0000", SHANGHAI)
