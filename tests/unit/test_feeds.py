"""One feed in three formats: each valid, each with the same posts, and the same posts in the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from feedhub.config import Hub
from feedhub.model import Category, Enclosure, Post
from feedhub.publish import Site
from tests import atom_rules, jsonfeed_rules, rss_rules
from tests.history_client import links

NEWS = Category(1, "财经 & Co", "caijing", 3)
SITE = Site(
    Hub(title="金融消息", base_url="https://hub.example/news", language="zh-CN"), authority="hub.example,2022-05-26"
)
RULES = {".atom": atom_rules, ".xml": atom_rules, ".rss": rss_rules, ".json": jsonfeed_rules}


def post(name: str = "NW1", **changes: Any) -> Post:
    """Return a post with everything that one can have."""
    whole = Post(
        id=1,
        name=name,
        title="A & B <b> “q”",
        link="https://a.example/1?x=1&y=2",
        published=datetime(2022, 5, 20, 1, 51, 56, tzinfo=UTC),
        updated=datetime(2022, 5, 21, tzinfo=UTC),
        author="某 & Söhne",
        digest="Shares < 5 & rising",
        excerpt="An excerpt",
        content='<p>正文 &amp; <a href="https://a.example/">x</a> ]]&gt; 𠮷</p>',
        language="en",
        path=f"caijing/2022/05/20/{name}.html",
        archive_path="",
        source_id="a",
        source_title="Source <A>",
        source_link="https://a.example/",
        categories=(NEWS, Category(2, "B", "b", 1)),
        tags=("t 1", "B"),
        enclosures=(
            Enclosure("https://a.example/1.jpg?w=1", "", None),
            Enclosure("https://a.example/1.mp3", "audio/mpeg", 1000),
        ),
    )
    return replace(whole, **changes)


BARE: dict[str, Any] = {
    "link": "", "author": "", "digest": "", "excerpt": "", "content": "", "language": "", "source_link": "",
    "categories": (), "tags": (), "enclosures": (),
}  # fmt: skip


def documents(posts: Sequence[Post], category: Category | None = NEWS) -> dict[str, bytes]:
    """Return the subscription documents by suffix, each shown to be valid."""
    found = {}
    for document in SITE.feeds(category, posts, 0):
        assert RULES[document.path.suffix].violations(document.body) == [], document.path

        found[document.path.suffix] = document.body
    return found


@pytest.mark.parametrize(
    "posts",
    [
        [],
        [post()],
        [post(**BARE)],
        [post(), post("NW2", **BARE)],
        [post(enclosures=(Enclosure("https://a.example/file", "no type", -0),))],
        [post(content="", digest="")],
    ],
    ids=["none", "whole", "bare", "both", "odd enclosure", "excerpt only"],
)
@pytest.mark.parametrize("category", [NEWS, None], ids=["category", "everything"])
def test_every_format_is_valid(posts: list[Post], category: Category | None) -> None:
    assert len(documents(posts, category)) == 3


def test_all_formats_have_the_same_posts_in_the_same_order() -> None:
    found = documents([post("NW2"), post("NW1")])
    ids = ["tag:hub.example,2022-05-26:NW2", "tag:hub.example,2022-05-26:NW1"]

    assert [entry.id for entry in feedparser.parse(found[".atom"]).entries] == ids
    assert [entry.id for entry in feedparser.parse(found[".rss"]).entries] == ids
    assert [item["id"] for item in json.loads(found[".json"])["items"]] == ids


def test_the_same_posts_give_the_same_bytes_and_no_time_of_the_build() -> None:
    assert documents([post()]) == documents([post()])
    assert b"<lastBuildDate>Sat, 21 May 2022 00:00:00 +0000</lastBuildDate>" in documents([post()])[".rss"]
    assert b"<lastBuildDate>Thu, 26 May 2022 00:00:00 +0000</lastBuildDate>" in documents([])[".rss"]


def test_an_item_of_rss_has_the_digest_as_html_and_the_whole_content() -> None:
    [item] = feedparser.parse(documents([post()])[".rss"]).entries

    assert item.title == "A & B <b> “q”"
    assert item.summary == "Shares &lt; 5 &amp; rising"
    assert item.content[0].value == post().content
    assert (item.link, item.author, item.guidislink) == (post().link, "某 & Söhne", False)
    assert item.published == "Fri, 20 May 2022 01:51:56 +0000"
    assert [tag.term for tag in item.tags] == ["财经 & Co", "B", "t 1"]
    assert (item.source.href, item.source.title) == ("https://a.example/", "Source <A>")


def test_an_item_of_rss_has_one_enclosure_which_is_what_can_be_played() -> None:
    [item] = feedparser.parse(documents([post()])[".rss"]).entries
    [enclosure] = item.enclosures

    assert (enclosure.href, enclosure.type, enclosure.length) == ("https://a.example/1.mp3", "audio/mpeg", "1000")


def test_an_enclosure_of_unknown_size_and_type_is_named_as_the_formats_want_it() -> None:
    found = documents([post(enclosures=(Enclosure("https://a.example/x"), Enclosure("https://a.example/2.pdf")))])

    assert b'<enclosure url="https://a.example/x" length="0" type="application/octet-stream"/>' in found[".rss"]
    assert json.loads(found[".json"])["items"][0]["attachments"] == [
        {"url": "https://a.example/x", "mime_type": "application/octet-stream"},
        {"url": "https://a.example/2.pdf", "mime_type": "application/pdf"},
    ]


def test_an_item_of_json_says_all_that_the_post_has() -> None:
    feed = json.loads(documents([post()])[".json"])

    assert (feed["title"], feed["language"]) == ("财经 & Co - 金融消息", "zh-CN")
    assert feed["feed_url"] == "https://hub.example/news/category/caijing.json"
    assert feed["home_page_url"] == "https://hub.example/news/category/caijing.html"
    assert feed["items"] == [
        {
            "id": "tag:hub.example,2022-05-26:NW1",
            "url": "https://a.example/1?x=1&y=2",
            "title": "A & B <b> “q”",
            "date_published": "2022-05-20T01:51:56+00:00",
            "date_modified": "2022-05-21T00:00:00+00:00",
            "authors": [{"name": "某 & Söhne"}],
            "content_html": post().content,
            "summary": "Shares < 5 & rising",
            "tags": ["财经 & Co", "B", "t 1"],
            "language": "en",
            "attachments": [
                {"url": "https://a.example/1.jpg?w=1", "mime_type": "image/jpeg"},
                {"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1000},
            ],
        }
    ]


def test_a_post_without_an_article_elsewhere_leads_to_its_own_page() -> None:
    found = documents([post(link="")])
    page = "https://hub.example/news/caijing/2022/05/20/NW1.html"

    assert feedparser.parse(found[".rss"]).entries[0].link == page
    assert json.loads(found[".json"])["items"][0]["url"] == page


@pytest.mark.parametrize(("category", "place"), [(NEWS, "category/caijing/"), (None, "")])
def test_an_archive_document_names_its_neighbours_and_the_subscription_document(
    category: Category | None, place: str
) -> None:
    document = SITE.archive(category, [post()], 7)
    root = etree.fromstring(document.body)
    current = "category/caijing.atom" if category else "feed.xml"

    assert atom_rules.violations(document.body) == []
    assert str(document.path) == f"{place}archive/7.atom"
    assert root.find("{http://purl.org/syndication/history/1.0}archive") is not None
    assert links(root) == {
        "self": f"https://hub.example/news/{place}archive/7.atom",
        "current": f"https://hub.example/news/{current}",
        "prev-archive": f"https://hub.example/news/{place}archive/6.atom",
        "next-archive": f"https://hub.example/news/{place}archive/8.atom",
        "alternate": f"https://hub.example/news/{'category/caijing.html' if category else ''}",
    }
    assert b"prev-archive" not in SITE.archive(category, [post()], 1).body
