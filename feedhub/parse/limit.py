"""How much a document may hold: its bytes are bounded already, and a million items fit into ten megabytes. Pure."""

from feedhub.errors import ParseError

MOST_ITEMS = 50_000  # as many as a sitemap may have (sitemaps.org/protocol)
MOST_ELEMENTS = 250_000  # of a page; a parsed one takes 2 KB, and the longest pages that people read have a fifth of it


def check_items(url: str, count: int) -> None:
    """Raise ParseError if a list of `count` items is too long to be one.

    Part of it would not do: which part is new is not known before all of it is looked at.
    """
    if count > MOST_ITEMS:
        raise ParseError(url, f"is too long: it lists {count:,} items, and {MOST_ITEMS:,} are taken at most")


def check_elements(url: str, page: str) -> None:
    """Raise ParseError if `page` has more elements than any page for people."""
    tags = page.count("<") - page.count("</")
    if tags > MOST_ELEMENTS:
        raise ParseError(url, f"is too large: it has some {tags:,} elements, and {MOST_ELEMENTS:,} are taken at most")
