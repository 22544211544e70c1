"""The links of a page, grouped by their place in its structure: those of a list's titles are one group. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from feedhub.discover.marks import kin
from feedhub.discover.text import line, median, weight

FEWEST = 3  # links that make a list
_MOST_LINKS = 2000
_HIGHEST = 14  # levels above a link at which the parent of a list is looked for
_LIGHTEST = 4  # letters in the text of a link that may lead to an article
_KEPT = 14  # groups that are looked at closely
_CHROME = re.compile(
    r"(?:^|[-_])(?:nav(?:bar|igation|s|list)?|(?:mega|sub|main|top|side)?menu\w*|mega|foot(?:er\w*)?|footnotes?|references?"
    r"|breadcrumbs?|crumbs?|pag(?:er|ination|ing)|side(?:bar\w*)?|tags?|tagcloud|cloud|share|social|login|copyright"
    r"|friend(?:s|ly)?[-_]?links?|friends?|blogroll|toolbar|topbar|subnav|ads?|advert\w*|banner\w*|comments?"
    r"|recommend\w*|related?|rank(?:ing|s)?|hot(?:est|list|news|topics?)?|popular|trending|widgets?|partners?"
    r"|cookies?|modal|dropdown)(?:$|[-_])",
    re.IGNORECASE,
)
# Names of wrappers that speak of what else is on the page, and of builders that call everything a widget.
_NO_CHROME = re.compile(r"(?:^|[-_])(?:has|no|with|without|elementor)[-_]", re.IGNORECASE)
_CHROME_TAGS = {"nav": 0.1, "footer": 0.1, "aside": 0.35, "header": 0.4, "form": 0.5, "select": 0.1}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_IDLE = re.compile(r"(?:javascript|mailto|tel|data|sms|weixin|about):", re.IGNORECASE)


@dataclass(slots=True)
class Group:
    """Links at one place of the structure below `parent`, each with the elements from below `parent` down to it."""

    parent: Tag
    chains: list[list[Tag]]
    addresses: list[str]
    score: float = 0.0

    @property
    def links(self) -> list[Tag]:
        """The links themselves."""
        return [chain[-1] for chain in self.chains]


def groups(tree: BeautifulSoup, base: str) -> list[Group]:
    """Return the groups that may be lists, the likeliest first, with a rough score of their links alone.

    A place is the way from a common parent down to the link, told by tags alone and again with class names: some
    lists give each item classes of its own, others tell titles from further links only by a class.
    """
    found: dict[tuple[int, int], Group] = {}
    ways: dict[tuple[int, object], int] = {}
    for link, address in _links(tree, base):
        above = _above(link)
        for told in (_by_tag, kin):
            way, chain = 0, [link]
            for parent in above:
                # One number for a whole way keeps this linear in the depth of the page.
                way = ways.setdefault((way, told(chain[0])), len(ways) + 1)
                group = found.setdefault((id(parent), way), Group(parent, [], []))
                group.chains.append(list(chain))
                group.addresses.append(address)
                chain = [parent, *chain]
    likely: dict[frozenset[int], Group] = {}
    for group in found.values():
        if len(set(group.addresses)) < FEWEST:
            continue
        own = frozenset(id(link) for link in group.links)
        known = likely.get(own)
        if known is None or len(group.chains[0]) < len(known.chains[0]):
            likely[own] = group  # the closest parent of the same links
    for group in likely.values():
        group.score = _score(group)
    return sorted(likely.values(), key=lambda group: -group.score)[:_KEPT]


def in_chrome(element: Tag) -> float:
    """Return how far an element may hold articles, 0 to 1: less in navigation, footers, sidebars and the like."""
    factor = 1.0
    for one in (element, *element.parents):
        if one.name in ("body", "html", "[document]"):
            break
        factor = min(factor, _CHROME_TAGS.get(one.name, 1.0))
        value = one.get("class")
        names = [*(value if isinstance(value, list) else []), str(one.get("id") or "")]
        if one.get("role") == "navigation" or any(_names_chrome(str(name)) for name in names):
            factor = min(factor, 0.3)
    return factor


def _names_chrome(name: str) -> bool:
    return bool(_CHROME.search(name)) and not _NO_CHROME.search(name)


def _links(tree: BeautifulSoup, base: str) -> Iterator[tuple[Tag, str]]:
    """Yield the links of a page that lead elsewhere, with their absolute addresses."""
    here = urldefrag(base).url
    for link in tree.find_all("a", href=True, limit=_MOST_LINKS):
        href = str(link["href"]).strip()
        if not href or _IDLE.match(href):
            continue
        try:
            address = urljoin(base, href)
            path = urlsplit(address)
        except ValueError:
            continue
        # A fragment that begins with a slash is the address of one-page sites.
        plain = address if path.fragment.startswith(("/", "!")) else urldefrag(address).url
        if plain == here or not address.lower().startswith(("http://", "https://")):
            continue
        if weight(line(link)) >= _LIGHTEST:
            yield link, plain


def _above(link: Tag) -> list[Tag]:
    above = []
    for parent in link.parents:
        above.append(parent)
        if parent.name in ("body", "html", "[document]") or len(above) >= _HIGHEST:
            break
    return above


def _by_tag(element: Tag) -> str:
    return str(element.name)


def _score(group: Group) -> float:
    """Return how much the links alone look like those to articles."""
    texts = [line(link)[:400] for link in group.links]
    heavy = min(1.0, max(0.0, median([weight(text) for text in texts]) - 6) / 34)
    distinct = len(set(group.addresses)) / len(group.addresses)
    named = len(set(texts)) / len(texts)
    headed = sum(any(one.name in _HEADINGS for one in chain) for chain in group.chains) / len(texts)
    inside = sum(link.find([*_HEADINGS, "p"]) is not None for link in group.links) / len(texts)
    count = min(1.0, len(set(group.addresses)) / 12)
    # Links of one text (Read more) are of use where a title stands beside them.
    shown = max(heavy * named, 0.25 if named < 0.3 else 0.0)
    return (0.2 + shown + 0.35 * max(headed, inside)) * (0.4 + 0.6 * count) * distinct * in_chrome(group.parent)
