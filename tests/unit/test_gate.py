"""The publishing gate: what would break a feed is named, and all that is normalised passes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from feedhub.model import Category, Enclosure
from feedhub.normalise import html
from feedhub.publish import gate
from tests.unit.test_feeds import BARE, documents, post


@pytest.mark.parametrize("changes", [{}, BARE, {"content": '<p>a &lt;a href="/x"&gt; "href" src= </p>'}])
def test_a_sound_post_passes(changes: dict[str, Any]) -> None:
    assert gate.fault(post(**changes)) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "has no title"),
        ({"title": "a\x0bb"}, "title has the character U+000B"),
        ({"content": "<p>\ufffe</p>"}, "content has the character U+FFFE"),
        ({"digest": "\ud800"}, "digest has the character U+D800"),
        ({"author": "\x00"}, "author has the character U+0000"),
        ({"source_title": "\x1f"}, "source_title has the character U+001F"),
        ({"tags": ("ok", "\x08")}, "tag has the character U+0008"),
        ({"categories": (Category(1, "\x08", "x", 1),)}, "category has the character U+0008"),
        ({"link": "/relative"}, "link is not an absolute address: '/relative'"),
        ({"link": "javascript:x()"}, "link is not an absolute address"),
        ({"link": "https://a.example/a b"}, "link is not an absolute address"),
        ({"source_link": "a.example"}, "link of the source is not an absolute address"),
        ({"enclosures": (Enclosure("1.mp3"),)}, "enclosure is not an absolute address"),
        ({"published": datetime(99, 1, 1, tzinfo=UTC)}, "published is no date that a feed can say"),
        ({"updated": datetime(2022, 1, 1)}, "updated is no date that a feed can say"),  # noqa: DTZ001
        ({"language": "Chinese, simplified"}, "language is no language tag"),
        ({"content": '<p class="a"><a title="x > y" href="/x">x</a></p>'}, "content has a relative href: '/x'"),
        ({"content": '<img alt="href=" src="//b.example/1.png">'}, "content has a relative src"),
        ({"content": '<a href="#note">1</a>'}, "content has a relative href: '#note'"),
    ],
)
def test_what_would_break_a_feed_is_named(changes: dict[str, Any], reason: str) -> None:
    assert reason in (gate.fault(post(**changes)) or "")


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="#note">1</a><p id="note">n</p>',
        '<a href="/x">x</a> <img src="1.png" srcset="1.png 1x, /2.png 2x"> <img data-src="//b.example/1.png">',
        '<a href="javascript:x()">x</a><a href=" mailto:a@b.example">m</a><a href="">e</a><a href="?q">q</a>',
        "<p title=\"a > b 'c'\">&#11;\x0b\ufffe&#xD800;</p><iframe src=/x></iframe><blockquote cite=/x>q</blockquote>",
        '<video poster="/p.png" src="/v.mp4"></video><audio><source src="a.mp3"></audio><a href="http://[bad">x</a>',
    ],
)
def test_whatever_is_normalised_passes(markup: str) -> None:
    content = html.clean(markup, "https://a.example/dir/page.html")

    assert gate.fault(post(content=content)) is None
    documents([post(content=content)])


def test_the_good_posts_stay_in_their_order_and_one_id_is_there_once() -> None:
    posts = [post("NW3"), post("NW2", title=""), post("NW1"), post("NW3", title="again")]

    assert gate.sound(posts) == [post("NW3"), post("NW1")]
