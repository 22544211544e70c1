"""What a page says of itself to machines: JSON-LD, OpenGraph, microdata. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag

from feedhub.parse.soup import Page, joined

_ARTICLES = frozenset(
    """
    Article NewsArticle BlogPosting TechArticle Report ScholarlyArticle SocialMediaPosting LiveBlogPosting
    ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle ReviewNewsArticle BackgroundNewsArticle
    """.split()
)
_WRAPPED = re.compile(
    r"\s*(?:/[/*]\s*)?<!(?:\[CDATA\[|--)(?:\s*\*/)?(.*?)(?:/[/*]\s*)?(?:\]\]|--)>(?:\s*\*/)?\s*", re.DOTALL
)
_META = {
    "title": ("og:title", "twitter:title"),
    "published": ("article:published_time", "og:published_time", "pubdate", "publishdate", "date"),
    "author": ("article:author", "og:article:author", "author"),
    "image": ("og:image", "og:image:url", "twitter:image"),
}
_ELEMENTS = {
    "title": ('[itemprop="headline"]', "h1", "head > title"),
    "published": ('[itemprop="datePublished"]', "article time[datetime]", "time[pubdate]", "time[datetime]"),
    "author": ('[itemprop="author"] [itemprop="name"]', '[itemprop="author"]', '[rel="author"]'),
    "image": ('[itemprop="image"]',),
}
_DEEPEST = 6


def facts(page: Page) -> dict[str, str]:
    """Return the title, the date, the author and the image of the article on a page, those that it names.

    JSON-LD first, then OpenGraph and its like, then microdata and `<time>`.
    Source: schema.org/Article; ogp.me; HTML, 4.5.14 and 5.2.
    """
    said: dict[str, str] = {}
    for found in (_linked_data(page.tree), _meta(page.tree), _elements(page.tree)):
        said = {**{name: value.strip() for name, value in found.items() if value.strip()}, **said}
    if "://" in said.get("author", ""):  # article:author may be a profile's address, which is no name
        del said["author"]
    if "image" in said:
        said["image"] = joined(page.base, said["image"])
    return said


def stated_text(page: Page) -> str:
    """Return the text of the article as the page's JSON-LD says it, plain or as mark-up; nothing where it does not."""
    texts = (_text(article.get("articleBody")) for article in _stated_articles(page.tree))
    return next((text for text in texts if text), "")


def _linked_data(tree: BeautifulSoup) -> dict[str, str]:
    for article in _stated_articles(tree):
        return {
            "title": _text(article.get("headline") or article.get("name")),
            "published": _text(article.get("datePublished")),
            "author": _names(article.get("author")),
            "image": _image(article.get("image")),
        }
    return {}


def _stated_articles(tree: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for script in tree.find_all("script", type="application/ld+json"):
        try:
            value = json.loads(_unwrapped(script.get_text()).strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles(value, 0)


def _unwrapped(script: str) -> str:
    """Return a script without the comment or CDATA section that some hide it in, as pages did for old browsers."""
    found = _WRAPPED.fullmatch(script)
    return found[1] if found else script


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Yield the articles in a JSON-LD value, whether it is one, a list, or a @graph."""
    if isinstance(value, list):
        for one in value:
            yield from _articles(one, depth + 1) if depth < _DEEPEST else ()
    elif isinstance(value, dict) and depth < _DEEPEST:
        kinds = value.get("@type")
        named = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and kind.rpartition("/")[2] in _ARTICLES for kind in named):
            yield value
        for inner in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(value.get(inner), depth + 1)


def _names(value: Any) -> str:
    people = value if isinstance(value, list) else [value]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in people]
    return ", ".join(name for name in names if name)


def _image(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return _text(first.get("url") or first.get("contentUrl")) if isinstance(first, dict) else _text(first)


def _text(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return first.encode("utf-8", "replace").decode().strip() if isinstance(first, str) else ""


def _meta(tree: BeautifulSoup) -> dict[str, str]:
    said: dict[str, str] = {}
    for element in tree.find_all("meta", content=True):
        name = str(element.get("property") or element.get("name") or "").lower()
        if name:
            said.setdefault(name, str(element["content"]))
    return {field: next((said[name] for name in names if said.get(name)), "") for field, names in _META.items()}


def _elements(tree: BeautifulSoup) -> dict[str, str]:
    return {field: _first(tree, selectors) for field, selectors in _ELEMENTS.items()}


def _first(tree: BeautifulSoup, selectors: tuple[str, ...]) -> str:
    found = (element for selector in selectors for element in tree.select(selector, limit=1))
    return next((text for element in found if (text := _said(element))), "")


def _said(element: Tag) -> str:
    """Return the value of a microdata property (HTML, 5.2.4): an attribute where it has one, else its text."""
    for name in ("content", "datetime", "src", "href") if element.name != "a" else ():
        if element.get(name):
            return str(element[name])
    return " ".join(element.get_text(" ").split())
