"""The models of sources: what those of every kind have, and the kinds."""

from difflib import get_close_matches
from importlib.util import find_spec
from typing import Annotated, Literal

from pydantic import Discriminator, Field, JsonValue, SecretStr, Tag, model_validator

from feedhub import template
from feedhub.config import css
from feedhub.config.fulltext import FullTextSetting
from feedhub.config.item_rules import ItemRule, check_item_rules
from feedhub.config.plugged import BUILT_IN, Plugged
from feedhub.config.rules import Detail, Fields, Pages, check_rules
from feedhub.config.types import (
    AllowedNetwork,
    Duration,
    Expression,
    Header,
    Language,
    Line,
    Path,
    Pattern,
    RobotsHold,
    Selector,
    Settings,
    Slug,
    Text,
    TimeZone,
    Url,
    crontab,
    expression_fault,
)
from feedhub.model import FEED_FIELDS, STANDARD_FIELDS, IdentityRule


class FixedCategory(Settings):
    """One category for all items of a source."""

    name: Line = Field(max_length=100, description="Name of the category.")
    slug: Slug | None = Field(None, description="Its slug; without it, made from the name.")


class AnySource(Settings):
    """What sources of every kind have."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)] = Field(
        description="Name of the source in commands and reports."
    )
    url: Url = Field(description="Address that is asked.")
    title: str = Field("", description="Name shown as the origin of entries; default: the feed's own, else the id.")
    homepage: str = Field("", description="Address of the publisher's site; default: the feed's own.")
    every: Duration | None = Field(None, description="Interval at which the daemon, and sync --due, ask.")
    cron: str | None = Field(None, description="Crontab line, in place of every.")
    recheck: Duration | None = Field(
        None, description="How long the pages of new items are looked at again, to notice withdrawals; default: never."
    )
    namespace: str = Field(
        "",
        pattern=r"^\S*$",
        max_length=100,
        description="Sources of one namespace share their ids; default: the hub (see the reference).",
    )
    identity: IdentityRule | None = Field(
        None, description="By what items are known: id, link or title; default: id, until that turns out to be no good."
    )
    priority: int = Field(
        0, ge=-1000, le=1000, description="Whose fields win when two sources have one item: the higher."
    )
    category: str | FixedCategory | None = Field(
        None, description="Category: a template, or a table with name and slug; default: the source's title."
    )
    tags: tuple[Text, ...] = Field((), description="Tags of each entry, templates.")
    link: str | None = Field(None, description="Address of the article, a template; wins over fields.link.")
    rule: tuple[ItemRule, ...] = Field(
        (), description="What is done with the items, in this order, before the rules of the hub."
    )
    language: Language | None = Field(None, description="Language of the entries; default: the hub's.")
    timezone: TimeZone | None = Field(None, description="Time zone of dates without an offset; default: the hub's.")
    date_order: Literal["dmy", "mdy", "ymd"] | None = Field(
        None, description="Order of day, month and year in dates like 05/06/2022; default: that of the language."
    )
    fulltext: FullTextSetting = Field(
        None, description="Whether an item with only a teaser gets the text of its page: true, or a table."
    )
    render: bool = Field(False, description="Whether pages are taken as their scripts leave them, by a browser.")
    wait: Selector | None = Field(
        None, description="CSS selector that a rendered page is complete with; default: that of what is looked for."
    )
    headers: dict[Header, SecretStr] = Field(
        {}, description="Headers sent to the host of url; ${NAME} is a variable of the environment."
    )
    timeout: Duration | None = Field(None, description="As in fetch.")
    max_bytes: int | None = Field(None, ge=1000, description="As in fetch.")
    per_host: int | None = Field(None, ge=1, le=100, description="As in fetch.")
    robots: RobotsHold | None = Field(None, description="As in fetch.")
    allow_networks: tuple[AllowedNetwork, ...] | None = Field(None, description="As in fetch.")

    @model_validator(mode="after")
    def _cron_is_valid(self) -> "AnySource":
        if self.cron is not None:
            from apscheduler.triggers.cron import CronTrigger

            try:
                CronTrigger.from_crontab(crontab(self.cron))
            except ValueError as error:
                raise ValueError(f"cron = {self.cron!r} is no crontab line: {error}") from None
        return self

    @model_validator(mode="after")
    def _can_be_rendered(self) -> "AnySource":
        if self.render and find_spec("playwright") is None:
            raise ValueError("render needs a library that is not installed: run pip install 'feedhub[render]'")
        if self.wait and not self.render:
            raise ValueError("has wait, which only a rendered page needs: add render = true")
        return self

    @model_validator(mode="after")
    def _one_schedule(self) -> "AnySource":
        if self.every and self.cron:
            raise ValueError("has every and cron: keep one of them")
        return self


class ListSource(AnySource):
    """A document with a list of items, each of which has fields; a second request per item where wished."""

    method: Literal["GET", "POST"] = Field("GET", description="How the list is asked for.")
    body: dict[str, JsonValue] | None = Field(None, description="What a POST sends, as JSON.")
    form: dict[str, str] | None = Field(None, description="What a POST sends, as a form.")
    pages: Pages | None = Field(None, description="How further pages of the list are asked for.")
    max_pages: int = Field(1, ge=1, le=50, description="Pages of the list that are asked for at most.")

    fields: Fields = Field(description="Where each field of an item is.")
    detail: Detail | None = Field(None, description="A second request for each new item.")

    def named(self) -> set[str]:
        """Return the names of all fields that are set, here or in the detail."""
        return set(self.fields.rules()) | set(self.detail.fields.rules() if self.detail else ())

    @model_validator(mode="after")
    def _only_a_post_has_a_body(self) -> "ListSource":
        if self.body is not None and self.form is not None:
            raise ValueError("has body and form: keep one of them")
        if self.method == "GET" and (self.body is not None or self.form is not None):
            raise ValueError('has a body or a form: add method = "POST"')
        return self

    @model_validator(mode="after")
    def _names_are_meant(self) -> "ListSource":
        named = self.named()
        for name in sorted(named - set(STANDARD_FIELDS)):
            for meant in get_close_matches(name, sorted(set(STANDARD_FIELDS) - named), 1, 0.75):
                raise ValueError(f"fields has {name!r} and no {meant!r}: did you mean {meant!r}?")
        return self

    @model_validator(mode="after")
    def _templates_name_fields(self) -> "ListSource":
        listed = set(self.fields.rules()) | set(STANDARD_FIELDS)
        _check_templates(self, listed | self.named() | _facts(self))
        if self.detail and self.detail.url:
            _check_template("detail.url", self.detail.url, listed)
        return self

    @model_validator(mode="after")
    def _text_has_a_page(self) -> "ListSource":
        if self.fulltext and not self.fields.link and not self.link and not (self.detail and self.detail.fields.link):
            raise ValueError("fulltext needs fields.link, or a link: the address of the article")
        return self


class JsonSource(ListSource):
    """A list in JSON."""

    kind: Literal["json"] = Field(description="json")
    items: Expression = Field("@", description="JMESPath expression of the list of items.")
    embedded: Text | None = Field(
        None, description="Where the JSON is in a page: a CSS selector of the script, or the text before it."
    )

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "JsonSource":
        check_rules(self.fields, self.detail, expression_fault, expression_fault)
        if self.embedded and css.is_selector(self.embedded) and (fault := css.selector_fault(self.embedded)):
            raise ValueError(f"embedded = {fault}")
        if "title" not in self.named():
            raise ValueError("fields needs a title: every entry of a feed has one")
        if self.detail and not self.detail.url:
            raise ValueError("detail needs a url: the address of the detail, a template")
        if self.detail and self.detail.extractor:
            raise ValueError("detail has an extractor, which is for pages: name its content")
        return self


class HtmlSource(ListSource):
    """A web page with a list."""

    kind: Literal["html"] = Field(description="html")
    items: Selector = Field(description="CSS selector of the blocks, one for each item.")
    next: Path | None = Field(None, description="CSS selector of the link to the next page.")

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "HtmlSource":
        check_rules(self.fields, self.detail, css.fault, css.page_fault)
        if self.next and self.pages:
            raise ValueError("has next and pages: keep one of them")
        if self.pages and self.pages.cursor:
            raise ValueError("pages.cursor is for json: use next, or pages.param alone")
        if "title" not in self.named() and not self.detail and not self.fulltext:
            raise ValueError("fields needs a title: every entry of a feed has one")
        if self.detail and not self.detail.url and not self.fields.link and not self.link:
            raise ValueError("detail needs a url, or fields a link: the address of the detail")
        return self


class SitemapSource(AnySource):
    """A sitemap, or an index of sitemaps."""

    kind: Literal["sitemap"] = Field(description="sitemap")
    match: Pattern | None = Field(None, description="Regular expression; only addresses in which it is found count.")
    max_pages: int = Field(5, ge=1, le=50, description="Sitemaps of an index that are asked for at most.")
    detail: Detail | None = Field(None, description="A second request for each new item.")

    @model_validator(mode="after")
    def _templates_name_fields(self) -> "SitemapSource":
        check_rules(Fields(), self.detail, css.fault, css.page_fault)
        listed = {*STANDARD_FIELDS, "publication", "image"}
        _check_templates(self, listed | set(self.detail.fields.rules() if self.detail else ()))
        if self.detail and self.detail.url:
            _check_template("detail.url", self.detail.url, listed)
        return self


class PluginSource(Plugged, AnySource):
    """A source of a kind that a plug-in gives."""

    @model_validator(mode="after")
    def _templates_name_fields(self) -> "PluginSource":
        _check_templates(self, {*STANDARD_FIELDS, *self.plugin().fields})
        return self


class FeedSource(AnySource):
    """An RSS, RDF or Atom feed, or a JSON Feed."""

    kind: Literal["feed"] = Field(description="feed")
    backfill: bool = Field(False, description="Whether the feed's history is read: the documents it leads back to.")
    max_pages: int = Field(20, ge=1, le=1000, description="Documents of the history that are asked for in a pass.")
    pages: Pages | None = Field(None, description="How earlier pages are asked for where the feed has no link to them.")

    @model_validator(mode="after")
    def _pages_are_counted(self) -> "FeedSource":
        if self.pages and (self.pages.cursor or not self.pages.param):
            raise ValueError("pages of a feed are counted: give it a param, and no cursor")
        if self.pages and not self.backfill:
            raise ValueError("has pages, which are for the history: add backfill = true")
        return self

    @model_validator(mode="after")
    def _templates_name_fields(self) -> "FeedSource":
        _check_templates(self, {*STANDARD_FIELDS, *FEED_FIELDS})
        return self


def _facts(source: AnySource) -> set[str]:
    """Return the names of fields that a page may have without being asked."""
    return {"image"} if (isinstance(source, HtmlSource) and source.detail) or source.fulltext else set()


def _check_templates(source: AnySource, known: set[str]) -> None:
    _check_template("link", source.link or "", known)
    _check_template("tags", " ".join(source.tags), known)
    if isinstance(source.category, str):
        _check_template("category", source.category, known)
    check_item_rules(source.rule, known)


def _check_template(key: str, text: str, known: set[str]) -> None:
    for name in sorted(template.names(text) - known):
        near = get_close_matches(name, sorted(known), 1)
        hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(sorted(known))}"
        raise ValueError(f"{key} uses {{{name}}}, but there is no field {name!r}: {hint}")


def _tag(value: object) -> str | None:
    """Return which model is meant; what no kind of our own has is a plug-in's."""
    name = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    if not isinstance(name, str):
        return None
    return name if name in BUILT_IN else PLUGIN


PLUGIN = "plugin"
KINDS = BUILT_IN

Source = Annotated[
    Annotated[JsonSource, Tag("json")]
    | Annotated[HtmlSource, Tag("html")]
    | Annotated[FeedSource, Tag("feed")]
    | Annotated[SitemapSource, Tag("sitemap")]
    | Annotated[PluginSource, Tag(PLUGIN)],
    Discriminator(_tag),
]
