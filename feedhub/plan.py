"""What to do: with a list, against what is known; with an entry, against what is stored. Pure."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import TypeVar

from feedhub.address import category_key
from feedhub.model import CategoryName, Change, Effect, Entry, Identity, Item, Known

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item to be made an entry of."""

    item: Item
    identity: Identity


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list asks for. Every identified item is in exactly one of these."""

    new: tuple[Wanted, ...] = ()  # never seen: the detail is asked for
    changed: tuple[Wanted, ...] = ()  # this source lists it otherwise than before: the detail is asked for again
    joined: tuple[Wanted, ...] = ()  # known from another source: no detail
    unchanged: int = 0
    repeated: int = 0  # in the list more than once


def plan(listed: Iterable[Wanted], known: Mapping[str, Known], source_id: str, priority: int) -> Plan:
    """Return what to do with what a source lists, against the entries `known` by their full key.

    A source of higher priority than the one that an entry is from takes the entry over, so its detail is asked for.
    """
    new, changed, joined = [], [], []
    unchanged = repeated = 0
    seen: set[str] = set()
    for wanted in listed:
        name = wanted.identity.full_key
        if name in seen:
            repeated += 1
            continue
        seen.add(name)
        entry = known.get(name)
        if entry is None:
            new.append(wanted)
        elif entry.fingerprint == wanted.identity.fingerprint:
            unchanged += 1
        elif entry.source_id == source_id or priority > entry.priority:
            changed.append(wanted)
        else:
            joined.append(wanted)
    return Plan(tuple(new), tuple(changed), tuple(joined), unchanged, repeated)


def judge(stored: Entry | None, stored_updated: datetime | None, incoming: Entry, now: datetime) -> Change:
    """Return what `incoming` does to the entry that is `stored` under its identity.

    The source that an entry is from, or one of higher priority, sets its fields; any other only adds its categories
    and tags. The date of publication is set once, since addresses are made of it.
    """
    if stored is None or stored_updated is None:
        return Change(Effect.NEW, incoming, max(incoming.updated or incoming.published, incoming.published))
    if incoming.source_id != stored.source_id and incoming.priority <= stored.priority:
        return _join(stored, stored_updated, incoming)
    categories, tags = _united(stored, incoming)
    entry = replace(
        incoming,
        published=stored.published,
        date_basis=stored.date_basis,
        categories=categories,
        tags=tags,
        content=incoming.content or stored.content,
        excerpt=incoming.excerpt or stored.excerpt,
    )
    if significant(stored, entry):
        stated = incoming.updated
        return Change(Effect.UPDATED, entry, stated if stated and stated > stored_updated else max(now, stored_updated))
    return Change(Effect.UNCHANGED if entry == stored else Effect.SILENT, entry, stored_updated)


def judge_history(stored: Entry | None, stored_updated: datetime | None, incoming: Entry, now: datetime) -> Change:
    """Return what an old post does to the entry that is `stored` under its identity.

    It never sets the fields of one that is known, whoever it is from: it adds its categories and tags. So two old
    files with one id do not overwrite each other, and taking a tree in a second time changes nothing.
    """
    if stored is None or stored_updated is None:
        return judge(stored, stored_updated, incoming, now)
    return _join(stored, stored_updated, incoming)


def significant(old: Entry, new: Entry) -> bool:
    """Whether a reader would see a difference: in the title or the visible text, white space aside."""
    return "".join(old.title.split()) != "".join(new.title.split()) or (
        old.content != new.content and _visible(old.content) != _visible(new.content)
    )


def _join(stored: Entry, stored_updated: datetime, incoming: Entry) -> Change:
    categories, tags = _united(stored, incoming)
    joined = replace(stored, categories=categories, tags=tags)
    return Change(Effect.UNCHANGED if joined == stored else Effect.JOINED, joined, stored_updated)


def _united(stored: Entry, incoming: Entry) -> tuple[tuple[CategoryName, ...], tuple[str, ...]]:
    """Return the categories and the tags of both."""
    categories = _union(stored.categories, incoming.categories, lambda category: category_key(category.name))
    return categories, _union(stored.tags, incoming.tags, str)


def _visible(markup: str) -> str:
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def _union(first: tuple[T, ...], second: tuple[T, ...], key: Callable[[T], str]) -> tuple[T, ...]:
    """Return both, in order of first sight, one of each."""
    found: dict[str, T] = {}
    for value in chain(first, second):
        found.setdefault(key(value), value)
    return tuple(found.values())
