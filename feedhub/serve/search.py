"""EDGE: the search: a question in an address, answered from the database, which is only read."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse, Response

from feedhub.errors import StoreError, TooSlowError
from feedhub.publish import Site
from feedhub.publish.answer import PAGE_POSTS, Answer, hit
from feedhub.search import LONGEST_QUERY, Asked
from feedhub.store import MOST_RANKED, Search

TIME_S = 2.0
"""How long the database may look for an answer."""

_AT_ONCE = 2  # searches that run
_MOST_WAITING = 16
_MOST_CHOICES = 200  # categories, and sources, to narrow a search to


@dataclass(frozen=True)
class Searching:
    """What searches, and what renders the answer. Few searches run at once; too many that wait are turned away."""

    search: Search
    site: Site
    _running: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _waiting: list[object] = field(default_factory=list)

    async def answer(self, values: Mapping[str, str]) -> Response | None:
        """Return the page for the parameters of an address; None where there is no database to search."""
        asked = _asked(values)
        if len(self._waiting) >= _MOST_WAITING:
            return self._page(Answer(asked, fault="too_busy"), HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "2"})
        token = object()
        self._waiting.append(token)
        try:
            async with self._running:
                found = await asyncio.to_thread(self._find, asked)
        except TooSlowError:
            return self._page(Answer(asked, fault="too_slow"), HTTPStatus.SERVICE_UNAVAILABLE)
        except StoreError:
            return None
        finally:
            self._waiting.remove(token)
        return self._page(found)

    def _find(self, asked: Asked) -> Answer:
        categories, sources = self.search.choices(_MOST_CHOICES)
        fault = "nothing_wanted" if asked.text.strip() and not asked.query.wanted else ""
        found = self.search.find(asked, ZoneInfo(self.site.hub.timezone), PAGE_POSTS)
        hits = [hit(post, asked) for post in found.posts]
        return Answer(asked, hits, found.total, MOST_RANKED, fault, categories, sources)

    def _page(
        self, answer: Answer, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
    ) -> Response:
        return HTMLResponse(self.site.search_page(answer), status, headers)


def _asked(values: Mapping[str, str]) -> Asked:
    """Return what an address asks for; what is no day or no number counts as not said."""
    page = values.get("page", "")
    last = MOST_RANKED // PAGE_POSTS
    return Asked(
        text=values.get("q", "")[:LONGEST_QUERY].strip(),
        category=values.get("category", "")[:LONGEST_QUERY],
        source=values.get("source", "")[:LONGEST_QUERY],
        since=_day(values.get("from", "")),
        until=_day(values.get("to", "")),
        newest_first=values.get("sort") == "newest",
        page=min(int(page), last) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1,
    )


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if 1 < day.year < 9999 else None  # room for a day more, in any time zone
