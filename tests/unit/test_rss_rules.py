"""The checks of RSS find what is wrong with a document, and nothing in a good one."""

import pytest

from tests.rss_rules import violations

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title><link>https://hub.example/</link><description>News</description>
<atom:link href="https://hub.example/feed.rss" rel="self" type="application/rss+xml"/>
<lastBuildDate>Fri, 20 May 2022 01:51:56 +0000</lastBuildDate>
<item><title>One</title><link>https://a.example/1</link><guid isPermaLink="false">tag:hub.example,2022:1</guid>
<description>Short</description><content:encoded>&lt;p&gt;&lt;a href="https://a.example/"&gt;x&lt;/a&gt;</content:encoded>
<category>cats</category><category>dogs</category><dc:creator>A. Writer</dc:creator>
<enclosure url="https://a.example/1.mp3" length="0" type="audio/mpeg"/>
<pubDate>Fri, 20 May 2022 01:51:56 GMT</pubDate><source url="https://a.example/">A</source></item>
</channel></rss>"""


def test_a_good_document_keeps_every_rule() -> None:
    assert violations(GOOD.encode()) == []


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("</channel>", "", "not well-formed"),
        ('version="2.0" ', 'version="0.91" ', "not rss 2.0"),
        ("<title>News</title>", "", "no title"),
        ("<title>News</title>", "<title> </title>", "title is empty"),
        ("<title>News</title>", "<title>N</title><title>N</title>", "2 elements title"),
        ("<title>News</title>", "<title>N</title><name>N</name>", "RSS does not know"),
        ("<link>https://hub.example/</link>", "<link>/</link>", "not an absolute address"),
        ('rel="self"', 'rel="alternate"', "0 links of Atom with rel self"),
        ('href="https://hub.example/feed.rss"', 'href="feed.rss"', "no address of RSS"),
        ("+0000</lastBuildDate>", "UTC</lastBuildDate>", "no date of RFC 822"),
        ("20 May 2022 01:51:56 GMT", "20 May 22 01:51:56 GMT", "no date of RFC 822"),
        ("Fri, 20 May 2022 01:51:56 GMT", "2022-05-20T01:51:56Z", "no date of RFC 822"),
        ("Fri, 20 May 2022 01:51:56 GMT", "Mon, 20 May 2022 01:51:56 GMT", "wrong day of the week"),
        ("Fri, 20 May 2022 01:51:56 GMT", "Fri, 31 Feb 2022 01:51:56 GMT", "no date of RFC 822"),
        (' isPermaLink="false"', "", "says that it is a permalink"),
        ('isPermaLink="false"', 'isPermaLink="no"', "isPermaLink is 'no'"),
        ('<guid isPermaLink="false">tag:hub.example,2022:1</guid>', "", "no guid"),
        ("<link>https://a.example/1</link>", "<link>a.example/1</link>", "not an absolute address"),
        ('href="https://a.example/"', 'href="/x"', "relative href"),
        ("<dc:creator>A. Writer</dc:creator>", "<author>A. Writer</author>", "address of a mailbox"),
        ('url="https://a.example/1.mp3"', 'url="1.mp3"', "url of the enclosure"),
        ('length="0"', "", "length of the enclosure"),
        ('type="audio/mpeg"', 'type="mp3"', "type of the enclosure"),
        ("<enclosure ", '<enclosure url="https://a.example/" length="1" type="a/b"/><enclosure ', "2 elements encl"),
        ('<source url="https://a.example/">', "<source>", "url of source"),
        ("Short", "\x0b", "illegal character U+000B"),
        (
            "<item>",
            '<item><guid isPermaLink="false">tag:hub.example,2022:1</guid></item><item>',
            "2 items have the guid",
        ),
    ],
)
def test_a_bad_document_is_found_out(good: str, bad: str, said: str) -> None:
    assert good in GOOD

    found = violations(GOOD.replace(good, bad, 1).encode())

    assert any(said in one for one in found), found
