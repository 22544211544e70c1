"""The configuration: TOML files and the environment → one frozen Config."""

from feedhub.config.load import files, find, load
from feedhub.config.models import (
    AnySource,
    Config,
    Detail,
    Feeds,
    FeedSource,
    Fetch,
    Fields,
    FixedCategory,
    Hub,
    JsonSource,
    Rule,
    Serve,
    Site,
    Source,
    State,
    write_duration,
)
from feedhub.config.schema import schema

__all__ = [
    "AnySource",
    "Config",
    "Detail",
    "FeedSource",
    "Feeds",
    "Fetch",
    "Fields",
    "FixedCategory",
    "Hub",
    "JsonSource",
    "Rule",
    "Serve",
    "Site",
    "Source",
    "State",
    "files",
    "find",
    "load",
    "schema",
    "write_duration",
]
