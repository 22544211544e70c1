"""What a source is asked, within which limits, and when it is left alone."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from feedhub import normalise, parse, schedule, template
from feedhub.config import AnySource, Config, ListSource, PluginSource, SitemapSource, Source
from feedhub.errors import FetchError, ItemError, NotAskedError, SourceError
from feedhub.fetch import Fetcher
from feedhub.model import Item, Request, Validators

_MOST_FAILURES = 10  # in a row
_NO_VALIDATORS = Validators()


def request_for(source: AnySource, config: Config, url: str, validators: Validators = _NO_VALIDATORS) -> Request:
    """Return the request for one of a source's documents, with the source's limits or else the general ones."""
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
    )


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


class Details:
    """Asks for the details of one source's items, until ten in a row fail or the publisher asks us to wait."""

    def __init__(self, source: Source, config: Config, fetcher: Fetcher, now: datetime) -> None:
        self._source, self._config, self._fetcher, self._now = source, config, fetcher, now
        self._failures = 0
        self.wait_until: datetime | None = None  # the publisher asked for it

    async def ask(self, item: Item) -> Item:
        """Return what the detail of `item` adds to it; nothing where the source has no details.

        Raises NotAskedError where the publisher is left alone, and other SourceErrors if the detail is no good;
        ItemError if the item does not say where its detail is.
        """
        source = self._source
        url = _detail(source, item)
        if url is None:
            return Item({}, item.place)
        if not url:
            raise ItemError("has no link, and so no detail")
        if self.wait_until:
            raise NotAskedError(url, f"not asked for: the publisher asked to wait until {self.wait_until:%H:%M:%S} UTC")
        if self._failures >= _MOST_FAILURES:
            raise NotAskedError(url, f"not asked for, after {self._failures} failures in a row")
        try:
            answer = await self._fetcher.fetch(request_for(source, self._config, url))
            detail = parse.detail(source, answer, item)
        except SourceError as error:
            self._failures += 1
            if isinstance(error, FetchError) and error.status in (429, 503):
                self.wait_until = schedule.wait_until(error.retry_after, self._now)
                self._failures += _MOST_FAILURES if error.status == 429 else 0
            raise
        self._failures = 0
        return detail


def _detail(source: Source, item: Item) -> str | None:
    """Return the address of the detail of `item`, empty if the item says none; None where the source has no details."""
    if isinstance(source, PluginSource):
        has, url = source.plugin().detail is not None, item.fields.get("detail", "")
    elif isinstance(source, ListSource | SitemapSource) and source.detail:
        has, url = True, template.fill_url(source.detail.url, item.fields) if source.detail.url else ""
    else:
        has, url = False, ""
    return (url or normalise.link(item, source)) if has else None
