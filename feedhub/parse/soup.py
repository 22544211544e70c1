"""A page's bytes → its tree: the right charset, absolute base, and images where lazy loading hid them. Pure."""

import re
import warnings
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from feedhub.errors import ParseError
from feedhub.model import Response
from feedhub.parse import limit
from feedhub.parse.charset import decode, known

_META = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HEAD = 8192  # bytes in which a charset usually is; some publishers write scripts before it
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-echo")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its tree, and the address against which its links are relative."""

    tree: BeautifulSoup
    base: str


def read(response: Response) -> Page:
    """Return the page that `response` holds.

    Raises ParseError if nothing can be made of it.
    """
    text = decode(response.body, charset(response.body, response.charset)).replace("\0", "")
    limit.check_elements(response.url, text)
    with warnings.catch_warnings():
        for guess in (XMLParsedAsHTMLWarning, MarkupResemblesLocatorWarning):  # of what was meant
            warnings.simplefilter("ignore", guess)
        try:
            tree = BeautifulSoup(text, "lxml")
        except (RecursionError, ValueError, AssertionError) as error:
            raise ParseError(response.url, f"cannot be read as a page: {error}"[:400]) from error
    _unhide(tree)
    return Page(tree, _base(tree, response.url))


def charset(body: bytes, header: str | None) -> str | None:
    """Return the charset that a page declares: the header's, else that of its own meta or XML declaration.

    ISO 8859-1 in a header is what servers say who were told nothing; the page knows better.
    Source: HTML, 13.2.3.2.
    """
    if known(header) and str(header).strip().lower() not in ("iso-8859-1", "latin1", "ascii", "us-ascii"):
        return header
    first = _XML.match(body)
    bare = _COMMENT.sub(b"", body[:_HEAD])
    labels = [found[1].decode("ascii", "replace") for found in (first, *_META.finditer(bare)) if found]
    if not labels and (found := _META.search(body)):
        labels = [found[1].decode("ascii", "replace")]
    return next(filter(known, labels), header)


def joined(base: str, address: str) -> str:
    """Return `address` against `base`; as it is where they cannot be joined."""
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return address


def _base(tree: BeautifulSoup, url: str) -> str:
    """Return the address that links are relative to (HTML, 4.2.3: the first base with an href)."""
    found = tree.select_one("base[href]")
    return joined(url, str(found["href"])) if found and str(found["href"]).strip() else url


def _unhide(tree: BeautifulSoup) -> None:
    """Give images that a script would load their address, and take away the copy for those without scripts."""
    copies = []
    for image in tree.find_all(["img", "source", "video"]):
        source, candidates = _first(image, _LAZY), _first(image, _LAZY_SETS)
        if source:
            image["src"] = source
        if candidates:
            image["srcset"] = candidates
        if source or candidates:
            following = image.find_next_sibling()
            if isinstance(following, Tag) and following.name == "noscript":
                copies.append(following)
    for copy in copies:
        copy.decompose()


def _first(element: Tag, names: tuple[str, ...]) -> str:
    values = (str(element.get(name) or "").strip() for name in names)
    return next((value for value in values if value and not value.startswith(("data:", "{"))), "")
