"""What the XML formats share on the fast path: a hardened parser, names without prefixes, texts, scope. Pure."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from lxml import etree

from feedhub.parse.raw import Raw

Element = etree._Element
XHTML = "http://www.w3.org/1999/xhtml"
ATOM = "http://www.w3.org/2005/atom"
ATOM_03 = "http://purl.org/atom/ns#"
THREAD = "http://purl.org/syndication/thread/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
# In lower case, as publishers do not keep to one; "" is the format itself.
_PREFIXES = {
    ATOM: "",
    ATOM_03: "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://wellformedweb.org/commentapi/": "wfw",
    XHTML: "xhtml",
    THREAD: "thr",
}
_MARKUP = {"html": "text/html", "xhtml": "application/xhtml+xml", "text": "text/plain", "plain": "text/plain"}
_KNOWN = frozenset({"text/html", "text/plain", "application/xhtml+xml"})
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)/+")
_WINDOWS = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in b"\x81\x8d\x8f\x90\x9d"}


class UnusualError(Exception):
    """The document is one that the fast path leaves to feedparser."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a document says: its entries, and of itself its title, site, language and authors."""

    entries: tuple[Raw, ...]
    title: str = ""
    link: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    earlier: str = ""  # where what came before is (RFC 5005)


@dataclass(frozen=True, slots=True)
class Scope:
    """The xml:base and xml:lang that hold at an element (XML Base 1.0, 3; XML 1.0, 2.12)."""

    base: str = ""
    language: str = ""
    scoped: bool = False  # whether the document has either anywhere

    def inside(self, element: Element) -> "Scope":
        """Return the scope of what stands in `element`."""
        if not self.scoped:
            return self
        base, language = element.get(_XML + "base"), element.get(_XML + "lang")
        if element.get("base") is not None or element.get("lang") is not None:
            raise UnusualError("base or lang without xml:")
        if base:
            base = self.resolved(base)
            if not base.startswith(("http://", "https://")):
                raise UnusualError("a base that is no address")
        return replace(self, base=base or self.base, language=self.language if language is None else language)

    def resolved(self, uri: str) -> str:
        """Return `uri` absolute where there is a base; http:///x, which some write, is http://x."""
        uri = _SLASHES.sub(r"\1", uri)
        try:
            return urljoin(self.base, uri) if self.base else uri
        except ValueError:
            return ""


