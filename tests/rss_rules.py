"""The rules of RSS 2.0 and of the RSS Advisory Board's Best Practices Profile for one document, and the project's own.

The project's own: each item has a title, a link and a guid of its own; escaped HTML has no relative `src` or `href`;
and no element is empty.
"""

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from tests.atom_rules import illegal_characters, relative_addresses

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"

_OF_CHANNEL = set(
    """
    title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs
    cloud ttl image rating textInput skipHours skipDays item
    """.split()
)
_OF_ITEM = set("title link description author category comments enclosure guid pubDate source".split())
_MANY = {"category", "item"}
_DATE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT)"
)
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


def violations(document: bytes) -> list[str]:
    """Return what is wrong with an RSS document, in words, with the line; nothing if it keeps every rule."""
    found = list(illegal_characters(document))
    try:
        root: etree._Element = etree.fromstring(document, etree.XMLParser(no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as error:
        return [*found, f"not well-formed XML: {error}"]
    if root.tag != "rss" or root.get("version") != "2.0":
        return [*found, f"the root is {root.tag} {root.get('version')}, not rss 2.0"]
    channels = root.findall("channel")
    if len(channels) != 1 or len(root) != 1:
        return [*found, "rss has not one channel alone"]
    return [*found, *_channel(channels[0])]


def _channel(channel: etree._Element) -> Iterator[str]:
    yield from _elements(channel, _OF_CHANNEL, required=("title", "link", "description"))
    yield from _addresses(channel, "link", "docs")
    yield from _dates(channel, "pubDate", "lastBuildDate")
    own = [link for link in channel.findall(f"{_ATOM}link") if link.get("rel") == "self"]
    if len(own) != 1:
        yield _said(channel, f"{len(own)} links of Atom with rel self (Profile, atom:link)")
    for link in own:
        if not _absolute(link.get("href", "")) or link.get("type") != "application/rss+xml":
            yield _said(link, f"the link to itself is no address of RSS: {link.get('href')!r}")
    guids: Counter[str] = Counter(item.findtext("guid", "").strip() for item in channel.findall("item"))
    yield from (_said(channel, f"{count} items have the guid {guid!r}") for guid, count in guids.items() if count > 1)
    for item in channel.findall("item"):
        yield from _item(item)


def _item(item: etree._Element) -> Iterator[str]:
    yield from _elements(item, _OF_ITEM, required=("title", "link", "guid", "pubDate"))
    yield from _addresses(item, "link", "comments")
    yield from _dates(item, "pubDate")
    for guid in item.findall("guid"):
        permalink = guid.get("isPermaLink", "true")
        if permalink not in ("true", "false"):
            yield _said(guid, f"isPermaLink is {permalink!r}")
        elif permalink == "true" and not _absolute(guid.text or ""):
            yield _said(guid, f"the guid {guid.text!r} says that it is a permalink, and is no address")
    for author in item.findall("author"):
        if "@" not in (author.text or ""):
            yield _said(author, "an author is the address of a mailbox; a name alone is dc:creator")
    for enclosure in item.findall("enclosure"):
        yield from _enclosure(enclosure)
    for source in item.findall("source"):
        if not _absolute(source.get("url", "")):
            yield _said(source, f"the url of source is not absolute: {source.get('url')!r}")
    for name in ("description", _CONTENT):
        for element in item.findall(name):
            for attribute, address in relative_addresses(element.text or ""):
                yield _said(element, f"the HTML has a relative {attribute}: {address!r}")


def _elements(owner: etree._Element, known: set[str], required: tuple[str, ...]) -> Iterator[str]:
    """Check which elements there are, how many of each, and that none is empty."""
    tags = [str(child.tag) for child in owner]
    counts = Counter(tags)
    for name, count in counts.items():
        if not name.startswith("{") and name not in known:
            yield _said(owner, f"{owner.tag} has an element {name} that RSS does not know")
        if count > 1 and name not in _MANY and not name.startswith(_ATOM):
            yield _said(owner, f"{count} elements {name}")
    yield from (_said(owner, f"no {name}") for name in required if name not in counts)
    for child in owner:
        if not len(child) and not (child.text or "").strip() and child.tag not in ("enclosure", f"{_ATOM}link"):
            yield _said(child, f"{child.tag} is empty")


def _enclosure(enclosure: etree._Element) -> Iterator[str]:
    if not _absolute(enclosure.get("url", "")):
        yield _said(enclosure, f"the url of the enclosure is not absolute: {enclosure.get('url')!r}")
    if not re.fullmatch(r"\d+", enclosure.get("length", "")):
        yield _said(enclosure, f"the length of the enclosure is no number of bytes: {enclosure.get('length')!r}")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", enclosure.get("type", "")):
        yield _said(enclosure, f"the type of the enclosure is no media type: {enclosure.get('type')!r}")


def _addresses(owner: etree._Element, *names: str) -> Iterator[str]:
    for name in names:
        for element in owner.findall(name):
            if not _absolute(element.text or ""):
                yield _said(element, f"{name} is not an absolute address: {element.text!r}")


def _dates(owner: etree._Element, *names: str) -> Iterator[str]:
    """Check dates: RFC 822, with a year of four digits, a numeric zone or GMT, and the right day of the week."""
    for name in names:
        for element in owner.findall(name):
            value = element.text or ""
            try:
                moment = parsedate_to_datetime(value)
            except ValueError:
                moment = None
            if moment is None or not _DATE.fullmatch(value):
                yield _said(element, f"{name} is no date of RFC 822: {value!r}")
            elif value[3] == "," and _DAYS[moment.weekday()] != value[:3]:
                yield _said(element, f"{name} names the wrong day of the week: {value!r}")


def _absolute(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", address)


def _said(element: etree._Element, what: str) -> str:
    return f"line {element.sourceline}: {what}"
