"""JSON Feed 1.0 and 1.1 → items. Pure. Source: jsonfeed.org/version/1.1."""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from feedhub.errors import ParseError
from feedhub.model import Enclosure, Item, Listing, Response
from feedhub.parse import limit
from feedhub.parse.charset import decode
from feedhub.parse.document import web_address

_VERSION = re.compile(rb"\"version\"\s*:\s*\"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org(?:\\?/)version(?:\\?/)1")


def looks(response: Response) -> bool:
    """Whether an answer is meant as a JSON Feed: by its media type, or by the version that its body names."""
    begins = response.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n\0")[:1] == b"{"
    return begins and (response.media_type == "application/feed+json" or bool(_VERSION.search(response.body)))


def listing(response: Response) -> Listing:
    """Return the items of a JSON Feed, in its order.

    Raises ParseError if it is not JSON, or has no list of items. An item that is no object is left out.
    """
    try:
        feed = json.loads(decode(response.body, response.charset).strip("\ufeff \t\r\n\0"))
    except (ValueError, RecursionError) as error:
        raise ParseError(response.url, f"is no JSON Feed: {error}"[:400]) from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise ParseError(response.url, "is no JSON Feed: it has no list of items")
    limit.check_items(response.url, len(items))
    found = tuple(_item(item, f"items[{number}]", feed) for number, item in enumerate(items) if isinstance(item, dict))
    link, following = (web_address(response.url, _text(feed, name)) for name in ("home_page_url", "next_url"))
    return Listing(found, _text(feed, "title"), link, earlier=following)


def _item(item: Mapping[str, Any], place: str, feed: Mapping[str, Any]) -> Item:
    html, plain, summary = (_text(item, name) for name in ("content_html", "content_text", "summary"))
    url, external = _text(item, "url"), _text(item, "external_url")
    fields = {
        # "If an id is presented as a number, a JSON Feed reader should coerce it to a string."
        "id": _text(item, "id"),
        "title": escape(_text(item, "title"), quote=False),
        # `url` is the permalink; a link blog's item without one is about the page that it points to.
        "link": url or external,
        "published": _text(item, "date_published") or _text(item, "date_modified"),
        "updated": _text(item, "date_modified"),
        "author": _authors(item) or _authors(feed),
        # content_text is plain: what looks like mark-up in it is text.
        "content": html or escape(plain, quote=False) or escape(summary, quote=False),
        "digest": escape(summary, quote=False) if html or plain else "",
        "base": "",
        "language": _text(item, "language") or _text(feed, "language"),
    }
    fields |= {"image": image} if (image := _text(item, "image") or _text(item, "banner_image")) else {}
    return Item(fields, place, tuple(_enclosures(item)), tuple(_tags(item)))


def _authors(holder: Mapping[str, Any]) -> str:
    """Return the names in `authors` (1.1), which some write for one alone, else in `author` (1.0)."""
    authors = holder.get("authors")
    people = authors if isinstance(authors, list) and authors else [authors or holder.get("author")]
    known = [person for person in people if isinstance(person, dict)]
    names = (_text(person, "name") or _text(person, "url").removeprefix("mailto:") for person in known)
    return ", ".join(dict.fromkeys(name for name in names if name))


def _tags(item: Mapping[str, Any]) -> list[str]:
    tags = item.get("tags")
    return [tag.strip() for tag in tags if isinstance(tag, str) and tag.strip()] if isinstance(tags, list) else []


def _enclosures(item: Mapping[str, Any]) -> list[Enclosure]:
    attachments = item.get("attachments")
    found = []
    for one in attachments if isinstance(attachments, list) else []:
        if isinstance(one, dict) and _text(one, "url"):
            size = one.get("size_in_bytes")
            whole = isinstance(size, int | float) and not isinstance(size, bool) and 0 <= size < 1e18
            length = int(size) if whole and size is not None else None
            found.append(Enclosure(_text(one, "url"), _text(one, "mime_type"), length))
    return found


def _text(holder: Mapping[str, Any], name: str) -> str:
    """Return a value as text, trimmed; a number as JSON has it, anything but a text or a number as nothing."""
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).strip()
    # A lone surrogate is legal in JSON and in nothing that we write.
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
