"""What an answer is, by its first bytes: publishers' media types are too often wrong. Pure."""

import re
from enum import StrEnum

from feedhub.model import Response

_BEGINNING = 8192  # bytes: licences and style sheets may stand before the root
_SKIPPED = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(rb"\s*<(?:[\w.-]+:)?([\w.-]+)")
_ROOTS = {b"rss": "feed", b"rdf": "feed", b"feed": "feed", b"urlset": "sitemap", b"sitemapindex": "sitemap"}
_JSON_FEED = re.compile(rb"\"version\"\s*:\s*\"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org")


class Kind(StrEnum):
    """What an answer can be."""

    FEED = "feed"
    SITEMAP = "sitemap"
    JSON = "json"
    PAGE = "page"


def kind(response: Response) -> Kind:
    """Return what the body of `response` begins as; what is nothing else is a page."""
    body = response.body
    if body.startswith(b"\x1f\x8b"):  # gzip within the answer: sitemaps are kept so
        return Kind.SITEMAP
    start = body[:_BEGINNING].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if start[:1] in (b"{", b"["):
        named = response.media_type == "application/feed+json" or _JSON_FEED.search(body)
        return Kind.FEED if named and start[:1] == b"{" else Kind.JSON
    while found := _SKIPPED.match(start):
        start = start[found.end() :]
    root = _ROOT.match(start)
    name = root[1].lower() if root else b""
    if name in _ROOTS:
        return Kind(_ROOTS[name])
    # JSONP: a call around the list.
    if "javascript" in response.media_type and re.match(rb"[\w$.]+\s*\(\s*[\[{]", start):
        return Kind.JSON
    return Kind.PAGE
