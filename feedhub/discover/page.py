"""A page without a feed → the lists in it, the best first, as a source of kind html could read them. Pure."""

from collections.abc import Sequence
from functools import cache

from bs4 import BeautifulSoup, Tag

from feedhub.discover import field, selector
from feedhub.discover.draft import Draft, ReadsDate, Rule
from feedhub.discover.group import groups, in_chrome
from feedhub.discover.record import Records, records
from feedhub.discover.text import line, median, weight

_LARGEST = 60_000  # elements of a page that is looked at
_LOOKED_AT = 7  # groups of links whose fields are looked for
_LEAST = 0.22  # score below which a group is no list
_KEPT = 3


def blocks(tree: BeautifulSoup, base: str, reads: ReadsDate) -> list[Draft]:
    """Return the lists of a page, the best first, at most three; none where nothing in it repeats like articles do.

    A page of more than 60,000 elements is not looked at: no list has so many.
    """
    if len(tree.find_all(True, limit=_LARGEST + 1)) > _LARGEST:
        return []
    reads = cache(reads)
    ranked: list[tuple[float, Records, dict[str, field.Found]]] = []
    seen: list[set[int]] = []
    for group in groups(tree, base):
        found = records(group)
        if found is None or len(ranked) >= _LOOKED_AT:
            continue
        own = {id(block) for block in found.blocks}
        if any(own == other for other in seen):
            continue
        seen.append(own)
        made = field.fields(found, reads)
        ranked.append((_score(tree, found, made), found, made))
    ranked.sort(key=lambda one: -one[0])
    return _apart([(score, found, made) for score, found, made in ranked if score >= _LEAST], tree)


def _apart(ranked: list[tuple[float, Records, dict[str, field.Found]]], tree: BeautifulSoup) -> list[Draft]:
    """Return drafts of the best, each of other articles than those before it."""
    drafts: list[Draft] = []
    taken: list[set[str]] = []
    for score, found, made in ranked:
        addresses = set(found.addresses)
        if any(len(addresses & other) > 0.3 * len(addresses) for other in taken):
            continue
        draft = _draft(tree, found, made, score)
        if draft is not None:
            taken.append(addresses)
            drafts.append(draft)
        if len(drafts) == _KEPT:
            break
    return drafts


def _draft(tree: BeautifulSoup, found: Records, made: dict[str, field.Found], score: float) -> Draft | None:
    items, fit = selector.of_blocks(tree, found.blocks)
    if not items or fit < 0.3:
        return None
    rules: dict[str, Rule] = {
        name: made[name].rule
        for name in ("title", "link", "published", "author", "digest", "image")
        if name in made and (name != "published" or made[name].share >= field.PROMISED)
    }
    matched = selector.compiled(items).select(tree)
    items = _only_with_title(items, matched, made)
    return Draft("html", {"items": items}, rules, score * (0.6 + 0.4 * fit), len(found.blocks))


def _only_with_title(items: str, matched: Sequence[Tag], made: dict[str, field.Found]) -> str:
    """Return `items` for blocks with a title and a link only: between articles there may be adverts in like blocks."""
    for path in (made["title"].selector, made["link"].selector):
        if path and any(not any(True for _ in selector.compiled(path).iselect(block)) for block in matched):
            return f"{items}:has({path.removeprefix(':scope ')})"
    return items


def _score(tree: BeautifulSoup, found: Records, made: dict[str, field.Found]) -> float:
    """Return how much blocks look like the articles of a page, 0 to 1."""
    titles = [line(one) if one is not None else "" for one in made["title"].targets]
    heavy = min(1.0, max(0, median([weight(title) for title in titles]) - 4) / 30)
    distinct = len(set(titles)) / len(titles)
    count = min(1.0, len(found.blocks) / 10)
    date = made["published"].share if "published" in made else 0.0
    digest = made["digest"].share if "digest" in made else 0.0
    like = sum(block.name in ("article", "li", "tr", "dt", "dd") for block in found.blocks) / len(found.blocks)
    headed = sum(one is not None and (one.name or "")[:1] == "h" for one in made["title"].targets) / len(titles)
    good = 0.30 * heavy + 0.30 * date + 0.14 * digest + 0.12 * count + 0.06 * like + 0.08 * headed
    return good * distinct**2 * in_chrome(found.blocks[0]) * _weighs(tree, found)


def _weighs(tree: BeautifulSoup, found: Records) -> float:
    """Return less where one text of the page outweighs the list: the page is an article, and links others."""
    listed_in = [*found.blocks, *(one for one in found.following() if one is not None)]
    inside = {id(block) for block in listed_in}
    listed = sum(weight(line(block)) for block in listed_in)
    beside = 0
    for paragraph in tree.find_all("p", limit=400):
        if not any(id(one) in inside for one in (paragraph, *paragraph.parents)) and paragraph.find("a") is None:
            beside += weight(line(paragraph))
    return 1.0 if beside < 600 or beside < 2 * listed else 0.45
