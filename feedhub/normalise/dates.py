"""Dates in the ways publishers write them → an aware moment. Pure: `now` comes in for those that lean on it."""

import re
import warnings
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from feedhub.normalise import relative, spelling

_EPOCH = re.compile(r"(\d{10}(?:\d{3})?(?:\.\d+)?)|/Date\((-?\d{1,14})(?:[+-]\d{4})?\)/")  # the second is .NET's
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?")
_NUMERIC = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[:：.时点]\s*(\d{1,2})(?:\s*[:：分]\s*(\d{1,2})(?:[.,]\d+)?)?\s*[分秒]?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
# RFC 5322, 4.3, and the zones that publishers write beside them; hours from UTC.
_ZONES: dict[str, float] = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AT": -4, "ET": -5, "CT": -6, "MT": -7, "PT": -8, "AST": -4, "ADT": -3, "AKST": -9, "AKDT": -8, "HST": -10,
    "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3,
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2,
    "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "SAST": 2, "IDT": 3, "MSK": 3, "MSD": 4,
    "PKT": 5, "IST": 5.5, "WIB": 7, "ICT": 7, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_PLACE = re.compile(r"(?<=\d) ([A-Z][A-Za-z]+(?:/[A-Za-z_+-]+){1,2})$")
_LAST = re.compile(r"(?<=\d) ([a-z]{1,4})$", re.IGNORECASE)
_HALF = re.compile(r"\b[ap]\.? ?m\b", re.IGNORECASE)
_TRUNCATED = re.compile(r"(\d{4})(?:-(\d{2}))?")
_OFFSET = re.compile(
    r"\s*\b(?:GMT|UTC)\s*([+-])(\d{1,2})(?::?(\d{2}))?(?:\s*\([^)]*\))?$|(?<=:\d\d) ([+-])(\d\d):(\d\d)$"
)
_LABEL = re.compile(
    r"\s*(?:发布于|发表于|更新于|发[布表]时间|更新时间|发布|时间|日期|"
    r"(?:posted|published|updated)(?: on| at)?\b|on\b)\s*[:：]?\s*",
    re.IGNORECASE,
)
_OLDEST = datetime(1900, 1, 1, tzinfo=UTC)


def read(text: str, zone: tzinfo, now: datetime, order: str) -> datetime | None:
    """Return the moment that `text` names when it is read at `now`, in UTC and to the second; None where it names none.

    Beside what `parse` reads: 5分钟前, 3 days ago, 昨天 09:15, 5月20日 09:51, 05-20, May 20, a time alone; a label
    before it (发布于) does not count. `order` (dmy, mdy, ymd) says which number is the day in 05/06/2022 and 05-06.
    """
    text = " ".join(text.split())
    if not text or len(text) > 100:
        return None
    text = text[found.end() :] if (found := _LABEL.match(text)) else text
    moment = relative.ordered(text, zone, order) or relative.short(text, zone, now, order)
    if moment:
        moment = moment.astimezone(UTC)
        return moment if moment >= _OLDEST else None
    moment = parse(text, zone) or relative.parse(text, zone, now, order)
    # Not before: ago, in Spanish, is August.
    return moment or relative.parse(spelling.plain(text)[0], zone, now, order)


