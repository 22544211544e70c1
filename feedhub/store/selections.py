"""What decides which entries are filed under sources, tags and saved queries, and what becomes of that if it changes.

The configuration wants *selections*: all sources, all tags, and each saved query. One that is no longer wanted takes
with it all that it filed; one that decides differently begins anew.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from feedhub.model import Category, FeedKind, Former, Selection, Stale
from feedhub.store import marks
from feedhub.store.categories import COLUMNS, Categories, add, of_row
from feedhub.store.database import Database
from feedhub.store.tables import (
    archive,
    archived_entry,
    category,
    change,
    edit,
    entry_category,
    mark,
    selection,
    unsettled,
)


class Selections:
    """The selections that are kept, each with the entry up to which it has decided; see Filings."""

    def __init__(self, database: Database, categories: Categories) -> None:
        self._database, self._categories = database, categories

    def former(self, wanted: Sequence[Selection]) -> list[Former]:
        """Return what was filed under by selections that are not among those `wanted`, or that decided differently."""
        digests = {one.key: one.digest for one in wanted}
        with self._database.read() as connection:
            return [
                Former(one, _archives(connection, one.id), key not in digests)
                for key, digest in _digests(connection).items()
                if digests.get(key) != digest
                for one in _filed_by(connection, key)
            ]

    def settle(self, wanted: Sequence[Selection], former: Sequence[Former], now: datetime) -> None:
        """Keep the selections that are `wanted`, and let go of what is `former`, whose documents are gone by now.

        A selection that is new, or decides differently, has decided on no entry yet. A query is registered, to have a
        feed also while nothing is in it. All in one transaction, with the marks.
        """
        with self._database.read() as connection:
            kept = _digests(connection)
            renamed = list(_renamed(connection, wanted))
        if not former and not renamed and kept == {one.key: one.digest for one in wanted}:
            return
        with self._database.write(durable=True) as connection:
            for each in former:
                _let_go(connection, each)
            self._categories.forget()
            fresh = [one for one in wanted if kept.get(one.key) != one.digest]
            lost = [key for key in kept if key not in {one.key for one in wanted}]
            connection.execute(delete(selection).where(selection.c.key.in_([*lost, *(one.key for one in fresh)])))
            for one in fresh:
                connection.execute(insert(selection).values(key=one.key, digest=one.digest, considered=0))
                if one.kind is FeedKind.QUERY:
                    _open(connection, one, now)
            for category_id, values in renamed:
                _rename(connection, category_id, values)


def unsettle(connection: Connection, entry_id: int) -> None:
    """Keep that it has to be decided again where an entry is filed, since it changed."""
    own = unsettled.c.entry_id == entry_id
    if not connection.execute(select(unsettled.c.entry_id).where(own)).first():
        connection.execute(insert(unsettled).values(entry_id=entry_id))


def _open(connection: Connection, query: Selection, now: datetime) -> None:
    """Register a query, so that it has a feed before anything is in it."""
    [(slug, title)] = query.names.items()
    known = select(category.c.id).where(category.c.slug_key == query.key)
    found = connection.execute(known).scalar()
    if found is None:
        add(connection, title, slug, now, FeedKind.QUERY)
        found = connection.execute(known).scalar_one()
    connection.execute(update(category).where(category.c.id == found).values(name=title, size=query.size))
    front = {"kind": Stale.CATEGORY, "category_id": found, "number": 0}
    marks.add(connection, [front, {"kind": Stale.DIRECTORY}])


def _digests(connection: Connection) -> dict[str, str]:
    """Return the selections that are kept, by key."""
    rows = connection.execute(select(selection.c.key, selection.c.digest).order_by(selection.c.key))
    return {row.key: row.digest for row in rows}


def _archives(connection: Connection, category_id: int) -> int:
    newest = select(func.max(archive.c.number)).where(archive.c.feed == category_id)
    return connection.execute(newest).scalar() or 0


def _filed_by(connection: Connection, key: str) -> Iterator[Category]:
    """Yield what is filed under by the selection `key`."""
    query = select(*COLUMNS).where(
        category.c.slug_key == key if "/" in key else category.c.kind == key, category.c.kind != FeedKind.CATEGORY.value
    )
    for row in connection.execute(query.order_by(category.c.id)).all():
        yield of_row(row)


def _renamed(connection: Connection, wanted: Sequence[Selection]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what the configuration calls differently, or wants in another size, by its number, with the new values."""
    for one in wanted:
        if not one.names:
            continue
        slugs = {slug.casefold(): title for slug, title in one.names.items()}
        for known in _filed_by(connection, one.key):
            title = slugs.get(known.slug.casefold(), known.name)
            if (title, one.size) != (known.name, known.size):
                yield known.id, {"name": title, "size": one.size}


def _rename(connection: Connection, category_id: int, values: dict[str, Any]) -> None:
    """Change the title or size of something; all its documents bear the title."""
    connection.execute(update(category).where(category.c.id == category_id).values(values))
    numbers = connection.execute(select(archive.c.number).where(archive.c.feed == category_id)).scalars().all()
    stale = [{"kind": Stale.ARCHIVE, "category_id": category_id, "number": number} for number in numbers]
    front = {"kind": Stale.CATEGORY, "category_id": category_id, "number": 0}
    marks.add(connection, [*stale, front, {"kind": Stale.DIRECTORY}])


def _let_go(connection: Connection, former: Former) -> None:
    """Remove all that was filed under something, and its history; itself too, where it goes."""
    feed = former.category.id
    ids = connection.execute(select(archive.c.id).where(archive.c.feed == feed).order_by(archive.c.id)).scalars().all()
    connection.execute(delete(edit).where(edit.c.feed == feed))
    for archive_id in ids:
        _shift_kept(connection, archive_id)
    connection.execute(delete(archive).where(archive.c.feed == feed))
    for table in (change, entry_category, mark):
        connection.execute(delete(table).where(table.c.category_id == feed))
    own: ColumnElement[bool] = category.c.id == feed
    if former.goes:
        connection.execute(delete(category).where(own))
    else:
        connection.execute(update(category).where(own).values(entries=0, latest=0))
    marks.add(connection, [{"kind": Stale.DIRECTORY}])


def _shift_kept(connection: Connection, archive_id: int) -> None:
    """Let what is kept of entries as document `archive_id` shows them stand for the documents before it alone."""
    before = connection.execute(select(func.max(archive.c.id)).where(archive.c.id < archive_id)).scalar()
    own = archived_entry.c.archive_id == archive_id
    if before is not None:
        there = select(archived_entry.c.entry_id).where(archived_entry.c.archive_id == before)
        moved = update(archived_entry).where(own, archived_entry.c.entry_id.not_in(there))
        connection.execute(moved.values(archive_id=before))
    connection.execute(delete(archived_entry).where(own))
