"""Which documents of the history of feeds were read, and which are still to be."""

import hashlib

from sqlalchemy import Update, func, insert, select, update

from feedhub.model import Earlier
from feedhub.store.database import Database
from feedhub.store.tables import backfill


class Backfill:
    """The table of documents with the history of feeds. One that was read stays in it, so that it is not read again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, source_id: str, url: str, *, catches_up: bool = False) -> bool:
        """Note a document that is still to be read, before those noted earlier; return whether it is a new one."""
        address = _address(url)
        known = select(backfill.c.id).where(backfill.c.source_id == source_id, backfill.c.address == address)
        with self._database.write() as connection:
            if connection.execute(known).first():
                return False
            values = {"source_id": source_id, "address": address, "url": url, "catches_up": catches_up}
            connection.execute(insert(backfill).values(values))
        return True

    def next(self, source_id: str) -> Earlier | None:
        """Return the document to read next: of those that are still to be read, the one that was noted last."""
        columns = [backfill.c[name] for name in ("source_id", "url", "catches_up", "failures", "retry_at")]
        query = (
            select(*columns)
            .where(backfill.c.source_id == source_id, backfill.c.digest.is_(None))
            .order_by(backfill.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return Earlier(*row) if row else None

    def read(self, earlier: Earlier, digest: str) -> None:
        """Keep, durably, that a document was read; `digest` is that of its body."""
        with self._database.write(durable=True) as connection:
            connection.execute(_one(earlier).values(digest=digest))

    def failed(self, earlier: Earlier) -> None:
        """Keep that a document did not come: its failures, and when to try again."""
        with self._database.write() as connection:
            connection.execute(_one(earlier).values(failures=earlier.failures, retry_at=earlier.retry_at))

    def count(self, source_id: str, digest: str | None = None) -> int:
        """Return how many documents of a source are known, or were read with this very body."""
        query = select(func.count()).select_from(backfill).where(backfill.c.source_id == source_id)
        with self._database.read() as connection:
            return connection.execute(query.where(backfill.c.digest == digest) if digest else query).scalar() or 0


def _one(earlier: Earlier) -> Update:
    return update(backfill).where(
        backfill.c.source_id == earlier.source_id, backfill.c.address == _address(earlier.url)
    )


def _address(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]
