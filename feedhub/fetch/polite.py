"""EDGE: manners towards hosts, all sources together. A Fetcher around another one, which does the asking.

It keeps to robots.txt, leaves the time that a host wishes between requests, and leaves a host alone that refuses.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from feedhub.errors import DisallowedError, FetchError, NotAskedError
from feedhub.fetch import Fetcher, robots
from feedhub.fetch.robots import Rules
from feedhub.model import Request, Response, Robots

_MOST_RULES = 2000  # that are kept at hand
_REFUSALS = 3  # of different addresses, with none answered in between
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(hours=1)  # that we choose ourselves; a Retry-After may be longer


class Memory(Protocol):
    """Whoever keeps robots.txt files between passes."""

    def robots(self, origin: str) -> Robots | None:
        """Return the last copy."""

    def keep(self, robots: Robots) -> None:
        """Keep a copy in place of the last one."""


@dataclass(frozen=True, slots=True)
class Manners:
    """Who asks, by what clock, and how a Retry-After is read. `token` is our name in robots.txt files."""

    token: str
    clock: Callable[[], datetime]
    read_wait: Callable[[str | None, datetime], datetime | None]


@dataclass(slots=True)
class _Host:
    """What is known of a host within this process."""

    free_at: float = 0  # on the loop's clock: when the next request may go
    refused: set[str] = field(default_factory=set)  # addresses, since one was last answered
    rests: int = 0  # in a row
    rests_until: datetime | None = None


class PoliteFetcher:
    """A Fetcher with manners, within one event loop. Without a `memory` each robots.txt is kept as long as it lives."""

    def __init__(self, inner: Fetcher, manners: Manners, memory: Memory | None = None) -> None:
        self._inner, self._manners, self._memory = inner, manners, memory
        self._hosts: dict[str, _Host] = {}
        self._rules: dict[str, Rules | None] = {}  # by origin; None: nothing is known
        self._asking: dict[str, asyncio.Lock] = {}

    async def fetch(self, request: Request) -> Response:
        """Return the answer to `request`, asked for when its host's turn has come.

        Raises NotAskedError where the host is left alone, or its robots.txt holds for the request and cannot be had;
        DisallowedError where that forbids it; FetchError else.
        """
        try:
            origin = robots.origin(request.url)
        except ValueError as error:
            raise FetchError(request.url, f"is no valid address: {error}") from None
        host = self._hosts.setdefault(origin.partition("://")[2], _Host())
        self._check_rest(host, request.url)
        rules = await self._asked(origin, request) if request.robots else self._known(origin)
        if request.robots and rules and not rules.allows(request.url, self._manners.clock()):
            raise _forbidden(rules, origin, request.url)
        if rules and rules.delay_s:
            await _turn(host, rules.delay_s)
            self._check_rest(host, request.url)
        try:
            answer = await self._inner.fetch(request)
        except FetchError as error:
            if error.status == 429 or (error.status == 503 and error.retry_after):
                self._refused(host, request.url, error.retry_after)
            raise
        host.refused.clear()
        host.rests = 0
        return answer

    def _check_rest(self, host: _Host, url: str) -> None:
        now, until = self._manners.clock(), host.rests_until
        if until and now < until:
            raise NotAskedError(url, f"not asked for: its host asked to wait until {until:%H:%M:%S} UTC", until=until)
        host.rests_until = None

    def _refused(self, host: _Host, url: str, retry_after: str | None) -> None:
        """Note a refusal: it is the address's affair, until several addresses in a row are refused."""
        host.refused.add(url)
        if len(host.refused) < _REFUSALS:
            return
        now = self._manners.clock()
        rest = now + min(_FIRST_REST * 2 ** min(host.rests, 10), _LONGEST_REST)
        host.rests_until = max(rest, self._manners.read_wait(retry_after, now) or rest)
        host.rests += 1
        host.refused.clear()

    def _known(self, origin: str) -> Rules | None:
        """Return the rules of an origin as far as they are known, whatever their age."""
        if origin not in self._rules:
            if len(self._rules) >= _MOST_RULES:
                self._rules.clear()
            copy = self._memory.robots(origin) if self._memory else None
            self._rules[origin] = Rules(copy, self._manners.token) if copy else None
        return self._rules[origin]

    async def _asked(self, origin: str, request: Request) -> Rules:
        """Return the rules of an origin, asked for where they are not known or no longer fresh."""
        async with self._asking.setdefault(origin, asyncio.Lock()):
            rules = self._known(origin)
            now = self._manners.clock()
            if rules and robots.is_fresh(rules.robots, now):
                return rules
            status, body = await self._robots_txt(origin, request)
            copy = robots.read(rules.robots if rules else None, origin, now, status, body)
            if self._memory:
                self._memory.keep(copy)
            self._rules[origin] = fresh = Rules(copy, self._manners.token)
            return fresh

    async def _robots_txt(self, origin: str, request: Request) -> tuple[int | None, bytes]:
        asked = Request(
            f"{origin}/robots.txt",
            timeout=request.timeout,
            max_bytes=request.max_bytes,
            per_host=request.per_host,
            allow_networks=request.allow_networks,
        )
        try:
            answer = await self._inner.fetch(asked)
        except FetchError as error:
            return error.status, b""
        return answer.status, answer.body


async def _turn(host: _Host, delay_s: float) -> None:
    """Wait for the next moment at which the host may be asked, and take it."""
    now = asyncio.get_running_loop().time()
    at = max(now, host.free_at)
    host.free_at = at + delay_s
    await asyncio.sleep(at - now)


def _forbidden(rules: Rules, origin: str, url: str) -> FetchError:
    where = f"{origin}/robots.txt"
    if rules.robots.text is None:
        return NotAskedError(url, f"not asked for: {where} cannot be had, so what it allows is not known yet")
    return DisallowedError(url, f"not asked for: {where} does not allow it; `robots` in the source can overrule that")
