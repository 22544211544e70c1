"""The rules of RFC 4287 for one document: what the schema says, what a grammar cannot say, and the project's own rules.

Some rules are stricter than the RFC. Two of its SHOULDs are rules here: a feed has a link to itself, and no two entries
have the same id and time of update. Three rules are the project's own: a title is not empty, the address of every link
is absolute once `xml:base` is applied, and escaped HTML has no relative `src` or `href`. In one point the RFC is read
generously: an author in an entry's `source` is enough when the feed has none (4.1.2 says so, 4.1.1 does not).
"""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree

_SCHEMA = Path(__file__).parent / "schema" / "atom.rng"
_ATOM = "{http://www.w3.org/2005/Atom}"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RELATIONS = "http://www.iana.org/assignments/relation/"

_ABSOLUTE = re.compile(r"https?://[^\s/?#]\S*|(?!https?:)[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENCODING = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

_TEXT_CONSTRUCTS = ("title", "subtitle", "summary", "rights", "content")
_GENERIC = re.compile(r"Invalid sequence in interleave|failed to validate content")
_EXTRA = re.compile(r"Extra element (\S+) in interleave")


def violations(document: bytes) -> list[str]:
    """Return what is wrong with an Atom document, in words, with line and place; nothing if it keeps every rule."""
    found = list(illegal_characters(document))
    parser = etree.XMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: etree._Element = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        return [*found, f"not well-formed XML: {error}"]
    if root.tag == f"{_ATOM}feed":
        found += _feed(root)
    elif root.tag == f"{_ATOM}entry":
        found += [*_schema_errors(root, "entry"), *_entry(root, "entry", feed=None)]
    else:
        found.append(f"the root is {root.tag}, neither feed nor entry of Atom (RFC 4287, 2)")
    return found


def _feed(feed: etree._Element) -> Iterator[str]:
    """Check a feed document: the feed without its entries, then every entry, then what holds among them."""
    entries = _children(feed, "entry")
    yield from _feed_schema_errors(feed, entries)
    yield from _metadata(feed, "feed")
    yield from _alternates(feed, "feed", "4.1.1")
    if "self" not in map(_relation, _children(feed, "link")):
        yield _said(feed, "feed", "no link with rel self", "4.1.1, a SHOULD; here a rule")
    for number, entry in enumerate(entries, 1):
        yield from _entry(entry, f"entry {number}", feed)
    yield from _repeated(entries)


def _entry(entry: etree._Element, place: str, feed: etree._Element | None) -> Iterator[str]:
    """Check what the grammar cannot say of one entry."""
    yield from _metadata(entry, place)
    yield from _alternates(entry, place, "4.1.2")
    sources = _children(entry, "source")
    for source in sources:
        yield from _metadata(source, f"{place}, source")
    if not any(_children(owner, "author") for owner in (entry, *sources, *([] if feed is None else [feed]))):
        yield _said(entry, place, "no author in the entry, in its source or in the feed", "4.1.1, 4.1.2")
    contents = _children(entry, "content")
    if not contents and "alternate" not in map(_relation, _children(entry, "link")):
        yield _said(entry, place, "neither content nor a link with rel alternate", "4.1.2")
    if any(map(_needs_summary, contents)) and not _children(entry, "summary"):
        yield _said(entry, place, "no summary, though the content is out of line or Base64", "4.1.2")


def _metadata(owner: etree._Element, place: str) -> Iterator[str]:
    """Check the ids, titles, links and HTML of a feed, an entry or a source."""
    for element in _children(owner, "id"):
        value = _text(element)
        if not value.strip():
            yield _said(element, place, "the id is empty", "4.2.6")
        elif not _ABSOLUTE.fullmatch(value):
            yield _said(element, place, f"the id {value!r} is not an absolute IRI", "4.2.6")
    for element in _children(owner, "title"):
        if not _plain(element).strip():
            yield _said(element, place, "the title is empty", "4.2.14; a rule of the project")
    for element in _children(owner, "link"):
        href = element.get("href")
        if href is not None and not _ABSOLUTE.fullmatch(_resolved(element, href)):
            yield _said(element, place, f"the link href {href!r} is not absolute", "4.2.7.1; a rule of the project")
    for name in _TEXT_CONSTRUCTS:
        for element in _children(owner, name):
            if element.get("type") == "html":
                for attribute, address in relative_addresses(_text(element)):
                    what = f"the HTML of {name} has a relative {attribute}: {address!r}"
                    yield _said(element, place, what, "3.1.1.2; a rule of the project")


def _alternates(owner: etree._Element, place: str, section: str) -> Iterator[str]:
    """Report alternate links of the same type and language; neither is sensitive to case."""
    kinds = Counter(
        (link.get("type", "").strip().lower(), link.get("hreflang", "").lower())
        for link in _children(owner, "link")
        if _relation(link) == "alternate"
    )
    for (media_type, language), count in kinds.items():
        if count > 1:
            what = f"{count} alternate links with type {media_type!r} and hreflang {language!r}"
            yield _said(owner, place, what, section)


def _repeated(entries: list[etree._Element]) -> Iterator[str]:
    """Report entries with an id and a time of update that an entry before them has; times are compared as moments."""
    seen: dict[tuple[str, datetime | str], int] = {}
    for number, entry in enumerate(entries, 1):
        for identity in _children(entry, "id"):
            for updated in _children(entry, "updated"):
                first = seen.setdefault((_text(identity), _moment(_text(updated))), number)
                if first != number:
                    what = f"the same id and updated as entry {first}: {_text(identity)!r}"
                    yield _said(identity, f"entry {number}", what, "4.1.1, a SHOULD; here a rule")


# ------------------------------------------------------------------------------------------------------- the schema


@cache
def _schema() -> Any:
    """Return the compiled schema (the stubs of lxml do not know its class)."""
    return etree.RelaxNG(etree.parse(str(_SCHEMA)))


def _feed_schema_errors(feed: etree._Element, entries: list[etree._Element]) -> Iterator[str]:
    """Validate the feed as a whole; only if that fails, validate the parts one by one to say where."""
    if _schema().validate(feed):
        return
    whole = list(_schema_errors(feed, "feed"))
    alone = deepcopy(feed)
    for entry in _children(alone, "entry"):
        alone.remove(entry)
    parts = list(_schema_errors(alone, "feed"))
    for number, entry in enumerate(entries, 1):
        parts += _schema_errors(entry, f"entry {number}")
    yield from parts or whole


def _schema_errors(element: etree._Element, place: str) -> Iterator[str]:
    """Say what the schema has against an element; its general complaints only if there are no particular ones."""
    schema = _schema()
    if schema.validate(element):
        return
    messages = list(dict.fromkeys(str(error.message) for error in schema.error_log))
    particular = [message for message in messages if not _GENERIC.search(message)]
    said = "; ".join(
        _EXTRA.sub(r"the element \1 is malformed or stands there too often", message)
        for message in particular or messages
    )
    yield f"line {element.sourceline}: {place}: schema: {said}"


# ------------------------------------------------------------------------------------------------------- characters


def illegal_characters(document: bytes) -> Iterator[str]:
    """Report bytes that are not text in the declared encoding, and characters XML 1.0 does not have."""
    declared = _ENCODING.match(document)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    for mark, name in _BYTE_ORDER_MARKS.items():
        if document.startswith(mark):
            encoding = name
    try:
        text = document.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        yield f"illegal characters: {error} (XML 1.0, 4.3.3)"
        return
    for match in _ILLEGAL.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield f"line {line}: illegal character U+{ord(match[0]):04X} (XML 1.0, 2.2)"


# ---------------------------------------------------------------------------------------------------------- reading


def _said(element: etree._Element, place: str, what: str, rule: str) -> str:
    """Word a violation."""
    return f"line {element.sourceline}: {place}: {what} (RFC 4287, {rule})"


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the child elements of an Atom name."""
    return element.findall(f"{_ATOM}{name}")


def _text(element: etree._Element) -> str:
    """Return all the text in an element."""
    return "".join(map(str, element.itertext()))


def _plain(element: etree._Element) -> str:
    """Return what a reader sees of a text construct."""
    return _text(_html(_text(element))) if element.get("type") == "html" else _text(element)


def _html(markup: str) -> etree._Element:
    """Parse HTML, as bytes: a string with an XML declaration in it would be refused."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    page = f"<!DOCTYPE html><html><body>{markup}</body></html>"
    root: etree._Element = lxml.html.document_fromstring(page.encode(), parser=parser)
    return root


def relative_addresses(markup: str) -> Iterator[tuple[str, str]]:
    """Find every `src` and `href`, also of SVG's `xlink:href`, that names no scheme: a fragment alone is relative."""
    for element in _html(markup).iter("*"):
        for name, value in element.attrib.items():
            attribute, address = str(name), str(value)
            if attribute.rpartition(":")[2] in {"src", "href"} and not _has_scheme(address):
                yield attribute, address


def _has_scheme(address: str) -> bool:
    """Say whether an address is absolute as browsers read it: white space around it, or inside, does not matter."""
    return _ABSOLUTE.fullmatch("".join(address.split())) is not None


def _relation(link: etree._Element) -> str:
    """Return the relation of a link: alternate if there is none, and short if it is a registered one (4.2.7.2)."""
    return link.get("rel", "alternate").removeprefix(_RELATIONS)


def _resolved(element: etree._Element, address: str) -> str:
    """Apply the `xml:base` of an element and of those around it; each is itself relative to the one outside it."""
    base = ""
    for scope in reversed([element, *element.iterancestors()]):
        base = _joined(base, scope.get(_XML_BASE, ""))
    return _joined(base, address)


def _joined(base: str, address: str) -> str:
    """Resolve an address; one with a scheme, or one that cannot be taken apart, stays as it is."""
    if _SCHEME.match(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _needs_summary(content: etree._Element) -> bool:
    """Say whether content is elsewhere or Base64: a media type, but neither XML nor text (4.1.2)."""
    media_type = content.get("type", "text").partition(";")[0].strip().lower()
    inline = "/" not in media_type or media_type.startswith("text/") or media_type.endswith(("/xml", "+xml"))
    return content.get("src") is not None or not inline


def _moment(value: str) -> datetime | str:
    """Return a time as a moment, or as it is written if it is no time."""
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return value
