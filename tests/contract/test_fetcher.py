"""The Fetcher over HTTP, against real servers on loopback: what it returns, what it refuses, and where it stops.

Every connection of every test is noted, and one that does not go to loopback fails the test.
"""

import asyncio
import gzip
import socket
import struct
import sys
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from ipaddress import ip_address, ip_network
from types import TracebackType
from typing import Any, Self

import pytest

from feedhub.errors import FetchError
from feedhub.fetch.http import HttpFetcher
from feedhub.model import Network, Request, Response, Validators
from tests.publisher import Answer, Asked, Publisher

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"),)
SHORT = timedelta(seconds=0.3)

_connected: list[str] | None = None


def _note_connection(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _connected is not None and isinstance(arguments[1], tuple):
        _connected.append(str(arguments[1][0]))


sys.addaudithook(_note_connection)


@pytest.fixture(autouse=True)
def connected() -> Iterator[list[str]]:
    """The addresses that were connected, in order; all of them must be loopback."""
    found: list[str] = []
    global _connected  # noqa: PLW0603 - an audit hook cannot be taken off
    _connected = found
    yield found
    _connected = None
    assert [address for address in found if not ip_address(address).is_loopback] == []


class RawServer:
    """A server on loopback that lets `talk` have each connection; `stopping` is set when it has to end."""

    def __init__(self, talk: Callable[[socket.socket, threading.Event], None], host: str = "127.0.0.1") -> None:
        self._talk = talk
        self._listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._listener.settimeout(0.02)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.port: int = self._listener.getsockname()[1]
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self.stopping = threading.Event()
        self.accepted = 0

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._threads[0].join()
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection = self._listener.accept()[0]
            except TimeoutError:
                continue
            self.accepted += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                self._talk(connection, self.stopping)
            except OSError:
                pass  # the client left


def says(*pieces: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Return a talk that hears a request, sends `pieces` and hangs up."""

    def talk(connection: socket.socket, _stopping: threading.Event) -> None:
        connection.recv(65536)
        for piece in pieces:
            connection.sendall(piece)

    return talk


def trickles(beginning: bytes, drop: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Return a talk that sends `beginning`, and then `drop` again and again for as long as it is heard."""

    def talk(connection: socket.socket, stopping: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(beginning)
        while not stopping.wait(0.02):
            connection.sendall(drop)

    return talk


def ask(*requests: Request, concurrency: int = 8) -> list[Response]:
    """Return the answers to `requests`, asked one after another by one fetcher."""

    async def run() -> list[Response]:
        async with HttpFetcher(concurrency, "feedhub-test/1 (+https://hub.example/)") as fetcher:
            return [await fetcher.fetch(request) for request in requests]

    return asyncio.run(run())


def together(requests: list[Request], concurrency: int) -> list[Response]:
    """Return the answers to `requests`, asked all at once by one fetcher."""

    async def run() -> list[Response]:
        async with HttpFetcher(concurrency, "feedhub-test/1") as fetcher:
            return await asyncio.gather(*(fetcher.fetch(request) for request in requests))

    return asyncio.run(run())


def request(url: str, **options: Any) -> Request:
    """Return a request that may reach loopback and may take five seconds."""
    return Request(url, **{"allow_networks": LOOPBACK, "timeout": timedelta(seconds=5), **options})


def refused(url: str, **options: Any) -> FetchError:
    """Return the error with which a request ends."""
    with pytest.raises(FetchError) as caught:
        ask(request(url, **options))
    return caught.value


# ---- answers


def test_an_answer_comes_with_its_body_and_what_is_said_of_it(publisher: Publisher) -> None:
    publisher.says(
        "/feed?a=1",
        "<feed/>",
        Content_Type='Application/Atom+XML; charset="GB18030"',
        ETag='W/"v1"',
        Last_Modified="Thu, 26 May 2022 13:39:19 GMT",
    )

    answer = ask(request(f"{publisher.address}/feed?a=1"))[0]

    assert answer == Response(
        url=f"{publisher.address}/feed?a=1",
        status=200,
        body=b"<feed/>",
        media_type="application/atom+xml",
        charset="GB18030",
        validators=Validators('W/"v1"', "Thu, 26 May 2022 13:39:19 GMT"),
    )
    assert not answer.not_modified


def test_an_answer_without_any_header_of_its_own_is_an_answer(publisher: Publisher) -> None:
    publisher.says("/feed", b"")

    assert ask(request(f"{publisher.address}/feed"))[0] == Response(f"{publisher.address}/feed", 200)


def test_a_request_says_who_asks_and_what_can_be_undone(publisher: Publisher) -> None:
    publisher.says("/feed", "x")

    ask(request(f"{publisher.address}/feed"))

    headers = publisher.asked[0].headers
    assert headers["user-agent"] == "feedhub-test/1 (+https://hub.example/)"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert "if-none-match" not in headers
    assert "if-modified-since" not in headers


def test_validators_are_sent_as_they_came_and_304_is_an_answer(publisher: Publisher) -> None:
    publisher.answers["/feed"] = Answer(status=304, headers={"ETag": '"v1"'})
    known = Validators('"v1"', "Thu, 26 May 2022 13:39:19 GMT")

    answer = ask(request(f"{publisher.address}/feed", validators=known))[0]

    assert answer.not_modified
    assert answer.body == b""
    assert answer.validators == Validators('"v1"')
    headers = publisher.asked[0].headers
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Thu, 26 May 2022 13:39:19 GMT"


@pytest.mark.parametrize("etag", ['"é"', '"版本一"', '"\xff"'])
def test_a_validator_that_is_not_ascii_is_sent_back_as_it_came(publisher: Publisher, etag: str) -> None:
    sent = etag.encode("latin-1" if etag.isascii() or max(etag) <= "\xff" else "utf-8").decode("latin-1")
    publisher.says("/feed", "x", ETag=sent)
    first = ask(request(f"{publisher.address}/feed"))[0]

    ask(request(f"{publisher.address}/feed", validators=first.validators))

    assert publisher.asked[1].headers["if-none-match"] == sent


def test_304_to_a_request_without_validators_is_an_error(publisher: Publisher) -> None:
    publisher.answers["/feed"] = Answer(status=304)

    assert refused(f"{publisher.address}/feed").status == 304


@pytest.mark.parametrize("status", [201, 202, 204, 205, 206, 300, 400, 401, 403, 404, 410, 418, 500, 502, 503, 599])
def test_any_other_status_is_an_error_that_names_it(publisher: Publisher, status: int) -> None:
    publisher.answers["/feed"] = Answer(b"" if status in (204, 205) else b"body", status)

    error = refused(f"{publisher.address}/feed")

    assert error.status == status
    assert error.retry_after is None
    assert error.url == f"{publisher.address}/feed"
    assert f"answered {status}" in str(error)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["120", "Fri, 27 May 2022 00:00:00 GMT", "soon"])
def test_retry_after_is_handed_on_as_it_came(publisher: Publisher, status: int, value: str) -> None:
    publisher.says("/feed", "slow down", status, Retry_After=value)

    error = refused(f"{publisher.address}/feed")

    assert (error.status, error.retry_after) == (status, value)


# ---- redirects


def test_a_redirect_is_followed_and_the_answer_says_from_where(publisher: Publisher) -> None:
    publisher.says("/old", "moved", 301, Location="/new")
    publisher.says("/new", "here")

    answer = ask(request(f"{publisher.address}/old"))[0]

    assert answer.body == b"here"
    assert answer.url == f"{publisher.address}/new"


def test_five_redirects_are_followed_and_a_sixth_is_not(publisher: Publisher) -> None:
    for step in range(6):
        publisher.says(f"/{step}", "", 302, Location=f"/{step + 1}")
    publisher.says("/6", "end")

    assert ask(request(f"{publisher.address}/1"))[0].body == b"end"
    assert "redirected more than 5 times" in str(refused(f"{publisher.address}/0"))


def test_a_redirect_to_itself_comes_to_an_end(publisher: Publisher) -> None:
    publisher.says("/loop", "", 302, Location="/loop")

    assert "redirected more than 5 times" in str(refused(f"{publisher.address}/loop"))
    assert len(publisher.asked) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.0.0.1/",
        "http://192.168.0.1:8080/",
        "http://0.0.0.0/",
        "http://0/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "https://172.16.0.1/",
        "//169.254.169.254/",
    ],
)
def test_a_redirect_to_a_forbidden_address_is_refused_before_it_is_connected(
    publisher: Publisher, connected: list[str], target: str
) -> None:
    publisher.says("/feed", "", 302, Location=target)

    error = refused(f"{publisher.address}/feed")

    assert "forbidden address" in str(error)
    assert error.status is None
    assert connected == ["127.0.0.1"]


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_a_redirect_to_a_server_that_is_not_allowed_does_not_reach_it(publisher: Publisher) -> None:
    with ExitStack() as stack:
        try:
            inside = stack.enter_context(RawServer(says(b"HTTP/1.1 200 OK\r\n\r\nsecret"), "::1"))
        except OSError:
            pytest.skip("no IPv6 loopback here")
        publisher.says("/feed", "", 302, Location=f"{inside.address}/")

        assert "forbidden address" in str(refused(f"{publisher.address}/feed"))
        assert inside.accepted == 0

        both = (*LOOPBACK, ip_network("::1/128"))
        assert ask(request(f"{publisher.address}/feed", allow_networks=both))[0].body == b"secret"


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "http://[bad/",
        "http://",
        "http://127.0.0.1:99999/",
        "http://xn--/",
        "http://127.0.0.1:x/",
    ],
)
def test_a_redirect_to_what_cannot_be_asked_is_an_error(publisher: Publisher, target: str) -> None:
    publisher.says("/feed", "", 302, Location=target)

    refused(f"{publisher.address}/feed")

    assert len(publisher.asked) == 1


