"""What a search found → what its page shows: titles and excerpts with the words that were asked for marked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from feedhub import diff, search
from feedhub.model import Category, Post
from feedhub.search import Asked, Piece

PAGE_POSTS = 20
"""Posts on a page of what was found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One post that was found."""

    post: Post
    title: Sequence[Piece]
    excerpt: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of what a search found; or, in `fault`, the name of the words that say why it found nothing.

    `most` is how far `total` counts. `categories` and `sources` (id and title) are those that it can be narrowed to.
    """

    asked: Asked
    hits: Sequence[Hit] = ()
    total: int = 0
    most: int = 0
    fault: str = ""
    categories: Sequence[Category] = ()
    sources: Sequence[tuple[str, str]] = ()

    @property
    def narrowed(self) -> bool:
        """Whether more than words was asked for."""
        asked = self.asked
        return bool(asked.category or asked.source or asked.since or asked.until or asked.newest_first)

    @property
    def earlier(self) -> str:
        """The query of the page before this one; empty on the first."""
        return self._page(self.asked.page - 1) if self.asked.page > 1 else ""

    @property
    def later(self) -> str:
        """The query of the page after this one; empty on the last."""
        return self._page(self.asked.page + 1) if self.asked.page * PAGE_POSTS < self.total else ""

    def _page(self, page: int) -> str:
        asked = self.asked
        values = {
            "q": asked.text,
            "category": asked.category,
            "source": asked.source,
            "from": asked.since.isoformat() if asked.since else "",
            "to": asked.until.isoformat() if asked.until else "",
            "sort": "newest" if asked.newest_first else "",
            "page": str(page) if page > 1 else "",
        }
        return urlencode({name: value for name, value in values.items() if value})


def hit(post: Post, asked: Asked) -> Hit:
    """Return a post as a search shows it: where its text has what was asked for, else how it begins."""
    query = asked.query
    text = " ".join(part for part in (post.digest, diff.lines(post.content)) if part)
    return Hit(post, search.marked(post.title, query), search.excerpt(text or post.excerpt, query))
