"""The types of single values in the configuration, each with its check and the words of its complaint. Pure."""

import re
from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jmespath
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from feedhub import pattern
from feedhub.config import css
from feedhub.model import Network

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_|~-]+")  # RFC 9110, 5.6.2
_OUR_HEADERS = {
    *("host", "content-length", "transfer-encoding", "connection", "te", "upgrade", "accept-encoding"),
    *("if-none-match", "if-modified-since"),
}
_LONGEST = timedelta(days=366)
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def _duration(value: object) -> object:
    """Return a timedelta for `20s`, `5m`, `1h30m`, `1d`, `500ms`, or a number of seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _span(seconds=value)
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value.strip())
    if not found or not any(found.groups()):
        raise ValueError(f"{value!r} is no span of time: write it like 20s, 5m, 1h30m or 1d")
    days, hours, minutes, seconds, milliseconds = (int(part or 0) for part in found.groups())
    return _span(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds)


def _span(**parts: float) -> timedelta:
    try:
        span = timedelta(**parts)
    except (OverflowError, ValueError):
        span = timedelta.max
    if not timedelta(0) < span <= _LONGEST:
        raise ValueError("must be longer than nothing and at most a year")
    return span


def write_duration(span: timedelta) -> str:
    """Return a span as the configuration writes it: `1h30m`."""
    milliseconds = round(span / timedelta(milliseconds=1))
    text = ""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, milliseconds = divmod(milliseconds, size)
        text += f"{count}{unit}" if count else ""
    return text


def _network(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ip_network(value)
    except ValueError as error:
        raise ValueError(f'{error}: write a network like "10.0.0.0/8" or "127.0.0.1/32"') from None


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError(f'{value!r} is no time zone: write a name like "Asia/Shanghai" or "Europe/Berlin"') from None
    return value


def expression_fault(value: str) -> str:
    """Return why `value` is no JMESPath expression, or nothing."""
    try:
        jmespath.compile(value)
    except jmespath.exceptions.JMESPathError as error:
        return f"{value!r} is no JMESPath expression: {str(error).splitlines()[0]}"
    return ""


def _expression(value: str) -> str:
    if fault := expression_fault(value):
        raise ValueError(fault)
    return value


def _selector(value: str) -> str:
    if fault := css.selector_fault(value):
        raise ValueError(fault)
    return value


def _pattern(value: str) -> str:
    pattern.compile(value)
    return value


def _http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound or not re.fullmatch(r"https?://\S+", value, re.IGNORECASE):
        raise ValueError(f"{value!r} is no http or https address")
    return value


def _base_url(value: str) -> str:
    if not value.isascii() or set(value) & set("?#@"):
        raise ValueError(f"{value!r} has a name and password, a query or letters beyond ASCII: write xn--… and %XX")
    return _http_url(value).rstrip("/")


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError(f"{value!r} is no slug: letters, digits, - and _ only")
    return value


def _path(value: str) -> str:
    if fault := css.page_fault(value):
        raise ValueError(fault)
    return value


def _header(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise ValueError(f"{value!r} is no name of a header")
    if value.lower() in _OUR_HEADERS:
        raise ValueError(f"{value} is set by feedhub itself")
    return value


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(write_duration, return_type=str),
    WithJsonSchema({"type": ["string", "number"], "examples": ["20s", "5m", "1h30m"]}),
]
AllowedNetwork = Annotated[
    Network,
    BeforeValidator(_network),
    WithJsonSchema({"type": "string", "examples": ["127.0.0.0/8"]}),
]
TimeZone = Annotated[str, AfterValidator(_timezone)]
Expression = Annotated[str, AfterValidator(_expression)]
Selector = Annotated[str, AfterValidator(_selector)]
Path = Annotated[str, AfterValidator(_path)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Slug = Annotated[str, AfterValidator(_slug)]
Url = Annotated[str, AfterValidator(_http_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Header = Annotated[str, AfterValidator(_header)]
Text = Annotated[str, Field(min_length=1)]
PathPattern = Annotated[str, Field(pattern=r"^/\S*$", max_length=1000)]
RobotsHold = Literal["pages", "all", "ignore"]
Line = Annotated[str, Field(pattern=r"^\S(?:[^\x00-\x1f\x7f]*\S)?$")]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)]


class Settings(BaseModel):
    """What all tables of the configuration share: frozen, and no unknown key."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def crontab(line: str) -> str:
    """Return a crontab line with its days of the week by name: there 0 and 7 are Sunday, to APScheduler 0 is Monday."""
    fields = line.split()
    if len(fields) == 5:
        fields[4] = re.sub(r"(?<![/\d\w])[0-7](?!\d)", lambda day: _WEEKDAYS[int(day[0])], fields[4])
    return " ".join(fields)
