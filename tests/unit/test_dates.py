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
        "/Date(1653011516000)/",
        "Fri, 20 May 2022 09:51:56 +8",
        "Fri, 20 May 2022 09:51:56 +08:00 GMT",
        "2022-05-20T09:51:56+08:00Z",
        "2022-05-19T21:51:56\u221204:00",
        "Fri, 20 May 2022 03:51:56 MEST",
        "Fri, 20 May 2022 13:51:56 NZST",
        "Fri, 20 May 2022 07:21:56 ist",
        "Thu, 19 May 2022 21:51:56 America/New_York",
        "Fri, 20 May 2022 09:51:56 Asia/Shanghai",
        "Thu, 19 May 2022 09:51:56 PM EDT",
        "Fri(day), 20 May(the fifth (of twelve)) 2022 01:51:56 +0000 (no zone \\) at all)",
        "Ven., 20 mai 2022 03:51:56 +0200",
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


@pytest.mark.parametrize("text", ["2016-12-31T23:59:60Z", "Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31 23:59:60"])
def test_a_leap_second_is_the_second_before(text: str) -> None:
    assert datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC) == dates.parse(text, UTC)


@pytest.mark.parametrize("text", ["2022-05-20T24:00:00Z", "Fri, 20 May 2022 24:00 GMT", "2022年5月20日 24:00"])
def test_the_end_of_a_day_is_the_beginning_of_the_next(text: str) -> None:
    assert datetime(2022, 5, 21, tzinfo=UTC) == dates.parse(text, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "20. Mai 2022, 09:51 Uhr",
        "Fr., 20. Mai 2022 - 09:51",
        "Vendredi 20 mai 2022 à 09h51",
        "vie, 20 de mayo de 2022 09:51",
        "20 maggio 2022 alle 09:51",
        "sex, 20 mai. 2022 09:51",
        "vr 20 mei 2022 09:51",
        "pt, 20 maja 2022 09:51",
        "20 мая 2022 г., 09:51",
        "Παρ, 20 Μαΐου 2022 09:51",
        "2022-május-20 09:51",
        "20 Mayıs 2022 09:51",
        "2022년 5월 20일 오전 9:51",
        "2022년 05월 20일 09시 51분",
        "2022年5月20日 上午9:51",
        "20 May 2022 | 09:51",
        "2022-05-20 09.51",
    ],
)
def test_months_and_times_are_read_in_the_tongue_of_the_publisher(text: str) -> None:
    assert dates.parse(text, SHANGHAI) == MINUTE


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("mar., 01 déc. 2020", 12, 1),
        ("mar. 10 nov. 2020", 11, 10),
        ("mar 1 2020", 3, 1),
        ("dim. 2 févr. 2020", 2, 2),
        ("Do, 29 Mär 2020", 3, 29),
        ("3 ago 2020", 8, 3),
        ("15 Ocak 2020", 1, 15),
    ],
)
def test_the_name_of_a_day_is_not_taken_for_a_month(text: str, month: int, day: int) -> None:
    assert datetime(2020, month, day, tzinfo=UTC) == dates.parse(text, UTC)


@pytest.mark.parametrize("text", ["2022-05-20 下午3:05", "2022年5月20日下午3点05分", "2022/5/20 오후 03:05:00"])
def test_an_hour_of_the_afternoon_is_one(text: str) -> None:
    assert datetime(2022, 5, 20, 15, 5, tzinfo=UTC) == dates.parse(text, UTC)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("05/04/22", "dmy", (2022, 4, 5)),
        ("05/06/22", "dmy", (2022, 5, 6)),
        ("05/06/22", "mdy", (2022, 5, 6)),
        ("10/30/21 21:55", "dmy", (2021, 10, 30)),
        ("30.10.21", "mdy", (2021, 10, 30)),
        ("21-10-05", "dmy", (2021, 10, 5)),
        ("30-10-21", "dmy", (2021, 10, 30)),
        ("03/04/99", "dmy", (1999, 4, 3)),
    ],
)
def test_a_year_of_two_digits_is_the_one_that_does_not_lie_ahead(
    text: str, order: str, expected: tuple[int, int, int]
) -> None:
    moment = dates.read(text, UTC, MOMENT, order)

    assert moment is not None
    assert expected == (moment.year, moment.month, moment.day)


def test_a_year_or_a_month_alone_is_its_beginning_where_it_is_asked_for() -> None:
    assert [
        datetime(2022, 5, 1, tzinfo=UTC),
        datetime(2022, 1, 1, tzinfo=UTC),
        None,
        None,
    ] == [dates.truncated(text, UTC) for text in ("2022-05", "2022", "2022-13", "22")]


@pytest.mark.parametrize("zone", ["Etc", "America/Nowhere", "../etc/passwd", "A/B", "America/New_York/X"])
def test_a_place_that_has_no_zone_makes_no_date_raise(zone: str) -> None:
    dates.parse(f"20 May 2022 09:51 {zone}", UTC)


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
