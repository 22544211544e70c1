"""The rules of JSON Feed 1.1 for one document, and the project's own.

The project's own: a feed says its page, its address, its language and its authors; each item has an address, a title
and both dates; and HTML has no relative `src` or `href`.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tests.atom_rules import relative_addresses

_VERSION = "https://jsonfeed.org/version/1.1"
_TEXT, _LIST, _FLAG, _NUMBER = str, list, bool, (int, float)
_OF_FEED: Mapping[str, Any] = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "user_comment"), _TEXT),
    **dict.fromkeys(("next_url", "icon", "favicon", "language"), _TEXT),
    **dict.fromkeys(("authors", "hubs", "items"), _LIST),
    "expired": _FLAG,
}
_OF_ITEM: Mapping[str, Any] = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text", "summary"), _TEXT),
    **dict.fromkeys(("image", "banner_image", "date_published", "date_modified", "language"), _TEXT),
    **dict.fromkeys(("authors", "tags", "attachments"), _LIST),
}
_OF_AUTHOR: Mapping[str, Any] = dict.fromkeys(("name", "url", "avatar"), _TEXT)
_OF_ATTACHMENT: Mapping[str, Any] = {
    **dict.fromkeys(("url", "mime_type", "title"), _TEXT),
    **dict.fromkeys(("size_in_bytes", "duration_in_seconds"), _NUMBER),
}
_ADDRESSES = ("home_page_url", "feed_url", "next_url", "icon", "favicon", "url", "external_url", "image", "avatar")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def violations(document: bytes) -> list[str]:
    """Return what is wrong with a JSON Feed, in words, with the place; nothing if it keeps every rule."""
    try:
        feed = json.loads(document.decode("utf-8"), object_pairs_hook=_object)
    except (UnicodeDecodeError, ValueError) as error:
        return [f"not JSON in UTF-8: {error}"]
    if not isinstance(feed, dict):
        return ["the document is no object"]
    return [*_characters(feed), *_feed(feed)]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = Counter(name for name, _ in pairs)
    for name, count in names.items():
        if count > 1:
            raise ValueError(f"{count} members {name!r} in one object")
    return dict(pairs)


def _characters(value: Any) -> Iterator[str]:
    """Report what JSON can say by an escape and no reader can show: control characters and lone surrogates."""
    if isinstance(value, str):
        if found := re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", value):
            yield f"illegal character U+{ord(found[0]):04X} in {value[:40]!r}"
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _characters(inner)


def _feed(feed: dict[str, Any]) -> Iterator[str]:
    required = ("version", "title", "home_page_url", "feed_url", "language", "authors", "items")
    yield from _members(feed, _OF_FEED, "feed", required)
    if feed.get("version") != _VERSION:
        yield f"feed: the version is {feed.get('version')!r}"
    if feed.get("next_url") and feed["next_url"] == feed.get("feed_url"):
        yield "feed: next_url is the feed itself"
    items = [item for item in feed.get("items") or () if isinstance(item, dict)]
    if len(items) != len(feed.get("items") or ()):
        yield "feed: an item is no object"
    ids = Counter(str(item.get("id")) for item in items)
    yield from (f"feed: {count} items have the id {name!r}" for name, count in ids.items() if count > 1)
    for number, item in enumerate(items, 1):
        yield from _item(item, f"item {number}")


def _item(item: dict[str, Any], place: str) -> Iterator[str]:
    yield from _members(item, _OF_ITEM, place, ("id", "url", "title", "date_published", "date_modified"))
    if "content_html" not in item and "content_text" not in item:
        yield f"{place}: neither content_html nor content_text"
    for name in ("date_published", "date_modified"):
        if name in item and not _is_date(item[name]):
            yield f"{place}: {name} is no date of RFC 3339: {item[name]!r}"
    for attribute, address in relative_addresses(str(item.get("content_html", ""))):
        yield f"{place}: the HTML has a relative {attribute}: {address!r}"
    if any(not isinstance(tag, str) or not tag.strip() for tag in item.get("tags") or ()):
        yield f"{place}: a tag is no text: {item['tags']!r}"
    for attachment in item.get("attachments") or ():
        yield from _members(attachment, _OF_ATTACHMENT, f"{place}, attachment", ("url", "mime_type"))
        if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", str(attachment.get("mime_type"))):
            yield f"{place}, attachment: mime_type is no media type: {attachment.get('mime_type')!r}"


def _members(owner: Any, known: Mapping[str, Any], place: str, required: tuple[str, ...]) -> Iterator[str]:
    """Check which members an object has and of what type; addresses, languages and authors wherever they are."""
    if not isinstance(owner, dict):
        yield f"{place}: no object: {owner!r}"
        return
    yield from (f"{place}: no {name}" for name in required if name not in owner)
    for name, value in owner.items():
        if re.fullmatch(r"_[A-Za-z][^.]*", name):
            continue
        if name not in known:
            yield f"{place}: a member {name!r} that JSON Feed 1.1 does not know"
        elif not isinstance(value, known[name]) or (isinstance(value, bool) and known[name] is not _FLAG):
            yield f"{place}: {name} has the wrong type: {value!r}"
        elif value == "":
            yield f"{place}: {name} is empty"
        elif name in _ADDRESSES and not _absolute(value):
            yield f"{place}: {name} is not an absolute address: {value!r}"
        elif name == "language" and not _LANGUAGE.fullmatch(value):
            yield f"{place}: the language is no tag of BCP 47: {value!r}"
        elif name == "authors":
            for author in value:
                yield from _members(author, _OF_AUTHOR, f"{place}, author", ())
                if not author:
                    yield f"{place}, author: says nothing"


def _absolute(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", address)


def _is_date(value: Any) -> bool:
    try:
        return bool(_DATE.fullmatch(value)) and datetime.fromisoformat(value) is not None
    except (TypeError, ValueError):
        return False
