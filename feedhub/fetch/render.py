"""EDGE: pages as their scripts leave them. A Fetcher around another one, which makes every request of every page.

Chromium connects to nothing: the page, its scripts and what they ask for come through the inner Fetcher, and so
through its guard, its limits for each host and its redirects. An address that was checked is the one that is asked.
"""

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from playwright.async_api import Request as Asked

from feedhub.errors import FetchError
from feedhub.fetch import Fetcher
from feedhub.fetch.browser import Browsers, NoBrowserError
from feedhub.model import Request, Response, Validators

_AT_ONCE = 2  # pages: each takes a processor and some hundred megabytes
_PAGES = ("text/html", "application/xhtml+xml")
_LOADED = ("script", "xhr", "fetch", "stylesheet")
_MOST_REQUESTS = 300  # of one page
_PASSED = ("accept", "authorization", "content-type", "origin", "referer")
_WAITING_SHARE = 0.6  # of the time that is left, for the page to become what it will be
_LONGEST_WAIT_S = 10.0
_QUIET_S = 1.0  # without a request, a page is what it will be
_NOBODY = "https://nobody.invalid"


class RenderFetcher:
    """A Fetcher that renders what is wanted so, and leaves the rest to `inner`. Use it with `async with`."""

    def __init__(self, inner: Fetcher, user_agent: str, browser: str = "") -> None:
        self._inner = inner
        self._browsers = Browsers(user_agent, browser)
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._browsers.close()

    async def fetch(self, request: Request) -> Response:
        """Return the answer to `request`; a page that is to be rendered as the HTML of its tree, without validators.

        What is no page is returned as it is. The time limit holds for all of it, once there is a place, but for the
        start of the browser; the size limit for all that is loaded, and for the tree.
        Raises FetchError.
        """
        if request.render is None:
            return await self._inner.fetch(request)
        async with self._places:
            try:
                await self._browsers.start()
                async with asyncio.timeout(request.timeout.total_seconds()):
                    return await self._answer(request)
            except TimeoutError:
                seconds = request.timeout.total_seconds()
                raise FetchError(request.url, f"timed out: not rendered within {seconds:g} s") from None
            except NoBrowserError as error:
                raise FetchError(request.url, f"cannot be rendered: {error}") from None
            except BrowserError as error:
                said = str(error).splitlines()[0] if str(error) else "no reason given"
                raise FetchError(request.url, f"cannot be rendered: {said[:300]}") from None

    async def _answer(self, request: Request) -> Response:
        answer = await self._inner.fetch(replace(request, render=None, validators=Validators()))
        if answer.media_type not in _PAGES:
            return answer
        body = (await self._rendered(request, answer)).encode("utf-8", "replace")
        if len(body) > request.max_bytes:
            raise _too_large(request)
        return replace(answer, body=body, media_type="text/html", charset="utf-8", validators=Validators())

    async def _rendered(self, request: Request, answer: Response) -> str:
        ends = asyncio.get_running_loop().time() + request.timeout.total_seconds()
        async with self._browsers.context() as context:
            traffic = _Traffic(self._inner, request, answer)
            await context.route("**/*", traffic.route)
            await context.route_web_socket("**/*", lambda socket: socket.close())
            page = await context.new_page()
            page.on("dialog", lambda dialog: dialog.dismiss())
            context.on("page", lambda popup: popup.close())
            page.set_default_timeout(0)  # the whole has one limit
            await page.goto(answer.url, wait_until="domcontentloaded")
            wait = request.render.wait if request.render else ""
            await _settled(page, wait, ends - asyncio.get_running_loop().time())
            size = await page.evaluate("document.documentElement.outerHTML.length")
            if traffic.exceeded or not isinstance(size, int) or size > request.max_bytes:
                raise _too_large(request)
            return await page.content()


def _too_large(request: Request) -> FetchError:
    return FetchError(request.url, f"too large: rendered, it has or loads more than {request.max_bytes:,} bytes")


async def _settled(page: Page, wait: str, left: float) -> None:
    """Return when `wait` matches, or the page is quiet, or it has had its time."""
    tasks = [asyncio.ensure_future(_quiet(page))]
    if wait:
        tasks.append(asyncio.ensure_future(_matched(page, wait)))
    try:
        await asyncio.wait(
            tasks, timeout=min(_LONGEST_WAIT_S, left * _WAITING_SHARE), return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _quiet(page: Page) -> None:
    await page.wait_for_load_state("networkidle")
    await asyncio.sleep(_QUIET_S)


async def _matched(page: Page, wait: str) -> None:
    try:
        await page.wait_for_selector(f"css={wait}", state="attached")
    except BrowserError:  # a selector that browsers do not know (:-soup-contains), or the page went
        await asyncio.sleep(_LONGEST_WAIT_S)


class _Traffic:
    """What one page asks for, and gets, or not: at most so many requests and bytes, of its source's networks."""

    def __init__(self, inner: Fetcher, request: Request, answer: Response) -> None:
        self._inner, self._request, self._page = inner, request, answer
        self._requests = 0
        self._left = request.max_bytes - len(answer.body)
        self.exceeded = False

    async def route(self, route: Route) -> None:
        """Give the browser what it asks for, or refuse."""
        with contextlib.suppress(BrowserError):  # the page may be closed by now
            asked = route.request
            if not self._wanted(asked):
                await route.abort("blockedbyclient")
                return
            try:
                answer = self._page if asked.url == self._page.url else await self._fetched(asked)
            except FetchError as error:
                self.exceeded = self.exceeded or error.fact.startswith("too large")
                if error.status:
                    await route.fulfill(status=error.status)
                else:
                    await route.abort("failed")
                return
            kind = answer.media_type + (f"; charset={answer.charset}" if answer.charset else "")
            shared = {"Access-Control-Allow-Origin": answer.shared_with or _NOBODY}
            headers = {"Content-Type": kind or "application/octet-stream", **shared}
            await route.fulfill(status=200, headers=headers, body=answer.body)

    def _wanted(self, asked: Asked) -> bool:
        """Whether a request is one for the page itself, or for what its scripts need."""
        self._requests += 1
        if self._requests > _MOST_REQUESTS or asked.method not in ("GET", "POST"):
            return False
        if urlsplit(asked.url).scheme not in ("http", "https"):
            return False
        if asked.is_navigation_request():  # the frame of a popup is not there yet, and asking for it raises
            return asked.frame.parent_frame is None
        return asked.resource_type in _LOADED

    async def _fetched(self, asked: Asked) -> Response:
        request = self._request
        told = {name: text for name, text in asked.headers.items() if name in _PASSED or name.startswith("x-")}
        if urlsplit(asked.url)[:2] == urlsplit(request.url)[:2]:
            told |= {name.lower(): text for name, text in request.headers}
        answer = await self._inner.fetch(
            Request(
                url=asked.url,
                timeout=max(timedelta(seconds=1), request.timeout / 2),  # one that hangs does not take the page with it
                max_bytes=max(1, self._left),
                per_host=request.per_host,
                allow_networks=request.allow_networks,
                method=asked.method,
                headers=tuple(told.items()),
                body=asked.post_data_buffer or b"",
            )
        )
        self._left -= len(answer.body)
        return answer
