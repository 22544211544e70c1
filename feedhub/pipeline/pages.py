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
    """All documents of a list as one. `fault` says why one of them is missing, `wait_until` how long not to ask."""

    listing: Listing
    digest: str
    fault: str = ""
    wait_until: datetime | None = None


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
    items, seen = list(listing.items), [digest(answer.body)]
    asked = {(source.url, b"")}
    fault, wait = "", None
    last = listing
    waiting = list(listing.documents)  # of an index, newest first
    while isinstance(source, ListSource | SitemapSource) and len(asked) <= _further(source):
        if isinstance(source, ListSource):
            request = _next(source, config, last, len(seen) + 1)
        else:
            request = request_for(source, config, waiting.pop(0)) if waiting else None
        if request is None or (request.url, request.body) in asked:
            break
        asked.add((request.url, request.body))
        try:
            further = await fetcher.fetch(request)
            if isinstance(source, ListSource) and digest(further.body) in seen:
                break
            last = await read(source, further)
        except SourceError as error:
            fault = f"page {len(asked)} of the list is missing: {error}"
            if isinstance(error, FetchError) and error.status in (429, 503):
                wait = schedule.wait_until(error.retry_after, now)
            if isinstance(source, SitemapSource) and not wait:
                continue  # the others do not depend on it
            break
        seen.append(digest(further.body))
        waiting = [*last.documents, *waiting]
        if not last.items and not waiting:
            break
        items += _placed(last.items, len(seen))
    all_of_them = seen[0] if len(seen) == 1 else digest("".join(seen).encode())
    return Whole(replace(listing, items=tuple(items)), all_of_them, fault, wait)


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
