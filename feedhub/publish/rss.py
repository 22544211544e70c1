"""Posts → an RSS 2.0 document by feedgen, as the RSS Advisory Board's Best Practices Profile asks. Pure."""

import html
from collections.abc import Sequence
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedhub import address
from feedhub.model import Enclosure, Post
from feedhub.publish.feed import Feed, author, media_type

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def rss(feed: Feed, posts: Sequence[Post]) -> bytes:
    """Return the subscription document of `posts`, in their order.

    `lastBuildDate` is when the newest of them was updated, so the same posts give the same bytes.
    """
    generator = FeedGenerator()
    generator.title(feed.title)
    generator.description(html.escape(feed.title, quote=False))  # HTML, too, to those who read it
    generator.language(feed.language)
    generator.lastBuildDate(feed.updated(posts))
    generator.generator("feedhub")
    # feedgen takes the last of the links for the channel's own.
    generator.link(
        [
            {"href": feed.document("rss"), "rel": "self", "type": address.FEED_TYPES["rss"]},
            {"href": feed.page, "rel": "alternate"},
        ]
    )
    generator.register_extension("creator", _CreatorExtension, _CreatorOfItem, atom=False)
    for post in posts:
        generator.add_entry(_item(post, feed), order="append")
    document: bytes = generator.rss_str(pretty=False)
    return document + b"\n"


def _item(post: Post, feed: Feed) -> FeedEntry:
    item = FeedEntry()
    item.id(feed.post_id(post))  # feedgen makes a guid of it that is no permalink
    item.title(post.title)
    item.link({"href": post.link or feed.post_page(post), "rel": "alternate"})
    item.published(post.published)
    # A description is HTML to those who read it.
    if summary := html.escape(post.digest or post.excerpt, quote=False):
        item.description(summary)
    if post.content:
        item.content(post.content, type="html")
    for name in dict.fromkeys((*(category.name for category in post.categories), *post.tags)):
        item.category({"term": name})
    if post.source_link:
        item.source(post.source_link, post.source_title)
    if enclosure := _main(post.enclosures):
        item.enclosure(enclosure.url, enclosure.length or 0, media_type(enclosure) or "application/octet-stream")
    item.register_extension("creator", _CreatorOfItem, atom=False)
    item.creator.name(author(post))
    return item


def _main(enclosures: Sequence[Enclosure]) -> Enclosure | None:
    """Return the one enclosure that an item may have: the first to be played, else the first."""
    played = (one for one in enclosures if media_type(one).startswith(("audio/", "video/")))
    return next(played, enclosures[0] if enclosures else None)


class _CreatorExtension(BaseExtension):  # type: ignore[misc]
    """The namespace for names of authors: RSS itself wants the address of a mailbox."""

    def extend_ns(self) -> dict[str, str]:
        """Return the namespace of Dublin Core."""
        return {"dc": _DUBLIN_CORE}


class _CreatorOfItem(BaseEntryExtension):  # type: ignore[misc]
    """Who an item is by."""

    def name(self, creator: str) -> None:
        """Take the name."""
        self._creator = creator

    def extend_rss(self, item: Any) -> Any:
        """Add the element to feedgen's item."""
        etree.SubElement(item, f"{{{_DUBLIN_CORE}}}creator").text = self._creator
        return item
