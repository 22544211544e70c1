"""Elements → a CSS selector that finds them and no others, as short and as steady as can be had. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

import soupsieve
from bs4 import BeautifulSoup, Tag

from feedhub.discover.marks import marks, own_id, place
from feedhub.discover.text import line

_ENOUGH = 0.97
_TRIED = 12  # selectors that are tried on a whole page; each walks all of it


def of_blocks(tree: BeautifulSoup, blocks: Sequence[Tag]) -> tuple[str, float]:
    """Return the selector of a list's blocks, and how well it fits, 1 where it finds them and nothing else."""
    wanted = {id(block) for block in blocks}
    best, best_fit = "", 0.0
    for number, candidate in enumerate(dict.fromkeys(_for_blocks(tree, blocks))):
        if number >= _TRIED:
            break
        found = {id(element) for element in compiled(candidate).select(tree)}
        fit = len(found & wanted) / len(found | wanted) if found else 0.0
        if fit > best_fit + 0.005:
            best, best_fit = candidate, fit
        if best_fit >= _ENOUGH:
            break
    return best, best_fit


def within(
    blocks: Sequence[Tag], targets: Sequence[Tag | None], said: Callable[[Tag], str] = line
) -> tuple[str, float]:
    """Return the selector that, within a block, first finds its target with something to say; and for how many it does.

    Empty selects the block itself. For targets in the element after the block it begins with a plus.
    """
    pairs = [(block, target) for block, target in zip(blocks, targets, strict=True) if target is not None]
    if all(target is block for block, target in pairs):
        return "", 1.0
    plus = ""
    if not all(target is block or _below(target, block) for block, target in pairs):
        after = [block.find_next_sibling() for block in blocks]
        blocks, plus = [one if isinstance(one, Tag) else block for one, block in zip(after, blocks, strict=True)], "+ "
        pairs = [(block, target) for block, target in zip(blocks, targets, strict=True) if target is not None]
        if all(target is block for block, target in pairs):
            return "+", 1.0
    best, best_fit = "", -1.0
    for candidate in dict.fromkeys(_for_targets(pairs)):
        fit = fits(candidate, blocks, targets, said)
        if fit > best_fit + 0.005:
            best, best_fit = candidate, fit
        if best_fit >= _ENOUGH:
            break
    return f"{plus}{best}", best_fit


def fits(
    selector: str, blocks: Sequence[Tag], targets: Sequence[Tag | None], said: Callable[[Tag], str] = line
) -> float:
    """Return the share of blocks in which a selector first finds the target, or what says the same; or neither is."""
    right = 0
    for block, target in zip(blocks, targets, strict=True):
        first = next((one for one in compiled(selector).iselect(block) if said(one)), None)
        right += first is target or (target is not None and first is not None and said(first) == said(target))
    return right / len(blocks)


@lru_cache(maxsize=2048)
def compiled(selector: str) -> soupsieve.SoupSieve:
    """Return a selector made ready."""
    return soupsieve.compile(selector)


def _common(elements: Iterable[Tag]) -> list[str]:
    """Return the marks that all these elements have, those that mean most first."""
    lists = [marks(element) for element in elements]
    return [mark for mark in lists[0] if all(mark in other for other in lists[1:])] if lists else []


def _tag(elements: Sequence[Tag]) -> str:
    return elements[0].name if all(one.name == elements[0].name for one in elements) else ""


