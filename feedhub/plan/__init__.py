"""What to do: with a list, against what is known; with an entry, against what is stored. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from feedhub.address import category_key
from feedhub.model import CategoryName, Change, Effect, Entry, Known, Listed, Look, Stored
from feedhub.plan import teaser, wording
from feedhub.plan.likeness import Reading, read
from feedhub.plan.recognition import Recognised, part, recognise, shared, weaker
from feedhub.plan.story import same_story
from feedhub.plan.teaser import owing, tries
from feedhub.plan.unrest import after

__all__ = [
    "Plan",
    "Reading",
    "Recognised",
    "judge",
    "judge_history",
    "judge_teaser",
    "owing",
    "part",
    "plan",
    "read",
    "recognise",
    "same_story",
    "shared",
    "significant",
    "tries",
    "weaker",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list asks for. Every identified item is in exactly one of these."""

    new: tuple[Listed, ...] = ()  # never seen: the detail is asked for
    changed: tuple[Listed, ...] = ()  # this source lists it otherwise than before: the detail is asked for again
    joined: tuple[Listed, ...] = ()  # known from another source: no detail
    unchanged: int = 0
    repeated: int = 0  # in the list more than once


def plan(listed: Iterable[Listed], known: Mapping[str, Known], source_id: str, priority: int, look: Look) -> Plan:
    """Return what to do with what a source lists, against the entries `known` by their full key.

    A source of higher priority than the one that an entry is from takes the entry over, so its detail is asked for.
    """
    new, changed, joined = [], [], []
    unchanged = repeated = 0
    seen: set[str] = set()
    for one in listed:
        name = one.identity.full_key
        if name in seen:
            repeated += 1
            continue
        seen.add(name)
        entry = known.get(name)
        if entry is None:
            new.append(one)
        elif entry.fingerprint == one.identity.fingerprint and not one.alias:
            unchanged += 1
        elif _speaks(source_id, priority, entry.source_id, entry.priority, look):
            changed.append(one)
        else:
            joined.append(one)
    return Plan(tuple(new), tuple(changed), tuple(joined), unchanged, repeated)


def judge(stored: Stored | None, incoming: Entry, look: Look) -> Change:
    """Return what `incoming` does to the entry that is `stored` under its identity.

    The source that an entry is from, or one of higher priority, sets its fields; any other only adds its categories
    and tags. The date of publication is set once, since addresses are made of it. What changes at each look does not
    rest, and its changes do not count.
    """
    if stored is None:
        return Change(Effect.NEW, incoming, max(incoming.updated or incoming.published, incoming.published))
    old = stored.entry
    if not _speaks(incoming.source_id, incoming.priority, old.source_id, old.priority, look):
        return _join(stored, incoming)
    categories, tags = _united(old, incoming)
    entry = replace(
        incoming,
        published=old.published,
        date_basis=old.date_basis,
        categories=categories,
        tags=tags,
        content=incoming.content or old.content,
        excerpt=incoming.excerpt or old.excerpt,
    )
    if not significant(old, entry):
        return Change(Effect.UNCHANGED if entry == old else Effect.SILENT, entry, stored.updated)
    versions = (old.title, old.content), (entry.title, entry.content)
    sense = wording.digest(wording.sense(*versions[1]))
    unrest, restless = after(stored.past, *versions, sense, look)
    if restless:
        kept = replace(old, categories=categories, tags=tags)
        return Change(Effect.UNCHANGED if kept == old else Effect.SILENT, kept, stored.updated, unrest)
    stated = entry.updated
    updated = stated if stated and stated > stored.updated else max(look.now, stored.updated)
    return Change(Effect.UPDATED, entry, updated, unrest, wording.digest(wording.sense(*versions[0])))


def judge_teaser(stored: Stored | None, incoming: Entry, look: Look) -> Change:
    """Return what an entry does of which only the teaser came: it does not replace a longer text that is stored."""
    return judge(stored, teaser.longer(stored, incoming), look)


def judge_history(stored: Stored | None, incoming: Entry, look: Look) -> Change:
    """Return what an old post does to the entry that is `stored` under its identity.

    It never sets the fields of one that is known, whoever it is from: it adds its categories and tags. So two old
    files with one id do not overwrite each other, and taking a tree in a second time changes nothing.
    """
    return judge(stored, incoming, look) if stored is None else _join(stored, incoming)


def significant(old: Entry, new: Entry) -> bool:
    """Whether a reader would see a difference: in the title or the visible text; see wording.sense."""
    return not wording.same((old.title, old.content), (new.title, new.content))


def _speaks(source_id: str, priority: int, owner: str, owners_priority: int, look: Look) -> bool:
    """Whether a source sets the fields of an entry of `owner`: it is that, or above it, or that is there no more."""
    return source_id == owner or priority > owners_priority or (bool(look.sources) and owner not in look.sources)


def _join(stored: Stored, incoming: Entry) -> Change:
    categories, tags = _united(stored.entry, incoming)
    joined = replace(stored.entry, categories=categories, tags=tags)
    return Change(Effect.UNCHANGED if joined == stored.entry else Effect.JOINED, joined, stored.updated)


def _united(stored: Entry, incoming: Entry) -> tuple[tuple[CategoryName, ...], tuple[str, ...]]:
    """Return the categories and the tags of both."""
    categories = _union(stored.categories, incoming.categories, lambda category: category_key(category.name))
    return categories, _union(stored.tags, incoming.tags, str)


def _union(first: tuple[T, ...], second: tuple[T, ...], key: Callable[[T], str]) -> tuple[T, ...]:
    """Return both, in order of first sight, one of each."""
    found: dict[str, T] = {}
    for value in chain(first, second):
        found.setdefault(key(value), value)
    return tuple(found.values())
