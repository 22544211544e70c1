"""A source's bytes → the items as its document says them. All pure."""

from feedhub.config import FeedSource, Source
from feedhub.errors import ParseError
from feedhub.model import Item, Listing, Response

__all__ = ["detail", "listing"]


def listing(source: Source, response: Response) -> Listing:
    """Return what the document of `source` holds, in the order of the document.

    Raises ParseError if the document is not what the source's kind promises.
    """
    if isinstance(source, FeedSource):
        from feedhub.parse import feed

        return feed.listing(response)
    from feedhub.parse import json

    return json.listing(response, source.items, source.fields)


def detail(source: Source, response: Response) -> Item:
    """Return the fields that the detail document of one item adds, its `content` among them.

    Raises ParseError if the document is not what the source promises, or has no content.
    """
    if isinstance(source, FeedSource) or source.detail is None:
        raise ParseError(response.url, f"source {source.id} has no details")
    from feedhub.parse import json

    return json.detail(response, source.detail)
