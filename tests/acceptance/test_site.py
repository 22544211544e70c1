"""The site as a reader has it: searched, walked by months and neighbours, read by machines, and open to everybody."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedhub import app, config, serve
from feedhub.store import Store
from tests.acceptance.test_browser import CHROMIUM, Served, browser
from tests.acceptance.test_sync import market, put
from tests.hub import HEAD, Hub, three_lists
from tests.publisher import Publisher

__all__ = ["browser"]

TITLES = [
    "央行：稳健的货币政策要灵活适度",
    "ECB signals the end of bond purchases",
    "A股三大指数收涨",
    "</script><script>alert(1)</script>",
]
TEXT = "<p>　　业内人士表示，<b>降息</b>在即。</p><table><tr><th>指数</th><td>1</td></tr></table><pre>完</pre>"
OF_SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub with eight posts in two months, two a page: one was edited, one is hostile, the last was taken back."""
    with Publisher() as publisher:
        hub = Hub(tmp_path_factory.mktemp("hub"), publisher)
        hub.configure(HEAD + "[site]\npage_entries = 2\n" + three_lists(publisher.address))
        posts = [market(f"NW{n}", TITLES[n % 4], date=f"2022-0{4 + n // 4}-{n + 1:02} 08:00:00") for n in range(8)]
        put(hub, *posts, text=TEXT)
        hub.sync()
        put(hub, market("NW0", "央行：货币政策转向", date="2022-04-01 08:00:00"), *posts[1:], text=TEXT)
        store = Store(f"sqlite:///{hub.state / 'feedhub.db'}")
        last = store.posts.arrivals(None, 8, 8, content=False)[0]
        store.withdrawals.withdraw(last.id, "gone", last.published, last.published + timedelta(days=1))
        store.close()
        hub.sync()
        yield hub


@pytest.fixture(scope="module")
def site(hub: Hub) -> Iterator[str]:
    """The address of that hub, served with its search."""
    with Served(hub.public, searching(hub)) as address:
        yield address


def searching(hub: Hub, database: str = "") -> serve.Searching:
    """Return what searches a hub, or another `database` in place of its own."""
    environ = {"FEEDHUB_STATE__DATABASE": f"sqlite:///{database or hub.state / 'feedhub.db'}"}
    return app.searching(config.load(hub.directory / "config" / "feedhub.toml", environ))


def page(hub: Hub, path: str) -> str:
    """Return a page of the public tree."""
    return (hub.public / path).read_text(encoding="utf-8")


def post(number: int) -> str:
    """Return the path of a post's page."""
    return f"changjiangshangbao/2022/0{4 + number // 4}/{number + 1:02}/NW{number}.html"


# ---- walking


def test_posts_lead_to_the_one_before_and_the_one_after(hub: Hub) -> None:
    def beside(number: int) -> list[str]:
        return re.findall(r'<a rel="(?:prev|next)" href="[^"]*/(NW\d)\.html">', page(hub, post(number)))

    assert [beside(number) for number in (0, 3, 6)] == [["NW1"], ["NW2", "NW4"], ["NW5"]]
    assert "货币政策转向" in page(hub, post(1))


def test_a_new_post_writes_its_neighbour_and_its_month_and_no_other_post_or_month(tmp_path: Path) -> None:
    with Publisher() as publisher:
        hub = Hub(tmp_path, publisher)
        posts = [market(f"NW{n}", f"第{n}篇", date=f"2022-0{4 + n // 2}-01 08:0{n}:00") for n in range(4)]
        put(hub, *posts)
        hub.sync()
        before = hub.snapshot()
        put(hub, *posts, market("NW4", "新", date="2022-05-02 08:00:00"))
        hub.sync()
        after = hub.snapshot()

    touched = {path for path in after if before.get(path) != after[path] and path.endswith((".html", "sitemap/1.xml"))}
    assert {path.removeprefix("public/") for path in touched} == {
        "index.html",
        "category/changjiangshangbao.html",
        "category/changjiangshangbao/months.html",
        "category/changjiangshangbao/2022/05.html",
        "changjiangshangbao/2022/05/01/NW3.html",
        "changjiangshangbao/2022/05/02/NW4.html",
        "sitemap/1.xml",
        "source/market-37.html",
    }


def test_a_category_leads_to_its_months_and_they_to_their_posts_by_day(hub: Hub) -> None:
    assert 'href="/category/changjiangshangbao/months.html"' in page(hub, "category/changjiangshangbao.html")
    months = page(hub, "category/changjiangshangbao/months.html")
    assert re.findall(r'href="/category/changjiangshangbao/(2022/\d\d)\.html"', months) == ["2022/05", "2022/04"]
    assert months.count("4 篇") == 2

    april = page(hub, "category/changjiangshangbao/2022/04.html")
    assert re.findall(r"/(NW\d)\.html", april) == ["NW3", "NW2", "NW1", "NW0"]
    assert '<time datetime="2022-04-01">2022-04-01</time>' in april


# ---- machines


def test_what_machines_are_told_of_a_post_is_what_people_read_and_ends_no_script(hub: Hub) -> None:
    text = page(hub, post(3))
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    said = json.loads(block)

    assert text.count("<script") == 1
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == TITLES[3]
    assert said["datePublished"] == "2022-04-04T08:00:00+08:00"
    assert said["mainEntityOfPage"] == "https://finews.withounder.com/" + post(3)
    assert said["isBasedOn"] == "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW3"
    properties = dict(re.findall(r'<meta property="([^"]*)" content="([^"]*)">', text))
    assert properties["og:type"] == "article"
    assert properties["og:title"] == TITLES[3].replace("<", "&lt;").replace(">", "&gt;")
    assert properties["og:locale"] == "zh_CN"


