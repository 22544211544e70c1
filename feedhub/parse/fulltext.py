"""An article's page → its text, with headings, lists, tables and pictures as they were. Pure.

Own selectors say where the text is; else `locate` finds it. `prune` takes out what stands in between.
"""

from collections.abc import Iterable

from bs4 import Tag

from feedhub.config import FullText
from feedhub.errors import ParseError
from feedhub.model import Article, Response
from feedhub.parse import continued, facts, prune
from feedhub.parse.soup import Page, read

_MOST_TAGS = 60_000  # in the bytes of a page: more takes half a minute, and no article has them
_DEEPEST = 500  # elements in one another
_PAGES = ("text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain", "")


def article(response: Response, wanted: FullText | None = None, before: frozenset[str] = frozenset()) -> Article:
    """Return the text that the page in `response` holds.

    `before` are the blocks of the article's earlier pages, which are not repeated.
    Raises ParseError if it is no page, or too large a one, or no text is found in it.
    """
    wanted = wanted or FullText()
    _refuse(response)
    page = read(response)
    if _depth(page.tree) > _DEEPEST:
        raise ParseError(response.url, "is nested too deeply to be an article's page")
    said = facts.facts(page)
    following = continued.following(page, response.url, wanted.next, first=not before)
    parts = _parts(page, wanted)
    for part in parts:
        for selector in wanted.remove:
            _take_out(part.select(selector))
        prune.repeated(part, before)
    content = "\n".join(filter(None, (prune.markup(part) for part in parts)))
    if not content:
        named = f"content = {wanted.content!r} finds no text" if wanted.content else "no text is found"
        raise ParseError(response.url, f"{named} in the page")
    blocks = frozenset(text for part in parts for text in prune.blocks(part))
    return Article(content, page.base, said, following, blocks)


def _refuse(response: Response) -> None:
    if response.media_type not in _PAGES:
        raise ParseError(response.url, f"is no page, but {response.media_type}")
    if (tags := response.body.count(b"<")) > _MOST_TAGS:
        raise ParseError(response.url, f"is too large a page: it has {tags:,} tags")


def _depth(tree: Tag) -> int:
    depths = {id(tree): 0}
    for element in tree.find_all(True):  # parents before their children
        depths[id(element)] = depths[id(element.parent)] + 1
    return max(depths.values())


def _parts(page: Page, wanted: FullText) -> list[Tag]:
    """Return the elements with the text, in order, none within another."""
    if wanted.content is None:
        from feedhub.parse import locate

        found = locate.located(page)
        return [found] if found else []
    matched = page.tree.select(wanted.content)
    inner = {id(one) for element in matched for one in element.find_all(True)}
    parts = [element for element in matched if id(element) not in inner]
    for part in parts:
        prune.scripts(part)
    return parts


def _take_out(elements: Iterable[Tag]) -> None:
    for element in elements:
        if not element.decomposed:
            element.decompose()
