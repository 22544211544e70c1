"""EDGE: the one browser of this process: started when it is first needed, replaced before it grows large.

It can reach nothing by itself: its proxy does not exist, it resolves no name, and WebRTC may not go around the proxy.
What its pages ask for is given to it, see `render`.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as BrowserError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NOWHERE = "http://127.0.0.1:1"
_ARGUMENTS = [
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    *("--disable-quic", "--disable-gpu", "--disable-extensions", "--disable-sync", "--disable-component-update"),
    *("--disable-background-networking", "--no-first-run", "--js-flags=--max-old-space-size=512"),
]
_MOST_PAGES = 50  # of one browser: it does not give back all that a page took
_CLOSING_S = 5


class NoBrowserError(Exception):
    """No browser can be started; the message says why, and what to do."""


@dataclass(slots=True)
class _Running:
    browser: Browser
    pages: int = 0
    in_use: int = 0


class Browsers:
    """Gives contexts of one browser, each for one page."""

    def __init__(self, user_agent: str, path: str) -> None:
        self._user_agent, self._path = user_agent, path
        self._playwright: Playwright | None = None
        self._running: _Running | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Start the browser, or one in place of a browser that has shown its pages or died. Raises NoBrowserError."""
        async with self._starting:
            running = self._running
            if running and running.pages < _MOST_PAGES and running.browser.is_connected():
                return
            self._running = None
            if running and not running.in_use:
                await _ended(running.browser.close())
            if self._playwright is None:
                self._playwright = await async_playwright().start()
            self._running = _Running(await self._launched(self._playwright))

    @asynccontextmanager
    async def context(self) -> AsyncIterator[BrowserContext]:
        """Give a context with nothing in it of any other. Raises NoBrowserError."""
        await self.start()
        running = self._running
        if running is None:
            raise NoBrowserError("the browser has ended")
        running.pages += 1
        running.in_use += 1
        try:
            context = await running.browser.new_context(
                user_agent=self._user_agent, service_workers="block", accept_downloads=False
            )
            try:
                yield context
            finally:
                if not await _ended(context.close()) and running is self._running:
                    self._running = None  # a page that does not end goes with its browser
        finally:
            running.in_use -= 1
            if running is not self._running and not running.in_use:
                await _ended(running.browser.close())

    async def close(self) -> None:
        """End the browser and what drives it."""
        if self._running:
            await _ended(self._running.browser.close())
        if self._playwright:
            await _ended(self._playwright.stop())
        self._running = self._playwright = None

    async def _launched(self, playwright: Playwright) -> Browser:
        path = self._path or _installed(Path(playwright.chromium.executable_path))
        try:
            return await playwright.chromium.launch(
                executable_path=path,
                args=_ARGUMENTS,
                proxy={"server": _NOWHERE},
                chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to have one as root
                handle_sigint=False,  # signals are the command's
                handle_sigterm=False,
                handle_sighup=False,
            )
        except BrowserError as error:
            said = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
            raise NoBrowserError(f"the browser {path} cannot be started: {said[:300]}") from None


def _installed(own: Path) -> str:
    """Return the path of Playwright's Chromium, else of the one in PATH. Raises NoBrowserError."""
    found = str(own) if own.exists() else next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise NoBrowserError(
            "there is no browser: run playwright install chromium, or install Chromium and name it as fetch.browser"
        )
    return found


async def _ended(closing: object) -> bool:
    """Wait for what closes, but not for ever; return whether it closed."""
    try:
        async with asyncio.timeout(_CLOSING_S):
            await closing  # type: ignore[misc]
    except (TimeoutError, BrowserError):
        return False
    return True
