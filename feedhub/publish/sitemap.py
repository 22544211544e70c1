"""Pages → site maps for search engines (sitemaps.org, protocol 0.9). Pure."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urls(base_url: str, pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return a site map of pages, given by their paths and when they last changed, if that is known."""
    return _document("urlset", "url", base_url, pages)


def index(base_url: str, maps: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return the index of site maps, given as in `urls`."""
    return _document("sitemapindex", "sitemap", base_url, maps)


def _document(root: str, each: str, base_url: str, located: Iterable[tuple[str, datetime | None]]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">']
    for path, changed_at in located:
        moment = f"<lastmod>{changed_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed_at else ""
        lines.append(f"<{each}><loc>{escape(f'{base_url}/{quote(path)}')}</loc>{moment}</{each}>")
    return "\n".join([*lines, f"</{root}>", ""]).encode()