def parse(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that `text` names, in UTC and to the second; None where it names none.

    A date without an offset is in `zone`; one without a time is at midnight.
    Read are ISO 8601 and RFC 3339, RFC 822 and 5322, 2022年5月20日 09:51, 2022/5/20, 20220520095156, seconds and
    milliseconds since 1970, and what dateutil reads if it has a year, a month and a day; months in many languages.
    """
    text = " ".join(text.split())
    if not text or len(text) > 100:
        return None
    moment = _parse(text, zone)
    # A comment may be all that names the zone, so it goes only where it is in the way.
    return moment or (_parse(spelling.bare(text), zone) if "(" in text else None)


def truncated(text: str, zone: tzinfo) -> datetime | None:
    """Return the beginning of the year, or the year and month, that `text` is; None where it is something else.

    Source: W3C, Date and Time Formats, which RSS 1.0 (dc:date), Atom 0.3 and sitemaps refer to.
    """
    found = _TRUNCATED.fullmatch(text.strip())
    try:
        moment = datetime(int(found[1]), int(found[2] or 1), 1, tzinfo=zone).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None
    return moment if moment and moment >= _OLDEST else None


def _parse(text: str, zone: tzinfo) -> datetime | None:
    told, ends = spelling.plain(text)
    if place := _PLACE.search(told):
        try:
            zone, told = ZoneInfo(place[1]), told[: place.start()]
        except (KeyError, ValueError, OSError):  # not known; no name at all; the name of a group
            return None
    told = _OFFSET.sub(_offset, _LAST.sub(_zone_name, told))
    for read in (_numeric, _since_epoch, _iso, _mail, _loose):
        try:
            moment = read(told, zone)
            if moment is not None:
                moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
                moment = moment.astimezone(UTC).replace(microsecond=0) + timedelta(days=ends)
                return moment if moment >= _OLDEST else None
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
            continue
    return None


def _zone_name(found: re.Match[str]) -> str:
    return found[0].upper() if found[1].upper() in _ZONES else found[0]


def _offset(found: re.Match[str]) -> str:
    sign, hours, minutes = found[1] or found[4], found[2] or found[5], found[3] or found[6] or "00"
    return f" {sign}{int(hours):02}{minutes}"


def _numeric(text: str, zone: tzinfo) -> datetime | None:
    found = _NUMERIC.fullmatch(text)
    if not found:
        compact = _COMPACT.fullmatch(text)
        return datetime(*(int(part or 0) for part in compact.groups()), tzinfo=zone) if compact else None  # type: ignore[misc, arg-type]
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    offset = found[7]
    moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    if not offset:
        return moment
    if offset.upper() in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])) * sign
    return moment.replace(tzinfo=UTC) - shift


def _since_epoch(text: str, zone: tzinfo) -> datetime | None:  # noqa: ARG001 - all readers are asked alike
    found = _EPOCH.fullmatch(text)
    if not found:
        return None
    number = float(found[1]) if found[1] else int(found[2]) / 1000
    return datetime.fromtimestamp(number / 1000 if number >= 10_000_000_000 else number, UTC)


def _iso(text: str, zone: tzinfo) -> datetime | None:  # noqa: ARG001
    return datetime.fromisoformat(text)


def _mail(text: str, zone: tzinfo) -> datetime | None:
    """Read an RFC 5322 date; the library takes an unknown zone for none, so named zones are left to `_loose`."""
    if not re.search(r"\d{1,2}:\d{2}", text):
        return None
    last = text.rsplit(" ", 1)[-1]
    if _HALF.search(text) or (last.isalpha() and last.upper() not in ("GMT", "UTC", "UT", "Z")):
        return None
    if re.search(r"\b[ACEMP][SD]T\b", text) and not re.search(r" [+-]\d{4}\b", text):
        return None
    moment = parsedate_to_datetime(text)
    # "-0000" says that the zone is not known (RFC 5322, 3.3); it is UTC all the same.
    return (
        moment.replace(tzinfo=UTC)
        if moment.tzinfo is None and text.endswith("-0000")
        else moment.replace(tzinfo=moment.tzinfo or zone)
    )


def _loose(text: str, zone: tzinfo) -> datetime | None:
    """Read with dateutil what names a year, a month and a day: read twice, with defaults that differ in all three."""
    from dateutil import parser

    zones: dict[str, int | tzinfo] = {name: int(hours * 3600) for name, hours in _ZONES.items()}
    # CST is the time of China to those who live by it.
    zones |= {name: zone for month in (1, 7) if (name := datetime(2022, month, 1, tzinfo=zone).tzname())}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first = parser.parse(text, default=datetime(2001, 1, 1), tzinfos=zones)  # noqa: DTZ001
        second = parser.parse(text, default=datetime(2004, 2, 2), tzinfos=zones)  # noqa: DTZ001
    return first if first == second else None
