"""Lists and details in web pages: what selectors find, what a page says of itself, and what hides it."""

from typing import Any

import pytest
from pydantic import ValidationError

from feedhub.config import HtmlSource
from feedhub.errors import ParseError
from feedhub.model import Item, Response
from feedhub.parse import detail, listing

URL = "https://news.example/list/"
LIST = """<html><head><title>某网 · 新闻</title></head><body><ul class="news">
<li data-id="7"><h2><a href="/a/7.html">第一篇</a></h2><span class="time">2022-05-20 09:51</span><p>摘要</p></li>
<li data-id="8"><h2><a href="8.html">第二篇 <em>新</em></a></h2><span class="time">2022-05-21 09:51</span></li>
</ul></body></html>"""
FIELDS = {"title": "h2 a", "link": "h2 a@href", "published": ".time"}


def source(**settings: Any) -> HtmlSource:
    values = {"id": "s", "kind": "html", "url": URL, "items": "ul.news > li", "fields": FIELDS}
    return HtmlSource.model_validate({**values, **settings})


def answer(body: str | bytes, charset: str | None = None, url: str = URL) -> Response:
    return Response(url, 200, body.encode() if isinstance(body, str) else body, "text/html", charset)


def value(rule: object, block: str, name: str = "x") -> str:
    """Return what a rule finds in one block."""
    page = f'<ul class="news"><li id="block" class="a b">{block}</li></ul>'
    found = listing(source(fields={"title": "h2", name: rule}), answer(page))
    return found.items[0].fields[name]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("+ .age", "2 h"), ("+ .age@title", "2022-05-20"), ("+@id", "after"), ("+", "by Ann 2 h"), ("+ .own | own", "by")],
)
def test_a_field_may_stand_in_the_element_after_the_block(rule: str, expected: str) -> None:
    rows = '<tr class="a"><td><h2>One</h2></td></tr> text <tr id="after"><td class="own">by <a>Ann</a>'
    last = '<tr class="a"><td><h2>Two</h2></td></tr>'
    page = f'<table>{rows} <i class="age" title="2022-05-20">2 h</i></td></tr>{last}</table>'
    found = listing(source(items="tr.a", fields={"title": "h2", "x": rule}), answer(page))

    assert [item.fields["x"] for item in found.items] == [expected, ""]


@pytest.mark.parametrize(
    "settings",
    [{"next": "+ a"}, {"detail": {"content": "+ p"}}, {"detail": {"content": "p", "fields": {"author": "+ p"}}}],
)
def test_nothing_stands_after_a_whole_page(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="nothing follows a whole page"):
        source(**settings)


def test_a_list_gives_its_items_in_the_order_of_the_page() -> None:
    found = listing(source(), answer(LIST))

    first = {"title": "第一篇", "link": "https://news.example/a/7.html", "published": "2022-05-20 09:51", "base": URL}
    second = {"title": "第二篇 新", "link": f"{URL}8.html", "published": "2022-05-21 09:51", "base": URL}

    assert (Item(first, "ul.news > li[0]"), Item(second, "ul.news > li[1]")) == found.items
    assert found.title == "某网 · 新闻"


@pytest.mark.parametrize(
    ("rule", "block", "expected"),
    [
        ("h2", "<h2> a\n <b>b</b>c </h2>", "a bc"),
        ("h2", "<h2>a<br>b</h2>", "a b"),
        ("h2", "<h2></h2><h2>second</h2>", "second"),
        ("h2", "<p>none</p>", ""),
        ("h2 | own", "<h2>own <span>12 comments</span>text</h2>", "own text"),
        ("h2 | text", "<h2>a<i>b</i></h2>", "ab"),
        ("div.body | html", '<div class="body"> <p>a<b>b</b></p> </div>', "<p>a<b>b</b></p>"),
        ("div | html", '<div><img src="a.png"></div>', '<img src="a.png"/>'),
        ("a@href", '<a href=" /x ">a</a>', "/x"),
        ("a @ data-id", '<a data-id="7">a</a>', "7"),
        ("@id", "", "block"),
        (".@class", "", "a b"),
        ("", "all <b>of</b> it", "all of it"),
        (".", "all <b>of</b> it", "all of it"),
        ('a[href*="@x"]', '<a href="/@x">a</a>', "a"),
        (":scope > p", "<div><p>inner</p></div><p>outer</p>", "outer"),
        ({"path": "a@href", "match": r"/(\d+)\.html"}, '<a href="/n/42.html">a</a>', "42"),
        ({"path": "p", "match": r"\d+"}, "<p>none</p>", ""),
        ("p", "<p>a<script>var x</script><!-- c --><style>p{}</style></p>", "a"),
        ("p", "<p>\u3000\u3000甲\u00a0乙</p>", "甲 乙"),
    ],
)
def test_a_rule_finds(rule: object, block: str, expected: str) -> None:
    assert expected == value(rule, block)


