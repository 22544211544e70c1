"""Feeds whose header, prolog, mark and bytes disagree, and feeds that are nearly XML."""

import pytest

from feedhub.config import FeedSource
from feedhub.model import Listing, Response
from feedhub.parse import document, listing

SOURCE = FeedSource.model_validate({"id": "f", "kind": "feed", "url": "https://news.example/feed"})
CHINESE, TAIWANESE, JAPANESE, KOREAN = (
    "中国市场监管新闻网镕",
    "臺灣新聞聯播碁",
    "これは日本語の記事です",
    "한국어 뉴스 기사",
)
RUSSIAN, FRENCH = "Новости дня", "café “q” €"
# The label, and the codec of the bytes: publishers mean the larger set.
CODECS = [
    (CHINESE, "gb2312", "gbk"),
    (CHINESE, "gbk", "gbk"),
    (CHINESE, "GB18030", "gb18030"),
    (TAIWANESE, "big5", "big5hkscs"),
    (JAPANESE, "Shift_JIS", "shift_jis"),
    (JAPANESE, "euc-jp", "euc-jp"),
    (JAPANESE, "iso-2022-jp", "iso-2022-jp"),
    (KOREAN, "euc-kr", "euc-kr"),
    ("㈱髙島屋①Ⅱ", "Shift_JIS", "cp932"),
    ("㈱髙島屋①Ⅱ", "x-sjis", "cp932"),
    ("日本語①", "euc-jp", "euc_jis_2004"),
    ("똠방각하 햏", "euc-kr", "cp949"),
    ("똠방각하 햏", "windows-949", "cp949"),
    ("ภาษาไทย", "tis-620", "cp874"),
    ("ภาษาไทย", "windows-874", "cp874"),
    ("İstanbul “ş”", "iso-8859-9", "cp1254"),
    (RUSSIAN, "x-cp1251", "windows-1251"),
    (KOREAN, "ks_c_5601-1987", "cp949"),
    (RUSSIAN, "windows-1251", "windows-1251"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (FRENCH, "iso-8859-1", "cp1252"),
    (FRENCH, "windows-1252", "cp1252"),
]


def read(body: str | bytes, charset: str | None = None) -> Listing:
    body = body.encode() if isinstance(body, str) else body
    return listing(SOURCE, Response("https://news.example/feed", 200, body, "application/xml", charset))


def rss(title: str, encoding: str | None = None, description: str = "") -> str:
    prolog = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding else ""
    item = f"<item><title>{title}</title><description>{description}</description></item>"
    return f"{prolog}<rss version='2.0'><channel><title>T</title>{item}<item><title>b</title></item></channel></rss>"


@pytest.mark.parametrize("wrong", [None, "iso-8859-1", "utf-8", "windows-1252", "x-nonsense", "utf-16"])
@pytest.mark.parametrize(("text", "label", "codec"), CODECS)
def test_the_prolog_is_right_whatever_the_header_says(text: str, label: str, codec: str, wrong: str | None) -> None:
    found = read(rss(text, label).encode(codec), wrong)

    assert [item.fields["title"] for item in found.items] == [text, "b"]


@pytest.mark.parametrize("wrong", [None, "utf-8", "x-nonsense", "utf-16"])
@pytest.mark.parametrize(("text", "label", "codec"), CODECS)
def test_the_header_is_right_where_the_prolog_cannot_be(text: str, label: str, codec: str, wrong: str | None) -> None:
    found = read(rss(text, wrong).encode(codec), label)

    assert [item.fields["title"] for item in found.items] == [text, "b"]


@pytest.mark.parametrize("charset", [None, "utf-8", "utf-16", "gbk"])
@pytest.mark.parametrize("prolog", [None, "utf-8", "utf-16", "gb2312"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_seen_in_the_bytes(codec: str, prolog: str | None, charset: str | None) -> None:
    assert read(rss(CHINESE, prolog).encode(codec), charset).items[0].fields["title"] == CHINESE


def test_a_broken_character_does_not_cost_the_others() -> None:
    body = rss(CHINESE * 4, "gb2312").encode("gbk").replace("市".encode("gbk"), b"\xff\xff", 1)

    assert read(body).items[0].fields["title"].endswith(CHINESE * 3)


@pytest.mark.parametrize(
    "before", ["\n \n", "\ufeff\n", "Warning: x\n", "<br />\n<b>Notice</b>: y in <b>z.php</b>\n", "\0"]
)
def test_what_stands_before_the_prolog_does_not_count(before: str) -> None:
    assert read(before + rss(CHINESE, "utf-8")).items[0].fields["title"] == CHINESE


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("&nbsp;x&eacute;&mdash;", "\xa0xé—".strip()),
        ("Q & A", "Q & A"),
        ("a &bogus; b", "a &bogus; b"),
        ("?a=1&b=2", "?a=1&b=2"),
        ("x\x0by\x00", "xy"),
        ("&#0;&#xD83D;&#xDE00;", "\ufffd😀"),
        ("<![CDATA[&nbsp; & \x08 <b>]]>", "&nbsp; &  <b>"),
        ("&amp;nbsp;", "&nbsp;"),
    ],
)
def test_what_is_nearly_xml_is_mended(inside: str, expected: str) -> None:
    found = read(rss("a", None, inside))

    assert (expected, "b") == (found.items[0].fields["content"], found.items[1].fields["title"])


@pytest.mark.parametrize(
    ("escaped", "expected"),
    [
        ("&amp;lt;p&amp;gt;one&amp;lt;/p&amp;gt;", "<p>one</p>"),
        ("&amp;lt;p&amp;gt;one", "&lt;p&gt;one"),
        ("use &amp;lt;p&amp;gt; and &amp;lt;/p&amp;gt;", "use &lt;p&gt; and &lt;/p&gt;"),
        ("&lt;p&gt;&amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;&lt;/p&gt;", "<p>&lt;p&gt;x&lt;/p&gt;</p>"),
        ("&amp;lt;vector&amp;gt;x&amp;lt;/vector&amp;gt;", "&lt;vector&gt;x&lt;/vector&gt;"),
    ],
)
def test_what_was_escaped_twice_is_recognised_where_it_is_certain(escaped: str, expected: str) -> None:
    assert expected == read(rss("a", None, escaped)).items[0].fields["content"]


def test_of_a_feed_that_was_cut_the_whole_items_come_out_and_no_half_one() -> None:
    items = "".join(f"<item><title>{n}</title><guid>urn:item:{n}</guid></item>" for n in range(3))
    whole = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"
    known = {"", *(f"urn:item:{n}" for n in range(3))}

    for end in range(whole.index("</item>") + 7, len(whole)):
        found = read(whole[:end])

        assert len(found.items) == whole[:end].count("</item>")
        assert {item.fields["id"] for item in found.items} <= known


def test_the_declaration_goes_and_the_text_stays() -> None:
    assert document.text(b'\xef\xbb\xbf <?xml version="1.0" encoding="gbk"?>\n<rss/>', None) == "\n<rss/>"
