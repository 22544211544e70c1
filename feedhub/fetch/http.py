"""EDGE: the only client socket. httpx with limits of size and time, and with manners."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from feedhub.errors import FetchError
from feedhub.fetch.body import ACCEPT_ENCODING, CodingError, TooLargeError, read
from feedhub.fetch.guard import ForbiddenAddressError, GuardedBackend
from feedhub.model import Network, Request, Response, Validators

_MAX_REDIRECTS = 5
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/json;q=0.9, text/html;q=0.8, */*;q=0.5"
)


class HttpFetcher:
    """A Fetcher over HTTP, within one event loop. Use it with `async with`.

    `concurrency` limits the requests in flight in all; each request brings the limit for its host.
    """

    def __init__(self, concurrency: int, user_agent: str) -> None:
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        self._all = asyncio.Semaphore(concurrency)
        self._concurrency = concurrency
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._clients: dict[tuple[Network, ...], httpx.AsyncClient] = {}
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._closing.aclose()

    async def fetch(self, request: Request) -> Response:
        """Return the answer to `request`: 200 with its body, or 304.

        The time limit holds for the whole exchange, redirects and body included, once a place for it is free.
        Raises FetchError, whose message is for the report.
        """
        try:
            host = urlsplit(request.url).netloc.rpartition("@")[2].lower()
        except ValueError as error:
            raise FetchError(request.url, f"is no valid address: {error}") from None
        place = self._hosts.setdefault(host, asyncio.Semaphore(request.per_host))
        async with place, self._all:
            return await _within(request, self._exchange)

    async def _exchange(self, request: Request) -> Response:
        given = dict(request.headers)
        headers = {name: text for name, text in self._headers.items() if name.lower() not in map(str.lower, given)}
        if request.validators.etag:
            headers["If-None-Match"] = request.validators.etag
        if request.validators.last_modified:
            headers["If-Modified-Since"] = request.validators.last_modified
        client = self._client(request.allow_networks)
        # A validator is bytes to us: what came in as Latin-1 goes out as Latin-1.
        told = httpx.Headers(headers | given, encoding="iso-8859-1")
        asked = client.build_request(request.method, request.url, headers=told, content=request.body or None)
        moved_to, for_good = "", True
        # httpx would take the body of a redirect into memory, whatever its size; so its steps are gone here.
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await _send(client, asked)
            try:
                if answer.next_request is None:
                    return replace(await _response(request, answer), moved_to=moved_to)
                for_good = for_good and answer.status_code in (301, 308)  # RFC 9110, 15.4.2 and 15.4.9
                moved_to = str(answer.next_request.url) if for_good else moved_to
                asked = _without_secrets(answer.next_request, request)
            finally:
                await answer.aclose()
        raise FetchError(request.url, f"redirected more than {_MAX_REDIRECTS} times")

    def _client(self, allowed: tuple[Network, ...]) -> httpx.AsyncClient:
        """Return the client for one set of allowed networks: connections are never shared between two such sets."""
        if allowed not in self._clients:
            # The pool walks all its connections for each request, so few are kept open.
            limits = httpx.Limits(max_connections=self._concurrency, max_keepalive_connections=20, keepalive_expiry=5)
            transport = httpx.AsyncHTTPTransport(limits=limits, retries=0, trust_env=False)
            transport._pool._network_backend = GuardedBackend(allowed)
            client = httpx.AsyncClient(
                transport=transport,
                timeout=None,  # noqa: S113 - the whole exchange has one deadline, see _within
                trust_env=False,
            )
            self._closing.push_async_callback(client.aclose)
            self._clients[allowed] = client
        return self._clients[allowed]


def _without_secrets(asked: httpx.Request, request: Request) -> httpx.Request:
    """Return the request that a redirect leads to; what the source's own headers say is for its own host only."""
    first = httpx.URL(request.url)
    upgraded = asked.url.scheme == "https" and asked.url.port is None and first.port is None
    same = asked.url.host == first.host and (
        upgraded or (asked.url.scheme, asked.url.port) == (first.scheme, first.port)
    )
    if not same:
        for name, _ in request.headers:
            asked.headers.pop(name, None)
    return asked


