"""Filing entries under what a selection decides: which are to be decided on, and what became of them."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from feedhub.model import Sighted
from feedhub.store.database import Database
from feedhub.store.posts import read
from feedhub.store.tables import entry, entry_category, selection, sighting, unsettled


class Filings:
    """A selection decides on the entries in the order of their ids, so all it needs to keep is how far it is.

    An entry that it has decided on and that changed is *unsettled*.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def considered(self) -> dict[str, int]:
        """Return up to which entry each selection has decided, by its key."""
        with self._database.read() as connection:
            rows = connection.execute(select(selection.c.key, selection.c.considered))
            return {row.key: row.considered for row in rows}

    def newest(self, *, published: bool = False) -> int:
        """Return the id of the newest entry, or of the newest that has been published."""
        query = select(func.max(entry.c.id))
        with self._database.read() as connection:
            return connection.execute(query.where(entry.c.number.is_not(None)) if published else query).scalar() or 0

    def after(self, entry_id: int, last: int, limit: int) -> list[Sighted]:
        """Return up to `limit` entries with ids above `entry_id`, up to `last`, in the order of their ids."""
        query = select(*entry.c).where(entry.c.id > entry_id, entry.c.id <= last).order_by(entry.c.id).limit(limit)
        with self._database.read() as connection:
            return _sighted(connection, query)

    def unsettled(self, limit: int) -> list[Sighted]:
        """Return up to `limit` entries that changed since it was decided where they are filed."""
        ids = select(unsettled.c.entry_id).order_by(unsettled.c.entry_id).limit(limit)
        with self._database.read() as connection:
            return _sighted(connection, select(*entry.c).where(entry.c.id.in_(ids)).order_by(entry.c.id))

    def file(
        self, members: Collection[tuple[int, int]], considered: Mapping[str, int], settled: Sequence[int] = ()
    ) -> None:
        """File entries, each under a number of the registry, where they are not yet; in one transaction.

        They arrive there when arrivals get their numbers. `considered` says how far selections are now, `settled` which
        entries are no longer unsettled.
        """
        with self._database.write() as connection:
            _file(connection, members)
            for key, entry_id in considered.items():
                connection.execute(update(selection).where(selection.c.key == key).values(considered=entry_id))
            if settled:
                connection.execute(delete(unsettled).where(unsettled.c.entry_id.in_(settled)))


def _file(connection: Connection, members: Collection[tuple[int, int]]) -> None:
    ids = sorted({entry_id for entry_id, _ in members})
    known: dict[int, dict[int, int]] = {entry_id: {} for entry_id in ids}  # number of the registry: position
    columns = (entry_category.c.entry_id, entry_category.c.category_id, entry_category.c.position)
    for row in connection.execute(select(*columns).where(entry_category.c.entry_id.in_(ids))):
        known[row.entry_id][row.category_id] = row.position
    rows = []
    for entry_id, own in groupby(sorted(members), itemgetter(0)):
        position = min([0, *known[entry_id].values()])
        for _, category_id in own:
            if category_id not in known[entry_id]:
                position -= 1
                rows.append({"entry_id": entry_id, "category_id": category_id, "position": position})
    if rows:
        connection.execute(insert(entry_category), rows)


def _sighted(connection: Connection, query: Select[Any]) -> list[Sighted]:
    posts = read(connection, query)
    sources: dict[int, set[str]] = {post.id: {post.source_id} for post in posts}
    rows = select(sighting.c.entry_id, sighting.c.source_id).where(sighting.c.entry_id.in_(list(sources)))
    for row in connection.execute(rows):
        sources[row.entry_id].add(row.source_id)
    return [Sighted(post, frozenset(sources[post.id])) for post in posts]
