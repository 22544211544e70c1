"""The list of all feeds (OPML 2.0), for a feed reader to import. Pure."""

from collections.abc import Iterable

from lxml import etree

from feedhub import address
from feedhub.model import Category


def opml(title: str, base_url: str, categories: Iterable[Category]) -> bytes:
    """Return the OPML document: the feed of everything, then those of categories, saved queries, sources and tags."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    _outline(body, title, f"{base_url}/{address.HUB_FEED}", f"{base_url}/")
    for category in categories:
        feed = f"{base_url}/{address.category_feed(category.slug, kind=category.kind)}"
        _outline(body, category.name, feed, f"{base_url}/{address.category_page(category.slug, kind=category.kind)}")
    document = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return bytes(document)


def _outline(body: etree._Element, title: str, feed: str, page: str) -> None:
    # Feed readers of every age take "rss" here and find out the format by themselves.
    etree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=feed, htmlUrl=page)
