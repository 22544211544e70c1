"""A source's bytes → the items as its document says them. All pure."""

from collections.abc import Iterator
from contextlib import contextmanager

from feedhub.config import FeedSource, FullText, JsonSource, PluginSource, SitemapSource, Source
from feedhub.errors import ParseError, PatternError
from feedhub.model import Article, Item, Listing, Response

__all__ = ["article", "detail", "listing"]

_NOTHING = Item({}, "detail")


def listing(source: Source, response: Response) -> Listing:
    """Return what the document of `source` holds, in the order of the document.

    Raises ParseError if the document is not what the source's kind promises.
    """
    with _patterns_end(response):
        if isinstance(source, FeedSource):
            from feedhub.parse import feed

            return feed.listing(response)
        if isinstance(source, PluginSource):
            from feedhub.parse import plugged

            return plugged.listing(source, response)
        if isinstance(source, SitemapSource):
            from feedhub.parse import sitemap

            return sitemap.listing(response, source.match, source.max_bytes)
        if isinstance(source, JsonSource):
            from feedhub.parse import json

            cursor = source.pages.cursor if source.pages else None
            return json.listing(response, source.items, source.fields, source.embedded, cursor)
        from feedhub.parse import page

        return page.listing(response, source.items, source.fields, source.next)


def detail(source: Source, response: Response, listed: Item = _NOTHING) -> Item:
    """Return the fields that the detail document of one item adds to what was `listed`, its `content` among them.

    Raises ParseError if the document is not what the source promises, or has no content.
    """
    with _patterns_end(response):
        if isinstance(source, PluginSource):
            from feedhub.parse import plugged

            return plugged.detail(source, response, listed)
        if isinstance(source, FeedSource) or source.detail is None:
            raise ParseError(response.url, f"source {source.id} has no details")
        if isinstance(source, JsonSource) or source.detail.embedded:
            from feedhub.parse import json

            return json.detail(response, source.detail)
        from feedhub.parse import page

        return page.detail(response, source.detail, listed.fields)


@contextmanager
def _patterns_end(response: Response) -> Iterator[None]:
    """Make a pattern that takes too long a fault of the document: the items after it would take as long, each."""
    try:
        yield
    except PatternError as error:
        raise ParseError(response.url, str(error)) from None


def article(response: Response, wanted: FullText, before: frozenset[str] = frozenset()) -> Article:
    """Return the text of the article's page in `response`, without the blocks of those `before` it.

    Raises ParseError if it is no page, or has no text.
    """
    from feedhub.parse import fulltext

    with _patterns_end(response):
        return fulltext.article(response, wanted, before)
