"""What entries were before they were edited: each text once, compressed, under its digest."""

import hashlib
import json
import zlib
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from feedhub.model import Change, Past, Revision, Stored, Unrest
from feedhub.store.database import Database
from feedhub.store.tables import revision, unrest, wording

_UNREST = select(unrest).where(unrest.c.entry_id == bindparam("e"))
_SENSES = select(revision.c.sense).where(revision.c.entry_id == bindparam("e"))


class Revisions:
    """The earlier versions of entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, entry_id: int) -> list[Revision]:
        """Return the earlier versions of an entry, the oldest first."""
        query = (
            select(revision, wording.c.body)
            .join(wording, wording.c.digest == revision.c.wording)
            .where(revision.c.entry_id == entry_id)
            .order_by(revision.c.number)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Revision(row.number, row.title, worded(row.body), row.updated, row.replaced_at) for row in rows]


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


def past(connection: Connection, entry_id: int) -> Past:
    """Return what is known of the earlier versions of an entry."""
    row = connection.execute(_UNREST, {"e": entry_id}).first()
    if row is None:  # it never changed
        return Past()
    senses = frozenset(connection.execute(_SENSES, {"e": entry_id}).scalars())
    return Past(Unrest(row.changed_at, row.returns, json.loads(row.places)), senses)


def keep(connection: Connection, entry_id: int, stored: Stored, change: Change, now: datetime) -> None:
    """Keep what a change leaves behind: the version that it replaces, if a reader sees a difference, and its unrest."""
    if change.replaced:
        last = select(func.max(revision.c.number)).where(revision.c.entry_id == entry_id)
        connection.execute(
            insert(revision).values(
                entry_id=entry_id,
                number=(connection.execute(last).scalar() or 0) + 1,
                title=stored.entry.title,
                wording=word(connection, stored.entry.content),
                sense=change.replaced,
                updated=stored.updated,
                replaced_at=now,
            )
        )
    if change.unrest:
        places = json.dumps(dict(change.unrest.places), sort_keys=True)
        values = {"changed_at": change.unrest.changed_at, "returns": change.unrest.returns, "places": places}
        connection.execute(delete(unrest).where(unrest.c.entry_id == entry_id))
        connection.execute(insert(unrest).values(entry_id=entry_id, **values))
