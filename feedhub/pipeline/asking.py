"""What a source is asked, within which limits, and when it is left alone."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from feedhub import normalise, parse, schedule, template
from feedhub.config import (
    AnySource,
    Config,
    HtmlSource,
    JsonSource,
    ListSource,
    PluginSource,
    SitemapSource,
    Source,
    css,
)
from feedhub.errors import FetchError, ItemError, NotAskedError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Item, Render, Request, Response, Validators

T = TypeVar("T")

_MOST_FAILURES = 10  # in a row
_NO_VALIDATORS = Validators()


def request_for(
    source: AnySource, config: Config, url: str, validators: Validators = _NO_VALIDATORS, *, page: str | None = None
) -> Request:
    """Return the request for one of a source's documents, with the source's limits or else the general ones.

    For the page of an article, `page` is the selector of what is looked for in it, or empty.
    A robots.txt has no say in what the configuration names, unless that says so; see `chosen`.
    """
    fetch = config.fetch
    own = urlsplit(url)[:2] == urlsplit(source.url)[:2]
    headers = tuple((name, value.get_secret_value()) for name, value in source.headers.items()) if own else ()
    return Request(
        url=url,
        validators=validators,
        timeout=source.timeout or fetch.timeout,
        max_bytes=source.max_bytes or fetch.max_bytes,
        per_host=source.per_host or fetch.per_host,
        allow_networks=fetch.allow_networks if source.allow_networks is None else source.allow_networks,
        headers=headers,
        render=_render(source, page),
        robots=(source.robots or fetch.robots) == "all",
    )


def chosen(request: Request, source: AnySource, config: Config) -> Request:
    """Return `request` as one for an address that feedhub chose itself: a robots.txt may forbid it (RFC 9309)."""
    return replace(request, robots=(source.robots or config.fetch.robots) != "ignore")


def _render(source: AnySource, page: str | None) -> Render | None:
    """Return how a document is rendered: the page of an article, or a list that is a page; None for any other."""
    if page is None and isinstance(source, HtmlSource):
        page = source.wait or source.items
    elif page is None and isinstance(source, JsonSource) and source.embedded:
        page = ""
    return Render(page or source.wait or "") if source.render and page is not None else None


def list_request(source: Source, config: Config, validators: Validators = _NO_VALIDATORS) -> Request:
    """Return the request for a source's list, with what is sent in a POST."""
    request = request_for(source, config, source.url, validators)
    if not isinstance(source, ListSource) or source.method == "GET":
        return request
    return posted(request, source.body, source.form)


def posted(request: Request, body: Mapping[str, Any] | None, form: Mapping[str, str] | None) -> Request:
    """Return `request` as a POST of `body` as JSON, or of `form`; conditional requests are not for POST."""
    if form is not None:
        kind, content = "application/x-www-form-urlencoded", urlencode(form).encode()
    elif body is not None:
        kind, content = "application/json", json.dumps(body, ensure_ascii=False).encode()
    else:
        return replace(request, method="POST", validators=_NO_VALIDATORS)
    named = any(name.lower() == "content-type" for name, _ in request.headers)
    headers = request.headers if named else (*request.headers, ("Content-Type", kind))
    return replace(request, method="POST", validators=_NO_VALIDATORS, headers=headers, body=content)


class Documents:
    """Asks for further documents of one source's items; of one host until ten in a row fail or it asks us to wait."""

    def __init__(self, source: Source, config: Config, fetcher: Fetcher, now: datetime) -> None:
        self._source, self._config, self._fetcher, self._now = source, config, fetcher, now
        self._failures: Counter[str] = Counter()
        self._waits: dict[str, datetime | None] = {}
        self.came = 0

    @property
    def wait_until(self) -> datetime | None:
        """Until when the publisher itself asked us to wait; what other hosts ask for holds within the pass."""
        return self._waits.get(_host(self._source.url))

    def wait(self, until: datetime | None) -> None:
        """Leave the publisher alone, as it asked when it gave the list."""
        self._waits[_host(self._source.url)] = until

    async def read(self, url: str, reading: Callable[[Response], T], page: str | None = None) -> T:
        """Return what `reading` makes of the document at `url`; a SourceError that it raises is a failure too.

        For `page` see request_for.

        Raises NotAskedError where the host is left alone, and other SourceErrors if the document is no good.
        """
        host = _host(url)
        if until := self._waits.get(host):
            raise NotAskedError(url, f"not asked for: the publisher asked to wait until {until:%H:%M:%S} UTC")
        if self._failures[host] >= _MOST_FAILURES:
            raise NotAskedError(url, f"not asked for, after {self._failures[host]} failures in a row")
        try:
            request = chosen(request_for(self._source, self._config, url, page=page), self._source, self._config)
            read = reading(await self._fetcher.fetch(request))
        except NotAskedError:
            raise
        except SourceError as error:
            self._failures[host] += 1
            if isinstance(error, FetchError) and error.status in (429, 503):
                self._waits[host] = schedule.wait_until(error.retry_after, self._now)
                self._failures[host] += _MOST_FAILURES if error.status == 429 else 0
            raise
        self._failures[host] = 0
        self.came += 1
        return read


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return url


async def detail(source: Source, documents: Documents, item: Item) -> Item:
    """Return what the detail of `item` adds to it; nothing where the source has no details.

    Raises NotAskedError where the publisher is left alone, and other SourceErrors if the detail is no good;
    ItemError if the item does not say where its detail is.
    """
    url, page = _where(source, item)
    if url is None:
        return Item({}, item.place)
    if not url:
        raise ItemError("has no link, and so no detail")
    return await documents.read(url, lambda answer: parse.detail(source, answer, item), page)


def _where(source: Source, item: Item) -> tuple[str | None, str | None]:
    """Return the address of the detail of `item`, empty if the item says none, and what a browser is to wait for there.

    Without an address the source has no details; for what is waited for see request_for.
    """
    if isinstance(source, PluginSource):
        if source.plugin().detail is None:
            return None, None
        return item.fields.get("detail", "") or normalise.link(item, source), None
    if not isinstance(source, ListSource | SitemapSource) or source.detail is None:
        return None, None
    url = template.fill_url(source.detail.url, item.fields) if source.detail.url else normalise.link(item, source)
    content = source.detail.content
    is_json = isinstance(source, JsonSource) or source.detail.embedded
    return url, css.split(content.path).selector if content and not is_json else None
