"""OPML as other programs write it, and as we do."""

import pytest

from feedhub.errors import ExchangeError
from feedhub.exchange import opml
from feedhub.exchange.opml import Outline


def document(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<opml version="1.0"><head/><body>{body}</body></opml>'.encode()


def test_the_innermost_folder_is_the_category_and_text_stands_in_for_a_title() -> None:
    found = opml.read(
        document(
            '<outline text="News"><outline title="Deep" text="other">\n'
            '<outline text="A" xmlUrl="http://a.example/f" htmlUrl="http://a.example/"/></outline>\n'
            '<outline title="B" xmlurl="http://b.example/f"/></outline><outline text="C" XMLURL="http://c.example/f"/>'
        )
    )

    assert found == [
        Outline("A", "http://a.example/f", "http://a.example/", "Deep", 2),
        Outline("B", "http://b.example/f", "", "News", 3),
        Outline("C", "http://c.example/f", "", "", 3),
    ]


def test_an_outline_without_an_address_is_given_so_that_it_can_be_named_and_comments_are_not() -> None:
    [found] = opml.read(document('<!-- x --><?x y?><outline text="Old  blog" type="link" url="http://a.example/"/>'))

    assert (found.url, str(found)) == ("", "line 1: 'Old blog'")


def test_feeds_below_a_feed_are_found() -> None:
    inner = '<outline text="A" xmlUrl="http://a.example/"><outline text="B" xmlUrl="http://b.example/"/></outline>'

    assert [one.title for one in opml.read(document(inner))] == ["A", "B"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"plain text",
        b"<rss><channel/></rss>",
        b"<opml version='2.0'><head/></opml>",
        b"<opml><body><outline></body></opml>",
        document("<outline>" * 300 + "</outline>" * 300),
        document('<outline text="&x;"/>', '<!DOCTYPE opml [<!ENTITY x "y">]>'),
        document('<outline text="&x;"/>', '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        document("", '<!DOCTYPE opml [<!ENTITY x "y">]>').decode().encode("utf-16"),
    ],
    ids=["empty", "text", "rss", "no-body", "broken", "deep", "entity", "external-entity", "entity-in-utf-16"],
)
def test_what_is_no_opml_or_unsafe_is_refused(body: bytes) -> None:
    with pytest.raises(ExchangeError, match=r"is (no OPML|OPML without a body)"):
        opml.read(body)


def test_a_document_type_without_entities_is_read() -> None:
    assert opml.read(document('<outline xmlUrl="http://a.example/"/>', "<!DOCTYPE opml>"))[0].url == "http://a.example/"


def test_what_is_written_is_read_again_grouped_by_category() -> None:
    outlines = [
        Outline("A & B", "http://a.example/?x=1&y=2", "http://a.example/", "新闻"),
        Outline("B", "http://b.example/"),
        Outline("C\x00", "http://c.example/", "", "新闻"),
    ]
    written = opml.write("Hub", outlines)
    found = opml.read(written)

    assert [(one.title, one.url, one.homepage, one.category) for one in found] == [
        ("B", "http://b.example/", "", ""),
        ("A & B", "http://a.example/?x=1&y=2", "http://a.example/", "新闻"),
        ("C", "http://c.example/", "", "新闻"),
    ]
    assert written == opml.write("Hub", outlines)
