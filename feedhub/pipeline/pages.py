"""A list that goes on in further documents: asked for one after the other, and given as one listing."""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_plus, urldefrag, urljoin, urlsplit, urlunsplit

from feedhub import parse, schedule
from feedhub.config import Config, HtmlSource, ListSource, Pages, SitemapSource, Source
from feedhub.errors import FetchError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Item, Listing, Request, Response
from feedhub.pipeline.asking import posted, request_for

_LARGE = 200_000  # bytes of a list that are parsed beside the event loop


@dataclass(frozen=True, slots=True)
class Whole:
    """All documents of a list as one. `fault` says why one of them is missing, `wait_until` how long not to ask.

    Where the list may go on, `last` is its last page, `seen` has the digests of all of them, `asked` what was asked
    for, and `waiting` the addresses that an index has besides, unless the list has `ended`.
    """

    listing: Listing
    last: Listing
    seen: tuple[str, ...]
    asked: frozenset[tuple[str, bytes]]
    waiting: tuple[str, ...] = ()
    ended: bool = False
    fault: str = ""
    wait_until: datetime | None = None

    @property
    def digest(self) -> str:
        """What tells whether the list is, to the byte, the one of last time."""
        return self.seen[0] if len(self.seen) == 1 else digest("".join(self.seen).encode())


def several(source: Source) -> bool:
    """Whether the list of `source` may go on in further documents."""
    if isinstance(source, SitemapSource):
        return True
    if not isinstance(source, ListSource) or source.max_pages == 1:
        return False
    return bool(source.pages or (isinstance(source, HtmlSource) and source.next))


def digest(body: bytes) -> str:
    """Return what tells whether a document is, to the byte, the one of last time."""
    return hashlib.sha256(body).hexdigest()[:32]


async def read(source: Source, answer: Response) -> Listing:
    """Return what a document holds. Raises ParseError."""
    if len(answer.body) > _LARGE:
        return await asyncio.to_thread(parse.listing, source, answer)
    return parse.listing(source, answer)


async def follow(source: Source, config: Config, fetcher: Fetcher, answer: Response, now: datetime) -> Whole:
    """Return the list that begins in `answer`, up to the source's `max_pages`.

    It ends where a page leads to none, is empty, or was there before. A later page that fails is a fault of the whole,
    and those before it stay. Raises ParseError if the first is not what was promised.
    """
    listing = await read(source, answer)
    asked = frozenset([(source.url, b"")])
    # The documents of an index are there newest first.
    whole = Whole(listing, listing, (digest(answer.body),), asked, listing.documents)
    if not isinstance(source, ListSource | SitemapSource):
        return whole
    while len(whole.asked) <= _further(source) and (longer := await one_more(source, config, fetcher, whole, now)):
        whole = longer
    return whole


async def one_more(source: Source, config: Config, fetcher: Fetcher, whole: Whole, now: datetime) -> Whole | None:
    """Return `whole` with one more page, or with why that is missing; None where the list ends.

    Only the lists of JSON and pages, and sitemaps, have pages.
    """
    request, waiting = _more(source, config, whole), whole.waiting[1:]
    if request is None or (request.url, request.body) in whole.asked:
        return None
    whole = replace(whole, asked=whole.asked | {(request.url, request.body)}, waiting=waiting)
    try:
        further = await fetcher.fetch(request)
        if isinstance(source, ListSource) and digest(further.body) in whole.seen:
            return None
        last = await read(source, further)
    except SourceError as error:
        wait = None
        if isinstance(error, FetchError) and error.status in (429, 503):
            wait = schedule.wait_until(error.retry_after, now)
        # The other documents of an index do not depend on it.
        return replace(whole, fault=f"page {len(whole.asked)} of the list is missing: {error}", wait_until=wait)
    number, waiting = len(whole.seen) + 1, (*last.documents, *waiting)
    whole = replace(whole, last=last, seen=(*whole.seen, digest(further.body)), waiting=waiting)
    if not last.items and not waiting:
        return replace(whole, ended=True)
    items = (*whole.listing.items, *_placed(last.items, number))
    return replace(whole, listing=replace(whole.listing, items=items))


def _more(source: Source, config: Config, whole: Whole) -> Request | None:
    """Return the request for what comes after `whole`; None where nothing does, or is not to be asked for."""
    if isinstance(source, ListSource) and not whole.ended and not whole.fault:
        return _next(source, config, whole.last, len(whole.seen) + 1)
    if isinstance(source, SitemapSource) and whole.waiting and not whole.wait_until:
        return request_for(source, config, whole.waiting[0])
    return None


def _further(source: ListSource | SitemapSource) -> int:
    """Return how many documents may be asked for after the first; an index of sitemaps is none of its sitemaps."""
    return source.max_pages - (0 if isinstance(source, SitemapSource) else 1)


def _placed(items: tuple[Item, ...], number: int) -> Iterator[Item]:
    return (replace(item, place=f"page {number}, {item.place}") for item in items)


def _next(source: ListSource, config: Config, last: Listing, number: int) -> Request | None:
    """Return the request for the page after `last`, which is the one with this number; None where there is none."""
    pages = source.pages
    if pages is None:
        return request_for(source, config, last.next) if re.match(r"https?://", last.next) else None
    value: str | int = last.next if pages.cursor else pages.start + pages.step * (number - 1)
    if value in ("", "false"):
        return None
    if pages.param is None:
        return request_for(source, config, urldefrag(urljoin(source.url, str(value))).url)
    if source.method == "GET":
        return request_for(source, config, with_parameter(source.url, pages.param, str(value)))
    request = request_for(source, config, source.url)
    if source.form is not None:
        return posted(request, None, {**source.form, pages.param: str(value)})
    return posted(request, _with_key(source.body or {}, pages.param.split("."), value), None)


def counted_on(url: str, pages: Pages) -> str:
    """Return the address of the page after the one at `url`, by the number that it has in its query."""
    values = [value for name, value in parse_qsl(urlsplit(url).query) if name == pages.param]
    number = int(values[-1]) if values and re.fullmatch(r"-?\d{1,9}", values[-1]) else pages.start
    return with_parameter(url, str(pages.param), str(number + pages.step))


def with_parameter(url: str, name: str, value: str) -> str:
    """Return `url` with a query parameter set, and the others as they are."""
    scheme, host, path, query, _ = urlsplit(url)
    kept = [pair for pair in query.split("&") if pair and unquote_plus(pair.partition("=")[0]) != name]
    return urlunsplit((scheme, host, path, "&".join([*kept, f"{quote(name, safe='[]')}={quote(value, safe='')}"]), ""))


def _with_key(body: Mapping[str, Any], path: list[str], value: str | int) -> dict[str, Any]:
    """Return `body` with the key at `path` set, tables made where they are missing."""
    if len(path) == 1:
        return {**body, path[0]: value}
    inner = body.get(path[0])
    return {**body, path[0]: _with_key(inner if isinstance(inner, dict) else {}, path[1:], value)}
