"""Dates that lean on the moment at which they are read: 5分钟前, 昨天 09:15, 05-20, May 20. Pure: `now` comes in."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_UNITS = {
    "秒": 1, "分": 60, "时": 3600, "钟头": 3600, "天": 86_400, "日": 86_400, "周": 604_800, "星期": 604_800,
    "礼拜": 604_800, "月": 2_592_000, "年": 31_536_000,
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000,
}  # fmt: skip
_HAN_NUMBERS = {"半": 0.5, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_NUMBERS |= {"十": 10, "几": 3, "数": 3}
_AGO = re.compile(
    r"(?:约|大约)?\s*(?P<han>\d{1,5}|[半一两二三四五六七八九十几数])\s*个?(?P<unit>秒|分|小?时|钟头|天|日|周|星期|礼拜|月|年)"
    r"钟?\s*(?:之|以)?前|"
    r"(?:about |over |almost )?(?P<number>\d{1,5}|an?|one) ?"
    r"(?P<word>s|sec|second|m|min|minute|h|hr|hour|d|day|w|wk|week|mo|month|y|yr|year)s?\.? ago",
    re.IGNORECASE,
)
_JUST = re.compile(r"刚刚|刚才|现在|just now|now|moments ago", re.IGNORECASE)
_DAYS = {"今": 0, "昨": 1, "前": 2, "大前": 3, "today": 0, "yesterday": 1}
_CLOCK = r"(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})?\s*分?" \
    r"(?:[:：](?P<second>\d{1,2}))?\s*(?P<noon>[ap]\.?m\.?)?"  # fmt: skip
_TIME = rf"(?:[\s,，]*(?:at )?{_CLOCK})?"
_DAY = re.compile(rf"(?:(?P<day>今|昨|大?前)[天日]|(?P<english>today|yesterday)){_TIME}", re.IGNORECASE)
_ONLY_TIME = re.compile(_CLOCK, re.IGNORECASE)
_HAN_DATE = re.compile(rf"(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]?{_TIME}")
_TWO = re.compile(rf"(?P<first>\d{{1,2}})[-/.](?P<last>\d{{1,2}})\.?{_TIME}", re.IGNORECASE)
_THREE = re.compile(rf"(?P<first>\d{{1,2}})([-/.])(?P<last>\d{{1,2}})\2(?P<year>\d{{4}}){_TIME}", re.IGNORECASE)
_SHORT = re.compile(rf"(?P<first>\d{{1,2}})([-/.])(?P<middle>\d{{1,2}})\2(?P<last>\d{{2}}){_TIME}", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(?:(?P<month>{'|'.join(_MONTHS)})[a-z]*\.? (?P<day>\d{{1,2}})"
    rf"(?:st|nd|rd|th)?|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\.? (?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?){_TIME}",
    re.IGNORECASE,
)
# Clocks differ, and so do time zones that nobody set: what lies less than a day ahead is of this year.
_AHEAD = timedelta(days=1)


def leans(text: str) -> bool:
    """Whether a date says something else when it is read on another day: it has no year."""
    return bool(text.strip()) and not re.search(r"\d{4}|\d [A-Za-z]{3} \d\d \d", text)


def order_of(language: str) -> str:
    """Return the order in which a language writes day, month and year in numbers."""
    tag = language.lower().replace("_", "-")
    if tag == "en-us":
        return "mdy"
    return "ymd" if tag.partition("-")[0] in ("zh", "ja", "ko", "hu", "lt", "mn") else "dmy"


def ordered(text: str, zone: tzinfo, order: str) -> datetime | None:
    """Return the moment of 20/05/2022 or 05/20/2022: by `order`, or the other way where that is no date."""
    found = _THREE.fullmatch(text)
    if not found:
        return None
    for month, day in _month_and_day(found, order):
        if moment := _moment(int(found["year"]), month, day, found, zone):
            return moment
    return None


def short(text: str, zone: tzinfo, now: datetime, order: str) -> datetime | None:
    """Return the moment of 20/05/22, 05/20/22 or 22-05-20 when it is read at `now`.

    By `order`, or as ISO 8601 once had it where there are hyphens; another way where that is no date, or lies ahead.
    """
    found = _SHORT.fullmatch(text)
    if not found:
        return None
    first, middle, last = (int(found[name]) for name in ("first", "middle", "last"))
    ways = {"dmy": (last, middle, first), "mdy": (last, first, middle), "ymd": (first, middle, last)}
    orders = dict.fromkeys(("ymd" if "-" in text else order, order, "dmy", "mdy", "ymd"))
    moments = [_moment(_century(year), month, day, found, zone) for year, month, day in map(ways.__getitem__, orders)]
    real = [moment for moment in moments if moment]
    return next((moment for moment in real if moment <= now + _AHEAD), real[0] if real else None)


def _century(year: int) -> int:
    """Return the year that two digits mean (POSIX, strptime: 69 to 99 are of the twentieth century)."""
    return year + (1900 if year > 68 else 2000)


def parse(text: str, zone: tzinfo, now: datetime, order: str) -> datetime | None:
    """Return the moment that `text` names when it is read at `now`, in UTC and to the second; None where it names none.

    A day without a year is that of the newest year in which it does not lie ahead; a time without a day is today's,
    or yesterday's.
    """
    now = now.astimezone(zone)
    try:
        moment = _before(text, now) or _named_day(text, now, zone) or _without_year(text, now, zone, order)
        return moment.astimezone(UTC).replace(microsecond=0) if moment else None
    except OverflowError:
        return None


def _before(text: str, now: datetime) -> datetime | None:
    if _JUST.fullmatch(text):
        return now
    found = _AGO.fullmatch(text)
    if not found:
        return None
    number = found["han"] or found["number"].lower()
    count = float(number) if number.isdigit() else _HAN_NUMBERS.get(number, 1)
    unit = (found["unit"] or "").removeprefix("小")
    word = (found["word"] or "").lower()
    seconds = _UNITS[unit] if unit else _UNITS["mo" if word.startswith("mo") else word[0]]
    return now.astimezone(UTC) - timedelta(seconds=count * seconds)


def _named_day(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    found = _DAY.fullmatch(text)
    if found:
        day = now.date() - timedelta(days=_DAYS[found["day"] or found["english"].lower()])
        return _moment(day.year, day.month, day.day, found, zone)
    found = _ONLY_TIME.fullmatch(text)
    if not found:
        return None
    for back in (0, 1):
        day = now.date() - timedelta(days=back)
        moment = _moment(day.year, day.month, day.day, found, zone)
        if moment and moment <= now:
            return moment
    return None


def _without_year(text: str, now: datetime, zone: tzinfo, order: str) -> datetime | None:
    for month, day, found in _dates(text, order):
        for year in range(now.year + 1, now.year - 8, -1):  # 29 February comes every four years, or eight
            moment = _moment(year, month, day, found, zone)
            if moment and moment <= now + _AHEAD:
                return moment
    return None


def _dates(text: str, order: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield the months and days that `text` may mean, the likelier first."""
    if found := _HAN_DATE.fullmatch(text):
        yield int(found["month"]), int(found["day"]), found
    elif found := _TWO.fullmatch(text):
        for month, day in _month_and_day(found, order):
            yield month, day, found
    elif found := _NAMED.fullmatch(text):
        name = (found["month"] or found["month2"]).lower()
        yield _MONTHS.index(name) + 1, int(found["day"] or found["day2"]), found


def _month_and_day(found: re.Match[str], order: str) -> list[tuple[int, int]]:
    first, last = int(found["first"]), int(found["last"])
    return [(last, first), (first, last)] if order == "dmy" else [(first, last), (last, first)]


def _moment(year: int, month: int, day: int, found: re.Match[str], zone: tzinfo) -> datetime | None:
    """Return the moment of a day and the time that was found with it; None where there is no such day or time."""
    hour = int(found["hour"] or 0)
    late = (found["noon"] or "").lower().startswith("p") or found["half"] in ("下午", "晚上")
    if late and hour < 12:
        hour += 12
    elif hour == 12 and (found["noon"] or found["half"] == "凌晨") and not late:
        hour = 0
    try:
        at = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
        return datetime.combine(date(year, month, day), at, zone)
    except (ValueError, OverflowError):
        return None
