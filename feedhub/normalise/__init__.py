"""A publisher's item → an entry in our terms: identity first, sanitising last. All pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from feedhub import template
from feedhub.config import (
    FeedSource,
    FixedCategory,
    HtmlSource,
    Hub,
    ItemRule,
    ListSource,
    PluginSource,
    SitemapSource,
    Source,
)
from feedhub.errors import ItemError
from feedhub.model import STANDARD_FIELDS, CategoryName, DateBasis, Entry, Identity, Item
from feedhub.normalise import dates, html, relative, rules, text, urls
from feedhub.normalise.identity import file_names, identify
from feedhub.normalise.rules import Verdict
from feedhub.normalise.slug import slugs
from feedhub.normalise.teaser import NO_MORE, is_teaser, with_facts, with_text, worse

__all__ = [
    "NO_MORE",
    "Sight",
    "Verdict",
    "check",
    "entry",
    "excluded",
    "file_names",
    "foresee",
    "homepage",
    "identify",
    "is_teaser",
    "link",
    "merge",
    "origin",
    "rule",
    "slugs",
    "stated",
    "with_facts",
    "with_text",
    "worse",
]

_MOST = 100  # tags of an entry, and files


def origin(source: Source, listed_title: str) -> str:
    """Return what the source is called: by its settings, by its own document, or by its id."""
    return source.title or text.line(listed_title, 200) or source.id


def homepage(source: Source, listed_link: str, base: str) -> str:
    """Return the address of the publisher's site: by the settings, else by its own document; empty where it is none."""
    return source.homepage or urls.absolute(listed_link, base)


def merge(item: Item, detail: Item) -> Item:
    """Return `item` with what its detail adds; a detail's field wins over the list's."""
    return replace(
        item,
        fields={**item.fields, **detail.fields},
        enclosures=item.enclosures + detail.enclosures,
        categories=item.categories + detail.categories,
    )


def check(item: Item, source: Source, hub: Hub, now: datetime) -> None:
    """Raise ItemError if the list says already that `item` cannot become an entry, so that no detail is asked for."""
    later = _later(item, source)
    if "title" not in later:
        _title(item, source)
    if "published" not in later:
        _published(item, source, hub, now)


def _later(item: Item, source: Source) -> set[str]:
    """Return the fields that the detail of `item`, or its page, may set; none where the source asks for neither."""
    detail = source.detail if isinstance(source, ListSource | SitemapSource) else None
    plugged = isinstance(source, PluginSource) and source.plugin().detail is not None
    if detail is None and not plugged and not source.fulltext:
        return set()
    later = {"content", *(detail.fields.rules() if detail else ())}
    if source.fulltext or isinstance(source, HtmlSource | SitemapSource | PluginSource):
        # The page of the article may say what the list leaves out.
        missing = (*STANDARD_FIELDS, "image") if plugged else ("title", "published", "author", "image")
        later |= {name for name in missing if not item.fields.get(name, "").strip()}
    return later


@dataclass(frozen=True, slots=True)
class Sight:
    """Where and when an item was seen: the address of its document, and what the document's source is called.

    `rules` are those of the hub; the source has its own.
    """

    source: Source
    hub: Hub
    now: datetime
    base: str
    title: str
    rules: tuple[ItemRule, ...] = ()

    @property
    def ruled(self) -> bool:
        """Whether there is any rule for the items of the source."""
        return bool(self.source.rule or self.rules)


def foresee(item: Item, identity: Identity, sight: Sight, *, arrives: bool = True) -> Verdict:
    """Return what the rules make of an item as far as its list alone tells: so no detail of one is asked for in vain.

    The content is not looked at, even where the list has it, since that costs more than all the rest.
    Raises PatternError if a regular expression takes too long.
    """
    source, unknown = sight.source, {"content", *_later(item, sight.source)}
    told = {**item.fields, "content": ""}
    # What is missing or cannot be read is no matter of rules: it gets a stand-in that none of them sees.
    for name, stand_in, read in (
        ("title", "-", lambda: _own_title(item)),
        ("published", sight.now.isoformat(), lambda: _published(item, source, sight.hub, sight.now)),
        ("link", source.url, lambda: link(item, source, sight.base)),
    ):
        try:
            read()
        except ItemError:
            told[name] = stand_in
            unknown.add(name)
    made = entry(replace(item, fields=told), identity, sight)
    return _judged(made, item, sight, unknown, arrives=arrives)


def rule(made: Entry, item: Item, sight: Sight, *, whole: bool = True, arrives: bool = True) -> Verdict:
    """Return what the rules make of an entry. It is not `whole` if the source has details and they were not asked for.

    Raises PatternError if a regular expression takes too long.
    """
    return _judged(made, item, sight, set() if whole else _later(item, sight.source), arrives=arrives)


def excluded(stored: Entry, item: Item, sight: Sight) -> str:
    """Return which rule excludes an entry that is stored, and why; empty where none does.

    What rules rewrite is rewritten in it already.
    """
    dropping = [one for one in rules.named(sight.source.rule, sight.rules, arrives=False) if not one.rule.target]
    return rules.judge(stored, item.fields, dropping, sight.now).dropped


