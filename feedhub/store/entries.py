"""Entries: what a new sight of one does. One transaction each, or one for many old posts."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from feedhub import address
from feedhub.model import (
    CategoryName,
    Change,
    DateBasis,
    Effect,
    Enclosure,
    Entry,
    Incoming,
    Look,
    Stale,
    Stored,
)
from feedhub.store import edits, indexing, ledger, marks, revisions, selections, stories, withdrawals
from feedhub.store.categories import Categories
from feedhub.store.database import Database
from feedhub.store.tables import category, entry, entry_category, entry_tag

Judge = Callable[[Stored | None, Entry, Look], Change]
"""Decides what an entry does to what is stored; see plan.judge."""

_AT_ONCE = 500  # older builds of SQLite take no more than 999 variables

# Made once: SQLAlchemy finds what it compiled of a statement faster where the statement is the same object.
_INSERT_ENTRY, _INSERT_MEMBER = insert(entry), insert(entry_category)
_INSERT_TAG = insert(entry_tag)
_FIND = select(entry).where(entry.c.namespace == bindparam("ns"), entry.c.key == bindparam("k"))
_NAMED = select(entry.c.id).where(entry.c.name_key == bindparam("n"))
_ARCHIVED = select(entry.c.archive_path).where(entry.c.name_key.in_(bindparam("names", expanding=True)))


class Entries:
    """The table of entries, with their categories, tags and the sources that list them."""

    def __init__(self, database: Database, categories: Categories) -> None:
        self._database = database
        self._categories = categories

    def find(self, namespace: str, key: str) -> tuple[int, Entry] | None:
        """Return the number of the entry with a key, and the entry; None where there is none."""
        with self._database.read() as connection:
            row = connection.execute(_FIND, {"ns": namespace, "k": key}).first()
            return (row.id, _entry(connection, row)) if row else None

    def archived(self, names: Sequence[str]) -> set[str]:
        """Return where in the archive the entries are whose file names are `names`, case aside."""
        found: set[str] = set()
        keys = [name.casefold() for name in names]
        with self._database.read() as connection:
            for start in range(0, len(keys), _AT_ONCE):
                found.update(connection.execute(_ARCHIVED, {"names": keys[start : start + _AT_ONCE]}).scalars())
        return found

    def apply(self, incoming: Incoming, judge: Judge, look: Look) -> Effect:
        """Store what `judge` makes of `incoming` against what is stored, and mark what is out of date by it.

        The categories of `incoming` are registered before.
        """
        with self._database.write() as connection:
            return self._apply(connection, incoming, judge, look)

    def apply_all(self, incoming: Sequence[Incoming], judge: Judge, look: Look) -> list[Effect]:
        """Store each of `incoming` as `apply` does, all in one transaction; return what each did.

        It is for what is still there to be read again, like files on this machine: cut off, all of them are rolled
        back and nothing is lost. A publisher's list may have dropped an item by then, which is why a pass stores item
        by item. Beginning and ending a transaction costs as much as storing an entry.
        """
        with self._database.write() as connection:
            return [self._apply(connection, one, judge, look) for one in incoming]

    def _apply(self, connection: Connection, incoming: Incoming, judge: Judge, look: Look) -> Effect:
        new = incoming.entry
        row = connection.execute(_FIND, {"ns": new.namespace, "k": new.key}).first()
        if row is None:
            change = judge(None, new, look)
            entry_id = self._insert(connection, change, incoming, look.now)
            ledger.see_first(connection, entry_id, incoming, look.now)
            if incoming.recheck_at:
                withdrawals.watch(connection, entry_id, new.source_id, incoming.recheck_at)
            marks.add(connection, [{"kind": Stale.POST, "entry_id": entry_id}])
            if not incoming.path:  # what was published elsewhere before is no news
                stories.expect(connection, entry_id, new=True)
        else:
            entry_id = row.id
            stored = Stored(_entry(connection, row), row.updated, revisions.past(connection, entry_id))
            change = judge(stored, new, look)
            if change.effect is not Effect.UNCHANGED:
                edits.before_edit(connection, entry_id, seen=change.effect is Effect.UPDATED)
                self._update(connection, entry_id, stored.entry, change)
                marks.add(connection, marks.of_edit(connection, entry_id))
            if change.effect is Effect.UPDATED:
                stories.expect(connection, entry_id, new=False)
            revisions.keep(connection, entry_id, stored, change, look.now)
            first_here = ledger.see(connection, entry_id, incoming, look.now)
            if first_here or change.effect is not Effect.UNCHANGED:
                selections.unsettle(connection, entry_id)
        return change.effect

    def _insert(self, connection: Connection, change: Change, incoming: Incoming, now: datetime) -> int:
        new, names, day = change.entry, incoming.names, incoming.day
        candidates = chain(names, (f"{names[1]}-{number}" for number in count(2)))
        name = next(one for one in candidates if not connection.execute(_NAMED, {"n": one.casefold()}).first())
        slug = self._categories.slug(new.categories[0].name)
        kept = name == names[0]
        path = incoming.path if kept and incoming.path else address.post_page(str(slug), day, name)
        archived = incoming.archive_path if kept and incoming.archive_path else address.archived_post(day, name)
        result = connection.execute(
            _INSERT_ENTRY,
            {
                **_columns(change),
                "namespace": new.namespace,
                "key": new.key,
                "name": name,
                "name_key": name.casefold(),
                "published": new.published,
                "date_basis": new.date_basis.value,
                "first_seen_at": now,
                "path": path,
                "archive_path": archived,
            },
        )
        entry_id = int(result.inserted_primary_key[0])  # type: ignore[index]
        self._add_categories(connection, entry_id, new.categories, 0)
        _add_tags(connection, entry_id, new.tags, 0)
        indexing.put(connection, entry_id, *_words(new))
        return entry_id

    def _update(self, connection: Connection, entry_id: int, stored: Entry, change: Change) -> None:
        connection.execute(update(entry).where(entry.c.id == entry_id).values(_columns(change)))
        known = len(stored.categories)
        self._add_categories(connection, entry_id, change.entry.categories[known:], known)
        _add_tags(connection, entry_id, change.entry.tags[len(stored.tags) :], len(stored.tags))
        if _words(change.entry) != _words(stored):
            indexing.put(connection, entry_id, *_words(change.entry))

    def _add_categories(
        self, connection: Connection, entry_id: int, names: Sequence[CategoryName], position: int
    ) -> None:
        if names:
            ids = dict.fromkeys(self._categories.id(name.name) for name in names)
            connection.execute(
                _INSERT_MEMBER,
                [
                    {"entry_id": entry_id, "position": position + offset, "category_id": one}
                    for offset, one in enumerate(ids)
                ],
            )


def _add_tags(connection: Connection, entry_id: int, tags: Iterable[str], position: int) -> None:
    rows = [{"entry_id": entry_id, "position": position + offset, "tag": tag} for offset, tag in enumerate(tags)]
    if rows:
        connection.execute(_INSERT_TAG, rows)


def _words(values: Entry) -> tuple[str, ...]:
    """Return where the words of an entry are that a search finds it by, its title first."""
    return (values.title, values.digest, values.content, values.author, " ".join(values.tags))


def _columns(change: Change) -> dict[str, Any]:
    """Return what an edit may change of an entry."""
    values = change.entry
    enclosures = [[one.url, one.media_type, one.length] for one in values.enclosures]
    return {
        "source_id": values.source_id,
        "priority": values.priority,
        "title": values.title,
        "link": values.link,
        "author": values.author,
        "digest": values.digest,
        "excerpt": values.excerpt,
        "content": values.content,
        "language": values.language,
        "updated": change.updated,
        "stated_updated": values.updated,
        "enclosures": json.dumps(enclosures, ensure_ascii=False),
    }


def _entry(connection: Connection, row: Any) -> Entry:
    """Return a stored entry as the value that it was made of."""
    names = connection.execute(
        select(category.c.name)
        .join(entry_category, entry_category.c.category_id == category.c.id)
        .where(entry_category.c.entry_id == row.id, entry_category.c.position >= 0)
        .order_by(entry_category.c.position)
    ).scalars()
    tags = connection.execute(
        select(entry_tag.c.tag).where(entry_tag.c.entry_id == row.id).order_by(entry_tag.c.position)
    ).scalars()
    return Entry(
        namespace=row.namespace,
        key=row.key,
        title=row.title,
        link=row.link,
        published=row.published,
        date_basis=DateBasis(row.date_basis),
        updated=row.stated_updated,
        source_id=row.source_id,
        priority=row.priority,
        author=row.author,
        digest=row.digest,
        excerpt=row.excerpt,
        content=row.content,
        language=row.language,
        categories=tuple(CategoryName(name) for name in names),
        tags=tuple(tags),
        enclosures=enclosures(row.enclosures),
    )


def enclosures(text: str) -> tuple[Enclosure, ...]:
    """Return the enclosures that a column holds."""
    return tuple(Enclosure(*one) for one in json.loads(text)) if text != "[]" else ()
