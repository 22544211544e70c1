"""What was found at an address → a source that could be configured, what it gives, and how sure that is. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from feedhub import discover, normalise, parse
from feedhub.config import Config, Source
from feedhub.discover import Draft, Named, Trust
from feedhub.errors import DiscoveryError, ParseError
from feedhub.exchange import toml
from feedhub.model import Listing, Response
from feedhub.normalise import dates, relative, text
from feedhub.pipeline import outlines
from feedhub.pipeline.preview import made
from feedhub.report import Preview

SHOWN = 20  # entries of a list that are made and shown
_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
_LONGEST_ID = 40
_HAN, _KANA = re.compile("[\u4e00-\u9fff]{2}"), re.compile("[\u3040-\u30ff]")
_MAINLAND = ("zh", "zh-cn", "zh-hans", "zh-hans-cn")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants of an address: which of its feeds (counted from 1), only feeds, only its list.

    `taken` are ids that are in use beside those of the configuration.
    """

    url: str
    feed: int | None = None
    kind: str | None = None  # feed, html
    id: str | None = None
    category: str | None = None
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A source that could be configured: how it was found, its settings as the configuration writes them."""

    how: str
    settings: Mapping[str, toml.Value]
    fields: Mapping[str, toml.Value]
    trust: Trust
    preview: Preview

    @property
    def table(self) -> str:
        """The `[[source]]` table to put into a configuration."""
        return toml.source(self.settings, self.fields)

    @property
    def id(self) -> str:
        """The id of the source."""
        return str(self.settings["id"])


@dataclass(frozen=True, slots=True)
class Discovery:
    """All that an address led to: the best, and what else could be meant."""

    asked: str
    best: Finding
    feeds: tuple[Named, ...] = ()  # that the page names, the best first
    others: tuple[Draft, ...] = ()  # further lists of the page
    tried: tuple[str, ...] = field(default=())  # what was looked at in vain, and why

    def as_json(self) -> dict[str, Any]:
        """Return the finding as one JSON object."""
        best = self.best
        return {
            "asked": self.asked,
            "how": best.how,
            "sure": best.trust.word,
            "confidence": best.trust.score,
            "reasons": list(best.trust.reasons),
            "source": {**best.settings, **({"fields": dict(best.fields)} if best.fields else {})},
            "toml": best.table,
            **best.preview.as_json(),
            "feeds": [{"number": n, "url": one.url, "title": one.title} for n, one in enumerate(self.feeds, 1)],
            "others": [{"items": one.place, "listed": one.count} for one in self.others],
            "tried": list(self.tried),
        }


def reader(config: Config, now: datetime) -> Callable[[str], bool]:
    """Return what says whether a text is a date to the sources of this hub."""
    zone, order = ZoneInfo(config.hub.timezone), relative.order_of(config.hub.language)
    return lambda told: dates.read(told, zone, now, order) is not None


def made_source(settings: Mapping[str, toml.Value], fields: Mapping[str, toml.Value], url: str) -> Source:
    """Return the source that these settings make. Raises DiscoveryError where they make none."""
    try:
        return _SOURCE.validate_python({**settings, **({"fields": dict(fields)} if fields else {})})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise DiscoveryError(url, f"makes no source: {where}: {first['msg'].removeprefix('Value error, ')}") from None


def of_feed(answer: Response, wish: Wish, config: Config, now: datetime, how: str = "the address is a feed") -> Finding:
    """Return the source of a feed that came as `answer` from `wish.url`. Raises ParseError if it is none."""
    settings: dict[str, toml.Value] = {"id": "new", "kind": "feed", "url": wish.url}
    listing = parse.listing(made_source(settings, {}, wish.url), answer)
    title = text.line(listing.title, 200)
    settings = _named(settings, wish, config, title or _host(wish.url), title)
    shown = made(made_source(settings, {}, wish.url), config, (answer, listing), now, listing.items[:SHOWN])
    return Finding(how, settings, {}, discover.of_feed(shown.listed, shown.entries, now), shown)


def of_sitemap(answer: Response, wish: Wish, config: Config, now: datetime) -> Finding:
    """Return the source of a sitemap. Raises ParseError if it is none."""
    settings: dict[str, toml.Value] = {"id": "new", "kind": "sitemap", "url": wish.url}
    listing = parse.listing(made_source(settings, {}, wish.url), answer)
    settings = _named(settings, wish, config, _place(wish.url), "")
    shown = made(made_source(settings, {}, wish.url), config, (answer, listing), now, listing.items[:SHOWN])
    trust = discover.of_sitemap(shown.listed, len(listing.documents), len(shown.entries))
    return Finding("the address is a sitemap", settings, {}, trust, shown)


def of_draft(
    draft: Draft, answer: Response, wish: Wish, config: Config, now: datetime, language: str = ""
) -> Finding | None:
    """Return the source that a drafted list makes, as the extraction reads it; None where nothing comes of it."""
    settings: dict[str, toml.Value] = {"id": "new", "kind": draft.kind, "url": wish.url}
    try:
        listing = parse.listing(made_source({**settings, **draft.settings}, draft.fields, wish.url), answer)
        settings = _named(settings, wish, config, _place(wish.url), text.line(listing.title, 200))
        settings |= _local(language, listing, config, dated="published" in draft.fields)
        source = made_source({**settings, **draft.settings}, draft.fields, wish.url)
    except (ParseError, DiscoveryError):
        return None
    shown = made(source, config, (answer, listing), now, listing.items[:SHOWN])
    trust = discover.of_list(draft, shown.listed, shown.entries, len(shown.entries) + len(shown.notes))
    place = (
        "a script of the page" if "embedded" in draft.settings else "the JSON" if draft.kind == "json" else "the page"
    )
    return Finding(f"a list in {place}", {**settings, **draft.settings}, draft.fields, trust, shown)


def _named(
    settings: Mapping[str, toml.Value], wish: Wish, config: Config, name: str, title: str
) -> dict[str, toml.Value]:
    """Return settings with an id that no source has, the title, and the category that was wished."""
    taken = outlines.taken_ids((*(source.id for source in config.source), *wish.taken))
    named = {**settings, "id": wish.id or outlines.new_id(_short(name), taken)}
    if title:
        named["title"] = title
    if wish.category:
        # A text is a template: one with braces in it is given as what it is.
        named["category"] = {"name": wish.category} if "{" in wish.category else wish.category
    return named


def _short(name: str) -> str:
    slug = normalise.slugs(name)[0]
    if len(slug) <= _LONGEST_ID:
        return slug
    return slug[:_LONGEST_ID].rpartition("-")[0] or slug[:_LONGEST_ID]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "source").removeprefix("www.")


def _place(url: str) -> str:
    """Return the host of an address and the last word of its path: what tells one list of a publisher from another."""
    words = [word for word in urlsplit(url).path.split("/") if word]
    last = words[-1].rpartition(".")[0] or words[-1] if words else ""
    return f"{_host(url)} {last}" if last and last not in ("index", "default", "list") else _host(url)


def _local(language: str, listing: Listing, config: Config, *, dated: bool) -> dict[str, toml.Value]:
    """Return the language, where it is another than the hub's, and the time zone, where nobody chose one.

    Pages in simplified Chinese mean the time of China; a hub whose time zone is UTC was most likely not asked.
    """
    titles = "".join(item.fields.get("title", "") for item in listing.items[:SHOWN])
    chinese = bool(_HAN.search(titles)) and not _KANA.search(titles)
    tag = text.language(language) or ("zh-CN" if chinese else "")
    said: dict[str, toml.Value] = {}
    if tag and tag.partition("-")[0].lower() != config.hub.language.partition("-")[0].lower():
        said["language"] = tag
    if dated and chinese and tag.lower() in _MAINLAND and config.hub.timezone == "UTC":
        said["timezone"] = "Asia/Shanghai"
    return said
