"""What an XML feed says of one entry, before it is judged, and the judgement: one for both ways of reading. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from feedhub.model import Enclosure, Item

_MAIL = r"(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_MAIL_NAME = re.compile(rf"{_MAIL}\s*\((.+)\)", re.ASCII | re.DOTALL)
_NAME_MAIL = re.compile(rf"\"?([^\"<>()]+?)\"?\s*(?:<{_MAIL}>|\({_MAIL}\))", re.ASCII)
_ADDRESS = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
_ESCAPED = re.compile(r"&lt;(/?)(p|br|div|a|img|ul|ol|li|h[1-6]|blockquote|table|figure)\b", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """One text of an entry, as mark-up, with the address and language that hold in it."""

    value: str
    base: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of an entry (RFC 4287, 4.2.7)."""

    href: str
    rel: str = "alternate"
    media_type: str = ""
    length: str = ""


@dataclass(slots=True)
class Raw:
    """What one entry says; filled by `gather` or `loose`, judged by `item`."""

    texts: dict[str, str] = field(default_factory=dict)  # id, title, link, summary, published, updated, created, ...
    authors: list[str] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    title_language: str = ""
    summary_base: str = ""
    links: list[Link] = field(default_factory=list)
    media: list[Link] = field(default_factory=list)
    thumbnails: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def item(raw: Raw, place: str, language: str, authors: Sequence[str]) -> Item:
    """Return the item that an entry is, with its feed's language and authors where it has none of its own."""
    get = raw.texts.get
    summary = get("summary", "")
    content = max(raw.contents, key=lambda one: len(one.value), default=Content(""))
    digest = "" if summary == content.value else summary
    if len(summary) > 2 * len(content.value):
        # A second description is taken for the content, and may be the caption of a picture (media:description).
        content, digest = Content(summary, raw.summary_base or content.base, content.language), ""
    author = ", ".join(dict.fromkeys(filter(None, map(person, raw.authors)))) or ", ".join(map(person, authors))
    fields = {
        "id": get("id", ""),
        "title": get("title", ""),
        "link": _link(raw),
        # RSS 1.0's dc:date lands in `updated`.
        "published": get("published") or get("created") or get("updated", ""),
        "updated": get("updated", ""),
        "author": author,
        "content": unescaped(content.value),
        "digest": unescaped(digest),
        "base": content.base,
        "language": content.language or raw.title_language or get("language") or language,
    }
    more = {
        "comments": get("comments") or _first(raw.links, "replies"),
        "image": get("image") or next(iter(raw.thumbnails), "") or next(_images(raw.media), ""),
        "reply_to": get("reply_to", ""),
        "source": get("source", ""),
    }
    told = {name: value.strip() for name, value in fields.items()}
    told |= {name: value.strip() for name, value in more.items() if value.strip()}
    return Item(told, place, _files(raw), tuple(filter(None, map(str.strip, raw.tags))))


def person(said: str) -> str:
    """Return the name in `mail (Name)` (RSS 2.0, author) or `Name <mail>` (RFC 5322, 3.4); else what was said."""
    said = said.strip()
    if "@" not in said or len(said) > 300:
        return said
    found = _MAIL_NAME.fullmatch(said) or _NAME_MAIL.fullmatch(said)
    return found[1].strip() if found else said


def enclosures(links: Iterable[Link], media: Iterable[Link]) -> tuple[Enclosure, ...]:
    """Return the files of an entry, each address once: enclosures first, then media:content."""
    found: dict[str, Enclosure] = {}
    for link in (*(one for one in links if one.rel == "enclosure"), *media):
        if link.href and link.href not in found:
            # A link without a type is taken for a page by feedparser; no enclosure is one.
            kind = "" if link.media_type == "text/html" or link.media_type.endswith("/*") else link.media_type
            length = int(link.length) if _LENGTH.fullmatch(link.length) else None
            found[link.href] = Enclosure(link.href, kind, length)
    return tuple(found.values())


def unescaped(value: str) -> str:
    """Return a text that was escaped once too often as the mark-up it was; any other as it is.

    Only where no mark-up is in it and an escaped block or link with its end is: an article that shows a tag in plain
    text keeps it.
    """
    if "&lt;" not in value or _TAG.search(value):
        return value
    names = {(bool(found[1]), found[2].lower()) for found in _ESCAPED.finditer(value)}
    closed = {name for ends, name in names if ends and (False, name) in names}
    if not closed or not value.lstrip().startswith("&lt;"):
        return value
    return value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _files(raw: Raw) -> tuple[Enclosure, ...]:
    """Return the files of an entry; the one that FeedBurner counts the downloads of is at its own address."""
    found = enclosures(raw.links, raw.media)
    original = raw.texts.get("original_file", "").strip()
    return (replace(found[0], url=original),) if len(found) == 1 and _WEB.match(original) else found


def _link(raw: Raw) -> str:
    original = raw.texts.get("original", "")
    if _WEB.match(original):
        return original  # FeedBurner's own link counts clicks
    link = raw.texts.get("link", "")
    # feedparser takes an id for a link that is not there; it is one only if it is an address.
    if link == raw.texts.get("id") and not _ADDRESS.match(link):
        link = ""
    return link or _first(raw.links, "alternate")


def _first(links: Iterable[Link], rel: str) -> str:
    """Return the first address with this relation, that of a page before that of a feed."""
    own = [link for link in links if link.rel == rel and link.href]
    pages = [link for link in own if link.media_type == "text/html"]
    return next((link.href for link in (*pages, *own)), "")


def _images(media: Iterable[Link]) -> Iterator[str]:
    return (one.href for one in media if one.media_type.startswith("image/"))
