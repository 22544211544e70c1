"""The blocks of a list → the rules of its fields: title, link, date, summary, author, image. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bs4 import Tag

from feedhub.discover import moment
from feedhub.discover.draft import ReadsDate, Rule
from feedhub.discover.record import AFTER, Column, Records, columns
from feedhub.discover.selector import fits, within
from feedhub.discover.text import line, median, own, weight

PROMISED = 0.9  # of the blocks must have what a rule promises: a date
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLED = re.compile(r"title|headline|subject|heading|标题", re.IGNORECASE)
_WRITTEN = re.compile(r"author|byline|writer|作者|(?:^|[-_])by(?:$|[-_])", re.IGNORECASE)
_BLOCKS = ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "time", "ul", "figure", "section"]

Table = Mapping[tuple[object, ...], Column]


@dataclass(frozen=True, slots=True)
class Found:
    """A field: where it stands in a block, the elements it is about, and the share of blocks that have it.

    `end` is what is wanted of the element, as a path writes it; `match` the pattern of the part that is wanted.
    """

    selector: str
    targets: Column
    share: float
    end: str = ""
    match: str = ""

    @property
    def rule(self) -> Rule:
        """The field rule, as the configuration writes it."""
        path = (
            f"{self.selector}{self.end}" if self.selector else self.end if self.end.startswith("@") else f".{self.end}"
        )
        return {"path": path, "match": self.match} if self.match else path


def fields(found: Records, reads: ReadsDate) -> dict[str, Found]:
    """Return the fields of a list's blocks by name; `title` and `link` are always among them."""
    sample = found.sample()
    table = columns(sample)
    date = _published(sample, table, reads)
    title = _title(sample, table, date)
    link = _link(sample, title)
    if link.selector and title.selector and fits(link.selector, sample.blocks, title.targets) >= title.share:
        title = replace(title, selector=link.selector)  # one selector for both, which a link without text does not stop
    made = {"title": title, "link": link}
    optional = {
        "published": date,
        "author": _author(sample, table, title),
        "digest": _digest(sample, table, title, date),
        "image": _image(sample, table),
    }
    return made | {name: field for name, field in optional.items() if field is not None}


def _share(column: Column) -> float:
    return sum(element is not None for element in column) / len(column)


def _link(found: Records, title: Found) -> Found:
    """Return the link: the one that the title is, or stands in, or holds; else that by which the blocks were found."""
    own = [_anchor(one, block) for one, block in zip(title.targets, found.blocks, strict=True)]
    whole = [one for one in own if one is not None]
    distinct = len({str(one["href"]) for one in whole})
    targets: Column = [*own] if len(whole) == len(own) == distinct else [*found.links]
    selector, fit = within(found.blocks, targets, lambda element: str(element.get("href") or ""))
    return Found(selector, targets, fit, "@href")


def _anchor(title: Tag | None, block: Tag) -> Tag | None:
    if title is None:
        return None
    for one in (title, *title.parents):
        if one.name == "a" and one.get("href"):
            return one
        if one is block:
            break
    inside = title.find_all("a", href=True, limit=2)
    return inside[0] if len(inside) == 1 else None


def _title(found: Records, table: Table, date: Found | None) -> Found:
    """Return the title: a heading, else what is called one, else the text of the link."""
    candidates: list[tuple[float, Column]] = [(0.6, list(found.links))]
    for place, column in table.items():
        named = [one for one in column if one is not None]
        if len(named) < 0.9 * len(column) or AFTER in place:
            continue
        if named[0].name in _HEADINGS:
            candidates.append((1.0, column))
        elif all(_TITLED.search(" ".join(_names(one))) for one in named):
            candidates.append((0.9, column))
        elif all(_within(one, link) for one, link in zip(column, found.links, strict=True) if one is not None):
            candidates.append((0.3, column))
    best = max(candidates, key=lambda pair: pair[0] * _as_title(pair[1], found, date))[1]
    return _written_title(found, best, date)


def _as_title(column: Column, found: Records, date: Found | None) -> float:
    """Return how well a column does as titles: of some length, all different, with the link, one line each."""
    texts = [line(element) if element is not None else "" for element in column]
    middle = median([weight(text) for text in texts])
    distinct = len(set(texts)) / len(texts)
    fitting = min(1.0, middle / 20) if middle <= 160 else 0.3
    whole = sum(element is not None and element.find(_BLOCKS) is not None for element in column) / len(column)
    dated = date is not None and any(_holds(one, at) for one, at in zip(column, date.targets, strict=True))
    bare = median([weight(own(element)) for element in column if element is not None])
    linked = sum(
        one is not None and (one is link or _within(one, link) or _within(link, one))
        for one, link in zip(column, found.links, strict=True)
    ) / len(column)
    # A heading may hold more than the link: the site it leads to, a date, a label.
    more = sum(
        one is not None and _within(link, one) and weight(line(link)) >= 8 and line(one) != line(link)
        for one, link in zip(column, found.links, strict=True)
    ) / len(column)
    return (
        fitting
        * distinct**3
        * (1 - 0.6 * whole)
        * (1 - 0.5 * more)
        * ((0.75 if bare >= 6 else 0.25) if dated else 1)
        * (0.6 + 0.4 * linked)
    )


