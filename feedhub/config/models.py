"""The models of the configuration: every setting with its type, unit, default and one line of help.

From them come the checks, the JSON Schema for editors and the reference in the documentation.
"""

from datetime import timedelta
from typing import Any, Literal

from pydantic import Field, SecretStr, model_validator

from feedhub.config.item_rules import ItemRule, check_item_rules
from feedhub.config.queries import HISTORY, SavedQuery, check_queries
from feedhub.config.sources import Source
from feedhub.config.types import (
    AllowedNetwork,
    BaseUrl,
    Duration,
    Language,
    Line,
    PathPattern,
    RobotsHold,
    Settings,
    Text,
    TimeZone,
)
from feedhub.model import STANDARD_FIELDS


class Hub(Settings):
    """What the hub is called and where it is served."""

    title: Line = Field("feedhub", description="Name of the hub, the title of its site and main feed.")
    base_url: BaseUrl = Field("http://127.0.0.1:8080", description="Address under which the public tree is served.")
    language: Language = Field("en", description="Language of the pages and of entries that name none (BCP 47).")
    timezone: TimeZone = Field("UTC", description="Time zone of dates without an offset, and of file names.")
    author: str = Field("", description="Author of the feeds; empty: the title.")
    contact: str = Field(
        "", description="Mail or web address under which publishers reach you; shown on politeness.html."
    )


class State(Settings):
    """Where feedhub keeps what it writes. Relative paths are relative to the working directory."""

    database: Text = Field("sqlite:///state/feedhub.db", description="Database, as an SQLAlchemy URL.")
    public: Text = Field("state/public", description="Directory of the public tree.")
    archive: Text = Field("state/archive", description="Directory of the archived Markdown posts.")


class Feeds(Settings):
    """The published feeds."""

    entries: int = Field(
        50, ge=1, le=1000, description="Newest posts in a feed, and posts in each document of its history."
    )
    sources: bool = Field(True, description="Whether each source has a feed of all that it lists.")
    tags: bool = Field(False, description="Whether each tag has a feed; there may be thousands.")
    changes: bool = Field(False, description="Whether each category has a feed of edits, with what each changed.")
    duplicates: Literal["all", "first"] = Field(
        "all", description="Which entries of one story a feed and its pages list: all, or the first in each."
    )


class Duplicates(Settings):
    """How entries that tell the same story are found."""

    find: bool = Field(True, description="Whether they are looked for.")
    window: Duration = Field(timedelta(days=7), description="How far apart their dates may lie.")
    alike: float = Field(
        0.5,
        ge=0.3,
        le=1,
        description="Share of all their text that is to be the same; lower finds more, and errs more.",
    )


class Withdrawn(Settings):
    """Entries that their publishers took back: their page is gone, or a rule drops them now."""

    told: Duration = Field(timedelta(days=30), description="How long the feeds say so.")
    archive: Literal["keep", "remove"] = Field("keep", description="What becomes of the archived post.")


class Site(Settings):
    """The published pages."""

    templates: str = Field(
        "config/templates",
        description="Directory whose files replace the built-in templates of the same name.",
    )
    page_entries: int = Field(50, ge=1, le=1000, description="Entries on a page of a category.")


class Private(Settings):
    """Paths of the public tree that only those may have who send a token."""

    paths: tuple[PathPattern, ...] = Field(
        min_length=1, description="Paths that want a token; `*` stands for anything, slashes too."
    )
    tokens: tuple[SecretStr, ...] = Field(
        min_length=1, description="Tokens, each of which opens the paths; `${NAME}` is taken from the environment."
    )


class Serve(Settings):
    """The web server."""

    listen: str = Field(
        "127.0.0.1:8080",
        pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$",
        description="Address and port to listen on.",
    )
    private: tuple[Private, ...] = Field((), description="Paths that only those may have who send a token.")


class Fetch(Settings):
    """How publishers are asked. A source can set `timeout`, `max_bytes`, `per_host`, `robots` and `allow_networks`."""

    concurrency: int = Field(64, ge=1, le=500, description="Requests in flight in all.")
    per_host: int = Field(4, ge=1, le=100, description="Requests in flight to one host.")
    timeout: Duration = Field(timedelta(seconds=20), description="Time for a whole exchange.")
    max_bytes: int = Field(10_000_000, ge=1000, description="Largest body, decompressed, in bytes.")
    allow_networks: tuple[AllowedNetwork, ...] = Field(
        (), description="Private networks that may be reached all the same."
    )
    user_agent: str = Field(
        "", description="User-Agent that publishers see; empty: feedhub's own, with the address of politeness.html."
    )
    robots: RobotsHold = Field(
        "pages",
        description="What a robots.txt can forbid: pages that feedhub chooses itself, all, or nothing (ignore).",
    )
    browser: str = Field("", description="Chromium that renders pages; empty: Playwright's own, else the one in PATH.")


class Config(Settings):
    """The whole configuration, once read: frozen, passed down, never global."""

    hub: Hub = Field(Hub(), description="What the hub is called and where it is served.")
    state: State = Field(State(), description="Where feedhub keeps what it writes.")
    feeds: Feeds = Field(Feeds(), description="The published feeds.")
    withdrawn: Withdrawn = Field(Withdrawn(), description="Entries that their publishers took back.")
    duplicates: Duplicates = Field(Duplicates(), description="How entries that tell the same story are found.")
    site: Site = Field(Site(), description="The published pages.")
    serve: Serve = Field(Serve(), description="The web server.")
    fetch: Fetch = Field(Fetch(), description="How publishers are asked.")
    include: tuple[str, ...] = Field((), description="Further files, as patterns relative to the file that names them.")
    rule: tuple[ItemRule, ...] = Field(
        (), description="What is done with the items of every source, after its own rules."
    )
    source: tuple[Source, ...] = Field((), description="The sources, one table each.")
    feed: tuple[SavedQuery, ...] = Field((), description="Saved queries, each with a feed of its own, one table each.")

    @model_validator(mode="after")
    def _rules_name_fields(self) -> "Config":
        check_item_rules(self.rule, set(STANDARD_FIELDS))
        return self

    @model_validator(mode="after")
    def _queries_name_sources(self) -> "Config":
        check_queries(self.feed, {*(source.id for source in self.source), HISTORY})
        return self

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