def test_the_body_of_a_redirect_is_not_taken_into_memory(publisher: Publisher) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    publisher.says("/old", bomb, 302, Location="/new", Content_Encoding="gzip")
    publisher.says("/new", "here")
    tracemalloc.start()
    try:
        answer = ask(request(f"{publisher.address}/old", max_bytes=100_000, timeout=timedelta(seconds=20)))[0]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert answer.body == b"here"
    assert peak < 5_000_000


def test_a_redirect_whose_body_cannot_be_decoded_is_followed(publisher: Publisher) -> None:
    publisher.says("/old", "this is not gzip", 302, Location="/new", Content_Encoding="gzip")
    publisher.says("/new", "here")

    assert ask(request(f"{publisher.address}/old"))[0].body == b"here"


# ---- addresses


def test_nothing_inside_is_reached_without_leave(publisher: Publisher, connected: list[str]) -> None:
    error = refused(f"{publisher.address}/feed", allow_networks=())

    assert "forbidden address" in str(error)
    assert "allow_networks" in str(error)
    assert publisher.asked == []
    assert connected == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.1", "2130706433", "0x7f.0.0.1", "[::ffff:127.0.0.1]"])
def test_a_name_that_leads_inside_is_refused_without_leave(
    publisher: Publisher, connected: list[str], host: str
) -> None:
    port = publisher.address.rpartition(":")[2]

    assert "forbidden address" in str(refused(f"http://{host}:{port}/feed", allow_networks=()))
    assert publisher.asked == []
    assert connected == []