def _written_title(found: Records, column: Column, date: Found | None) -> Found:
    """Return the rule of the titles that stand in `column`, without a date in them, and whole where they are cut."""
    selector, fit = within(found.blocks, column)
    links = [element for element in column if element is not None]
    texts = [line(element) for element in links]
    titles = [" ".join(str(element.get("title") or "").split()) for element in links]
    cut = sum(text.endswith(("...", "…", "..")) for text in texts)
    if all(titles) and len(set(titles)) > 0.9 * len(titles) and (cut or all(map(_longer, titles, texts))):
        return Found(selector, column, fit, "@title")
    if date and sum(_holds(one, at) for one, at in zip(column, date.targets, strict=True)) > 0.5 * len(column):
        owns = [own(element) for element in links]
        if sum(weight(text) >= 6 for text in owns) > 0.9 * len(owns):
            return Found(selector, column, fit, " | own")
    return Found(selector, column, fit)


def _longer(title: str, text: str) -> bool:
    return len(title) > len(text) and title.startswith(text.rstrip(".… ")[:20])


def _published(found: Records, table: Table, reads: ReadsDate) -> Found | None:
    """Return the date: the place where most blocks have one, attributes before texts, whole ones before parts."""
    best: tuple[tuple[float, bool, bool, bool, int], Column, str, str] | None = None
    for place, column in table.items():
        ways: dict[tuple[str, str], list[int]] = {}
        for number, element in enumerate(column):
            if element is not None:
                for way in moment.wanted(element, reads):
                    ways.setdefault(way, []).append(number)
        for (end, pattern), numbers in ways.items():
            told = round(len(numbers) / len(column), 1)
            rank = (told, AFTER not in place, end.startswith("@"), pattern == "", len(place))
            if best is None or rank > best[0]:
                kept = [one if number in set(numbers) else None for number, one in enumerate(column)]
                best = (rank, kept, end, pattern)
    if best is None or best[0][0] < 0.5:
        return None
    _, column, end, pattern = best
    attribute = end.removeprefix("@")
    said: Callable[[Tag], str] = (lambda one: str(one.get(attribute) or "")) if end.startswith("@") else line
    selector, fit = within(found.blocks, column, said)
    return Found(selector, column, min(fit, _share(column)), end, pattern)


def _digest(found: Records, table: Table, title: Found, date: Found | None) -> Found | None:
    """Return the summary: the longest text that is no title, no date, and different from block to block."""
    best: tuple[float, Column, str] | None = None
    for place, column in table.items():
        named = [one for one in column if one is not None]
        if not place or len(named) < 0.4 * len(column) or named[0].name in ("ul", "ol", "table", "a"):
            continue
        if any(_touches(one, other) for one, other in zip(column, title.targets, strict=True)):
            continue
        dated = date is not None and any(_touches(one, at) for one, at in zip(column, date.targets, strict=True))
        texts = [own(one) if dated else line(one) for one in named]
        middle = median([weight(text) for text in texts])
        if middle < 50 or len(set(texts)) < 0.8 * len(texts):
            continue
        linked = sum(len(line(link)) for one in named for link in one.find_all("a")) / max(1, sum(map(len, texts)))
        rank = min(middle, 600) * _share(column) * (1 - 0.8 * min(1.0, linked)) * (1.3 if named[0].name == "p" else 1)
        if best is None or rank > best[0] * 1.02 or (rank > best[0] * 0.85 and _inside_all(column, best[1])):
            best = (rank, column, " | own" if dated else "")
    if best is None:
        return None
    selector, fit = within(found.blocks, best[1])
    return Found(selector, best[1], _share(best[1]), best[2]) if selector and fit >= 0.5 else None


def _author(found: Records, table: Table, title: Found) -> Found | None:
    for column in table.values():
        named = [one for one in column if one is not None]
        if len(named) < 0.8 * len(column) or any(one.find(_BLOCKS) for one in named):
            continue
        if not all(_WRITTEN.search(" ".join(_names(one))) for one in named) or named[0] in title.targets:
            continue
        if max(weight(line(one)) for one in named) <= 60 and all(map(line, named)):
            selector, fit = within(found.blocks, column)
            if selector and fit >= 0.8:
                return Found(selector, column, fit)
    return None


def _image(found: Records, table: Table) -> Found | None:
    """Return the picture; not where its address has a query, which changes more often than the picture does."""
    for column in table.values():
        named = [one for one in column if one is not None]
        if not named or named[0].name != "img" or len(named) < 0.8 * len(column):
            continue
        sources = [str(one.get("src") or "") for one in named]
        if len(set(sources)) < 0.8 * len(sources) or any(
            not one or "?" in one or one.startswith("data:") for one in sources
        ):
            continue
        selector, fit = within(found.blocks, column, lambda one: str(one.get("src") or ""))
        if selector and fit >= 0.8:
            return Found(selector, column, fit, "@src")
    return None


def _names(element: Tag) -> list[str]:
    value = element.get("class")
    names = value if isinstance(value, list) else []
    return [*map(str, names), str(element.get("itemprop") or ""), str(element.get("rel") or "")]


def _within(inner: Tag | None, outer: Tag | None) -> bool:
    return inner is not None and any(parent is outer for parent in inner.parents)


def _holds(outer: Tag | None, inner: Tag | None) -> bool:
    return outer is not None and inner is not None and _within(inner, outer)


def _touches(one: Tag | None, other: Tag | None) -> bool:
    return (one is not None and one is other) or _within(one, other) or _within(other, one)


def _inside_all(column: Sequence[Tag | None], outer: Sequence[Tag | None]) -> bool:
    return all(a is None or b is None or _within(a, b) for a, b in zip(column, outer, strict=True))
