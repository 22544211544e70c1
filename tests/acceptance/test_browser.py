"""The pages in a real Chromium: readable on a phone and in the dark, walked by links; nothing foreign runs."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feedhub import serve
from tests.acceptance.test_sync import market, put
from tests.hub import HEAD, Hub, three_lists

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

HOSTILE = """
<p>　　正文<script>window.broken = 1</script></p><img src=x onerror="window.broken = 2">
<svg onload="window.broken = 3"><a xlink:href="javascript:window.broken = 4"><text>x</text></a></svg>
<a id="hostile" href="java&#x09;script:window.broken = 6">link</a>
<iframe srcdoc="<script>top.broken = 7</script>"></iframe>
<p style="position:fixed;inset:0;background:red">cover</p><table><tr><td>1</td><td>2</td></tr></table>
<img src="/pic.png" alt="picture" width="3000" height="20">
<math><mtext></form><form><mglyph><style></math><img src onerror="window.broken = 5"></style></mglyph></mtext></math>
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def site(hub: Hub) -> Iterator[str]:
    """The address of a served hub with 23 posts, four a page; the newest is hostile."""
    hub.configure(HEAD + "[site]\npage_entries = 4\n" + three_lists(hub.publisher.address))
    posts = [market(f"NW{day:02}", f"第{day}篇：<i>题目</i>", date=f"2022-05-21 08:{day:02}:00") for day in range(23)]
    put(hub, *posts, text=HOSTILE)
    hub.sync()
    with Served(hub.public) as address:
        yield address


class Served:
    """The web server over a public tree, in a thread, on a free port."""

    def __init__(self, public: Path, searching: serve.Searching | None = None) -> None:
        self._bound = serve.bind("127.0.0.1:0")
        self._server = serve.server(public, searching=searching)
        self._thread = threading.Thread(target=self._server.run, args=([self._bound],), daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        for _ in range(1000):
            if self._server.started:
                return f"http://127.0.0.1:{self._bound.getsockname()[1]}"
            time.sleep(0.01)
        raise AssertionError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._bound.close()


def _page(browser: Any, **options: Any) -> Any:
    """Return a page in a context of its own that reaches this machine alone and keeps what the console says."""
    page = browser.new_context(**options).new_page()
    page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
    return page


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_the_screen_and_the_text_stands_out(
    browser: Any, site: str, width: int, height: int, scheme: str
) -> None:
    page = _page(browser, viewport={"width": width, "height": height}, color_scheme=scheme)
    category, post = "/category/changjiangshangbao.html", "/changjiangshangbao/2022/05/21/NW22.html"
    for path in ("/", category, post, "/categories.html"):
        assert page.goto(site + path).status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("h1").count() == 1
        assert _contrast(page.evaluate(COLOURS)) >= 4.5


COLOURS = """() => {
    const numbers = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    return ["body", ".meta", "main a"].map(selector => document.querySelector(selector)).filter(Boolean).map(
        element => [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor].map(numbers));
}"""


def _contrast(pairs: list[list[list[float]]]) -> float:
    """Return the smallest contrast (WCAG 2.2, 1.4.3) of pairs of colours."""

    def luminance(colour: list[float]) -> float:
        parts = [value / 255 for value in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ratios = []
    for pair in pairs:
        light, dark = sorted((luminance(colour) for colour in pair), reverse=True)
        ratios.append((light + 0.05) / (dark + 0.05))
    return min(ratios)


def test_a_reader_walks_from_the_start_page_to_a_post_and_through_all_pages(browser: Any, site: str) -> None:
    page = _page(browser, java_script_enabled=False)
    page.goto(site)
    page.locator(".category h3 a").first.click()

    assert page.locator("h1").inner_text() == "长江商报"

    seen = page.locator(".posts h2").all_inner_texts()
    while page.locator("a[rel=next]").count():
        page.locator("a[rel=next]").click()
        seen += page.locator(".posts h2").all_inner_texts()

    assert sorted(seen) == sorted(f"第{day}篇：题目" for day in range(23))

    page.locator(".posts h2 a").first.click()

    assert page.locator("article h1").inner_text().startswith("第")
    feeds = page.locator("link[type='application/atom+xml']").evaluate_all("links => links.map(link => link.href)")
    assert feeds == ["https://finews.withounder.com/category/changjiangshangbao.atom"]


def test_nothing_that_a_publisher_sends_runs_or_covers_the_page(browser: Any, site: str) -> None:
    page = _page(browser, bypass_csp=True)
    page.goto(f"{site}/changjiangshangbao/2022/05/21/NW22.html")
    page.locator("article a").first.click(no_wait_after=True)

    assert page.evaluate("window.broken") is None
    assert page.locator("article :is(script, svg, math, iframe, style, form)").count() == 0
    assert page.locator("article td").count() == 2
    positions = page.locator("article *").evaluate_all("all => all.map(one => getComputedStyle(one).position)")
    assert set(positions) == {"static"}


def test_the_page_is_usable_by_keyboard_and_named_for_screen_readers(browser: Any, site: str) -> None:
    page = _page(browser)
    page.goto(site)
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    for landmark in ("header", "main", "nav", "footer"):
        assert page.locator(landmark).count() >= 1
    nameless = page.locator("a").evaluate_all(
        "links => links.filter(link => !(link.innerText.trim() || link.getAttribute('aria-label'))).length"
    )
    assert nameless == 0
