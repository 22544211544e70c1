"""The configuration: TOML files and the environment → one frozen Config."""

from feedhub.config.css import is_selector
from feedhub.config.fulltext import FullText
from feedhub.config.item_rules import ItemRule
from feedhub.config.load import defaults, files, find, load
from feedhub.config.models import Config, Duplicates, Feeds, Fetch, Hub, Private, Serve, Site, State
from feedhub.config.queries import SavedQuery
from feedhub.config.rules import Detail, Fields, Pages, Rule
from feedhub.config.schema import schema
from feedhub.config.sources import (
    AnySource,
    FeedSource,
    FixedCategory,
    HtmlSource,
    JsonSource,
    ListSource,
    PluginSource,
    SitemapSource,
    Source,
)
from feedhub.config.types import crontab, write_duration

__all__ = [
    "AnySource",
    "Config",
    "Detail",
    "Duplicates",
    "FeedSource",
    "Feeds",
    "Fetch",
    "Fields",
    "FixedCategory",
    "FullText",
    "HtmlSource",
    "Hub",
    "ItemRule",
    "JsonSource",
    "ListSource",
    "Pages",
    "PluginSource",
    "Private",
    "Rule",
    "SavedQuery",
    "Serve",
    "Site",
    "SitemapSource",
    "Source",
    "State",
    "crontab",
    "defaults",
    "files",
    "find",
    "is_selector",
    "load",
    "schema",
    "write_duration",
]
