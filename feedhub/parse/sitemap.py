"""Sitemaps, those for news, feeds and plain lists among them → their pages, and the sitemaps of an index. Pure."""

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from feedhub import pattern
from feedhub.errors import ParseError
from feedhub.model import Item, Listing, Response
from feedhub.parse import feed, limit
from feedhub.parse.charset import decode

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
_GZIP = b"\x1f\x8b"
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*https?://", re.IGNORECASE)
_LARGEST = 52_428_800  # bytes of a sitemap (sitemaps.org/protocol)


def listing(response: Response, match: str | None, max_bytes: int | None) -> Listing:
    """Return the pages of a sitemap as items, or the sitemaps of an index, newest first where they are dated.

    Only addresses in which the pattern `match` is found become items. A sitemap may be gzipped; unpacked it may have
    `max_bytes`.
    Raises ParseError if the document is no sitemap. An empty one is none the less a sitemap.
    Source: sitemaps.org/protocol; Google's news and image extensions.
    """
    body = _unpacked(response, max_bytes or _LARGEST)
    wanted = pattern.compile(match or "")
    if _TEXT.match(body):
        return Listing(tuple(item for item in _lines(response.url, body) if wanted.search(item.fields["link"])))
    root = _root(response, body)
    name = etree.QName(root).localname
    if name in ("rss", "feed", "RDF"):
        said = feed.listing(replace(response, body=body))
        return replace(said, items=tuple(item for item in said.items if wanted.search(item.fields["link"])))
    if name == "sitemapindex":
        dated = [(_said(child, "lastmod"), _said(child, "loc")) for child in _children(root, "sitemap")]
        newest = sorted(dated, key=lambda pair: _moment(pair[0]), reverse=True)
        return Listing((), documents=tuple(address for _, address in newest if address))
    if name != "urlset":
        raise ParseError(response.url, f"is no sitemap: its root is <{name}>")
    listed = _children(root, "url")
    limit.check_items(response.url, len(listed))
    items = (_item(child, f"url[{number}]") for number, child in enumerate(listed))
    return Listing(tuple(item for item in items if wanted.search(item.fields["link"])))


def _lines(url: str, body: bytes) -> list[Item]:
    """Return the pages of a sitemap that is a text, with an address in each line; what else stands there goes."""
    lines = [line.strip() for line in decode(body).splitlines()]
    addresses = [line for line in lines if line.startswith(("http://", "https://")) and " " not in line]
    limit.check_items(url, len(addresses))
    return [Item({"link": address}, f"line[{number}]") for number, address in enumerate(addresses)]


def _unpacked(response: Response, max_bytes: int) -> bytes:
    """Return the body, unpacked where it is gzipped, which its first bytes say and its headers often do not."""
    if not response.body.startswith(_GZIP):
        return response.body
    body, rest = b"", response.body
    while rest.startswith(_GZIP):
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            body += unpacking.decompress(rest, max_bytes - len(body) + 1)
        except zlib.error as error:
            raise ParseError(response.url, f"is not valid gzip: {error}") from None
        if len(body) > max_bytes:
            raise ParseError(response.url, f"too large: unpacked it has more than {max_bytes:,} bytes")
        if not unpacking.eof:
            raise ParseError(response.url, "the gzipped sitemap ends too early")
        rest = unpacking.unused_data  # members may follow one another (RFC 1952, 2.2)
    return body


def _root(response: Response, body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(response.url, f"cannot be read as a sitemap: {error}"[:400]) from None
    if root is None:
        start = " ".join(body[:60].decode("utf-8", "replace").split())
        raise ParseError(response.url, f"is no sitemap; it begins with {start!r}")
    return root


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in root.iterchildren("{*}*") if etree.QName(child).localname == name]


def _item(element: etree._Element, place: str) -> Item:
    said = {
        "link": _said(element, "loc"),
        "title": _text(element, f".//{_NEWS}title"),
        "published": _text(element, f".//{_NEWS}publication_date"),
        "updated": _said(element, "lastmod"),
        "publication": _text(element, f".//{_NEWS}publication/{_NEWS}name"),
        "language": _text(element, f".//{_NEWS}publication/{_NEWS}language"),
        "image": _text(element, f"./{_IMAGE}image/{_IMAGE}loc"),
    }
    keywords = _text(element, f".//{_NEWS}keywords")
    named = (word.strip() for word in re.split(r"[,，;；]", keywords))
    return Item(said, place, categories=tuple(word for word in named if word))


def _said(element: etree._Element, name: str) -> str:
    """Return the text of a child, whatever its namespace: some publishers forget it."""
    found = _children(element, name)
    return "".join(str(text) for text in found[0].itertext()).strip() if found else ""


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "".join(str(text) for text in found.itertext()).strip() if found is not None else ""


def _moment(lastmod: str) -> datetime:
    """Return a W3C date for sorting; what cannot be read is old."""
    oldest = datetime.min.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(lastmod)
    except ValueError:
        return oldest
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return oldest
