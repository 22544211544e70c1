"""Outlines ↔ sources of kind feed: which of a list are new, and what they are as configuration."""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain, count

from pydantic import ValidationError

from feedhub import normalise, template
from feedhub.address import category_key
from feedhub.config import FeedSource, FixedCategory, Source
from feedhub.exchange import toml
from feedhub.exchange.opml import Outline
from feedhub.normalise import text, urls
from feedhub.pipeline.history import SOURCE_ID
from feedhub.report import OutlineReport


def take_in(outlines: Iterable[Outline], addresses: Iterable[str], ids: Iterable[str]) -> tuple[str, OutlineReport]:
    """Return the tables to add to a configuration whose sources have these addresses and ids, and the report.

    Two spellings of one address are one feed. An id is made of the title, and numbered where another source has it.
    """
    known = {urls.canonical(url) for url in addresses}
    taken = taken_ids(ids)
    seen: set[str] = set()
    report = OutlineReport()
    tables = []
    for outline in outlines:
        url = urls.absolute(outline.url, "")
        canonical = urls.canonical(url)
        if not url:
            report.bad.append((str(outline), _why_not(outline.url)))
        elif canonical in seen:
            report.bad.append((str(outline), f"is in the file twice: {url}"))
        elif canonical in known:
            seen.add(canonical)
            report.known += 1
        else:
            seen.add(canonical)
            values = _values(outline, url, taken)
            try:
                FeedSource.model_validate(values)
            except ValidationError as error:
                report.bad.append((str(outline), f"makes no source: {error.errors()[0]['msg']}"))
                continue
            taken.add(str(values["id"]).lower())
            report.added.append((str(values["id"]), str(values["url"])))
            tables.append(toml.source(values))
    return "\n".join(tables), report


def give_out(sources: Sequence[Source]) -> tuple[list[Outline], int]:
    """Return an outline for each source of kind feed, and how many others there are."""
    feeds = [source for source in sources if isinstance(source, FeedSource)]
    called: dict[str, str] = {}
    outlines = []
    for source in feeds:
        category = source.category.name if isinstance(source.category, FixedCategory) else source.category or ""
        if isinstance(source.category, str) and template.names(category):
            category = ""  # it depends on the item
        category = called.setdefault(category_key(category), category)
        outlines.append(Outline(source.title or source.id, source.url, source.homepage, category))
    return outlines, len(sources) - len(feeds)


def taken_ids(ids: Iterable[str]) -> set[str]:
    """Return the ids that no further source may have, in lower case: those of other sources, and our own."""
    return {name.lower() for name in (*ids, SOURCE_ID)}


def new_id(title: str, taken: Container[str]) -> str:
    """Return an id made of a title, numbered where it is among those `taken`, which are in lower case."""
    slug, stem = normalise.slugs(title)
    return next(one for one in chain((slug,), (f"{stem}-{number}" for number in count(2))) if one not in taken)


def _values(outline: Outline, url: str, taken: set[str]) -> Mapping[str, toml.Value]:
    scheme, rest = url.split("://", 1)
    url = f"{scheme.lower()}://{rest}"
    title = text.line(outline.title, 200)
    values: dict[str, toml.Value] = {"id": new_id(title or rest, taken), "kind": "feed", "url": url}
    if title:
        values["title"] = title
    if homepage := urls.absolute(outline.homepage, ""):
        values["homepage"] = homepage
    if category := text.line(outline.category, 100):
        # A text is a template: one with braces in it is given as what it is.
        values["category"] = {"name": category} if "{" in category else category
    return values


def _why_not(url: str) -> str:
    return f"is no http or https address: {url[:200]!r}" if url else "has no xmlUrl"
