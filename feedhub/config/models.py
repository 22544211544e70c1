"""The models of the configuration: every setting with its type, unit, default and one line of help.

From them come the checks, the JSON Schema for editors and the reference in the documentation.
"""

import re
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_network
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import jmespath
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from feedhub import template
from feedhub.model import STANDARD_FIELDS, Network

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def _duration(value: object) -> object:
    """Return a timedelta for `20s`, `5m`, `1h30m`, `1d`, `500ms`, or a number of seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value <= 0:
            raise ValueError("must be longer than nothing")
        return timedelta(seconds=value)
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value.strip())
    if not found or not any(found.groups()):
        raise ValueError(f"{value!r} is no span of time: write it like 20s, 5m, 1h30m or 1d")
    days, hours, minutes, seconds, milliseconds = (int(part or 0) for part in found.groups())
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds)
    if not span:
        raise ValueError("must be longer than nothing")
    return span


def write_duration(span: timedelta) -> str:
    """Return a span as the configuration writes it: `1h30m`."""
    milliseconds = round(span / timedelta(milliseconds=1))
    text = ""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, milliseconds = divmod(milliseconds, size)
        text += f"{count}{unit}" if count else ""
    return text


def _network(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ip_network(value)
    except ValueError as error:
        raise ValueError(f'{error}: write a network like "10.0.0.0/8" or "127.0.0.1/32"') from None


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError(f'{value!r} is no time zone: write a name like "Asia/Shanghai" or "Europe/Berlin"') from None
    return value


def _expression(value: str) -> str:
    try:
        jmespath.compile(value)
    except jmespath.exceptions.JMESPathError as error:
        first = str(error).splitlines()[0]
        raise ValueError(f"{value!r} is no JMESPath expression: {first}") from None
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from None
    return value


def _http_url(value: str) -> str:
    if not re.match(r"https?://[^/\s?#]+", value):
        raise ValueError(f"{value!r} is no http or https address")
    return value


def _base_url(value: str) -> str:
    return _http_url(value).rstrip("/")


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError(f"{value!r} is no slug: letters, digits, - and _ only")
    return value


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(write_duration, return_type=str),
    WithJsonSchema({"type": ["string", "number"], "examples": ["20s", "5m", "1h30m"]}),
]
AllowedNetwork = Annotated[
    Network,
    BeforeValidator(_network),
    WithJsonSchema({"type": "string", "examples": ["127.0.0.0/8"]}),
]
TimeZone = Annotated[str, AfterValidator(_timezone)]
Expression = Annotated[str, AfterValidator(_expression)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Slug = Annotated[str, AfterValidator(_slug)]
Url = Annotated[str, AfterValidator(_http_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Text = Annotated[str, Field(min_length=1)]


class Settings(BaseModel):
    """What all tables of the configuration share: frozen, and no unknown key."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Hub(Settings):
    """What the hub is called and where it is served."""

    title: Text = Field("feedhub", description="Name of the hub, the title of its site and main feed.")
    base_url: BaseUrl = Field("http://127.0.0.1:8080", description="Address under which the public tree is served.")
    language: Text = Field("en", description="Language of the pages and of entries that name none (BCP 47).")
    timezone: TimeZone = Field("UTC", description="Time zone of dates without an offset, and of file names.")
    author: str = Field("", description="Author of the feeds; empty: the title.")


class State(Settings):
    """Where feedhub keeps what it writes. Relative paths are relative to the working directory."""

    database: Text = Field("sqlite:///state/feedhub.db", description="Database, as an SQLAlchemy URL.")
    public: Text = Field("state/public", description="Directory of the public tree.")
    archive: Text = Field("state/archive", description="Directory of the archived Markdown posts.")


class Feeds(Settings):
    """The published feeds."""

    entries: int = Field(50, ge=1, le=1000, description="Entries in a subscription document.")


