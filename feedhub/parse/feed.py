"""RSS, RDF and Atom, read by feedparser with its cleaning switched off: we clean ourselves, later. Pure."""

import io
import re
from typing import Any

import feedparser

from feedhub.errors import ParseError
from feedhub.model import Enclosure, Item, Listing, Response
from feedhub.parse import charset

# Character references to what is no character, and emoji written as two halves, which older XML writers do.
_REFERENCE = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]+|\d+);){1,2}")
_ONE = re.compile(rb"&#([xX]?)([0-9a-fA-F]+);")


def _character(found: re.Match[bytes]) -> bytes:
    """Return one or two references as they were meant: halves joined, what is no character replaced."""
    codes = [_code(digits.lstrip(b"0") or b"0", 16 if mark else 10) for mark, digits in _ONE.findall(found[0])]
    if len(codes) == 2 and 0xD800 <= codes[0] < 0xDC00 <= codes[1] < 0xE000:
        return b"&#%d;" % (0x10000 + (codes[0] - 0xD800) * 0x400 + codes[1] - 0xDC00)
    if all(code < 0xD800 or 0xDFFF < code < 0x110000 for code in codes):
        return found[0]
    return b"".join(b"&#%d;" % (code if code < 0xD800 or 0xDFFF < code < 0x110000 else 0xFFFD) for code in codes)


def _code(digits: bytes, base: int) -> int:
    """Return the number of a reference; one of endless digits is beyond all characters."""
    return int(digits, base) if len(digits) <= 8 else 0x110000


def listing(response: Response) -> Listing:
    """Return the feed's entries in its own order.

    Raises ParseError if the document is no feed. A feed without entries is none the less a feed.
    """
    headers = {}
    if response.media_type:
        label = f"; charset={response.charset}" if charset.known(response.charset) else ""
        headers["content-type"] = response.media_type + label
    body = _REFERENCE.sub(_character, response.body)
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # whatever its parts raise: a document must not end the program
        raise ParseError(response.url, f"cannot be read as a feed: {error}"[:400]) from error
    if not parsed.entries and not parsed.get("version"):
        start = " ".join(response.body[:60].decode("utf-8", "replace").split())
        raise ParseError(response.url, f"is no feed; it begins with {start!r}")
    items = tuple(_item(entry, f"entry[{number}]") for number, entry in enumerate(parsed.entries))
    language = str(parsed.feed.get("language", ""))
    if language:
        items = tuple(item if item.fields["language"] else _with_language(item, language) for item in items)
    return Listing(items, str(parsed.feed.get("title", "")).strip(), str(parsed.feed.get("link", "")).strip())


def _item(entry: Any, place: str) -> Item:
    contents = entry.get("content") or []
    html = [part for part in contents if part.get("type") in ("text/html", "application/xhtml+xml")]
    content = (html or contents or [{}])[0]
    summary = str(entry.get("summary", ""))
    # FeedParserDict answers for a missing `updated` with `published`; the dict below it does not.
    updated = dict.get(entry, "updated", "")
    fields = {
        "id": entry.get("id", ""),
        "title": entry.get("title", ""),
        "link": entry.get("link", ""),
        # RSS 1.0's dc:date lands in `updated`.
        "published": entry.get("published") or entry.get("created") or updated,
        "updated": updated,
        "author": entry.get("author", ""),
        "content": str(content.get("value", "") or summary).replace("</br>", ""),
        "digest": summary if content.get("value") else "",
        "base": content.get("base", ""),
        "language": content.get("language") or entry.get("title_detail", {}).get("language") or "",
    }
    return Item(
        fields={name: str(value or "").strip() for name, value in fields.items()},
        place=place,
        enclosures=tuple(_enclosures(entry)),
        categories=tuple(str(tag.get("term") or "").strip() for tag in entry.get("tags", []) if tag.get("term")),
    )


def _enclosures(entry: Any) -> list[Enclosure]:
    found = []
    for link in entry.get("enclosures", []):
        length = str(link.get("length", ""))
        if link.get("href"):
            found.append(
                Enclosure(
                    str(link["href"]),
                    str(link.get("type", "")),
                    int(length) if re.fullmatch(r"\d{1,18}", length) else None,
                )
            )
    return found


def _with_language(item: Item, language: str) -> Item:
    return Item({**item.fields, "language": language}, item.place, item.enclosures, item.categories)
