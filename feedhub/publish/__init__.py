"""Posts → documents: the archived post, pages, feeds, the list of feeds. All pure but for reading the templates."""

from feedhub.publish.site import Site

__all__ = ["Site"]
