"""Posts → Atom documents (RFC 4287) by feedgen, with the links of archived feeds (RFC 5005, 4). Pure."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedhub import address
from feedhub.model import Edit, Post, Tombstone
from feedhub.publish import versions
from feedhub.publish.feed import Feed, author, media_type

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_TYPE = address.FEED_TYPES["atom"]


def subscription(feed: Feed, posts: Sequence[Post], archives: int, tombstones: Sequence[Tombstone] = ()) -> bytes:
    """Return the document that readers subscribe to: `posts` in their order, and where the older ones are.

    `archives` is the number of the newest archive document, 0 if there is none. The same posts give the same bytes.
    `tombstones` are of what was taken back (RFC 6721).
    """
    links = {"self": feed.document("atom")}
    if archives:
        links["prev-archive"] = feed.archive(archives)
    generator = _generator(feed, posts, links)
    if tombstones:
        generator.updated(max(feed.updated(posts), *(one.at for one in tombstones)))
        generator.register_extension("tombstones", _TombstoneExtension, rss=False)
        generator.tombstones.take(feed, tombstones)
    return _document(generator, feed, posts)


def changes(feed: Feed, title: str, edits: Sequence[Edit]) -> bytes:
    """Return the feed of edits: an entry for each, with what it changed; the id is the post's with the version."""
    address_of = f"{feed.hub.base_url}/{address.changes_feed(str(feed.slug), feed.kind)}"
    generator = _generator(feed, [], {"self": address_of})
    generator.id(f"{feed.id}/changes")
    generator.title(title)
    generator.updated(max((edit.at for edit in edits), default=feed.updated([])))
    for edit in edits:
        entry = FeedEntry()
        entry.id(f"{feed.post_id(edit.post)}/version/{edit.number}")
        entry.title(edit.post.title)
        entry.published(edit.at)
        entry.updated(edit.at)
        entry.author({"name": author(edit.post)})
        what = versions.shown(edit)
        entry.content(what.title + what.text, type="html")
        entry.link(href=f"{feed.hub.base_url}/{address.history_page(edit.post.name)}")
        generator.add_entry(entry, order="append")
    document: bytes = generator.atom_str(pretty=False)
    return document + b"\n"


def archive(feed: Feed, posts: Sequence[Post], number: int) -> bytes:
    """Return archive document `number`, with the links to its neighbours.

    The next one is named before it is there: its address is known, and this document never changes again.
    """
    links = {"self": feed.archive(number), "current": feed.document("atom")}
    if number > 1:
        links["prev-archive"] = feed.archive(number - 1)
    links["next-archive"] = feed.archive(number + 1)
    generator = _generator(feed, posts, links)
    generator.register_extension("history", _ArchiveExtension, rss=False)
    return _document(generator, feed, posts)


def _generator(feed: Feed, posts: Sequence[Post], links: Mapping[str, str]) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(feed.title)
    generator.author({"name": feed.author})
    generator.language(feed.language)
    generator.updated(feed.updated(posts))
    generator.generator("feedhub")
    generator.link([{"href": href, "rel": rel, "type": _TYPE} for rel, href in links.items()])
    generator.link([{"href": feed.page, "rel": "alternate", "type": "text/html"}])
    return generator


def _document(generator: FeedGenerator, feed: Feed, posts: Sequence[Post]) -> bytes:
    for post in posts:
        generator.add_entry(_entry(post, feed), order="append")
    document: bytes = generator.atom_str(pretty=False)
    return document + b"\n"


def _entry(post: Post, feed: Feed) -> FeedEntry:
    entry = FeedEntry()
    entry.id(feed.post_id(post))
    entry.title(post.title)
    entry.published(post.published)
    entry.updated(post.updated)
    entry.author({"name": author(post)})
    entry.content(post.content or html.escape(post.digest or post.excerpt, quote=False), type="html")
    if post.digest:
        entry.summary(post.digest)
    for category in post.categories:
        entry.category({"term": category.slug, "label": category.name, "scheme": f"{feed.hub.base_url}/category/"})
    for tag in post.tags:
        entry.category({"term": tag})
    entry.register_extension("feedhub", _EntryExtension, rss=False)
    entry.feedhub.describe(post, feed)
    return entry


class _ArchiveExtension(BaseExtension):  # type: ignore[misc]
    """What says that a document is an archive document (RFC 5005, 4)."""

    def extend_ns(self) -> dict[str, str]:
        """Return the namespace of feed history."""
        return {"fh": _HISTORY}

    def extend_atom(self, feed: Any) -> Any:
        """Add the element to feedgen's feed."""
        etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed


class _TombstoneExtension(BaseExtension):  # type: ignore[misc]
    """What was taken back (RFC 6721, 3)."""

    def extend_ns(self) -> dict[str, str]:
        """Return the namespace of tombstones."""
        return {"at": _TOMBSTONES}

    def take(self, feed: Feed, tombstones: Sequence[Tombstone]) -> None:
        """Take what is to be written."""
        self._feed, self._tombstones = feed, tombstones

    def extend_atom(self, feed: Any) -> Any:
        """Add the elements to feedgen's feed."""
        for one in self._tombstones:
            ref = address.tag_uri(self._feed.authority, one.name)
            deleted = etree.SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry", ref=ref, when=one.at.isoformat())
            etree.SubElement(deleted, f"{{{_TOMBSTONES}}}comment").text = one.reason
        return feed


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """What feedgen's entries lack: links with their rel and type, atom:source with an id, xml:lang.

    feedgen's elements are in no namespace of lxml's, so these are plain names too.
    """

    def describe(self, post: Post, feed: Feed) -> None:
        """Take what is to be written."""
        self._post, self._feed = post, feed

    def extend_atom(self, entry: Any) -> Any:
        """Add the elements to feedgen's entry."""
        post, page = self._post, self._feed.post_page(self._post)
        if post.language not in ("", self._feed.language):
            entry.set(_XML_LANG, post.language)
        # Readers open the alternate, which is the article; our own page of it is related.
        if post.link:
            _link(entry, "alternate", post.link, "text/html")
            _link(entry, "related", page, "text/html")
        else:
            _link(entry, "alternate", page, "text/html")
        for teller in post.also:
            href = teller.link or f"{self._feed.hub.base_url}/{teller.path}"
            _link(entry, "related", href, "text/html").set("title", teller.source_title)
        for enclosure in post.enclosures:
            link = _link(entry, "enclosure", enclosure.url, media_type(enclosure))
            if enclosure.length is not None:
                link.set("length", str(enclosure.length))
        source = etree.SubElement(entry, "source")
        etree.SubElement(source, "id").text = address.tag_uri(self._feed.authority, f"source/{post.source_id}")
        etree.SubElement(source, "title").text = post.source_title
        if post.source_link:
            _link(source, "alternate", post.source_link, "text/html")
        return entry


def _link(parent: Any, rel: str, href: str, media_type: str) -> Any:
    link = etree.SubElement(parent, "link", rel=rel, href=href)
    if media_type:
        link.set("type", media_type)
    return link