def test_a_name_that_leads_inside_is_asked_with_leave(publisher: Publisher) -> None:
    publisher.says("/feed", "here")
    port = publisher.address.rpartition(":")[2]
    both = (*LOOPBACK, ip_network("::1/128"))

    answer = ask(request(f"http://localhost:{port}/feed", allow_networks=both))[0]

    assert answer.body == b"here"
    assert publisher.asked[0].headers["host"] == f"localhost:{port}"


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://10.0.0.1/"])
def test_leave_for_one_network_is_none_for_another(connected: list[str], url: str) -> None:
    assert "forbidden address" in str(refused(url))
    assert connected == []


def test_a_connection_is_not_lent_to_a_request_with_less_leave(publisher: Publisher) -> None:
    publisher.says("/feed", "here")
    url = f"{publisher.address}/feed"

    with pytest.raises(FetchError, match="forbidden address"):
        ask(request(url), request(url, allow_networks=()))

    assert publisher.paths() == ["/feed"]


def test_a_connection_is_kept_for_the_next_request(publisher: Publisher, connected: list[str]) -> None:
    publisher.says("/feed", "here")

    ask(*[request(f"{publisher.address}/feed")] * 3)

    assert len(publisher.asked) == 3
    assert connected == ["127.0.0.1"]


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_in_the_environment_does_not_lead_around_the_gate(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, publisher.address)

    assert "forbidden address" in str(refused("http://10.0.0.1/", allow_networks=()))
    assert publisher.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feed",
        "http://",
        "http:///feed",
        "http:// /",
        "http://exa mple/",
        "http://[bad",
        "http://[bad]/",
        "http://[/",
        "http://xn--/",
        "http://.../",
        "http://" + "a" * 64 + ".test/",
        "http://127.0.0.1:x/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:-1/",
        "http://127.0.0.1/\n",
        "http://127.0.0.1/\x00",
        "http://127.0.0.1/" + "x" * 70_000,
        "//127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "feed://127.0.0.1/",
        "mailto:a@b",
    ],
)
def test_an_address_that_cannot_be_asked_is_an_error(connected: list[str], url: str) -> None:
    error = refused(url, timeout=timedelta(seconds=2))

    assert error.url == url
    assert error.status is None
    assert connected == []