def _for_blocks(tree: BeautifulSoup, blocks: Sequence[Tag]) -> Iterator[str]:
    """Yield selectors of blocks, the shortest first, those that count elements last."""
    tag = _tag(blocks)
    own = [f"{tag}{mark}" for mark in _common(blocks)[:3]]
    yield from own[:2]
    selves = [*own[:1], tag or "*"]
    parents = list({id(block.parent): block.parent for block in blocks if block.parent is not None}.values())
    if parents and tag:
        for mark in [own_id(parents[0]) if len(parents) == 1 else "", *_common(parents)[:2]]:
            if mark:
                yield from (f"{_tag(parents)}{mark} > {one}" for one in selves)
    shared = _shared(blocks)
    for above in shared[:6]:
        anchors = [own_id(above), *(f"{above.name}{mark}" for mark in marks(above)[:1])]
        way = _way(above, blocks)
        for anchor in filter(None, anchors):
            yield from (f"{anchor} {one}" for one in selves)
            if way:
                yield f"{anchor} > {way}"
    if not own and tree.body is not None and (way := _way(tree.body, blocks)):
        yield f"body > {way}"
    if shared and (way := _way(shared[0], blocks)):
        yield f"{_counted(shared[0])} > {way}"


def _shared(blocks: Sequence[Tag]) -> list[Tag]:
    """Return the elements that hold all the blocks, the closest first, without the page itself."""
    ids = [{id(parent) for parent in block.parents} for block in (blocks[0], blocks[-1], blocks[len(blocks) // 2])]
    return [
        one
        for one in blocks[0].parents
        if all(id(one) in own for own in ids) and one.name not in ("html", "[document]")
    ]


def _way(above: Tag, blocks: Sequence[Tag]) -> str:
    """Return the tags from below `above` down to the blocks, where they are the same for all."""
    ways = set()
    for block in (blocks[0], blocks[-1], blocks[len(blocks) // 2]):
        names = [block.name]
        for parent in block.parents:
            if parent is above:
                break
            names.append(parent.name)
        ways.add(" > ".join(reversed(names)))
    return ways.pop() if len(ways) == 1 else ""


def _counted(element: Tag) -> str:
    """Return the way to an element from the nearest id above it, or the body, by counting."""
    steps = []
    for one in (element, *element.parents):
        if one.name in ("body", "html", "[document]"):
            steps.append("body")
            break
        if name := own_id(one):
            steps.append(name)
            break
        steps.append(f"{one.name}:nth-of-type({place(one)})")
    return " > ".join(reversed(steps))


def _for_targets(pairs: Sequence[tuple[Tag, Tag]]) -> Iterator[str]:
    """Yield selectors of one element in each block, the plainest first."""
    targets = [target for _, target in pairs]
    tag = _tag(targets)
    common = _common(targets)[:3]
    telling = tag if tag not in ("div", "span", "li", "td", "") else ""
    if telling and tag in ("h1", "h2", "h3", "h4", "h5", "h6", "time"):
        yield tag
    for mark in common:
        yield mark if mark.startswith(".") else f"{tag}{mark}"
        yield f"{tag}{mark}"
    if telling:
        yield tag
    above = [[parent for parent in target.parents if _below(parent, block)] for block, target in pairs]
    for level in range(min((len(chain) for chain in above), default=0)):
        parents = [chain[level] for chain in above]
        name = _tag(parents)
        join = " > " if level == 0 else " "
        for mark in _common(parents)[:2]:
            yield f"{mark}{join}{tag or '*'}"
        if name and tag and name not in ("div", "span"):
            yield f"{name}{join}{tag}"
        if name and tag and (number := _one_place(parents)):
            yield f"{name}:nth-of-type({number}){join}{tag}"
    number = _one_place(targets)
    if not tag:
        return
    if all(target.parent is block for block, target in pairs):
        yield f":scope > {tag}"
        if number:
            yield f":scope > {tag}:nth-of-type({number})"
    if number:
        yield f"{tag}:nth-of-type({number})"
    yield tag
    ways = {" > ".join([*(one.name for one in reversed(chain)), tag]) for chain in above}
    if len(ways) == 1:
        yield f":scope > {ways.pop()}"


def _one_place(elements: Sequence[Tag]) -> int:
    """Return the place among their siblings that all these elements have; 0 where it differs."""
    places = {place(element) for element in elements}
    return places.pop() if len(places) == 1 else 0


def _below(element: Tag, block: Tag) -> bool:
    return element is not block and any(parent is block for parent in element.parents)
