"""An address that nobody has described yet → the feeds it leads to, or how its list can be read. All pure.

A page comes in as the tree that `parse` made of it, and what reads dates as a function: no stage knows another.
"""

from feedhub.discover.draft import Draft
from feedhub.discover.feeds import Named, named, usual
from feedhub.discover.json import lists
from feedhub.discover.kind import Kind, kind
from feedhub.discover.page import blocks
from feedhub.discover.script import embedded
from feedhub.discover.trust import Trust, of_feed, of_list, of_sitemap

__all__ = [
    "Draft",
    "Kind",
    "Named",
    "Trust",
    "blocks",
    "embedded",
    "kind",
    "lists",
    "named",
    "of_feed",
    "of_list",
    "of_sitemap",
    "usual",
]