def test_credentials_in_an_address_go_to_that_host_alone(publisher: Publisher) -> None:
    bare = publisher.address.removeprefix("http://")
    publisher.says("/feed", "here")
    with Publisher() as other:
        publisher.says("/old", "", 302, Location=f"{other.address}/new")
        other.says("/new", "there")

        answers = ask(request(f"http://me:secret@{bare}/feed"), request(f"http://me:secret@{bare}/old"))

        assert [answer.body for answer in answers] == [b"here", b"there"]
        assert {asked.headers["authorization"] for asked in publisher.asked} == {"Basic bWU6c2VjcmV0"}
        assert "authorization" not in other.asked[0].headers


def test_credentials_in_an_address_are_not_shown(publisher: Publisher) -> None:
    bare = publisher.address.removeprefix("http://")
    publisher.says("/feed", "here")

    assert "secret" not in ask(request(f"http://me:secret@{bare}/feed"))[0].url
    assert "secret" not in str(refused(f"http://me:secret@{bare}/none"))
    assert "secret" not in str(refused(f"http://me:secret@{bare}/none", allow_networks=()))


# ---- limits


def test_a_body_of_the_very_limit_is_an_answer_and_a_larger_one_an_error(publisher: Publisher) -> None:
    publisher.says("/feed", b"x" * 1000)

    assert len(ask(request(f"{publisher.address}/feed", max_bytes=1000))[0].body) == 1000
    assert "more than 999 bytes" in str(refused(f"{publisher.address}/feed", max_bytes=999))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_compressed_body_is_undone(publisher: Publisher, coding: str) -> None:
    body = "股市".encode() * 100
    packed = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    publisher.says("/feed", packed, Content_Encoding=coding)

    assert ask(request(f"{publisher.address}/feed"))[0].body == body


@pytest.mark.parametrize(
    ("coding", "fact"), [("gzip", "not valid gzip"), ("br", "not asked for"), ("gzip, gzip", "not asked for")]
)
def test_a_body_that_cannot_be_undone_is_an_error(publisher: Publisher, coding: str, fact: str) -> None:
    publisher.says("/feed", "plain after all", Content_Encoding=coding)

    assert fact in str(refused(f"{publisher.address}/feed"))