class Site(Settings):
    """The published pages."""

    templates: str = Field(
        "config/templates",
        description="Directory whose files replace the built-in templates of the same name.",
    )
    page_entries: int = Field(50, ge=1, le=1000, description="Entries on a page of a category.")


class Serve(Settings):
    """The web server."""

    listen: str = Field(
        "127.0.0.1:8080",
        pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$",
        description="Address and port to listen on.",
    )


class Fetch(Settings):
    """How publishers are asked. `timeout`, `max_bytes`, `per_host` and `allow_networks` can be set in a source."""

    concurrency: int = Field(64, ge=1, le=500, description="Requests in flight in all.")
    per_host: int = Field(4, ge=1, le=100, description="Requests in flight to one host.")
    timeout: Duration = Field(timedelta(seconds=20), description="Time for a whole exchange.")
    max_bytes: int = Field(10_000_000, ge=1000, description="Largest body, decompressed, in bytes.")
    allow_networks: tuple[AllowedNetwork, ...] = Field(
        (), description="Private networks that may be reached all the same."
    )
    user_agent: str = Field("", description="User-Agent that publishers see; empty: feedhub's own, with base_url.")


class Rule(Settings):
    """Where a field stands, and, where only a part of its value is wanted, the pattern that finds the part."""

    path: Expression = Field(description="JMESPath expression.")
    match: Pattern | None = Field(
        None, description="Regular expression; its first group, or all that it matches, is kept."
    )


FieldRule = Annotated[
    Rule,
    BeforeValidator(
        lambda value: {"path": value} if isinstance(value, str) else value, json_schema_input_type=str | Rule
    ),
]


class Fields(BaseModel):
    """Where each field of an item stands. Any name that is not listed here is free for templates."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, FieldRule] = Field(init=False)

    id: FieldRule | None = Field(None, description="The publisher's own id.")
    title: FieldRule | None = Field(None, description="Title.")
    link: FieldRule | None = Field(None, description="Address of the article.")
    published: FieldRule | None = Field(None, description="Date of publication.")
    updated: FieldRule | None = Field(None, description="Date of the last edit.")
    author: FieldRule | None = Field(None, description="Author.")
    digest: FieldRule | None = Field(None, description="Summary, as text.")
    content: FieldRule | None = Field(None, description="Body, as HTML or text.")
    language: FieldRule | None = Field(None, description="Language of the item (BCP 47).")

    def rules(self) -> dict[str, Rule]:
        """Return the rule of each field that is set, by name, the free ones too."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: rule for name, rule in (named | (self.model_extra or {})).items() if rule is not None}


class Detail(Settings):
    """A second request for each new item."""

    url: Text = Field(description="Address of the detail, a template.")
    content: FieldRule = Field(description="The body in the answer.")
    fields: Fields = Field(Fields(), description="Further fields in the answer; they win over the list's.")


class FixedCategory(Settings):
    """One category for all items of a source."""

    name: Text = Field(max_length=100, description="Name of the category.")
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
    namespace: str = Field(
        "",
        pattern=r"^\S*$",
        max_length=100,
        description="Sources of one namespace share their ids; default: the hub (see the reference).",
    )
    priority: int = Field(0, description="Whose fields win when two sources have one item: the higher.")
    category: str | FixedCategory | None = Field(
        None, description="Category: a template, or a table with name and slug; default: the source's title."
    )
    tags: tuple[Text, ...] = Field((), description="Tags of each entry, templates.")
    link: str | None = Field(None, description="Address of the article, a template; wins over fields.link.")
    language: str | None = Field(None, description="Language of the entries; default: the hub's.")
    timezone: TimeZone | None = Field(None, description="Time zone of dates without an offset; default: the hub's.")
    timeout: Duration | None = Field(None, description="As in fetch.")
    max_bytes: int | None = Field(None, ge=1000, description="As in fetch.")
    per_host: int | None = Field(None, ge=1, le=100, description="As in fetch.")
    allow_networks: tuple[AllowedNetwork, ...] | None = Field(None, description="As in fetch.")

    @model_validator(mode="after")
    def _cron_is_valid(self) -> "AnySource":
        if self.cron is not None:
            from apscheduler.triggers.cron import CronTrigger

            try:
                CronTrigger.from_crontab(self.cron)
            except ValueError as error:
                raise ValueError(f"cron = {self.cron!r} is no crontab line: {error}") from None
        return self

    @model_validator(mode="after")
    def _one_schedule(self) -> "AnySource":
        if self.every and self.cron:
            raise ValueError("has every and cron: keep one of them")
        return self