def test_site_maps_name_every_page_of_a_post_with_its_last_change(hub: Hub) -> None:
    maps = ET.fromstring((hub.public / "sitemap.xml").read_bytes())
    located = [one.text or "" for one in maps.iter(f"{OF_SITEMAPS}loc")]
    posts = ET.fromstring((hub.public / "sitemap" / "1.xml").read_bytes())
    lists = (hub.public / "sitemap" / "lists.xml").read_text(encoding="utf-8")

    assert located == [f"https://finews.withounder.com/sitemap/{name}.xml" for name in ("lists", "1")]
    for url in posts:
        loc, lastmod = (url.findtext(f"{OF_SITEMAPS}{name}") or "" for name in ("loc", "lastmod"))
        assert (hub.public / loc.removeprefix("https://finews.withounder.com/")).is_file()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lastmod)
    assert len(posts) == 7
    assert "/category/changjiangshangbao.html" in lists


def test_robots_are_told_of_the_site_map_unless_the_operator_says_what_he_wants(hub: Hub, site: str) -> None:
    assert "Sitemap: https://finews.withounder.com/sitemap.xml" in httpx.get(f"{site}/robots.txt").text

    (hub.public / "robots.txt").write_text("User-agent: *\nDisallow: /\n", encoding="utf-8")
    try:
        assert httpx.get(f"{site}/robots.txt").text == "User-agent: *\nDisallow: /\n"
    finally:
        (hub.public / "robots.txt").unlink()


# ---- searching


def search(site: str, query: str, **further: str) -> httpx.Response:
    """Return the answer to a search."""
    return httpx.get(f"{site}/search", params={"q": query, **further})


def test_a_search_marks_what_it_found_and_shows_nothing_foreign_as_mark_up(site: str) -> None:
    answer = search(site, "script alert")

    assert answer.status_code == 200
    assert "&lt;/<mark>script</mark>&gt;&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)" in answer.text
    assert "<script" not in answer.text
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_a_search_says_what_was_asked_for_and_keeps_it_harmless(site: str) -> None:
    answer = search(site, '"><img src=x onerror=alert(1)>', category='"><b>', source="<b>", sort="newest")

    assert "<img" not in answer.text
    assert "<b>" not in answer.text
    assert "没有找到" in answer.text


@pytest.mark.parametrize(
    "further",
    [{"page": "0"}, {"page": "-1"}, {"page": "９"}, {"page": "99999999"}, {"from": "x"}, {"to": "9999-12-31"}],
)
def test_what_makes_no_sense_counts_as_not_said(site: str, further: dict[str, str]) -> None:
    assert search(site, "降息", **further).status_code == 200


def test_a_search_for_nothing_but_what_is_not_wanted_says_so(site: str) -> None:
    assert "请至少输入一个要找的词" in search(site, "-降息").text


def test_without_a_database_the_search_is_a_page_that_leads_on(hub: Hub, tmp_path: Path) -> None:
    for served in (Served(hub.public), Served(hub.public, searching(hub, f"{tmp_path}/none.db"))):
        with served as site:
            answer = httpx.get(f"{site}/search.html", params={"q": "降息"})

        assert answer.status_code == 200
        assert 'href="/category/changjiangshangbao/months.html"' in answer.text
        assert "这里没有搜索功能" in answer.text


# ---- in a browser


def opened(browser: Any, **options: Any) -> Any:
    """Return a page that notes what it asks for and what its console says, and reaches this machine alone."""
    tab = browser.new_context(**options).new_page()
    tab.asked, tab.said = [], []
    tab.route("**/*", lambda route: route.continue_() if "//127.0.0.1" in route.request.url else route.abort())
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.said.append(message.text))
    return tab


needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@needs_browser
def test_a_reader_without_scripts_searches_two_characters_from_any_page(browser: Any, site: str) -> None:
    tab = opened(browser, java_script_enabled=False, viewport={"width": 390, "height": 844})
    tab.goto(site)
    tab.locator("header input[type=search]").fill("降息")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")

    assert tab.locator(".posts li").count() == 7
    assert set(tab.locator(".excerpt mark").all_inner_texts()) == {"降息"}

    tab.locator("main input[type=search]").fill("货币 -转向")
    with tab.expect_navigation():
        tab.locator("main button").click()

    assert tab.locator(".posts h2").all_inner_texts() == [TITLES[0]]


PAGES = {
    "start": "/",
    "categories": "/categories.html",
    "category": "/category/changjiangshangbao.html",
    "months": "/category/changjiangshangbao/months.html",
    "month": "/category/changjiangshangbao/2022/04.html",
    "post": f"/{post(1)}",
    "versions": "/history/NW0.html",
    "found": "/search.html?q=降息&sort=newest",
    "not found": "/search?q=没有的词",
    "status": "/status.html",
    "gone": f"/{post(7)}",
}


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_pages_are_open_to_everybody_fit_and_ask_for_nothing_elsewhere(
    browser: Any, site: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tab = opened(browser, viewport={"width": width, "height": 844}, color_scheme=scheme)
    for name, path in PAGES.items():
        assert tab.goto(site + path).status == (410 if name == "gone" else 200)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, name
        said = [text for text in tab.said if "410" not in text]
        assert (name, said) == (name, [])
        found = Axe().run(tab)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert {re.match(r"https?://[^/]*", url)[0] for url in tab.asked} == {site}  # type: ignore[index]


@needs_browser
def test_the_keyboard_reaches_the_content_and_shows_where_it_is(browser: Any, site: str) -> None:
    tab = opened(browser)
    tab.goto(f"{site}{PAGES['post']}")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")

    assert tab.evaluate("document.activeElement.id") == "content"

    tab.keyboard.press("Tab")
    outlined = "[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
    assert tab.evaluate(outlined) == ["A", "solid"]