async def _send(client: httpx.AsyncClient, asked: httpx.Request) -> httpx.Response:
    """Return the beginning of the answer.

    A server may close a kept connection just as it is used, so what broke off is asked once more (RFC 9110, 9.2.2).
    """
    try:
        return await client.send(asked, stream=True)
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
        # httpx's own is of a redirect to no address: asking again would not change it. A POST is not asked twice.
        if error.__cause__ is None or asked.method == "POST":
            raise
        return await client.send(asked, stream=True)


async def _response(request: Request, answer: httpx.Response) -> Response:
    """Return the answer with its body read. Raises FetchError, TooLargeError, CodingError."""
    _check_status(request, answer)
    answer.headers.encoding = "iso-8859-1"
    body = b""
    if answer.status_code != 304:
        coding = answer.headers.get("Content-Encoding", "")
        body = await read(answer.aiter_raw(), coding, request.max_bytes)
    media_type, charset = _content_type(answer.headers.get("Content-Type", ""))
    return Response(
        url=str(answer.url.copy_with(userinfo=b"") if answer.url.userinfo else answer.url),
        status=answer.status_code,
        body=body,
        media_type=media_type,
        charset=charset,
        validators=Validators(answer.headers.get("ETag"), answer.headers.get("Last-Modified")),
        shared_with=answer.headers.get("Access-Control-Allow-Origin", ""),
    )


async def _within(request: Request, exchange: Callable[[Request], Awaitable[Response]]) -> Response:
    """Return what `exchange` returns within the request's time; every way to fail becomes a FetchError."""
    url = request.url
    try:
        async with asyncio.timeout(request.timeout.total_seconds()):
            return await exchange(request)
    except TimeoutError:
        seconds = request.timeout.total_seconds()
        raise FetchError(url, f"timed out: no complete answer within {seconds:g} s") from None
    except TooLargeError:
        raise FetchError(url, f"too large: the body has more than {request.max_bytes:,} bytes") from None
    except CodingError as error:
        raise FetchError(url, str(error)) from None
    except httpx.UnsupportedProtocol:
        raise FetchError(url, "leads to an address that is not http or https") from None
    except (httpx.InvalidURL, ValueError, OverflowError) as error:  # of idna, of a port that is no port
        raise FetchError(url, f"is no valid address: {error}") from None
    except httpx.TransportError as error:
        raise FetchError(url, _transport_fact(error)) from None


def _transport_fact(error: httpx.TransportError) -> str:
    if isinstance(error.__cause__, ForbiddenAddressError):
        return f"forbidden address: {error}"
    if isinstance(error, httpx.ConnectError):
        return f"no connection: {str(error) or 'refused'}"
    return f"broken off: {str(error) or type(error).__name__}"


def _check_status(request: Request, answer: httpx.Response) -> None:
    """Raise FetchError unless the answer is a success; 304 is one only when validators were sent."""
    status = answer.status_code
    if status == 200 or (status == 304 and request.validators != Validators()):
        return
    wait = answer.headers.get("Retry-After") if status in (429, 503) else None
    reason = f" {answer.reason_phrase}" if answer.reason_phrase else ""
    raise FetchError(request.url, f"answered {status}{reason}", status=status, retry_after=wait)


def _content_type(value: str) -> tuple[str, str | None]:
    """Return the media type and the charset of a Content-Type (RFC 9110, 8.3.1)."""
    media_type = value.partition(";")[0].strip().lower()
    charset = re.search(r"charset\s*=\s*[\"']?([^\s\"';]+)", value, re.IGNORECASE)
    return media_type, charset[1] if charset else None
