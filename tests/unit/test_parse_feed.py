"""RSS, RDF and Atom as they are found, broken ones among them."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from feedhub import normalise
from feedhub.config import FeedSource, Hub
from feedhub.errors import ParseError
from feedhub.model import Enclosure, Item, Listing, Response
from feedhub.normalise import html
from feedhub.parse import detail, listing

URL = "https://news.example/feeds/all.xml"
SOURCE = FeedSource.model_validate({"id": "f", "kind": "feed", "url": URL})


def read(body: str | bytes, media_type: str = "application/xml", charset: str | None = None, url: str = URL) -> Listing:
    body = body.encode() if isinstance(body, str) else body
    return listing(SOURCE, Response(url, 200, body, media_type, charset))


def rss(items: str, declaration: str = "", channel: str = "") -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    head = f"<title>T</title><link>https://news.example/</link>{channel}"
    return f'{declaration}<rss version="2.0" {spaces}><channel>{head}{items}</channel></rss>'


def atom(entries: str, attributes: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>T</title><id>urn:f</id>{entries}</feed>'


def only(found: Listing) -> Item:
    assert len(found.items) == 1
    return found.items[0]


def said(item: Item) -> dict[str, str]:
    """Return the fields that are not empty."""
    return {name: value for name, value in item.fields.items() if value}


def test_an_rss_item_is_read_as_it_says() -> None:
    body = rss(
        "<item><title>甲</title><link>https://news.example/1</link><guid isPermaLink='false'>17</guid>"
        "<pubDate>Fri, 20 May 2022 09:51:56 +0800</pubDate><dc:creator>某人</dc:creator>"
        "<description>&lt;p&gt;summary&lt;/p&gt;</description><content:encoded><![CDATA[<p>full</p>]]></content:encoded>"
        "<category>a</category><category> b </category><category/></item>",
        channel="<language>zh-cn</language>",
    )

    item = only(read(body))

    expected = {
        "id": "17",
        "title": "甲",
        "link": "https://news.example/1",
        "published": "Fri, 20 May 2022 09:51:56 +0800",
        "author": "某人",
        "content": "<p>full</p>",
        "digest": "<p>summary</p>",
        "language": "zh-cn",
    }
    assert (expected, ("a", "b"), "entry[0]") == (said(item), item.categories, item.place)


def test_an_atom_entry_is_read_as_it_says() -> None:
    body = atom(
        "<entry><id>tag:news.example,2022:1</id><title type='html'>a &amp;amp; b</title>"
        "<link rel='alternate' href='https://news.example/1'/><link rel='self' href='https://news.example/1.atom'/>"
        "<published>2022-05-20T01:51:56Z</published><updated>2022-05-21T01:51:56Z</updated>"
        "<author><name>某人</name></author><summary>s</summary><content type='html'>&lt;p&gt;full&lt;/p&gt;</content>"
        "<category term='a'/></entry>",
        'xml:lang="zh-CN"',
    )

    item = only(read(body))

    expected = {
        "id": "tag:news.example,2022:1",
        "title": "a &amp; b",
        "link": "https://news.example/1",
        "published": "2022-05-20T01:51:56Z",
        "updated": "2022-05-21T01:51:56Z",
        "author": "某人",
        "content": "<p>full</p>",
        "digest": "s",
        "language": "zh-CN",
    }
    assert (expected, ("a",)) == (said(item), item.categories)


def test_an_rdf_item_is_read_as_it_says() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>T</title>'
        '</channel><item rdf:about="https://news.example/1"><title>a</title><link>https://news.example/1</link>'
        "<dc:date>2022-05-20T09:51:56+08:00</dc:date></item></rdf:RDF>"
    )

    item = only(read(body, "application/rdf+xml"))

    assert tuple(item.fields[name] for name in ("id", "title", "published")) == (
        "https://news.example/1",
        "a",
        "2022-05-20T09:51:56+08:00",
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("", {}),
        ("<title/><link/><guid/><pubDate/><description/>", {}),
        ("<description>only</description>", {"content": "only"}),
        ("<title>a</title>", {"title": "a"}),
        ("<title>a</title><pubDate>rubbish</pubDate>", {"title": "a", "published": "rubbish"}),
        ("<title>a</title><pubDate>2022年5月20日</pubDate>", {"title": "a", "published": "2022年5月20日"}),
        ("<title>a</title><pubDate>20 May 2022 9:51</pubDate>", {"title": "a", "published": "20 May 2022 9:51"}),
        ("<title><![CDATA[a & b]]></title>", {"title": "a & b"}),
        ("<title>a & b</title>", {"title": "a & b"}),
        ("<title>a &nbsp; b</title>", {"title": "a \xa0 b"}),
        ('<title>x: "y" \\ # 😀</title>', {"title": 'x: "y" \\ # 😀'}),
        ("<title>{{ x }}{% y %}</title>", {"title": "{{ x }}{% y %}"}),
    ],
)
def test_an_item_may_lack_whatever_it_likes(inner: str, expected: dict[str, str]) -> None:
    assert expected == said(only(read(rss(f"<item>{inner}</item>"))))


def test_the_order_is_that_of_the_feed() -> None:
    found = read(rss("<item><title>b</title></item><item><title>a</title></item>"))

    assert (
        [item.fields["title"] for item in found.items],
        [item.place for item in found.items],
    ) == (["b", "a"], ["entry[0]", "entry[1]"])


def test_the_feed_says_what_it_is_called_and_where_its_site_is() -> None:
    found = read(rss(""))

    assert (found.title, found.link, found.items) == ("T", "https://news.example/", ())


@pytest.mark.parametrize("address", [URL, "http://news.example/feeds/all.xml", "https://mirror.example/x/y.xml"])
@pytest.mark.parametrize("guid", ["<guid>17</guid>", "<guid isPermaLink='false'>17</guid>", "<guid>\n17\n</guid>"])
def test_a_guid_is_as_given_wherever_the_feed_was_fetched(guid: str, address: str) -> None:
    # Resolved against the address, every id would change with it, and every reader would see doubles.
    item = only(read(rss(f"<item><title>a</title><link>https://news.example/1</link>{guid}</item>"), url=address))

    assert item.fields["id"] == "17"


@pytest.mark.parametrize("address", [URL, "https://mirror.example/x/y.xml"])
def test_an_atom_id_is_as_given_wherever_the_feed_was_fetched(address: str) -> None:
    item = only(read(atom("<entry><id>post-17</id><title>a</title></entry>"), url=address))

    assert item.fields["id"] == "post-17"


def test_a_link_is_resolved_against_xml_base() -> None:
    body = atom(
        "<entry xml:base='2022/'><id>urn:1</id><title>a</title><link href='a.html'/></entry>",
        "xml:base='https://base.example/'",
    )

    assert only(read(body)).fields["link"] == "https://base.example/2022/a.html"


def test_the_addresses_in_a_content_are_resolved_against_its_xml_base() -> None:
    # RFC 4287, 3.1.1.3 and 2: xml:base holds in the content too, and the article may stand elsewhere.
    body = atom(
        "<entry><id>urn:1</id><title>a</title><link href='https://elsewhere.example/1'/>"
        "<content type='html' xml:base='https://base.example/x/'>&lt;img src='a.png'&gt;</content></entry>"
    )

    item = only(read(body))
    sight = normalise.Sight(SOURCE, Hub(), datetime(2022, 5, 20, tzinfo=UTC), URL, "T")
    made = normalise.entry(item, normalise.identify(item, SOURCE).identity, sight)

    assert made.content == '<img src="https://base.example/x/a.png">'


@pytest.mark.parametrize("broken", ["", "<b>"])
def test_the_addresses_in_a_summary_alone_are_resolved_against_its_xml_base(broken: str) -> None:
    body = atom(
        "<entry><id>urn:1</id><title>a</title><link href='https://elsewhere.example/1'/>"
        f"<summary type='html' xml:base='https://base.example/x/'>&lt;img src='a.png'&gt;</summary>{broken}</entry>",
        "xml:base='https://base.example/'",
    )

    item = only(read(body))
    sight = normalise.Sight(SOURCE, Hub(), datetime(2022, 5, 20, tzinfo=UTC), URL, "T")
    made = normalise.entry(item, normalise.identify(item, SOURCE).identity, sight)

    assert made.content == '<img src="https://base.example/x/a.png">'


def test_what_an_entry_may_say_beside_the_standard_fields_is_free_for_templates() -> None:
    source = FeedSource.model_validate(
        {"id": "f", "kind": "feed", "url": URL, "category": "{source}", "tags": ["{reply_to}"], "link": "{comments}"}
    )
    body = rss(
        "<item><title>a</title><guid>urn:1</guid><comments>https://news.example/1#c</comments>"
        "<source url='https://other.example/feed'>Other</source>"
        "<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0' ref='urn:0'/></item>"
    )

    item = only(listing(source, Response(URL, 200, body.encode())))
    sight = normalise.Sight(source, Hub(), datetime(2022, 5, 20, tzinfo=UTC), URL, "T")
    made = normalise.entry(item, normalise.identify(item, source).identity, sight)

    assert (made.categories[0].name, made.tags) == ("Other", ("urn:0",))
    assert made.link == "https://news.example/1#c"


@pytest.mark.parametrize(
    ("link", "expected"),
    [("/news/", "https://news.example/news/"), ("javascript:alert(1)", ""), ("http://[", ""), ("", "")],
)
def test_the_address_of_the_site_is_absolute(link: str, expected: str) -> None:
    found = read(rss("", channel=f"<link>{link}</link>").replace("<link>https://news.example/</link>", "", 1))

    assert normalise.homepage(SOURCE, found.link, URL) == expected


def test_a_break_in_xhtml_is_one_break() -> None:
    body = atom(
        "<entry><id>urn:1</id><title>a</title><content type='xhtml'>"
        "<div xmlns='http://www.w3.org/1999/xhtml'><p>a<br/>b</p></div></content></entry>"
    )

    content = html.clean(only(read(body)).fields["content"], URL)

    assert content.count("<br>") == 1


def test_nothing_is_cleaned_here() -> None:
    foreign = "<p onclick='x()'>a<script>alert(1)</script><a href='b'>c</a></p>"

    item = only(read(rss(f"<item><description><![CDATA[{foreign}]]></description></item>")))

    assert foreign == item.fields["content"]


def test_enclosures_are_read_and_broken_lengths_are_none() -> None:
    item = only(
        read(
            rss(
                "<item><title>a</title><enclosure url='https://h.example/a.mp3' length='12' type='audio/mpeg'/>"
                "<enclosure/><enclosure url='b.mp3' length='1,234'/><enclosure url='c.mp3' length='-1'/></item>"
            )
        )
    )

    assert (
        Enclosure("https://h.example/a.mp3", "audio/mpeg", 12),
        Enclosure("b.mp3"),
        Enclosure("c.mp3"),
    ) == tuple(item.enclosures)


def test_an_enclosure_with_a_length_of_five_thousand_digits_has_none() -> None:
    item = only(read(rss(f"<item><title>a</title><enclosure url='a.mp3' length='{'9' * 5000}'/></item>")))

    assert (Enclosure("a.mp3"),) == item.enclosures


@pytest.mark.parametrize(
    ("body", "media_type", "charset"),
    [
        (
            rss("<item><title>镕</title></item>", '<?xml version="1.0" encoding="gb2312"?>').encode("gbk"),
            "text/xml",
            None,
        ),
        (rss("<item><title>镕</title></item>", '<?xml version="1.0" encoding="gbk"?>').encode("gbk"), "", None),
        (rss("<item><title>镕</title></item>").encode("gbk"), "application/rss+xml", "gb2312"),
        (rss("<item><title>镕</title></item>").encode(), "text/xml", None),
        (rss("<item><title>镕</title></item>").encode(), "text/html", None),
        (rss("<item><title>镕</title></item>").encode(), "application/octet-stream", None),
        (rss("<item><title>镕</title></item>").encode(), "text/xml", "iso-8859-1"),
        (rss("<item><title>镕</title></item>").encode("utf-8-sig"), "application/rss+xml", None),
        (rss("<item><title>镕</title></item>").encode("utf-16"), "application/rss+xml", None),
        (b"\r\n \n" + rss("<item><title>镕</title></item>", '<?xml version="1.0"?>').encode(), "text/xml", "utf-8"),
        (rss("<item><title>镕</title></item>").encode(), "application/rss+xml", "hex"),
        (rss("<item><title>镕</title></item>").encode(), "application/rss+xml", "undefined"),
        (rss("<item><title>镕</title></item>").encode(), "application/rss+xml", "x-nonsense"),
    ],
)
def test_a_feed_is_read_in_whatever_charset_it_comes(body: bytes, media_type: str, charset: str | None) -> None:
    assert only(read(body, media_type, charset)).fields["title"] == "镕"


@pytest.mark.parametrize(
    "reference", ["&#xD83D;&#xDE00;", "&#55357;&#56832;", "&#xD800;", "&#0;", "&#x110000;", "&#8;"]
)
def test_a_reference_to_no_character_does_not_cost_the_feed(reference: str) -> None:
    # Old XML writers split an emoji into two references.
    found = read(rss(f"<item><title>a</title></item><item><title>b{reference}c</title></item>"))

    assert [item.fields["title"][:1] for item in found.items] == ["a", "b"]


@pytest.mark.parametrize("broken", ["a \x0c\x1b b", "a & b", "a < b", "a &bogus; b", "a <br> b"])
def test_xml_that_is_not_well_formed_is_read_all_the_same(broken: str) -> None:
    found = read(rss(f"<item><title>1</title><description>{broken}</description></item><item><title>2</title></item>"))

    assert [item.fields["title"] for item in found.items] == ["1", "2"]


def test_a_feed_that_was_cut_gives_what_came() -> None:
    body = rss("<item><title>a</title></item><item><title>b</title></item>")

    found = read(body[: body.index("<title>b")])

    assert found.items[0].fields["title"] == "a"


@pytest.mark.parametrize(
    "body",
    ["", " ", "{}", '{"record":[]}', "<html><body>busy</body></html>", "<rss", "<!DOCTYPE html>", "404", "\x00\x01"],
)
def test_what_is_no_feed_is_an_error_of_the_source(body: str) -> None:
    with pytest.raises(ParseError):
        read(body)


def test_entities_of_the_document_neither_explode_nor_read_files() -> None:
    names = "abcdefghi"
    bomb = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names))
    file = '<!ENTITY file SYSTEM "file:///etc/hostname">'
    body = rss("<item><title>x&i;&file;</title></item>", f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">{bomb}{file}]>')

    found = read(body)

    assert len(repr(found)) < 10_000


def test_a_feed_has_no_details() -> None:
    with pytest.raises(ParseError):
        detail(SOURCE, Response(URL, 200, b"{}"))


@pytest.mark.parametrize("reference", ["&#" + "9" * 5000 + ";", "&#x" + "F" * 5000 + ";", "&#" + "0" * 5000 + "65;"])
def test_a_reference_of_endless_digits_ends_nothing(reference: str) -> None:
    found = read(rss(f"<item><title>a{reference}b</title><guid>1</guid></item>"))

    assert len(found.items) == 1


@pytest.mark.parametrize("closed", [True, False])
def test_an_id_that_is_no_address_is_no_link_and_a_content_is_no_summary(closed: bool) -> None:
    body = atom('<entry><id>post-17</id><title>a</title><content type="html">&lt;p&gt;B&lt;/p&gt;</content></entry>')
    found = only(read(body if closed else body.replace("</feed>", "")))

    assert (found.fields["id"], found.fields["link"], found.fields["digest"]) == ("post-17", "", "")


def test_prefixes_that_nobody_declared_mean_what_they_usually_do() -> None:
    body = (
        "<rss version='2.0'><channel><title>T</title><atom:link rel='alternate' href='https://news.example/'/>"
        "<item><title>A</title><dc:creator>Ann</dc:creator><content:encoded><![CDATA[<p>full</p>]]></content:encoded>"
        "<media:content url='https://news.example/1.jpg' type='image/jpeg' x:y='z'/><odd:thing>?</odd:thing></item>"
        "</channel></rss>"
    )

    found = read(body)

    item = only(found)
    assert found.link == "https://news.example/"
    assert tuple(item.fields[name] for name in ("title", "author", "content")) == ("A", "Ann", "<p>full</p>")
    assert (Enclosure("https://news.example/1.jpg", "image/jpeg"),) == item.enclosures


def test_a_reference_in_the_spelling_of_html_is_a_character() -> None:
    assert only(read(rss("<item><title>5 &#X20AC; &#XC4;pfel</title></item>"))).fields["title"] == "5 € Äpfel"


def test_a_category_is_called_by_its_label() -> None:
    item = only(read(atom("<entry><title>A</title><category term='t-17' label='Trade'/><category term='b'/></entry>")))

    assert item.categories == ("Trade", "b")


@pytest.mark.parametrize("end", ["</channel></rss>", "<broken></channel></rss>"])
def test_the_file_behind_feedburners_counter_is_the_enclosure(end: str) -> None:
    body = rss(
        "<item><title>A</title><enclosure url='https://counter.example/~5/a.mp3' type='audio/mpeg' length='9'/>"
        "<feedburner:origEnclosureLink>https://news.example/a.mp3</feedburner:origEnclosureLink></item>"
    ).replace("<rss ", "<rss xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' ")

    item = only(read(body.replace("</channel></rss>", end)))

    assert (Enclosure("https://news.example/a.mp3", "audio/mpeg", 9),) == item.enclosures