def _judged(made: Entry, item: Item, sight: Sight, unknown: set[str], *, arrives: bool) -> Verdict:
    source = sight.source
    category = source.category if isinstance(source.category, str) else ""
    for name, made_of in (("age", "{published}"), ("tag", " ".join(source.tags)), ("category", category)):
        if template.names(made_of) & unknown:
            unknown.add(name)
    if source.link:
        unknown = unknown - {"link"} if not template.names(source.link) & unknown else unknown | {"link"}
    named = rules.named(source.rule, sight.rules, arrives=arrives)
    return rules.judge(made, item.fields, named, sight.now, frozenset(unknown))


def entry(item: Item, identity: Identity, sight: Sight) -> Entry:
    """Return the entry that `item` is, as seen.

    Raises ItemError if a field that the source promises is missing or cannot be read.
    """
    fields, source, hub, now, base = item.fields, sight.source, sight.hub, sight.now, sight.base
    stated = _published(item, source, hub, now)
    published, basis = _dated(stated, now)
    updated = _moment(item, fields.get("updated", ""), source, hub, now)
    address = link(item, source, base)
    told = fields.get("digest", "")
    digest = text.digest(html.text(html.clean(told, "")) if isinstance(source, FeedSource) else told)
    content = html.clean(fields.get("content", ""), urls.absolute(fields.get("base", ""), base) or address or base)
    return Entry(
        namespace=identity.namespace,
        key=identity.key,
        title=_title(item, source),
        link=address,
        published=published,
        date_basis=basis,
        updated=updated if updated and updated <= now else None,
        source_id=source.id,
        priority=source.priority,
        author=text.line(fields.get("author", ""), 200),
        digest=digest,
        excerpt=text.excerpt(digest or html.text(content)),
        content=content,
        language=source.language or text.language(fields.get("language", "")) or hub.language,
        categories=(_category(fields, source, sight.title),),
        tags=_tags(item, source),
        enclosures=tuple(
            replace(enclosure, url=url)
            for enclosure in item.enclosures[:_MOST]
            if (url := urls.absolute(enclosure.url, address or base))
        ),
    )


def _title(item: Item, source: Source) -> str:
    """Return the item's title; RSS 2.0 lets one have a description in its place, and a picture needs no word."""
    try:
        return _own_title(item)
    except ItemError:
        if isinstance(source, ListSource):
            raise
    title = text.excerpt(html.text(html.clean(item.fields.get("content", ""), "")), 60)
    if not title and not isinstance(source, SitemapSource):  # of a sitemap, the page says it, perhaps at a later pass
        title = text.line(item.fields.get("link", ""), 200) or next((file.url for file in item.enclosures), "")
    if not title:
        raise ItemError("has neither a title nor a text, a link or a file")
    return title


def _own_title(item: Item) -> str:
    title = text.line(item.fields.get("title", ""), 1000)
    if not title:
        raise ItemError("has no title")
    return title


def _moment(item: Item, stated: str, source: Source, hub: Hub, now: datetime) -> datetime | None:
    language = source.language or item.fields.get("language", "") or hub.language
    order = source.date_order or relative.order_of(language)
    zone = ZoneInfo(source.timezone or hub.timezone)
    moment = dates.read(stated, zone, now, order)
    if moment is None and isinstance(source, FeedSource | SitemapSource):
        return dates.truncated(stated, zone)
    return moment


def _published(item: Item, source: Source, hub: Hub, now: datetime) -> datetime | None:
    """Return the date as the publisher says it; None where a source does not promise one."""
    stated = item.fields.get("published", "").strip()
    if not stated and isinstance(source, SitemapSource):
        stated = item.fields.get("updated", "").strip()  # the nearest that a sitemap says
    promised = isinstance(source, ListSource) and _promises_date(source)
    if not stated:
        if promised:
            raise ItemError("has no date")
        return None
    published = _moment(item, stated, source, hub, now)
    if published is None and promised:
        raise ItemError(f"has a date that cannot be read: {stated[:60]!r}")
    return published


def _promises_date(source: ListSource) -> bool:
    return bool(source.fields.published or (source.detail and source.detail.fields.published))


def stated(item: Item, source: Source, hub: Hub, now: datetime) -> datetime | None:
    """Return the date of `item` as the publisher says it; None where there is none that can be read."""
    try:
        return _published(item, source, hub, now)
    except ItemError:
        return None


def _dated(stated: datetime | None, now: datetime) -> tuple[datetime, DateBasis]:
    if stated is None:
        return now, DateBasis.FIRST_SEEN
    return (now, DateBasis.CLAMPED) if stated > now else (stated, DateBasis.SOURCE)


def link(item: Item, source: Source, base: str = "") -> str:
    """Return the address of the article, absolute, against `base` or the source's own; empty where there is none.

    Raises ItemError if the source promises one.
    """
    base = base or source.url
    if source.link:
        return urls.absolute(template.fill_url(source.link, item.fields), base)
    address = urls.absolute(item.fields.get("link", ""), base)
    if not address and isinstance(source, ListSource) and source.fields.link:
        raise ItemError("has no link")
    return address or urls.absolute(item.fields.get("id", ""), "")


def _category(fields: Mapping[str, str], source: Source, title: str) -> CategoryName:
    if isinstance(source.category, FixedCategory):
        return CategoryName(source.category.name, source.category.slug)
    name = text.line(template.fill(source.category, fields), 100) if source.category else ""
    return CategoryName(name or title)


def _tags(item: Item, source: Source) -> tuple[str, ...]:
    named = [template.fill(tag, item.fields) for tag in source.tags]
    tags = (text.line(tag, 100) for tag in (*named, *item.categories))
    return tuple(islice(dict.fromkeys(tag for tag in tags if tag), _MOST))
