"""JSON Feed 1.0 and 1.1 become the same items as other feeds."""

import json
from typing import Any

import pytest

from feedhub.config import FeedSource
from feedhub.errors import ParseError
from feedhub.model import Enclosure, Listing, Response
from feedhub.parse import listing

URL = "https://news.example/feed.json"
SOURCE = FeedSource.model_validate({"id": "f", "kind": "feed", "url": URL})
VERSION = "https://jsonfeed.org/version/1.1"


def read(feed: Any, media_type: str = "application/feed+json") -> Listing:
    body = feed if isinstance(feed, bytes) else json.dumps(feed).encode()
    return listing(SOURCE, Response(URL, 200, body, media_type))


def of(*items: Any, **head: Any) -> dict[str, Any]:
    return {"version": VERSION, "title": "T", "items": list(items), **head}


def test_an_item_is_read_as_it_says() -> None:
    found = read(
        of(
            {
                "id": "17",
                "url": "https://news.example/1",
                "external_url": "https://other.example/1",
                "title": "a & b",
                "content_html": "<p>full</p>",
                "content_text": "full",
                "summary": "short",
                "image": "https://news.example/1.jpg",
                "date_published": "2022-05-20T09:51:56+08:00",
                "date_modified": "2022-05-21T09:51:56+08:00",
                "authors": [{"name": "Ann"}, {"url": "https://bo.example/"}],
                "tags": ["x", " y ", ""],
                "language": "en",
                "attachments": [
                    {"url": "https://news.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12},
                    {"url": "https://news.example/2.mp3", "size_in_bytes": -1},
                    {"mime_type": "audio/mpeg"},
                ],
            },
            home_page_url="/home",
        )
    )

    item = found.items[0]
    assert {name: value for name, value in item.fields.items() if value} == {
        "id": "17",
        "title": "a &amp; b",
        "link": "https://news.example/1",
        "published": "2022-05-20T09:51:56+08:00",
        "updated": "2022-05-21T09:51:56+08:00",
        "author": "Ann, https://bo.example/",
        "content": "<p>full</p>",
        "digest": "short",
        "language": "en",
        "image": "https://news.example/1.jpg",
    }
    assert (item.categories, item.place) == (("x", "y"), "items[0]")
    assert item.enclosures == (
        Enclosure("https://news.example/1.mp3", "audio/mpeg", 12),
        Enclosure("https://news.example/2.mp3"),
    )
    assert (found.title, found.link) == ("T", "https://news.example/home")


@pytest.mark.parametrize(
    ("item", "field", "expected"),
    [
        ({"id": 17}, "id", "17"),
        ({"id": 1.5}, "id", "1.5"),
        ({"id": True}, "id", ""),
        ({"id": None}, "id", ""),
        ({"external_url": "https://o.example/"}, "link", "https://o.example/"),
        ({"content_text": "a < b\n& c"}, "content", "a &lt; b\n&amp; c"),
        ({"summary": "only"}, "content", "only"),
        ({"summary": "only"}, "digest", ""),
        ({"author": {"name": "Old"}}, "author", "Old"),
        ({"authors": [], "author": {"name": "Old"}}, "author", "Old"),
        ({"authors": "x"}, "author", "Feed Author"),
        ({"authors": {"name": "One"}}, "author", "One"),
        ({"authors": [{"url": "mailto:one@n.example"}]}, "author", "one@n.example"),
        ({}, "author", "Feed Author"),
        ({}, "language", "zh-CN"),
        ({"date_modified": "2022-05-20T00:00:00Z"}, "published", "2022-05-20T00:00:00Z"),
        ({"banner_image": "https://n.example/b.png"}, "image", "https://n.example/b.png"),
        ({"title": "\ud800"}, "title", "?"),
    ],
)
def test_a_field_has_its_rules(item: dict[str, Any], field: str, expected: str) -> None:
    found = read(of(item, author={"name": "Feed Author"}, language="zh-CN"))

    assert expected == found.items[0].fields[field]


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "", "application/xml"])
def test_a_body_that_names_the_version_is_enough(version: str, media_type: str) -> None:
    feed = {"version": version, "items": [{"id": "1", "title": "镕"}]}

    assert read(feed, media_type).items[0].fields["title"] == "镕"
    escaped = json.dumps(feed).replace("/", "\\/").encode("utf-8-sig")
    assert read(escaped, media_type).items[0].fields["id"] == "1"


def test_what_is_no_object_is_left_out() -> None:
    assert [item.place for item in read(of(None, "x", {"id": "1"}, [])).items] == ["items[2]"]


@pytest.mark.parametrize("body", [b"{", b'{"items": {}}', b"{}", b'{"items":' + b"[" * 100_000])
def test_what_is_no_json_feed_is_an_error_of_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        read(body)