def tree(encoded: bytes, *, recover: bool = False) -> Element | None:
    """Return the root of a document in UTF-8; None if it is not well-formed, or declares entities of its own.

    No DTD and no external file is read, and nothing is expanded, so that a document costs what its bytes cost.
    """
    if encoded.find(b"<!ENTITY", 0, _body(encoded)) >= 0:
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        return etree.fromstring(encoded, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _body(encoded: bytes) -> int:
    """Return where the root element begins, at the latest."""
    found = re.search(rb"<(?:\w+:)?(?:rss|rdf|feed)\b", encoded, re.IGNORECASE)
    return found.start() if found else len(encoded)


class Names:
    """The names of a document's elements as feedparser forms them: `title`, `dc_creator`; each is found once."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def of(self, element: Element) -> str:
        """Return the name of an element in lower case, with the usual prefix of its namespace."""
        tag = element.tag
        found = self._found.get(tag)
        if found is None:
            found = self._found[tag] = self._name(element)
        return found

    def _name(self, element: Element) -> str:
        if not isinstance(element.tag, str):
            raise UnusualError("an entity that is declared elsewhere")
        space, _, local = element.tag.rpartition("}")
        uri = space[1:].lower()
        prefix = "" if not uri else _PREFIXES.get(uri, element.prefix)
        if prefix is None:
            raise UnusualError(f"elements of the namespace {uri}")
        return f"{prefix}_{local}".lower() if prefix else local.lower()


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes by their names in lower case, the tokens of rel and type in lower case too."""
    found = {name.lower(): value for name, value in attribute_pairs(element)}
    for name in ("rel", "type"):
        if name in found:
            found[name] = found[name].lower()
    return found


def attribute_pairs(element: Element) -> Iterable[tuple[str, str]]:
    """Return the attributes as they are, in their order."""
    return cast("Iterable[tuple[str, str]]", element.items())


def backwards(rel: str, href: str, known: str = "") -> str:
    """Return where a feed's history goes on, given one of its links and what is `known` of the others.

    The archive before this document wins over the page after it (RFC 5005, 4 and 3). A rel may be spelt as an address.
    """
    name = rel.strip().lower().rpartition("/")[2]
    if name == "prev-archive":
        return href or known
    return known or (href if name == "next" else "")


def text(element: Element) -> str:
    """Return the text of an element that holds only text, trimmed."""
    if len(element):
        raise UnusualError("mark-up where text is due")
    return repaired((element.text or "").strip())


def person(element: Element, names: Names) -> str:
    """Return the name of a person, the mail where there is none."""
    if not len(element):
        return text(element)
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise UnusualError("an author with text and mark-up")
    parts = {names.of(child).removeprefix("itunes_"): text(child) for child in element}
    if len(parts) < len(element) or parts.keys() - {"name", "email", "uri", "url"}:
        raise UnusualError("an author with more than a name")
    return parts.get("name") or parts.get("email", "")


def repaired(value: str) -> str:
    """Return a text without two old mistakes: UTF-8 taken for Latin-1, and windows-1252 taken for Latin-1."""
    if value.isascii():
        return value
    try:
        value = value.encode("iso-8859-1").decode()
    except UnicodeError:
        pass
    # U+0080 to U+00BF, and nothing else, begin with this byte in UTF-8; looking for it is what is quick.
    return value.translate(_WINDOWS) if b"\xc2" in value.encode("utf-8", "replace") else value


def construct(element: Element, default: str, *, atom: bool) -> tuple[str, str]:
    """Return a text construct as mark-up, and its media type (RFC 4287, 3.1; Atom 0.3, `type` and `mode`)."""
    given = element.get("type")
    if element.get("mode", "escaped") not in ("escaped", "xml"):
        raise UnusualError("content in base64")
    kind = default if given is None else _MARKUP.get(given.lower(), given.lower())
    if kind == "application/xhtml+xml":
        return _inner(element, atom=atom), kind
    value = text(element)
    if value and kind not in _KNOWN:
        raise UnusualError(f"content of the type {kind}")
    return value, kind


def _inner(element: Element, *, atom: bool) -> str:
    """Return XHTML as HTML, without the one div that holds it (RFC 4287, 3.1.1.3: it is no part of the content)."""
    holder = element
    lone = atom and len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip()
    if lone and element[0].tag == f"{{{XHTML}}}div":
        holder = element[0]
    pieces = [_escaped(holder.text or "")]
    for child in holder:
        _serialise(child, pieces)
    return repaired("".join(pieces).strip())


def _serialise(element: Element, pieces: list[str]) -> None:
    name = _html_name(element.tag)
    pieces.append("<" + name)
    for key, value in attribute_pairs(element):
        key = _attribute_name(key)
        if key in ("rel", "type"):
            value = value.lower()
        pieces.append(f' {key}="{_escaped(value).replace(chr(34), "&quot;")}"')
    pieces.append(">")
    if text_inside := element.text:
        pieces.append(_escaped(text_inside))
    for child in element:
        _serialise(child, pieces)
    # What is empty in XML is written as HTML has it: <br>, not <br></br>, which is two.
    if name != "br":
        pieces.append(f"</{name}>")
    if tail := element.tail:
        pieces.append(_escaped(tail))


def _escaped(value: str) -> str:
    return escape(value) if "&" in value or "<" in value or ">" in value else value


@functools.lru_cache(maxsize=512)
def _html_name(tag: object) -> str:
    if not isinstance(tag, str) or not tag.startswith(f"{{{XHTML}}}") or tag[-5:].lower() == "}body":
        raise UnusualError("foreign mark-up in XHTML, or a whole page")
    return tag.rpartition("}")[2].lower()


@functools.lru_cache(maxsize=512)
def _attribute_name(key: str) -> str:
    if key[0] == "{" and not key.startswith(_XML):
        raise UnusualError("foreign attributes in XHTML")
    return ("xml:" + key[len(_XML) :] if key[0] == "{" else key).lower()
