"""A group of links → the blocks of its list, one for each item, and what they have in common. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from feedhub.discover.group import FEWEST, Group
from feedhub.discover.marks import kin, marks

_MOST_INSIDE = 150  # elements of a block that are looked at
_SAMPLE = 40  # blocks that are looked at


@dataclass(frozen=True, slots=True)
class Records:
    """The blocks of a list, each with the link to its article."""

    blocks: tuple[Tag, ...]
    links: tuple[Tag, ...]
    addresses: tuple[str, ...]

    def following(self) -> list[Tag | None]:
        """Return the element after each block, where that is no block itself."""
        own = {id(block) for block in self.blocks}
        after = [block.find_next_sibling() for block in self.blocks]
        return [one if isinstance(one, Tag) and id(one) not in own else None for one in after]

    def sample(self) -> "Records":
        """Return as many of them as say enough of all."""
        return Records(self.blocks[:_SAMPLE], self.links[:_SAMPLE], self.addresses[:_SAMPLE])


AFTER = "+"  # in a place: in the element after the block

Column = list[Tag | None]
"""The elements at one place within the blocks, one for each block that has it."""


def records(group: Group) -> Records | None:
    """Return the blocks of a group: for each link the largest element that holds no other link of the group.

    A block that lacks a class which nearly all have is none (an advert, a heading); one with two links has the first.
    None where fewer than three are left.
    """
    level = _level(group)
    taken: dict[int, _Row] = {}
    for chain, address in zip(group.chains, group.addresses, strict=True):
        block = chain[min(level, len(chain) - 1)]
        inner = tuple(mark for one in chain[level + 1 :] for mark in marks(one))
        taken.setdefault(id(block), (block, chain[-1], address, inner))
    rows = _alike(list(taken.values()))
    seen: set[str] = set()
    rows = [row for row in rows if not (row[2] in seen or seen.add(row[2]))]  # type: ignore[func-returns-value]
    if len(rows) < FEWEST:
        return None
    blocks, links, addresses, _ = zip(*rows, strict=True)
    return Records(blocks, links, addresses)


_Row = tuple[Tag, Tag, str, tuple[str, ...]]
"""A block, its link, the address, and the marks on the way from the one to the other."""


def _alike(rows: list[_Row]) -> list[_Row]:
    """Return the rows without those whose block lacks a mark of nearly all, unless the way to its link has theirs.

    The first article of a page is often made otherwise, but its headline is a headline.
    """
    counted = Counter(mark for block, *_ in rows for mark in marks(block))
    needed = {mark for mark, count in counted.items() if 0.7 * len(rows) <= count < len(rows)}
    usual = Counter(row[3] for row in rows).most_common(1)[0][0]
    strict = [row for row in rows if needed <= set(marks(row[0])) or (usual and row[3] == usual)]
    return strict if len(strict) >= 0.6 * len(rows) else rows


def columns(found: Records) -> dict[tuple[object, ...], Column]:
    """Return the elements within the blocks by their place, the blocks themselves at the place ().

    Places that begin with AFTER are of the element that follows a block and is none itself.
    """
    table: dict[tuple[object, ...], Column] = {(): list(found.blocks)}
    for number, (block, following) in enumerate(zip(found.blocks, found.following(), strict=True)):
        inside = [((), block), *([((AFTER, kin(following)), following)] if following is not None else [])]
        for start, root in inside:
            for place, element in ((start, root), *_inside(start, root)):
                column = table.setdefault(place, [None] * len(found.blocks))
                if column[number] is None:
                    column[number] = element
    return table


def _inside(start: tuple[object, ...], block: Tag) -> Iterator[tuple[tuple[object, ...], Tag]]:
    """Yield the elements in a block that is at `start`, with their places, in the order of the document."""
    waiting: list[tuple[tuple[object, ...], Tag]] = [(start, block)]
    count = 0
    while waiting and count < _MOST_INSIDE:
        place, element = waiting.pop()
        if element is not block:
            count += 1
            yield place, element
        children = [child for child in element.children if isinstance(child, Tag)]
        waiting += [((*place, kin(child)), child) for child in reversed(children[:_MOST_INSIDE])]


def _level(group: Group) -> int:
    """Return the highest level below the parent at which nearly every element holds one link of the group."""
    wanted = len(set(group.addresses))
    deepest = min(len(chain) for chain in group.chains)
    for level in range(deepest):
        if len({id(chain[level]) for chain in group.chains}) >= 0.85 * wanted:
            return level
    return deepest - 1
