"""The feeds that a page names, where feeds usually are, and what an answer begins as."""

import pytest

from feedhub import discover
from feedhub.discover import Kind
from feedhub.model import Response
from feedhub.parse import soup

URL = "https://site.example/blog/index.html"


def named(body: str) -> list[tuple[str, str]]:
    """Return the addresses and titles of the feeds that a page names."""
    page = soup.read(Response(URL, 200, body.encode()))
    return [(feed.url, feed.title) for feed in discover.named(page.tree, page.base)]


def test_feeds_for_machines_come_in_the_order_of_the_page_and_those_of_comments_last() -> None:
    head = """
    <link rel="alternate" type="application/rss+xml" title="Site &raquo; Comments Feed" href="/comments/feed/">
    <link rel="alternate" type="application/rss+xml" title="Site &raquo; Feed" href="/feed/">
    <link rel="alternate" type="application/atom+xml" title="Atom" href="atom.xml">
    <link rel="stylesheet" type="text/css" href="/feed.css"><link rel="alternate" hreflang="de" href="/de/">
    """

    assert named(head) == [
        ("https://site.example/feed/", "Site » Feed"),
        ("https://site.example/blog/atom.xml", "Atom"),
        ("https://site.example/comments/feed/", "Site » Comments Feed"),
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<LINK REL="Alternate" TYPE="Application/RSS+XML" HREF="/f">',
        "<body><div><link rel=alternate type=application/rss+xml href=/f></div>",
        '<link rel="alternate feed" href="/f">',
        '<link rel="feed" href="/f">',
        '<link rel="alternate" type="application/atom+xml; charset=utf-8" href=" /f ">',
        '<link rel="home alternate" type="application/feed+json" href="/f">',
        '<base href="https://site.example/"><link rel="alternate" type="application/rss+xml" href="f">',
        '<link rel="alternate" type="application/rss+xml" href="feed:https://site.example/f">',
        '<a href="/f" type="application/rss+xml">x</a>',
    ],
)
def test_a_feed_is_seen_however_it_is_linked(link: str) -> None:
    assert [url for url, _ in named(link)] == ["https://site.example/f"]


def test_feeds_for_people_are_seen_by_their_address_their_text_or_their_icon() -> None:
    body = """
    <a href="/rss.xml">Subscribe</a> <a href="/index.xml"><img src="/i/rss-icon.png"></a>
    <a href="/news/feed/">News</a> <a href="/?feed=rss2">RSS</a> <a href="/x.xml" title="RSS订阅">新闻</a>
    """

    assert [url for url, _ in named(body)] == [
        "https://site.example/rss.xml", "https://site.example/index.xml", "https://site.example/news/feed/",
        "https://site.example/?feed=rss2", "https://site.example/x.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/json+oembed" href="/oembed?x=1">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">',
        '<link rel="alternate" type="text/html" href="/amp">',
        '<a href="/about-rss.html">What is RSS?</a>',
        '<a href="https://feedly.com/i/subscription/feed/x.xml">RSS</a>',
        '<a href="/feeding-the-birds">Feed the birds</a>',
        '<a href="/feedback">Feedback</a>',
        '<link rel="alternate" type="application/rss+xml" href="javascript:void(0)">',
        '<link rel="alternate" type="application/rss+xml" href="http://[x/">',
    ],
)
def test_what_is_no_feed_is_not_named(link: str) -> None:
    assert named(link) == []


def usual(body: str, url: str) -> list[str]:
    """Return where the feed of a page would be looked for."""
    return discover.usual(soup.read(Response(url, 200, body.encode())).tree, url)


def test_feeds_are_looked_for_beside_the_page_and_at_the_root_and_not_at_more_than_six_places() -> None:
    places = usual("<p>x", "https://site.example:8443/blog/index.html?p=1")

    assert places[0] == "https://site.example:8443/blog/feed"
    assert "https://site.example:8443/feed" in places
    assert len(places) == 6


def test_what_made_a_site_says_where_its_feed_is() -> None:
    ghost = '<meta name="Generator" content="Ghost 5.8">'
    themed = '<link rel="stylesheet" href="https://site.example/wp-content/themes/x.css">'

    assert usual(ghost, "https://site.example/")[0] == "https://site.example/rss/"
    assert usual(themed, "https://site.example/a/b")[0] == "https://site.example/feed/"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0"?>\n<!-- by x -->\n<?xml-stylesheet href="a"?><rss version="2.0">', Kind.FEED),
        (b"\xef\xbb\xbf  <feed xmlns='http://www.w3.org/2005/Atom'>", Kind.FEED),
        (b"<rdf:RDF xmlns:rdf='x'>", Kind.FEED),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), Kind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', Kind.FEED),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', Kind.SITEMAP),
        (b"\x1f\x8b\x08", Kind.SITEMAP),
        (b' {"items": []}', Kind.JSON),
        (b"[1]", Kind.JSON),
        (b"<!DOCTYPE html><html><body>rss <feed>", Kind.PAGE),
        (b"", Kind.PAGE),
        (b"hello", Kind.PAGE),
    ],
)
def test_an_answer_is_what_it_begins_as(body: bytes, kind: Kind) -> None:
    assert discover.kind(Response(URL, 200, body)) is kind