def test_content_is_html_unless_its_text_is_asked_for() -> None:
    assert value("div", "<div><p>a</p></div>", "content") == "<p>a</p>"
    assert value("div | text", "<div><p>a</p></div>", "content") == "a"


def test_a_selector_that_matches_nothing_is_an_error_that_names_it() -> None:
    with pytest.raises(ParseError, match=r"items = 'ul\.old > li' matches nothing in a page titled '某网 · 新闻'"):
        listing(source(items="ul.old > li"), answer(LIST))


@pytest.mark.parametrize("body", [b"", b"\0\0", b"<", b"\xff\xfe", b"%PDF-1.4", b'{"a": 1}', b"<" * 5000])
def test_what_is_no_page_is_an_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        listing(source(), answer(body))


def test_a_base_element_counts_for_links() -> None:
    page = LIST.replace("<head>", '<head><base href="https://cdn.example/x/">')

    links = [item.fields["link"] for item in listing(source(), answer(page)).items]

    assert links == ["https://cdn.example/a/7.html", "https://cdn.example/x/8.html"]


@pytest.mark.parametrize(
    ("head", "header"),
    [
        ("", "gbk"),
        ("", "gb2312"),
        ('<meta charset="gb2312">', None),
        ("<meta charset=gbk>", "iso-8859-1"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', None),
        ("<script>" + "x" * 9000 + '</script><meta charset="gbk">', None),
        ("", None),
    ],
)
def test_a_page_in_gbk_is_read(head: str, header: str | None) -> None:
    page = LIST.replace("<head>", "<head>" + head).replace("第一篇", "朱镕基")

    assert listing(source(), answer(page.encode("gb18030"), header)).items[0].fields["title"] == "朱镕基"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [("big5", '<meta charset="big5">'), ("shift_jis", '<meta charset="Shift_JIS">'), ("utf-16", ""), ("utf-8-sig", "")],
)
def test_other_charsets_are_read(encoding: str, head: str) -> None:
    page = f'<html><head>{head}</head><ul class="news"><li><h2><a href="/1">東京</a></h2></ul>'

    assert listing(source(), answer(page.encode(encoding))).items[0].fields["title"] == "東京"


# ---- details

DETAIL = {"content": "div.body"}


def page_of(body: str, head: str = "") -> Response:
    return answer(f"<html><head>{head}</head><body>{body}</body></html>", url="https://news.example/a/7.html")


def test_a_detail_has_its_content_and_where_its_links_are_relative_to() -> None:
    found = detail(source(detail=DETAIL), page_of('<div class="body"><p>正文</p></div>'))

    assert found.fields == {"content": "<p>正文</p>", "base": "https://news.example/a/7.html"}


def test_a_detail_without_content_is_an_error_that_names_the_selector() -> None:
    with pytest.raises(ParseError, match=r"content = 'div\.body' finds nothing"):
        detail(source(detail=DETAIL), page_of('<div class="body"> <p></p> </div>'))