class JsonSource(AnySource):
    """A list in JSON, with a detail request per new item where `detail` is given."""

    kind: Literal["json"] = Field(description="json")
    items: Expression = Field("@", description="JMESPath expression of the list of items.")
    fields: Fields = Field(description="JMESPath expression of each field.")
    detail: Detail | None = Field(None, description="A second request for each new item.")

    @model_validator(mode="after")
    def _has_a_title(self) -> "JsonSource":
        named = set(self.fields.rules()) | set(self.detail.fields.rules() if self.detail else ())
        for name in sorted(named - set(STANDARD_FIELDS)):
            for meant in get_close_matches(name, sorted(set(STANDARD_FIELDS) - named), 1, 0.75):
                raise ValueError(f"fields has {name!r} and no {meant!r}: did you mean {meant!r}?")
        if "title" not in named:
            raise ValueError("fields needs a title: every entry of a feed has one")
        return self

    @model_validator(mode="after")
    def _templates_name_fields(self) -> "JsonSource":
        listed = set(self.fields.rules()) | set(STANDARD_FIELDS)
        _check_templates(self, listed | set(self.detail.fields.rules() if self.detail else ()))
        if self.detail:
            _check_template("detail.url", self.detail.url, listed)
        return self


class FeedSource(AnySource):
    """An RSS, RDF or Atom feed."""

    kind: Literal["feed"] = Field(description="feed")

    @model_validator(mode="after")
    def _templates_name_fields(self) -> "FeedSource":
        _check_templates(self, set(STANDARD_FIELDS))
        return self


def _check_templates(source: AnySource, known: set[str]) -> None:
    _check_template("link", source.link or "", known)
    _check_template("tags", " ".join(source.tags), known)
    if isinstance(source.category, str):
        _check_template("category", source.category, known)


def _check_template(key: str, text: str, known: set[str]) -> None:
    for name in sorted(template.names(text) - known):
        near = get_close_matches(name, sorted(known), 1)
        hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(sorted(known))}"
        raise ValueError(f"{key} uses {{{name}}}, but there is no field {name!r}: {hint}")


Source = Annotated[JsonSource | FeedSource, Discriminator("kind")]


class Config(Settings):
    """The whole configuration, once read: frozen, passed down, never global."""

    hub: Hub = Field(Hub(), description="What the hub is called and where it is served.")
    state: State = Field(State(), description="Where feedhub keeps what it writes.")
    feeds: Feeds = Field(Feeds(), description="The published feeds.")
    site: Site = Field(Site(), description="The published pages.")
    serve: Serve = Field(Serve(), description="The web server.")
    fetch: Fetch = Field(Fetch(), description="How publishers are asked.")
    include: tuple[str, ...] = Field((), description="Further files, as patterns relative to the file that names them.")
    source: tuple[Source, ...] = Field((), description="The sources, one table each.")

    @model_validator(mode="before")
    @classmethod
    def _ids_differ(cls, data: Any) -> Any:
        seen: set[str] = set()
        for source in data.get("source", ()) if isinstance(data, dict) else ():
            name = source.get("id") if isinstance(source, dict) else None
            if isinstance(name, str) and name.lower() in seen:
                raise ValueError(f"two sources have the id {name!r}: give each its own")
            seen.add(str(name).lower())
        return data
