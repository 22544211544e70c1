"""When to ask a source again: its interval, the publisher's wish, back-off. Pure."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from feedhub.config import Source, crontab
from feedhub.model import SourceState

_LONGEST_WAIT = timedelta(days=1)
_SHORTEST, _LONGEST = timedelta(minutes=10), timedelta(hours=12)
_TICK = timedelta(seconds=1)
_FIRST_RECHECK = timedelta(hours=1)
_FIRST_BACKOFF = timedelta(minutes=1)
_SHORTEST_IN_HASTE = timedelta(minutes=5)
_GONE = timedelta(days=7)


def next_fetch(source: Source, state: SourceState, now: datetime, timezone: str = "UTC") -> datetime:
    """Return when to ask `source` again after a pass at `now` that left `state`; `timezone` is that of its `cron`.

    After failures the wait doubles, from the interval on or from a minute, up to 12 hours: it never gives up for ever.
    Without `every` and `cron` it is a tenth of the time since the source last changed, between 10 minutes and 12 hours.
    A list that is gone for good (410) is looked at once a week, in case that was a mistake.
    A source in haste is asked sooner, though never below 5 minutes for it; a `cron` stays as it is.
    A share of up to a tenth, fixed by the source's id, spreads the sources.
    """
    if state.gone_url == source.url:
        return now + _GONE * (1 + _share(source.id) / 10)
    if source.every:
        interval = source.every
    elif source.cron:
        interval = _until_cron(source.cron, now, source.timezone or timezone)
    else:
        quiet = now - (state.changed_at or now)
        interval = min(max(quiet / 10, _SHORTEST), _LONGEST)
        interval += interval * _share(source.id) / 10
    if state.haste and not source.cron:
        interval = max(interval / 2**state.haste, min(interval, _SHORTEST_IN_HASTE))
    if state.failures:
        backoff = _FIRST_BACKOFF * 2 ** min(state.failures - 1, 12)
        interval = max(interval, min(backoff, _LONGEST))
    at = now + interval
    return max(at, state.wait_until) if state.wait_until else at


def is_due(source: Source, state: SourceState, now: datetime, timezone: str = "UTC") -> bool:
    """Whether the time to ask `source` has come.

    It has, too, if the next fetch lies later than it would after a fetch now: the interval was shortened meanwhile, or
    the clock was wrong.
    """
    at = state.next_fetch_at
    waiting = replace(state, wait_until=waits_until(state, now))
    return at is None or at <= now or at > next_fetch(source, waiting, now, timezone)


def waits_until(state: SourceState, now: datetime) -> datetime | None:
    """Return until when the publisher asked us to wait, if that is to come; more than a day was a wrong clock."""
    until = state.wait_until
    return until if until and now < until <= now + _LONGEST_WAIT else None


def wait_until(retry_after: str | None, now: datetime) -> datetime | None:
    """Return until when a publisher asks us to wait (RFC 9110, 10.2.3): for seconds or until a date, a day at most."""
    if not retry_after:
        return None
    if re.fullmatch(r"\s*\d{1,1000}\s*", retry_after):
        return now + timedelta(seconds=min(int(retry_after), 86_400))
    try:
        until = parsedate_to_datetime(retry_after)
        until = (until if until.tzinfo else until.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return min(until, now + _LONGEST_WAIT) if until > now else None


def recheck(first_seen_at: datetime, now: datetime, span: timedelta) -> datetime | None:
    """Return when to look at the page of an item again: at twice its age each time, for `span`; None when that is over.

    Most that is withdrawn goes in the first hours.
    """
    at = first_seen_at + max(2 * (now - first_seen_at), _FIRST_RECHECK)
    return at if at - first_seen_at <= span else None


def _until_cron(line: str, now: datetime, timezone: str) -> timedelta:
    from apscheduler.triggers.cron import CronTrigger

    trigger = CronTrigger.from_crontab(crontab(line), ZoneInfo(timezone))
    at: datetime | None = trigger.get_next_fire_time(None, now + _TICK)
    return at - now if at else _LONGEST


def _share(source_id: str) -> float:
    """Return a number from 0 to 1 that belongs to the source."""
    return int.from_bytes(hashlib.blake2b(source_id.encode(), digest_size=4).digest(), "big") / 0xFFFFFFFF
