"""Posts → an Atom feed (RFC 4287), by feedgen. Pure: every time in it is an entry's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedhub import address
from feedhub.model import Post

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself."""

    id: str
    title: str
    author: str
    language: str
    self_link: str
    alternate: str


def atom(feed: Feed, posts: Sequence[Post], authority: str, base_url: str) -> bytes:
    """Return the feed of `posts`, in their order.

    `updated` is that of the entry updated last, or the day on which the hub's ids were minted: the same posts give the
    same bytes.
    """
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(feed.title)
    generator.author({"name": feed.author})
    generator.language(feed.language)
    minted = datetime.fromisoformat(authority.rpartition(",")[2]).replace(tzinfo=UTC)
    generator.updated(max((post.updated for post in posts), default=minted))
    generator.generator("feedhub")
    generator.link(
        [
            {"href": feed.self_link, "rel": "self", "type": "application/atom+xml"},
            {"href": feed.alternate, "rel": "alternate", "type": "text/html"},
        ]
    )
    for post in posts:
        generator.add_entry(_entry(post, authority, base_url, feed.language), order="append")
    document: bytes = generator.atom_str(pretty=False)
    return document + b"\n"


def _entry(post: Post, authority: str, base_url: str, language: str) -> FeedEntry:
    page = f"{base_url}/{post.path}"
    entry = FeedEntry()
    entry.id(address.tag_uri(authority, post.name))
    entry.title(post.title)
    entry.published(post.published)
    entry.updated(post.updated)
    entry.author({"name": post.author or post.source_title})
    entry.content(post.content or post.digest or post.excerpt, type="html")
    if post.digest:
        entry.summary(post.digest)
    for category in post.categories:
        entry.category({"term": category.slug, "label": category.name, "scheme": f"{base_url}/category/"})
    for tag in post.tags:
        entry.category({"term": tag})
    entry.register_extension("feedhub", _EntryExtension, rss=False)
    entry.feedhub.describe(post, page, authority, post.language if post.language != language else "")
    return entry


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """What feedgen's entries lack: links with their rel and type, atom:source with an id, xml:lang.

    feedgen's elements are in no namespace of lxml's, so these are plain names too.
    """

    def describe(self, post: Post, page: str, authority: str, language: str) -> None:
        """Take what is to be written."""
        self._post, self._page, self._authority, self._language = post, page, authority, language

    def extend_atom(self, entry: Any) -> Any:
        """Add the elements to feedgen's entry."""
        post = self._post
        if self._language:
            entry.set(_XML_LANG, self._language)
        # Readers open the alternate, which is the article; our own page of it is related.
        if post.link:
            _link(entry, "alternate", post.link, "text/html")
            _link(entry, "related", self._page, "text/html")
        else:
            _link(entry, "alternate", self._page, "text/html")
        for enclosure in post.enclosures:
            link = _link(entry, "enclosure", enclosure.url, _media_type(enclosure.media_type))
            if enclosure.length is not None:
                link.set("length", str(enclosure.length))
        source = etree.SubElement(entry, "source")
        etree.SubElement(source, "id").text = address.tag_uri(self._authority, f"source/{post.source_id}")
        etree.SubElement(source, "title").text = post.source_title
        etree.SubElement(source, "updated").text = post.updated.isoformat()
        if post.source_link:
            _link(source, "alternate", post.source_link, "text/html")
        return entry


def _link(parent: Any, rel: str, href: str, media_type: str) -> Any:
    link = etree.SubElement(parent, "link", rel=rel, href=href)
    if media_type:
        link.set("type", media_type)
    return link


def _media_type(value: str) -> str:
    """Return a media type that RFC 4287's schema takes, or nothing."""
    return value if re.fullmatch(r"[\w.+-]+/[\w.+-]+", value) else ""
