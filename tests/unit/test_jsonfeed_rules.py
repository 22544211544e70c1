"""The checks of JSON Feed find what is wrong with a document, and nothing in a good one."""

import json
from typing import Any

import pytest

from tests.jsonfeed_rules import violations

GOOD = """{
"version": "https://jsonfeed.org/version/1.1", "title": "News", "home_page_url": "https://hub.example/",
"feed_url": "https://hub.example/feed.json", "language": "zh-CN", "authors": [{"name": "Hub"}],
"_ours": {"about": "https://hub.example/"},
"items": [{"id": "tag:hub.example,2022:1", "url": "https://a.example/1", "title": "One", "summary": "Short",
"content_html": "<p><a href='https://a.example/'>x</a></p>", "tags": ["cats"],
"date_published": "2022-05-20T01:51:56+00:00", "date_modified": "2022-05-20T01:51:56Z",
"attachments": [{"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 10}]}]}"""


def test_a_good_document_keeps_every_rule() -> None:
    assert violations(GOOD.encode()) == []


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("]}]}", "]}]", "not JSON"),
        ("version/1.1", "version/1", "the version is"),
        ('"title": "News", ', "", "no title"),
        ('"title": "News"', '"title": ""', "title is empty"),
        ('"title": "News"', '"title": "News", "title": "Again"', "2 members 'title'"),
        ('"title": "News"', '"title": ["News"]', "wrong type"),
        ('"_ours"', '"ours"', "does not know"),
        ('"https://hub.example/feed.json"', '"/feed.json"', "not an absolute address"),
        ('"zh-CN"', '"Chinese, simplified"', "no tag of BCP 47"),
        ('{"name": "Hub"}', "{}", "says nothing"),
        ('{"name": "Hub"}', '"Hub"', "no object"),
        ('"id": "tag:hub.example,2022:1"', '"id": 1', "id has the wrong type"),
        ('"url": "https://a.example/1"', '"url": "1.html"', "not an absolute address"),
        ("2022-05-20T01:51:56+00:00", "Fri, 20 May 2022 01:51:56 GMT", "no date of RFC 3339"),
        ("2022-05-20T01:51:56Z", "2022-05-20T01:51:56", "no date of RFC 3339"),
        ("2022-05-20T01:51:56Z", "2022-02-30T01:51:56Z", "no date of RFC 3339"),
        ('"content_html"', '"_content"', "neither content_html"),
        ("href='https://a.example/'", "href='/x'", "relative href"),
        ('"cats"', "1", "a tag is no text"),
        ('"mime_type": "audio/mpeg", ', "", "no mime_type"),
        ('"audio/mpeg"', '"mp3"', "no media type"),
        ('"size_in_bytes": 10', '"size_in_bytes": true', "wrong type"),
        ("Short", "a\\u000bb", "illegal character U+000B"),
        ("Short", "\\ud800", "illegal character U+D800"),
    ],
)
def test_a_bad_document_is_found_out(good: str, bad: str, said: str) -> None:
    assert good in GOOD

    found = violations(GOOD.replace(good, bad, 1).encode())

    assert any(said in one for one in found), found


def test_two_items_with_one_id_are_found_out() -> None:
    feed: dict[str, Any] = json.loads(GOOD)
    feed["items"] *= 2

    assert "feed: 2 items have the id 'tag:hub.example,2022:1'" in violations(json.dumps(feed).encode())