def test_a_bomb_is_an_error_and_does_not_fill_the_memory(publisher: Publisher) -> None:
    publisher.says("/feed", gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        error = refused(f"{publisher.address}/feed", max_bytes=100_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert "more than 100,000 bytes" in str(error)
    assert peak < 5_000_000


def test_a_body_that_trickles_ends_with_the_time(publisher: Publisher) -> None:
    publisher.answers["/feed"] = Answer(b"x" * 100, seconds_a_byte=0.05)

    assert "timed out: no complete answer within 0.3 s" in str(refused(f"{publisher.address}/feed", timeout=SHORT))


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"", b""),
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["silent", "not HTTP", "headers", "body", "chunks"],
)
def test_an_answer_that_does_not_end_ends_with_the_time(beginning: bytes, drop: bytes) -> None:
    with RawServer(trickles(beginning, drop)) as server:
        error = refused(f"{server.address}/", timeout=SHORT)

    assert "timed out" in str(error) or "broken off" in str(error)
    assert ("timed out" in str(error)) or drop == b"H"


def test_the_time_goes_on_over_redirects() -> None:
    def talk(connection: socket.socket, stopping: threading.Event) -> None:
        if b"GET /silent" in connection.recv(65536):
            stopping.wait(5)
        else:
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /silent\r\nConnection: close\r\n\r\n")

    with RawServer(talk) as server:
        error = refused(f"{server.address}/", timeout=SHORT)

        assert "timed out" in str(error)
        assert server.accepted == 2


def test_the_time_for_waiting_in_line_is_not_counted(publisher: Publisher) -> None:
    publisher.default = lambda _asked: Answer(b"xx", seconds_a_byte=0.1)
    requests = [
        request(f"{publisher.address}/{number}", per_host=1, timeout=timedelta(seconds=0.6)) for number in range(4)
    ]

    assert len(together(requests, 8)) == 4


