"""What a feed says of itself and of its posts, whatever its format. Pure: every time in it is an entry's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from feedhub import address
from feedhub.config import Hub
from feedhub.model import Category, Enclosure, FeedKind, Post

# What publishers leave unsaid most; the table of the machine may say otherwise on the next one.
_BY_SUFFIX = {
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, of a category or of everything (`slug` is None); its documents differ in format and in age."""

    hub: Hub
    authority: str
    slug: str | None
    title: str
    language: str
    kind: FeedKind = FeedKind.CATEGORY

    @property
    def id(self) -> str:
        """The id that all its documents have."""
        return address.tag_uri(self.authority, f"{self.kind}/{self.slug}" if self.slug else "feed")

    @property
    def author(self) -> str:
        """Whoever publishes it."""
        return self.hub.author or self.hub.title

    @property
    def page(self) -> str:
        """The address of the page that lists the same."""
        return self._at(address.category_page(self.slug, kind=self.kind) if self.slug else "")

    def document(self, suffix: str) -> str:
        """Return the address of its subscription document in a format."""
        return self._at(self.path(suffix))

    def path(self, suffix: str) -> str:
        """Return the path of its subscription document in a format."""
        return address.category_feed(self.slug, suffix, self.kind) if self.slug else address.hub_feed(suffix)

    def archive(self, number: int) -> str:
        """Return the address of one of its archive documents."""
        return self._at(address.archive(self.slug, number, self.kind))

    def updated(self, posts: Sequence[Post]) -> datetime:
        """Return when the post that was updated last was; without posts, the day on which the hub's ids were minted."""
        minted = datetime.fromisoformat(self.authority.rpartition(",")[2]).replace(tzinfo=UTC)
        return max((post.updated for post in posts), default=minted)

    def post_id(self, post: Post) -> str:
        """Return the id of a post."""
        return address.tag_uri(self.authority, post.name)

    def post_page(self, post: Post) -> str:
        """Return the address of a post's own page."""
        return self._at(post.path)

    def _at(self, path: str) -> str:
        return f"{self.hub.base_url}/{path}"


def feed(hub: Hub, authority: str, category: Category | None) -> Feed:
    """Return the feed of a category, or of everything."""
    if category is None:
        return Feed(hub, authority, None, hub.title, hub.language)
    title = category.name if category.kind is FeedKind.QUERY else f"{category.name} - {hub.title}"
    return Feed(hub, authority, category.slug, title, hub.language, category.kind)


def author(post: Post) -> str:
    """Return who a post is by: its author, else its source."""
    return post.author or post.source_title


def media_type(enclosure: Enclosure) -> str:
    """Return the media type of an enclosure: as stated, if the formats take it, else by its suffix; or nothing."""
    if re.fullmatch(r"[\w.+-]+/[\w.+-]+", enclosure.media_type, re.ASCII):
        return enclosure.media_type
    return _BY_SUFFIX.get(PurePosixPath(urlsplit(enclosure.url).path).suffix.lower(), "")
