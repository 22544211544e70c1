"""RSS, RDF and Atom, read by feedparser with its cleaning switched off: we clean ourselves, later. Pure."""

import io
from typing import Any

import feedparser

from feedhub.errors import ParseError
from feedhub.model import Enclosure, Item, Listing, Response


def listing(response: Response) -> Listing:
    """Return the feed's entries in its own order.

    Raises ParseError if the document is no feed. A feed without entries is none the less a feed.
    """
    headers = {"content-location": response.url}
    if response.media_type:
        charset = f"; charset={response.charset}" if response.charset else ""
        headers["content-type"] = response.media_type + charset
    parsed = feedparser.parse(
        io.BytesIO(response.body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.entries and not parsed.version:
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
        "content": content.get("value", "") or summary,
        "digest": summary if content.get("value") else "",
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
                Enclosure(str(link["href"]), str(link.get("type", "")), int(length) if length.isdecimal() else None)
            )
    return found


def _with_language(item: Item, language: str) -> Item:
    return Item({**item.fields, "language": language}, item.place, item.enclosures, item.categories)
