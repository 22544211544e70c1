"""RSS, RDF and Atom that is not well-formed, read by feedparser with its cleaning off: we clean later. Pure."""

import io
import re
from typing import Any

import feedparser

from feedhub.parse import raw
from feedhub.parse.raw import Content, Link, Raw
from feedhub.parse.xml import Feed, backwards

_LEFT = re.compile(r"^[\w.-]+ \((?=[^()]*$)|\s*<[\w.-]*>$")
_TEXTS = ("id", "title", "link", "published", "created", "summary", "comments", "language")


def read(told: str) -> Feed | None:
    """Return what feedparser finds in the text of a feed; None if that is no feed, or too much for it."""
    try:
        parsed = feedparser.parse(
            io.BytesIO(told.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception:  # whatever its parts raise: a document must not end the program
        return None
    if not parsed.entries and not parsed.get("version"):
        return None
    feed = parsed.feed
    authors = tuple(_people(feed)) if str(parsed.get("version", "")).startswith("atom") else ()
    earlier = ""
    for link in feed.get("links") or []:
        earlier = backwards(_text(link, "rel"), _text(link, "href"), earlier)
    return Feed(
        tuple(_raw(entry) for entry in parsed.entries),
        _text(feed, "title"),
        _text(feed, "link"),
        _text(feed, "language"),
        authors,
        earlier,
    )


def _raw(entry: Any) -> Raw:
    texts = {name: _text(entry, name) for name in _TEXTS}
    # FeedParserDict answers for a missing `updated` with `published`; the dict below it does not.
    texts["updated"] = str(dict.get(entry, "updated") or "")
    texts["original"] = _text(entry, "feedburner_origlink")
    texts["original_file"] = _text(entry, "feedburner_origenclosurelink")
    source, image = entry.get("source") or {}, entry.get("image") or {}
    texts["source"] = _text(source, "title")
    texts["image"] = _text(image, "href")
    reply = next((entry[key] for key in entry if key.endswith("_in-reply-to")), None)
    texts["reply_to"] = _text(reply, "ref") if isinstance(reply, dict) else ""
    detail = entry.get("title_detail") or {}
    return Raw(
        texts,
        _people(entry) or _people(source),
        [
            Content(_text(part, "value"), _text(part, "base"), _text(part, "language"))
            for part in entry.get("content") or []
        ],
        _text(detail, "language"),
        _text(entry.get("summary_detail") or {}, "base"),
        [_link(link) for link in entry.get("links") or []],
        [_media(one) for one in entry.get("media_content") or [] if one.get("url")],
        [str(one["url"]) for one in entry.get("media_thumbnail") or [] if one.get("url")],
        [str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags") or []],
    )


def _people(context: Any) -> list[str]:
    """Return the names of the authors, an address where there is no name.

    feedparser takes the mail out of `mail (Name)` and knows top-level domains of four letters; what was said stays in
    `author`, for the last of several.
    """
    authors = [_name(one) for one in context.get("authors") or []]
    said = _text(context, "author")
    if authors and said and "@" in said:
        authors[-1] = raw.person(said)
    return [name for name in authors if name]


def _name(author: Any) -> str:
    name, mail = str(author.get("name") or ""), str(author.get("email") or "")
    # What is left of a longer top-level domain: `ple (Ann`, `Ann <ple>`.
    return (_LEFT.sub("", name) if mail else name) or mail


def _link(link: Any) -> Link:
    return Link(_text(link, "href"), _text(link, "rel"), _text(link, "type"), _text(link, "length"))


def _media(one: Any) -> Link:
    medium = _text(one, "medium")
    return Link(_text(one, "url"), "", _text(one, "type") or (f"{medium}/*" if medium else ""), _text(one, "filesize"))


def _text(holder: Any, name: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str):
        return ""
    return _closed(value) if name in ("summary", "title", "value") else value


def _closed(value: str) -> str:
    # feedparser writes <br/> as <br></br>, which is two breaks in HTML.
    return value.replace("</br>", "")
