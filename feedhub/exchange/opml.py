"""OPML ↔ the outlines of feeds in it. Pure: the document comes and goes as bytes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from feedhub.errors import ExchangeError

MAX_BYTES = 20_000_000
_ENTITY = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y\0?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed: its address as it stands, and the title of the innermost folder around it. Empty: not said."""

    title: str
    url: str
    homepage: str = ""
    category: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "somewhere"
        return f"{place}: {self.title!r}" if self.title else place


def read(document: bytes) -> list[Outline]:
    """Return the outlines of an OPML document in its order: every feed, and whatever else is no folder.

    Nothing beyond the document is read, and a document that declares entities is refused.
    Raises ExchangeError if it is no OPML.
    Source: OPML 2.0, "Subscription lists"; folders are outlines with outlines in them.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if _ENTITY.search(document):
        raise ExchangeError("is no OPML that is safe to read: it declares entities")
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ExchangeError(f"is no OPML: {' '.join(str(error).split())}"[:300]) from None
    bodies = [child for child in root if _name(child) == "body"]
    if _name(root) != "opml" or not bodies:
        raise ExchangeError(f"is no OPML: it is <{_name(root)}>" if _name(root) != "opml" else "is OPML without a body")
    return [outline for body in bodies for outline in _outlines(body, "")]


def write(title: str, outlines: Iterable[Outline]) -> bytes:
    """Return an OPML document: the outlines without a category, then each category in the order of first sight."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _legal(title)
    body = etree.SubElement(root, "body")
    grouped: dict[str, list[Outline]] = {"": []}
    for outline in outlines:
        grouped.setdefault(outline.category, []).append(outline)
    for category, own in grouped.items():
        name = _legal(category)
        parent = etree.SubElement(body, "outline", text=name, title=name) if category else body
        for outline in own:
            named = _legal(outline.title)
            values = {"type": "rss", "text": named, "title": named, "xmlUrl": _legal(outline.url)}
            homepage = {"htmlUrl": _legal(outline.homepage)} if outline.homepage else {}
            etree.SubElement(parent, "outline", {**values, **homepage})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _outlines(parent: etree._Element, category: str) -> Iterator[Outline]:
    """Yield what is below `parent`. The parser takes no document that is nested deeper than 256 elements."""
    for element in parent:
        if _name(element) != "outline":
            continue
        said = {str(key).lower(): " ".join(str(value).split()) for key, value in element.attrib.items()}
        title = said.get("title") or said.get("text") or ""
        below = any(_name(child) == "outline" for child in element)
        if "xmlurl" in said or not below:
            line = getattr(element, "sourceline", None)  # the stubs know it as an ellipsis
            yield Outline(title, said.get("xmlurl", ""), said.get("htmlurl", ""), category, line)
            yield from _outlines(element, category)
        else:
            yield from _outlines(element, title or category)


def _name(element: etree._Element) -> str:
    """Return the element's name without its namespace, in lower case; empty for comments and the like."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _legal(text: str) -> str:
    """Return `text` without what XML cannot hold (XML 1.0, 2.2)."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