@pytest.mark.parametrize(
    ("lazy", "expected"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="/1.jpg">', 'src="/1.jpg"'),
        ('<img data-original="/1.jpg">', 'src="/1.jpg"'),
        ('<img src="blank.gif" data-srcset="/1.jpg 1x, /2.jpg 2x">', 'srcset="/1.jpg 1x, /2.jpg 2x"'),
        ('<picture><source data-srcset="/1.webp"><img src="/1.jpg"></picture>', 'srcset="/1.webp"'),
        ('<img src="/kept.jpg" data-src="">', 'src="/kept.jpg"'),
    ],
)
def test_lazy_images_get_their_address(lazy: str, expected: str) -> None:
    found = detail(source(detail=DETAIL), page_of(f'<div class="body"><p>a</p>{lazy}</div>'))

    assert f" {expected}" in found.fields["content"]


def test_the_copy_of_a_lazy_image_for_those_without_scripts_goes() -> None:
    lazy = '<img data-src="/1.jpg"><noscript><img src="/1.jpg"></noscript>'

    found = detail(source(detail=DETAIL), page_of(f'<div class="body">{lazy}</div>'))

    assert found.fields["content"].count("<img") == 1


LD = """<script type="application/ld+json">%s</script>"""
ARTICLE = (
    '{"@type": "NewsArticle", "headline": "题", "datePublished": "2022-05-20T09:51:56+08:00", '
    '"author": [{"name": "甲"}, {"name": "乙"}], "image": {"url": "/i.jpg"}}'
)
SAID = {
    "title": "题",
    "published": "2022-05-20T09:51:56+08:00",
    "author": "甲, 乙",
    "image": "https://news.example/i.jpg",
}
GRAPH_MEMBERS = '{"@type": "WebSite", "name": "no"}, {"@type": "BreadcrumbList"}, '


@pytest.mark.parametrize(
    "head",
    [
        LD % ARTICLE,
        LD % f"[{ARTICLE}]",
        LD % ('{"@graph": [' + GRAPH_MEMBERS + ARTICLE + "]}"),
        LD % f"\n//<![CDATA[\n{ARTICLE}\n//]]>\n",
        LD % f"<![CDATA[{ARTICLE}]]>",
        LD % f"/*<![CDATA[*/ {ARTICLE}; /*]]>*/",
        LD % f"<!-- {ARTICLE} -->",
        LD % "not json" + LD % ARTICLE.replace('"NewsArticle"', '["Thing", "BlogPosting"]'),
        '<meta property="og:title" content="题"><meta property="article:published_time" '
        'content="2022-05-20T09:51:56+08:00"><meta name="author" content="甲, 乙"><meta property="og:image" '
        'content="/i.jpg">',
    ],
)
def test_what_a_page_says_to_machines_fills_what_is_missing(head: str) -> None:
    found = detail(source(detail=DETAIL), page_of('<div class="body">a</div>', head))

    assert {name: found.fields.get(name) for name in SAID} == SAID


def test_microdata_and_time_elements_are_read_last() -> None:
    body = (
        '<article><h1>题</h1><time datetime="2022-05-20T09:51:56+08:00">五月</time><span itemprop="author">甲</span>'
        '<div class="body">a</div></article>'
    )

    found = detail(source(detail=DETAIL), page_of(body)).fields

    assert (found["title"], found["published"], found["author"]) == ("题", "2022-05-20T09:51:56+08:00", "甲")


def test_a_page_that_says_no_more_is_called_by_its_title() -> None:
    page = page_of('<div class="body">a</div>', "<title> 题 </title>")

    assert detail(source(detail=DETAIL), page).fields["title"] == "题"


def test_what_the_list_or_a_rule_has_given_wins_over_what_the_page_says_of_itself() -> None:
    wanted = source(detail={**DETAIL, "fields": {"author": ".by"}})
    page = page_of('<div class="body">a</div><i class="by">丙</i>', LD % ARTICLE)

    found = detail(wanted, page, Item({"title": "listed", "published": ""}, "li[0]")).fields

    assert "title" not in found
    assert (found["author"], found["published"]) == ("丙", SAID["published"])


@pytest.mark.parametrize(
    "value", ['{"@type": 7}', '{"@graph": {"@graph": []}}', "[[[[[[[[[]]]]]]]]]", '{"@type": "Article"}', "null"]
)
def test_linked_data_of_any_shape_breaks_nothing(value: str) -> None:
    assert detail(source(detail=DETAIL), page_of('<div class="body">a</div>', LD % value)).fields["content"] == "a"
