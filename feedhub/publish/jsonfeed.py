"""Posts → a JSON Feed (version 1.1). Pure."""

import json
from collections.abc import Sequence
from typing import Any

from feedhub.model import Enclosure, Post
from feedhub.publish.feed import Feed, author, media_type

_VERSION = "https://jsonfeed.org/version/1.1"


def jsonfeed(feed: Feed, posts: Sequence[Post]) -> bytes:
    """Return the subscription document of `posts`, in their order; the same posts give the same bytes."""
    document = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.document("json"),
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(post, feed) for post in posts],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _item(post: Post, feed: Feed) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": feed.post_id(post),
        "url": post.link or feed.post_page(post),
        "title": post.title,
        "date_published": post.published.isoformat(),
        "date_modified": post.updated.isoformat(),
        "authors": [{"name": author(post)}],
    }
    summary = post.digest or post.excerpt
    if post.content:
        item["content_html"] = post.content
    else:
        item["content_text"] = summary or post.title  # one of the two is a must
    if summary:
        item["summary"] = summary
    if tags := list(dict.fromkeys((*(category.name for category in post.categories), *post.tags))):
        item["tags"] = tags
    if post.language not in ("", feed.language):
        item["language"] = post.language
    if post.enclosures:
        item["attachments"] = [_attachment(one) for one in post.enclosures]
    return item


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    size = {} if enclosure.length is None else {"size_in_bytes": enclosure.length}
    return {"url": enclosure.url, "mime_type": media_type(enclosure) or "application/octet-stream", **size}
