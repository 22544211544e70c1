"""The full text of items that come as teasers, as a user sees it."""

import sys
from pathlib import Path

import pytest

from feedhub import config
from feedhub.errors import ConfigError
from tests.hub import HEAD, Hub, Result
from tests.publisher import Answer, Asked

SOURCE = """
[[source]]
id = "wire"
kind = "feed"
url = "{address}/feed"
category = "电讯"
{more}
"""
PARAGRAPHS = [
    "央行周二公布的数据显示，4月末广义货币余额同比增长10.5%，增速比上月末高0.8个百分点，流动性保持合理充裕。",
    "分析人士认为，企业的信贷需求仍在恢复之中，后续政策的重点会放在稳住房地产和基建投资两个方面。",
    "记者从多家银行了解到，五年期以上贷款的定价已经随行就市下调，存量客户要到明年一月才能享受到新的利率。",
    "国家统计局同日发布的报告提到，工业增加值同比下降2.9%，服务业生产指数下降6.1%，就业形势总体承压。",
]
TEASER = "央行周二公布的数据显示，4月末广义货币余额同比增长10.5%……"


def feed(*numbers: int, teaser: str = TEASER) -> str:
    """Return a feed of teasers of the articles with these numbers."""
    items = "".join(
        f"<item><guid>https://wire.example/{n}</guid><title>第{n}条</title><link>{{address}}/a/{n}.html</link>"
        f"<description>{teaser}</description><pubDate>Fri, 20 May 2022 09:{n:02}:00 +0800</pubDate></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>电讯</title>{items}</channel></rss>'


def page(text: str, after: str = "") -> str:
    """Return an article's page in the manner of news sites: menus and further reading around the text."""
    menu = "".join(f'<li><a href="/{n}">频道{n}</a></li>' for n in range(20))
    more = "".join(f'<li><a href="/a/9{n}.html">另一篇文章的标题第{n}号</a></li>' for n in range(8))
    return (
        f'<html><head><title>题目</title><meta name="author" content="张三"></head><body><ul class="nav">{menu}</ul>'
        f'<div class="main"><h1>题目</h1><div class="article">{text}</div>{after}'
        f'<div class="related"><h3>相关阅读</h3><ul>{more}</ul></div></div><p>版权所有 备案号</p></body></html>'
    )


def text(*paragraphs: str) -> str:
    """Return paragraphs as mark-up."""
    return "".join(f"<p>{one}</p>" for one in paragraphs)


@pytest.fixture
def wire(hub: Hub) -> Hub:
    """A hub that follows a feed of teasers and wishes their full text."""
    follow(hub)
    put(hub, 1)
    hub.publisher.says("/a/1.html", page(text(*PARAGRAPHS)), Content_Type="text/html; charset=utf-8")
    return hub


def follow(hub: Hub, more: str = "fulltext = true") -> None:
    """Configure the feed."""
    hub.configure(HEAD + SOURCE.format(address=hub.publisher.address, more=more))


def put(hub: Hub, *numbers: int, teaser: str = TEASER) -> None:
    """Let the feed list these articles."""
    hub.publisher.says("/feed", feed(*numbers, teaser=teaser).replace("{address}", hub.publisher.address))


def posts(hub: Hub) -> str:
    """Return all posts, one after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in hub.posts())


def notes(result: Result) -> str:
    """Return what a report notes of the source."""
    return " ".join(result.source("wire")["notes"])


def test_a_teaser_becomes_the_text_of_its_page_without_what_stands_around_it(wire: Hub) -> None:
    result = wire.sync()

    assert (result.code, result.source("wire")["new"], result.source("wire")["notes"]) == (0, 1, [])
    assert all(f"<p>{one}</p>" in posts(wire) for one in PARAGRAPHS)
    assert not any(word in posts(wire) for word in ("频道", "另一篇文章", "相关阅读", "版权所有", "……"))


def test_headings_lists_tables_pictures_code_quotes_and_links_are_kept(wire: Hub) -> None:
    rich = (
        f"{text(PARAGRAPHS[0])}<h2>要点</h2><ul><li>{PARAGRAPHS[1]}</li><li>第二点是就业压力上升</li></ul>"
        '<figure><img data-src="pic.png" src="data:image/gif;base64,xx"><figcaption>图为央行大楼</figcaption></figure>'
        "<table><tr><th>指标</th><th>同比</th></tr><tr><td>M2</td><td>10.5%</td></tr></table>"
        f"<blockquote>{PARAGRAPHS[2]}</blockquote><pre><code>x = 1\ny = 2</code></pre>"
        f'<p>{PARAGRAPHS[3]}详见<a href="/report.html">报告</a>。</p>'
    )
    wire.publisher.says("/a/1.html", page(rich), Content_Type="text/html; charset=utf-8")

    wire.sync()

    for kept in ("<h2>要点</h2>", "<li>第二点", "<figcaption>图为央行大楼", "<td>10.5%</td>", "<blockquote>", "<pre>"):
        assert kept in posts(wire)
    assert f'src="{wire.publisher.address}/a/pic.png"' in posts(wire)
    assert f'href="{wire.publisher.address}/report.html"' in posts(wire)


def test_a_page_is_asked_for_once_and_a_second_pass_changes_no_byte(wire: Hub) -> None:
    wire.sync()
    before = wire.snapshot()
    put(wire, 2, 1)
    wire.publisher.says("/a/2.html", page(text(*PARAGRAPHS[::-1])), Content_Type="text/html; charset=utf-8")
    wire.publisher.paths()

    wire.sync()

    assert sorted(wire.publisher.paths()) == ["/a/2.html", "/feed"]
    assert {name: wire.snapshot()[name] for name in before if name.startswith("archive")}.items() <= before.items()


def test_an_item_that_has_its_text_is_not_asked_for(wire: Hub) -> None:
    put(wire, 1, teaser="".join(f"&lt;p&gt;{one}&lt;/p&gt;" for one in PARAGRAPHS * 3))

    wire.sync()

    assert wire.publisher.paths() == ["/feed"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            page(
                "<p>请先登录，登录后即可查看全文。本站会员可以阅读所有内容，欢迎注册。还没有账号的读者可以用手机号注册。</p>"
            ),
            "wall",
        ),
        ("<html><body><script>load()</script></body></html>", "no text"),
        ("%PDF-1.7 binary", "no page, but application/pdf"),
        ("<p>x" * 200_000, "too large a page"),
    ],
)
def test_a_page_that_is_no_better_leaves_the_teaser_and_is_not_asked_again(wire: Hub, body: str, said: str) -> None:
    kind = "application/pdf" if body.startswith("%PDF") else "text/html; charset=utf-8"
    wire.publisher.says("/a/1.html", body, Content_Type=kind)

    result = wire.sync()

    assert (result.code, result.source("wire")["new"]) == (0, 1)
    assert said in notes(result) and "again" not in notes(result)
    assert "10.5%" in posts(wire) and "登录" not in posts(wire)

    wire.publisher.paths()
    wire.sync()

    assert wire.publisher.paths() == ["/feed"]


def test_a_short_notice_whose_page_says_no_more_stays_as_it_is_without_a_word(wire: Hub) -> None:
    put(wire, 1, teaser=PARAGRAPHS[0])
    wire.publisher.says("/a/1.html", page(text(PARAGRAPHS[0])), Content_Type="text/html; charset=utf-8")

    result = wire.sync()

    assert (result.source("wire")["new"], result.source("wire")["notes"]) == (1, [])


def test_a_page_that_fails_for_now_leaves_the_teaser_and_is_asked_again_until_it_comes(wire: Hub) -> None:
    wire.publisher.says("/a/1.html", "busy", 500)

    first = wire.sync()

    assert (first.code, first.source("wire")["new"]) == (0, 1)
    assert "answered 500" in notes(first) and "asked for again at the next pass" in notes(first)
    assert "10.5%" in posts(wire) and PARAGRAPHS[1] not in posts(wire)

    wire.publisher.says("/a/1.html", page(text(*PARAGRAPHS)), Content_Type="text/html; charset=utf-8")
    second = wire.sync()

    assert second.source("wire")["updated"] == 1
    assert PARAGRAPHS[1] in posts(wire)

    wire.publisher.paths()
    wire.sync()

    assert wire.publisher.paths() == ["/feed"]


def test_a_page_that_always_fails_is_given_up_after_four_passes(wire: Hub) -> None:
    wire.publisher.says("/a/1.html", "busy", 500)
    for _ in range(6):
        wire.sync()

    assert wire.publisher.paths().count("/a/1.html") == 4


def test_a_teaser_does_not_take_the_place_of_the_text_when_the_page_fails_later(wire: Hub) -> None:
    wire.sync()
    put(wire, 1, teaser="央行的数据，一则更正……")
    wire.publisher.says("/a/1.html", "gone", 404)

    result = wire.sync()

    assert result.source("wire")["updated"] == 0
    assert PARAGRAPHS[3] in posts(wire)


def test_an_article_of_several_pages_is_one_text_and_its_head_is_not_repeated(wire: Hub) -> None:
    lead = "编者按：本文是关于四月金融数据的系列报道之一，数据均来自官方网站。"
    for number in range(4):
        path = "/a/1.html" if number == 0 else f"/a/1_{number + 1}.html"
        links = "".join(f'<a href="/a/1{f"_{n + 1}" if n else ""}.html">{n + 1}</a>' for n in range(4))
        body = page(text(lead, PARAGRAPHS[number], PARAGRAPHS[number][::-1]), f'<div class="pages">{links}</div>')
        wire.publisher.says(path, body, Content_Type="text/html; charset=utf-8")

    wire.sync()

    assert [posts(wire).index(one) for one in PARAGRAPHS] == sorted(posts(wire).index(one) for one in PARAGRAPHS)
    assert posts(wire).count(lead) == 1
    assert wire.publisher.paths() == ["/feed", "/a/1.html", "/a/1_2.html", "/a/1_3.html", "/a/1_4.html"]


def test_pages_that_lead_in_a_circle_or_on_for_ever_end(wire: Hub) -> None:
    follow(wire, 'fulltext = { next = "a.next", max_pages = 3 }')

    def answer(asked: Asked) -> Answer:
        number = int(asked.path.partition("=")[2] or 1)
        body = page(
            text(*(f"{one}（{number}）" for one in PARAGRAPHS)), f'<a class="next" href="?page={number + 1}">on</a>'
        )
        return Answer(body.encode(), 200, {"Content-Type": "text/html; charset=utf-8"})

    for path in ("/a/1.html", "/a/1.html?page=2", "/a/1.html?page=3", "/a/1.html?page=4"):
        wire.publisher.answers[path] = answer

    wire.sync()

    assert wire.publisher.paths() == ["/feed", "/a/1.html", "/a/1.html?page=2", "/a/1.html?page=3"]


def test_own_selectors_say_what_the_text_is_and_what_is_none(wire: Hub) -> None:
    follow(wire, 'fulltext = { content = "div.lead, div.article", remove = [".ad", "p.tip"] }')
    body = text(*PARAGRAPHS) + '<p class="tip">小贴士不要</p><div class="ad">广告不要</div>'
    whole = page(body).replace(
        '<div class="article">', '<div class="lead"><p>导语在前。</p></div><div class="article">'
    )
    wire.publisher.says("/a/1.html", whole, Content_Type="text/html; charset=utf-8")

    wire.sync()

    assert "导语在前" in posts(wire) and PARAGRAPHS[3] in posts(wire)
    assert "不要" not in posts(wire)


def test_a_sitemap_needs_no_selectors_and_takes_title_and_date_from_the_page(hub: Hub) -> None:
    address = hub.publisher.address
    more = f'kind = "sitemap"\nid = "wire"\nurl = "{address}/sitemap.xml"\ncategory = "电讯"\nfulltext = true\n'
    hub.configure(HEAD + "[[source]]\n" + more)
    hub.publisher.says("/sitemap.xml", f"<urlset><url><loc>{address}/a/1.html</loc></url></urlset>")
    meta = '<meta property="og:title" content="来自页面的题目"><meta name="pubdate" content="2022-05-21 08:00"></head>'
    body = page(text(*PARAGRAPHS)).replace("</head>", meta)
    hub.publisher.says("/a/1.html", "busy", 500)

    assert hub.sync().source("wire")["failed"] == 1

    hub.publisher.says("/a/1.html", body, Content_Type="text/html; charset=utf-8")

    assert hub.sync().source("wire")["new"] == 1
    assert 'title: "来自页面的题目"' in posts(hub) and "2022-05-21 08:00:00" in posts(hub)


def test_a_page_in_gbk_is_read(wire: Hub) -> None:
    wire.publisher.says(
        "/a/1.html", page(text(*PARAGRAPHS)).encode("gb18030"), Content_Type="text/html; charset=gb2312"
    )

    wire.sync()

    assert PARAGRAPHS[1] in posts(wire)


def test_preview_shows_the_text_of_the_first_item(wire: Hub) -> None:
    put(wire, 1, teaser="")

    shown = wire.run("preview", "wire")

    assert shown.code == 0 and PARAGRAPHS[0][:20] in shown.stdout


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    file = tmp_path / "feedhub.toml"
    file.write_text(SOURCE.format(address="https://wire.example", more="fulltext = true"), encoding="utf-8")

    with pytest.raises(ConfigError, match=r"feedhub.toml:\d+: .*pip install 'feedhub\[fulltext\]'"):
        config.load(file, {})

    file.write_text(
        SOURCE.format(address="https://wire.example", more='fulltext = { content = "div.article" }'), encoding="utf-8"
    )

    assert config.load(file, {}).source
