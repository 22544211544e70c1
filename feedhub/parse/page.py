"""Lists and details in web pages, read by CSS selectors. Pure.

BeautifulSoup finds, with the parser of lxml; what is found is cleaned later, with everything else that is foreign.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag

import soupsieve
from bs4 import Tag
from bs4.element import CData, NavigableString

from feedhub import pattern
from feedhub.config import Detail, Fields, Rule, css
from feedhub.errors import ParseError
from feedhub.model import Item, Listing, Response
from feedhub.parse import facts, limit, plugged
from feedhub.parse.soup import Page, joined, read

_ADDRESSES = ("link", "image")
_BLOCKS = frozenset("br p div li ul ol dl dt dd tr td th table section article h1 h2 h3 h4 h5 h6 hr pre".split())


def listing(response: Response, items: str, fields: Fields, following: str | None = None) -> Listing:
    """Return the items whose blocks the selector `items` finds, each with its `fields` as text.

    `following` is the path of the link to the next page.
    Raises ParseError if the selector matches nothing: a page without news and a page that was rebuilt look alike,
    and the second must not go unnoticed.
    """
    page = read(response)
    blocks = _compiled(items).select(page.tree)
    title = _title(page)
    if not blocks:
        named = f"a page titled {title[:60]!r}" if title else "a page without a title"
        raise ParseError(response.url, f"items = {items!r} matches nothing in {named} ({len(response.body):,} bytes)")
    limit.check_items(response.url, len(blocks))
    rules = fields.rules()
    found = (
        Item(_extract(page, block, rules) | {"base": page.base}, f"{items}[{n}]") for n, block in enumerate(blocks)
    )
    return Listing(tuple(found), title, next=_following(page, following))


def detail(response: Response, wanted: Detail, listed: Mapping[str, str]) -> Item:
    """Return the fields of a detail, `content` among them.

    What neither the list nor a rule has given is taken from what the page says of itself to machines.
    Raises ParseError if the page has no content.
    """
    page = read(response)
    content = _content(page, wanted)
    if not content.strip():
        how = f"content = {wanted.content.path!r}" if wanted.content else f"extractor = {wanted.extractor!r}"
        raise ParseError(response.url, f"{how} finds nothing in the page")
    fields = {name: value for name, value in _extract(page, page.tree, wanted.fields.rules()).items() if value}
    missing = {name: value for name, value in facts.facts(page).items() if not (fields.get(name) or listed.get(name))}
    return Item({**missing, **fields, "content": content, "base": page.base}, "detail")


def _content(page: Page, wanted: Detail) -> str:
    if wanted.extractor:
        return plugged.extracted(wanted.extractor, str(page.tree), page.base)
    return _value(page, page.tree, wanted.content, "content") if wanted.content else ""


def _following(page: Page, path: str | None) -> str:
    if not path:
        return ""
    asked = css.split(path)
    rule = Rule(path=path if asked.attribute or asked.part else f"{path}@href")
    address = _value(page, page.tree, rule, "link")
    return urldefrag(address).url


def _extract(page: Page, block: Tag, rules: Mapping[str, Rule]) -> dict[str, str]:
    return {name: _value(page, block, rule, name) for name, rule in rules.items()}


def _value(page: Page, block: Tag, rule: Rule, name: str) -> str:
    """Return the first value that is not empty, of the elements that a rule finds in `block`."""
    path = css.split(rule.path)
    start = block.find_next_sibling() if path.after else block
    if not isinstance(start, Tag):
        return ""
    elements = _compiled(path.selector).iselect(start) if path.selector else iter([start])
    value = next((text for element in elements if (text := _part(element, path, name))), "")
    if rule.match is not None:
        value = pattern.compile(rule.match).part(value)
    return joined(page.base, value) if name in _ADDRESSES else value


def _part(element: Tag, path: css.Path, name: str) -> str:
    if path.attribute:
        value = element.get(path.attribute) or ""
        return (" ".join(value) if isinstance(value, list) else str(value)).strip()
    if path.part == "own":
        return _line(str(child) for child in element.children if type(child) in (NavigableString, CData))
    if path.part == "html" or (name == "content" and not path.part):
        html = element.decode_contents().strip()
        return html if _line(_strings(element)) or element.find(["img", "video", "audio", "table"]) else ""
    return _line(_strings(element))


def _strings(element: Tag) -> Iterator[str]:
    """Yield the text of an element as a reader sees it, blocks apart by a space; scripts and comments are no text."""
    for node in element.descendants:
        if isinstance(node, Tag):
            if node.name in _BLOCKS:
                yield " "
        elif type(node) in (NavigableString, CData):
            yield str(node)
            parent = node.parent
            if parent is not None and parent is not element and parent.name in _BLOCKS and node.next_sibling is None:
                yield " "


def _line(parts: Iterator[str]) -> str:
    return re.sub(r"[ \t\r\n\f\v\xa0]+", " ", "".join(parts)).strip(" \u3000")


def _title(page: Page) -> str:
    named = page.tree.select_one('meta[property="og:site_name"]')
    name = str(named.get("content") or "").strip() if named else ""
    return name or (_line(iter([page.tree.title.get_text()])) if page.tree.title else "")


@functools.lru_cache(maxsize=1024)
def _compiled(selector: str) -> soupsieve.SoupSieve:
    return soupsieve.compile(selector)
