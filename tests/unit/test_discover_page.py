"""Lists in pages nobody described: found, and read by the extraction as a reader sees them."""

import time
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedhub import discover
from feedhub.config import Config, css
from feedhub.discover import marks
from feedhub.errors import ParseError
from feedhub.model import DateBasis, Response
from feedhub.parse import soup
from feedhub.pipeline import finding
from feedhub.pipeline.finding import Finding, Wish
from tests.list_pages import PAGES, UNREAD, WITHOUT, ListPage

NOW = datetime(2024, 5, 21, 12, tzinfo=UTC)
URL = "https://site.example/news/"
SLOWEST = 20  # seconds, of a machine that is busy with other things


def found(body: str) -> Finding | None:
    """Return the surest list of a page, as the extraction reads it."""
    answer = Response(URL, 200, body.encode(), "text/html", "utf-8")
    page = soup.read(answer)
    drafts = discover.blocks(page.tree, page.base, finding.reader(Config(), NOW))
    made = [finding.of_draft(draft, answer, Wish(URL), Config(), NOW) for draft in drafts]
    return max((one for one in made if one), key=lambda one: one.trust.score, default=None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_list_is_read_whole_without_selectors(page: ListPage) -> None:
    best = found(page.body)

    assert best is not None
    assert [entry.title for entry in best.preview.entries] == list(page.titles)
    assert [entry.link for entry in best.preview.entries] == [urljoin(URL, link) for link in page.links]
    stated = [entry.date_basis is not DateBasis.FIRST_SEEN for entry in best.preview.entries]
    assert all(stated) or not page.dated
    assert all(entry.digest for entry in best.preview.entries) or not page.digests
    assert not best.trust.is_guess


@pytest.mark.parametrize("page", UNREAD, ids=lambda page: page.name)
def test_a_list_that_is_not_understood_is_not_taken_for_another(page: ListPage) -> None:
    best = found(page.body)

    assert best is None or best.trust.is_guess


@pytest.mark.parametrize("name", sorted(WITHOUT))
def test_a_page_without_a_list_gives_none_or_a_guess(name: str) -> None:
    best = found(WITHOUT[name])

    assert best is None or best.trust.is_guess


def test_dates_are_those_of_the_page() -> None:
    [page] = [one for one in PAGES if one.name == "relative dates"]
    best = found(page.body)

    assert best is not None
    assert [entry.published.hour for entry in best.preview.entries[:3]] == [11, 10, 9]


def test_a_chinese_page_brings_its_language_and_the_time_of_china() -> None:
    [page] = [one for one in PAGES if one.name == "government notices"]
    best = found(page.body)

    assert best is not None
    assert (best.settings["language"], best.settings["timezone"]) == ("zh-CN", "Asia/Shanghai")
    assert best.preview.entries[0].published == datetime(2024, 5, 19, 16, tzinfo=UTC)


def test_no_selector_hangs_on_a_class_that_a_program_made_up() -> None:
    [page] = [one for one in PAGES if one.name == "cards with made-up class names"]
    best = found(page.body)

    assert best is not None
    assert not any(made in best.table for made in ("css-", "sc-", "kTzLmB"))


def test_a_hash_of_a_style_sheet_goes_and_the_name_before_it_stays() -> None:
    [page] = [one for one in PAGES if one.name == "css modules"]
    best = found(page.body)

    assert best is not None
    assert best.settings["items"] == 'div[class*="Card_card__"]'


@pytest.mark.parametrize(
    ("name", "steady"),
    [
        ("news-item", True), ("newsList2", True), ("entry-title", True), ("c-byline__item", True), ("tit", True),
        ("css-1x2y3z", False), ("sc-bdVaJa", False), ("kTzLmB", False), ("svelte-1abcde", False), ("active", False),
        ("post-1234", False), ("md:w-1/2", False), ("a1b2c3", False), ("jsx-4069814239", False), ("odd", False),
    ],
)  # fmt: skip
def test_a_class_is_steady_or_it_is_not(name: str, steady: bool) -> None:
    page = soup.read(Response(URL, 200, f'<p class="{name}">x</p>'.encode()))
    element = page.tree.select_one("p")

    assert element is not None
    assert bool(marks.marks(element)) == steady


def test_the_other_list_of_a_page_is_named() -> None:
    [page] = [one for one in PAGES if one.name == "portal with a box of videos"]
    tree = soup.read(Response(URL, 200, page.body.encode())).tree
    drafts = discover.blocks(tree, URL, finding.reader(Config(), NOW))

    assert [draft.place for draft in drafts[:1]] == ["div.main-news li"]
    assert "videos" in drafts[1].place


@pytest.mark.parametrize(
    "wrapper",
    [
        'id="page" class="site has-sidebar"', 'class="tab-pane"', 'class="football-news"', 'class="search-results"',
        'class="elementor-widget elementor-widget-posts"', 'class="hotel-news"', 'class="layout-with-sidebar"',
    ],
)  # fmt: skip
def test_a_wrapper_whose_name_speaks_of_something_else_takes_no_trust_away(wrapper: str) -> None:
    [page] = [one for one in PAGES if one.name == "plain list"]
    best = found(page.body.replace('<ul class="news">', f'<div {wrapper}><ul class="news">'))

    assert best is not None
    assert not best.trust.is_guess


@pytest.mark.parametrize("wrapper", ["<nav>", "<footer>", '<div class="main-menu">', '<div id="sidebar2">'])
def test_what_stands_in_a_menu_or_a_footer_is_a_guess_at_most(wrapper: str) -> None:
    [page] = [one for one in PAGES if one.name == "plain list"]
    best = found(page.body.replace('<ul class="news">', f"{wrapper}<ul>"))

    assert best is None or best.trust.is_guess


def test_trust_says_what_it_is_made_of() -> None:
    [page] = [one for one in PAGES if one.name == "relative dates"]
    best = found(page.body)

    assert best is not None
    assert best.trust.word == "sure"
    assert best.trust.reasons == ("12 items", "12 of 12 with a date", "12 with a summary or text")


HOSTILE = {
    "nested deeply": "<div>" * 20_000 + '<a href="/x">hello world</a>',
    "lists that nobody closes": "".join(f'<ul><li><a href="/x{n}">hello world text {n}</a>' for n in range(1500)),
    "a link in many spans": "".join(
        "<span>" * 8 + f'<a href="/x{n}">hello world text {n}</a>' + "</span>" * 8 for n in range(2500)
    ),
    "hundreds of classes": "".join(
        f'<p class="{" ".join(f"x{chr(97 + i % 26)}{chr(97 + n % 26)}" for i in range(200))}">'
        f'<a href="/{n}">hello world {n}</a></p>'
        for n in range(300)
    ),
    "texts without end": "".join(f'<li><a href="/x{n}">hello {n} {"w " * 20_000}</a></li>' for n in range(40)),
    "dates in plenty": "".join(
        f'<li><a href="/x{n}">hello world text {n}</a>' + f"<b>{n}-1-20 x</b>" * 140 + "</li>" for n in range(100)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_page_takes_bounded_time(name: str) -> None:
    before = time.monotonic()
    found(HOSTILE[name])

    assert time.monotonic() - before < SLOWEST


TAGS = st.sampled_from(["ul", "li", "div", "p", "h2", "table", "tr", "td", "dl", "dt", "span", "article", "section"])
CLASSES = st.sampled_from(["", "x", "news-item", "css-1a2b3c", '"', "a:b"])
NODES = st.recursive(
    st.tuples(st.integers(0, 30), st.text("ab 中文<>&\"'19-:", max_size=20)).map(
        lambda pair: f'<a href="/{pair[0]}">{pair[1]}</a>'
    ),
    lambda inner: st.tuples(TAGS, CLASSES, st.lists(inner, max_size=6)).map(
        lambda made: f'<{made[0]} class="{made[1]}">{"".join(made[2])}</{made[0]}>'
    ),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(NODES)
def test_whatever_a_page_is_what_is_drafted_of_it_is_a_source_that_finds_what_was_seen(body: str) -> None:
    answer = Response(URL, 200, body.encode(), "text/html", "utf-8")
    try:
        page = soup.read(answer)
    except ParseError:
        return
    for draft in discover.blocks(page.tree, page.base, finding.reader(Config(), NOW)):
        made = finding.of_draft(draft, answer, Wish(URL), Config(), NOW)

        assert css.selector_fault(draft.settings["items"]) == ""
        assert made is not None
        assert made.preview.listed > 0
