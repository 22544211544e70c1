"""What a robots.txt says to us (RFC 9309). Pure: the file was asked for by somebody else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlsplit

from protego import Protego

from feedhub.model import Robots

_FRESH = timedelta(days=1)  # RFC 9309, 2.4: a copy should not be used for longer
_SOON = timedelta(hours=1)  # after which one that could not be had is asked for again
_GIVEN_UP = timedelta(days=30)  # RFC 9309, 2.3.1.4: what cannot be reached for so long is as if it were not there
_MOST = 512_000  # characters that are read; RFC 9309, 2.5 asks for 500 KiB
_LONGEST_DELAY_S = 60.0


@dataclass(frozen=True)
class Rules:
    """A robots.txt as it is for one crawler: `token` is the name under which its groups are for it."""

    robots: Robots
    token: str

    @cached_property
    def _parsed(self) -> Protego:
        return Protego.parse((self.robots.text or "")[:_MOST])

    def allows(self, url: str, now: datetime) -> bool:
        """Whether `url` may be asked for. Where the file could not be had, nothing may, for 30 days (2.3.1.4)."""
        if self.robots.text is None:
            since = self.robots.failing_since
            return since is not None and now - since >= _GIVEN_UP
        return bool(self._parsed.can_fetch(url, self.token))

    @cached_property
    def delay_s(self) -> float:
        """Seconds from one request to the next, by Crawl-delay or Request-rate; a minute at most.

        Neither is of RFC 9309; publishers write them all the same.
        """
        if not self.robots.text:
            return 0
        rate = self._parsed.request_rate(self.token)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0
        wishes = (self._parsed.crawl_delay(self.token) or 0, by_rate)
        return min(_LONGEST_DELAY_S, max(wish if wish > 0 else 0 for wish in wishes))  # NaN is no wish


def is_fresh(robots: Robots, now: datetime) -> bool:
    """Whether a copy need not be asked for again. One from the future is from a wrong clock."""
    return timedelta() <= now - robots.asked_at < (_SOON if robots.failing_since else _FRESH)


def read(known: Robots | None, origin: str, now: datetime, status: int | None, body: bytes) -> Robots:
    """Return what is known after the robots.txt of `origin` was asked for; `status` is None where no answer came.

    One that is not there (400 to 499) allows everything; of one that cannot be had, the last copy holds on.
    """
    if status == 200:
        return Robots(origin, now, body.decode("utf-8-sig", "replace")[:_MOST])
    if status is not None and 400 <= status < 500 and status != 429:
        return Robots(origin, now, "")
    since = (known.failing_since if known else None) or now
    return Robots(origin, now, known.text if known else None, since)


def origin(url: str) -> str:
    """Return scheme, host and port of an address, for which one robots.txt holds."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
