"""Finding the text of pages: how near it comes, what of it stays as it was, where it goes on; when a teaser is one."""

import re

import pytest
import trafilatura

from feedhub.config import FullText
from feedhub.errors import ParseError
from feedhub.model import Item, Response
from feedhub.normalise import html, is_teaser, worse
from feedhub.parse.fulltext import article
from tests.sites import Site, en, measure, p, sites, zh

SITES = list(sites())
URL = "https://site.example/news/1.html"


def words(text: str) -> list[str]:
    """Return the words of a text; Chinese has characters."""
    return re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", text.lower())


def answer(page: str, url: str = URL) -> Response:
    """Return the response that a page comes in."""
    return Response(url, 200, page.encode(), "text/html", "utf-8")


def found(page: str) -> str:
    """Return the text that is found in a page, as a reader sees it."""
    return html.text(html.clean(article(answer(page)).content, URL), 1_000_000)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_the_text_of_a_page_is_nearly_what_a_reader_would_call_the_article(site: Site) -> None:
    assert measure(found(site.html), site.text, words) > 0.93


def test_it_comes_nearer_than_the_library_alone() -> None:
    ours = [measure(found(site.html), site.text, words) for site in SITES]
    theirs = [measure(trafilatura.extract(site.html) or "", site.text, words) for site in SITES]

    assert len(SITES) >= 25
    assert sum(ours) / len(SITES) > max(0.98, sum(theirs) / len(SITES))


def test_a_text_that_a_script_is_to_show_comes_from_the_data_for_search_engines() -> None:
    data = f'{{"@type": "NewsArticle", "headline": "T", "articleBody": "{" ".join(zh(4))}"}}'
    page = f'<html><body><div id="app"></div><script type="application/ld+json">{data}</script></body></html>'

    assert zh(4)[3] in found(page)


def test_a_part_is_told_by_its_heading_even_if_its_id_sounds_like_a_bar_of_buttons() -> None:
    parts = "".join(
        f'<div class="section" id="sharing-with-{name}"><h2>Sharing with {name}</h2>'
        + "".join(f"<p>{name} {n}: {'a sentence of the text, ' * 9}and its end.</p>" for n in range(9))
        + "</div>"
        for name in ("friends", "strangers", "nobody")
    )

    text = found(f'<html><body><div class="body"><h1>On sharing</h1>{parts}</div></body></html>')

    assert all(f"{name} 8:" in text for name in ("friends", "strangers", "nobody"))


def test_a_page_in_which_no_text_is_found_says_so() -> None:
    with pytest.raises(ParseError, match="no text is found"):
        article(answer("<html><body><div id=app></div></body></html>"))
    with pytest.raises(ParseError, match=r"content = 'div\.none' finds no text"):
        article(answer("<p>x</p>"), FullText(content="div.none"))


@pytest.mark.parametrize(
    "page", ["<p>x" * 70_000, "<div>" * 20_000 + "x", "<table><tr><td>" * 9_000], ids=["tags", "depth", "tables"]
)
def test_a_page_that_is_made_to_take_for_ever_is_refused(page: str) -> None:
    with pytest.raises(ParseError, match=r"too large a page|too deeply"):
        article(answer(page))


@pytest.mark.parametrize(
    ("url", "link", "following"),
    [
        ("https://a.example/n/1.html", '<a href="1_2.html">下一页</a>', "https://a.example/n/1_2.html"),
        ("https://a.example/n/1.html", '<a href="1_1.html">下一页</a>', "https://a.example/n/1_1.html"),
        ("https://a.example/n/1.html", '<a href="/n/1-2.html">2</a>', "https://a.example/n/1-2.html"),
        ("https://a.example/n/story", '<a href="?page=2">Next page »</a>', "https://a.example/n/story?page=2"),
        ("https://a.example/n/story/", '<a href="/n/story/2/" rel="next">Onwards</a>', "https://a.example/n/story/2/"),
        ("https://a.example/n/story?id=7", '<a href="?id=7&amp;p=2">2</a>', "https://a.example/n/story?id=7&p=2"),
        ("https://a.example/n/1.html", '<a rel="next" href="2.html">Another article</a>', ""),
        ("https://a.example/n/100.html", '<a rel="next" href="101.html">下一篇</a>', ""),
        ("https://a.example/?p=12", '<a rel="next" href="?p=13">Next</a>', ""),
        ("https://a.example/n/1.html", '<a href="https://b.example/n/1_2.html">下一页</a>', ""),
        ("https://a.example/n/1.html", '<a href="1_3.html">下一页</a>', ""),
        ("https://a.example/n/1.html", '<a href="#2">2</a>', ""),
    ],
)
def test_the_next_page_of_an_article_is_known_from_the_next_article(url: str, link: str, following: str) -> None:
    assert article(answer(f"<body><article>{p(en(4))}</article>{link}</body>", url)).next == following


def test_on_a_later_page_the_number_counts_on() -> None:
    page = f"<body><article>{p(en(4))}</article><a href='1_2.html'>2</a><a href='1_3.html'>3</a></body>"

    assert article(answer(page, "https://a.example/1_2.html"), before=frozenset({"x"})).next.endswith("/1_3.html")


@pytest.mark.parametrize(
    ("content", "teaser"),
    [
        ("", True),
        ("A short line.", True),
        (" ".join(en(8)), False),
        ("".join(zh(6)), False),
        (" ".join(en(8)) + " …", True),
        (" ".join(en(8)) + " [...]", True),
        (" ".join(en(8)) + " Read more »", True),
        (" ".join(en(8)) + " [&#8230;] The post Title appeared first on Blog.", True),
        ("".join(zh(6)) + "……阅读全文", True),
        (p(en(8)) + '<p><a href="/1">Continue reading Title of the post</a></p>', True),
    ],
)
def test_a_teaser_is_told_from_a_text(content: str, teaser: bool) -> None:
    assert is_teaser(Item({"title": "Title", "content": content}, "item")) is teaser


def test_a_content_that_repeats_the_digest_is_a_teaser() -> None:
    assert is_teaser(Item({"digest": " ".join(en(8)), "content": p([" ".join(en(8))])}, "item"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (p(en(4)), ""),
        (p(en(1)), "its page says no more"),
        ("<p>We use cookies. Accept all cookies to go on, or change your cookie settings at any time. " * 4, "wall"),
        ("<p>Checking your browser before you can go on. Just a moment, please. This is automatic. " * 4, "wall"),
        ("".join(f'<p><a href="/{n}">{line}</a></p>' for n, line in enumerate(zh(9))), "a list of links"),
        (p(zh(2)), "about something else"),
        (p([*en(1), "Subscribe to continue reading.", *en(1, 4)]), ""),
    ],
)
def test_what_a_page_gives_is_taken_only_if_it_is_better_than_the_teaser(content: str, said: str) -> None:
    item = Item({"title": "The city council and the bridge", "content": en(1)[0]}, "item")

    assert said in worse(item, content, chosen=False) if said else worse(item, content, chosen=False) == ""


def test_a_wall_is_no_text_for_an_item_that_has_none_either() -> None:
    wall = "<p>Please log in to continue. Already a subscriber? We use cookies on this site.</p>"

    assert "wall" in worse(Item({"title": "Title"}, "item"), wall, chosen=False)
