"""Manners towards a host, against a real server: robots.txt, the time between requests, and being refused."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from feedhub import schedule
from feedhub.errors import DisallowedError, FetchError, NotAskedError
from feedhub.fetch.http import HttpFetcher
from feedhub.fetch.polite import Manners, PoliteFetcher
from feedhub.model import Request, Robots
from tests.publisher import Answer, Publisher

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
FORBIDDEN = "User-agent: *\nDisallow: /private\n"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Kept:
    """A memory that outlives the fetcher."""

    def __init__(self) -> None:
        self.files: dict[str, Robots] = {}

    def robots(self, origin: str) -> Robots | None:
        return self.files.get(origin)

    def keep(self, robots: Robots) -> None:
        self.files[robots.origin] = robots


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        running.default = lambda _asked: _answer()
        yield running


def _answer() -> Answer:
    return Answer(b"here")


def request(publisher: Publisher, path: str, *, robots: bool = True) -> Request:
    return Request(publisher.address + path, allow_networks=(ip_network("127.0.0.0/8"),), robots=robots)


def run(
    job: Callable[[PoliteFetcher], Awaitable[None]], clock: Clock | None = None, memory: Kept | None = None
) -> None:
    async def within() -> None:
        async with HttpFetcher(64, "feedhub/test (+https://hub.example/)") as inner:
            manners = Manners("feedhub", clock or Clock(), schedule.wait_until)
            await job(PoliteFetcher(inner, manners, memory))

    asyncio.run(within())


def outcome(publisher: Publisher, path: str, memory: Kept | None = None, clock: Clock | None = None) -> str:
    """Return what came of asking for a page of our own choosing."""
    found: list[str] = []

    async def job(fetcher: PoliteFetcher) -> None:
        try:
            found.append((await fetcher.fetch(request(publisher, path))).body.decode())
        except FetchError as error:
            found.append(type(error).__name__)

    run(job, clock, memory)
    return found[0]


@pytest.mark.parametrize(
    ("robots", "status", "path", "expected"),
    [
        (FORBIDDEN, 200, "/private/1", "DisallowedError"),
        (FORBIDDEN, 200, "/open", "here"),
        ("User-agent: FeedHub\nDisallow: /\n\nUser-agent: *\nDisallow:\n", 200, "/open", "DisallowedError"),
        ("User-agent: other\nDisallow: /\n", 200, "/open", "here"),
        ("User-agent: *\nDisallow: /\nAllow: /open$\n", 200, "/open", "here"),
        ("User-agent: *\nDisallow: /新闻\n", 200, "/%E6%96%B0%E9%97%BB/1", "DisallowedError"),
        ("\ufeffUser-agent: *\r\nDisallow: /private\r\n", 200, "/private", "DisallowedError"),
        ("<html><body>Disallow: /</body></html>", 200, "/open", "here"),
        ("\0" * 100, 200, "/open", "here"),
        ("", 404, "/private", "here"),
        ("", 403, "/private", "here"),
        ("", 500, "/open", "NotAskedError"),
        ("", 429, "/open", "NotAskedError"),
    ],
)
def test_a_page_of_our_own_choosing_is_asked_for_where_robots_txt_allows_it(
    publisher: Publisher, robots: str, status: int, path: str, expected: str
) -> None:
    publisher.says("/robots.txt", robots, status)

    assert outcome(publisher, path) == expected
    assert publisher.paths() == ([path] if expected == "here" else [])


def test_an_address_that_the_user_named_does_not_ask_robots_txt(publisher: Publisher) -> None:
    publisher.says("/robots.txt", FORBIDDEN)

    async def job(fetcher: PoliteFetcher) -> None:
        await fetcher.fetch(request(publisher, "/private", robots=False))

    run(job)

    assert (publisher.paths(), publisher.robots_asked) == (["/private"], [])


def test_robots_txt_is_asked_for_once_a_day_also_over_a_restart(publisher: Publisher) -> None:
    publisher.says("/robots.txt", FORBIDDEN)
    memory, clock = Kept(), Clock()
    for hours in (0, 1, 23):
        clock.now = START + timedelta(hours=hours)
        assert outcome(publisher, "/private", memory, clock) == "DisallowedError"
    assert len(publisher.robots_asked) == 1

    publisher.says("/robots.txt", "")
    clock.now = START + timedelta(hours=24)

    assert outcome(publisher, "/private", memory, clock) == "here"


def test_many_pages_at_once_ask_for_robots_txt_once(publisher: Publisher) -> None:
    async def job(fetcher: PoliteFetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(request(publisher, f"/{number}")) for number in range(10)))

    run(job)

    assert len(publisher.robots_asked) == 1


def test_the_last_robots_txt_holds_on_while_it_cannot_be_had(publisher: Publisher) -> None:
    publisher.says("/robots.txt", FORBIDDEN)
    memory, clock = Kept(), Clock()
    outcome(publisher, "/open", memory, clock)
    publisher.says("/robots.txt", "", 503)
    clock.now = START + timedelta(days=2)

    assert outcome(publisher, "/private", memory, clock) == "DisallowedError"
    assert outcome(publisher, "/open", memory, clock) == "here"


def test_a_robots_txt_that_cannot_be_had_for_a_month_is_as_if_it_were_not_there(publisher: Publisher) -> None:
    publisher.says("/robots.txt", "", 500)
    memory, clock = Kept(), Clock()
    assert outcome(publisher, "/open", memory, clock) == "NotAskedError"
    clock.now = START + timedelta(days=30)

    assert outcome(publisher, "/open", memory, clock) == "here"


@pytest.mark.parametrize("wish", ["Crawl-delay: 0.2", "Request-rate: 5/1s"])
def test_the_time_between_requests_that_a_host_wishes_is_left_by_all_sources_together(
    publisher: Publisher, wish: str
) -> None:
    publisher.says("/robots.txt", f"User-agent: *\n{wish}\n")
    took: list[float] = []

    async def job(fetcher: PoliteFetcher) -> None:
        loop = asyncio.get_running_loop()
        await fetcher.fetch(request(publisher, "/page"))
        began = loop.time()
        lists = [request(publisher, f"/{number}", robots=False) for number in range(3)]
        await asyncio.gather(*map(fetcher.fetch, lists))
        took.append(loop.time() - began)

    run(job)

    assert took[0] >= 0.55


@pytest.mark.parametrize("wish", ["-5", "nan", "soon", "0"])
def test_a_delay_that_is_none_holds_up_nothing(publisher: Publisher, wish: str) -> None:
    publisher.says("/robots.txt", f"User-agent: *\nCrawl-delay: {wish}\n")

    assert outcome(publisher, "/1") == "here"


def test_no_host_holds_us_up_for_more_than_a_minute() -> None:
    from feedhub.fetch.robots import Rules

    rules = Rules(Robots("https://a.example", START, "User-agent: *\nCrawl-delay: 86400\n"), "feedhub")

    assert rules.delay_s == 60


def test_one_address_that_refuses_says_nothing_of_its_host_and_several_do(publisher: Publisher) -> None:
    clock = Clock()
    for path in ("/a", "/b", "/c"):
        publisher.says(path, "no", 429, Retry_After="600")
    said: list[str] = []

    async def job(fetcher: PoliteFetcher) -> None:
        for path in ("/a", "/a", "/a", "/a", "/open", "/b", "/c", "/open", "/a", "/b", "/c", "/open"):
            try:
                await fetcher.fetch(request(publisher, path, robots=False))
            except FetchError as error:
                said.append(type(error).__name__)
            else:
                said.append("here")
        clock.now += timedelta(seconds=600)
        await fetcher.fetch(request(publisher, "/open", robots=False))

    run(job, clock)

    assert said.count("here") == 2
    assert said[-1] == "NotAskedError"
    assert publisher.paths()[-1] == "/open"


def test_a_host_that_refuses_without_saying_how_long_rests_longer_each_time(publisher: Publisher) -> None:
    clock = Clock()
    publisher.default = lambda asked: replace(_answer(), status=429)
    rests: list[datetime] = []

    async def job(fetcher: PoliteFetcher) -> None:
        for number in range(40):
            try:
                await fetcher.fetch(request(publisher, f"/{number}", robots=False))
            except NotAskedError as error:
                assert error.until
                rests.append(error.until)
                clock.now = error.until
            except FetchError:
                pass

    run(job, clock)
    waits = [later - earlier for earlier, later in zip([START, *rests], rests, strict=False)]

    assert [wait.total_seconds() / 60 for wait in waits[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_fault_of_a_server_is_no_refusal(publisher: Publisher) -> None:
    publisher.default = lambda asked: replace(_answer(), status=503)

    async def job(fetcher: PoliteFetcher) -> None:
        for number in range(5):
            with pytest.raises(FetchError, match="answered 503"):
                await fetcher.fetch(request(publisher, f"/{number}", robots=False))

    run(job)


def test_what_is_forbidden_is_said_with_where_it_stands(publisher: Publisher) -> None:
    publisher.says("/robots.txt", FORBIDDEN)

    async def job(fetcher: PoliteFetcher) -> None:
        with pytest.raises(DisallowedError, match=r"robots.txt does not allow it; `robots` in the source"):
            await fetcher.fetch(request(publisher, "/private"))

    run(job)