class Gauge:
    """Counts answers that are in hand together; none is given before `meeting` of them are."""

    def __init__(self, meeting: int) -> None:
        self._barrier = threading.Barrier(meeting)
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0

    def answer(self, _asked: Asked) -> Answer:
        """Answer when the others are there."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._barrier.wait(10)
        with self._lock:
            self._now -= 1
        return Answer(b"here")


def test_a_host_is_asked_as_often_at_once_as_it_may_be(publisher: Publisher) -> None:
    publisher.default = Gauge(3).answer

    answers = together([request(f"{publisher.address}/{number}", per_host=3) for number in range(12)], 64)

    assert len(answers) == 12
    assert publisher.at_once == 3


def test_hosts_are_asked_side_by_side(publisher: Publisher) -> None:
    gauge = Gauge(4)
    with Publisher() as other:
        publisher.default = other.default = gauge.answer
        requests = [
            request(f"{address}/{number}", per_host=2)
            for number in range(4)
            for address in (publisher.address, other.address)
        ]

        assert len(together(requests, 64)) == 8
        assert gauge.most == 4
        assert (publisher.at_once, other.at_once) == (2, 2)


def test_no_more_than_the_concurrency_is_asked_at_once_in_all(publisher: Publisher) -> None:
    gauge = Gauge(4)
    with Publisher() as other:
        publisher.default = other.default = gauge.answer
        requests = [
            request(f"{address}/{number}", per_host=10)
            for number in range(8)
            for address in (publisher.address, other.address)
        ]

        assert len(together(requests, 4)) == 16
        assert gauge.most == 4


def test_the_concurrency_holds_across_sets_of_allowed_networks(publisher: Publisher) -> None:
    gauge = Gauge(2)
    publisher.default = gauge.answer
    sets = (LOOPBACK, (ip_network("127.0.0.1/32"),))
    requests = [
        request(f"{publisher.address}/{number}", per_host=10, allow_networks=sets[number % 2]) for number in range(8)
    ]

    assert len(together(requests, 2)) == 8
    assert gauge.most == 2


def test_a_place_is_free_again_after_a_failure(publisher: Publisher) -> None:
    publisher.says("/good", "here")

    async def run() -> list[Response | BaseException]:
        async with HttpFetcher(1, "feedhub-test/1") as fetcher:
            paths = ("/bad", "/bad", "/good")
            asked = [fetcher.fetch(request(f"{publisher.address}{path}", per_host=1)) for path in paths]
            return await asyncio.gather(*asked, return_exceptions=True)

    bad, worse, good = asyncio.run(run())

    assert isinstance(bad, FetchError)
    assert isinstance(worse, FetchError)
    assert isinstance(good, Response)


# ---- servers that break


def test_a_port_where_nobody_listens_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    error = refused(f"http://127.0.0.1:{port}/feed")

    assert "no connection" in str(error)
    assert error.status is None


@pytest.mark.parametrize("cut", [0, 1, 999])
def test_a_body_that_is_cut_off_is_an_error(publisher: Publisher, cut: int) -> None:
    publisher.answers["/feed"] = Answer(b"x" * 1000, cut=cut)

    assert "broken off" in str(refused(f"{publisher.address}/feed"))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"\x00\xff\x16\x03\x01 not HTTP at all\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example ESMTP\r\n",
        b"<html>HTTP 0.9</html>",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99 Low\r\n\r\n",
        b"HTTP/1.1 2000 High\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
)
def test_what_is_not_an_answer_is_an_error(answer: bytes) -> None:
    with RawServer(says(answer)) as server:
        refused(f"{server.address}/feed")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 OK\r\n\r\nhere",
        b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nhere",
        b"HTTP/1.1 200 \xc3\xa9\r\nContent-Length: 4\r\n\r\nhere",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Old: \xff\xfe\r\n\r\nhere",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n2;x=y\r\nre\r\n0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere",
    ],
)
def test_an_answer_that_is_merely_odd_is_an_answer(answer: bytes) -> None:
    with RawServer(says(answer)) as server:
        assert ask(request(f"{server.address}/feed"))[0].body == b"here"


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere"


def test_a_connection_that_was_closed_meanwhile_is_made_anew() -> None:
    closed = threading.Semaphore(0)

    def talk(connection: socket.socket, _stopping: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(ANSWER)
        connection.close()
        closed.release()

    async def run() -> None:
        async with HttpFetcher(1, "feedhub-test/1") as fetcher:
            for _ in range(3):
                assert (await fetcher.fetch(request(f"{server.address}/feed"))).body == b"here"
                assert await asyncio.to_thread(closed.acquire, timeout=10)

    with RawServer(talk) as server:
        asyncio.run(run())

        assert server.accepted == 3


def test_a_kept_connection_that_is_closed_just_as_it_is_used_is_made_anew() -> None:
    # RFC 9110, 9.2.2: what changes nothing may be asked again when the connection went before an answer came.
    def talk(connection: socket.socket, _stopping: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(ANSWER)
        connection.recv(65536)

    with RawServer(talk) as server:
        answers = ask(*[request(f"{server.address}/feed")] * 3)

        assert [answer.body for answer in answers] == [b"here"] * 3
        assert server.accepted == 3


def test_a_connection_that_is_closed_before_an_answer_is_tried_once_more_and_not_for_ever() -> None:
    with RawServer(says(b"")) as server:
        refused(f"{server.address}/feed")

        assert server.accepted == 2


def test_a_connection_that_is_reset_is_an_error_that_says_so() -> None:
    def talk(connection: socket.socket, _stopping: threading.Event) -> None:
        connection.recv(65536)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with RawServer(talk) as server:
        error = refused(f"{server.address}/feed")

    assert error.fact.startswith("broken off: ")
    assert error.fact.removeprefix("broken off: ").strip() != ""
