"""What entries were before they were edited: each text once, compressed, under its digest."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select

from feedhub.model import Change, Past, Revision, Stored, Unrest
from feedhub.store.database import Database
from feedhub.store.tables import change, entry_category, revision, unrest, wording

_UNREST = select(unrest).where(unrest.c.entry_id == bindparam("e"))
_SENSES = select(revision.c.sense).where(revision.c.entry_id == bindparam("e"))


class Revisions:
    """The earlier versions of entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, entry_id: int) -> list[Revision]:
        """Return the earlier versions of an entry, the oldest first."""
        return self.among([entry_id]).get(entry_id, [])

    def among(self, entry_ids: Sequence[int]) -> dict[int, list[Revision]]:
        """Return the earlier versions of those entries that have any, the oldest first."""
        query = (
            select(revision, wording.c.body)
            .join(wording, wording.c.digest == revision.c.wording)
            .where(revision.c.entry_id.in_(entry_ids))
            .order_by(revision.c.entry_id, revision.c.number)
        )
        found: dict[int, list[Revision]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.entry_id, []).append(_revision(row))
        return found

    def newest(self, category_id: int, limit: int) -> list[tuple[int, int]]:
        """Return the newest edits in a category, newest first: the number of the entry, and of the version replaced."""
        query = select(change.c.entry_id, change.c.number).where(change.c.category_id == category_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(change.c.id.desc()).limit(limit)).all()
        return [(row.entry_id, row.number) for row in rows]


def word(connection: Connection, content: str) -> str:
    """Keep a text, if it is not there yet, and return its digest."""
    body = content.encode("utf-8", "replace")
    digest = hashlib.sha256(body).hexdigest()
    if not connection.execute(select(wording.c.digest).where(wording.c.digest == digest)).first():
        connection.execute(insert(wording).values(digest=digest, body=zlib.compress(body)))
    return digest


def worded(body: bytes) -> str:
    """Return the text that was kept as `body`."""
    return zlib.decompress(body).decode()


def _revision(row: Any) -> Revision:
    return Revision(row.number, row.title, worded(row.body), row.updated, row.replaced_at)


def past(connection: Connection, entry_id: int) -> Past:
    """Return what is known of the earlier versions of an entry."""
    row = connection.execute(_UNREST, {"e": entry_id}).first()
    if row is None:  # it never changed
        return Past()
    senses = frozenset(connection.execute(_SENSES, {"e": entry_id}).scalars())
    return Past(Unrest(row.changed_at, row.returns, json.loads(row.places)), senses)


def keep(connection: Connection, entry_id: int, stored: Stored, made: Change, now: datetime) -> None:
    """Keep what a change leaves behind: the version that it replaces, if a reader sees a difference, and its unrest."""
    if made.replaced:
        last = select(func.max(revision.c.number)).where(revision.c.entry_id == entry_id)
        number = (connection.execute(last).scalar() or 0) + 1
        connection.execute(
            insert(revision).values(
                entry_id=entry_id,
                number=number,
                title=stored.entry.title,
                wording=word(connection, stored.entry.content),
                sense=made.replaced,
                updated=stored.updated,
                replaced_at=now,
            )
        )
        edited = select(entry_category.c.category_id, literal(entry_id), literal(number))
        into = insert(change).from_select(
            ["category_id", "entry_id", "number"],
            edited.where(entry_category.c.entry_id == entry_id).order_by(entry_category.c.position),
        )
        connection.execute(into)
    if made.unrest:
        places = json.dumps(dict(made.unrest.places), sort_keys=True)
        values = {"changed_at": made.unrest.changed_at, "returns": made.unrest.returns, "places": places}
        connection.execute(delete(unrest).where(unrest.c.entry_id == entry_id))
        connection.execute(insert(unrest).values(entry_id=entry_id, **values))
