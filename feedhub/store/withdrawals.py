"""Entries that their publishers took back, and the pages that are looked at again to notice it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from feedhub.model import Recheck, Tombstone, Withdrawal
from feedhub.store import edits, marks, stories
from feedhub.store.database import Database
from feedhub.store.tables import entry, entry_category, recheck, withdrawal


class Withdrawals:
    """What was taken back, and when to look again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, source_id: str, now: datetime, limit: int) -> list[Recheck]:
        """Return up to `limit` entries of a source whose page is to be looked at by now, the longest due first."""
        due = _watched(source_id).where(recheck.c.due_at <= now).order_by(recheck.c.due_at, recheck.c.entry_id)
        with self._database.read() as connection:
            return [_recheck(row) for row in connection.execute(due.limit(limit))]

    def neighbour(self, source_id: str, entry_id: int) -> Recheck | None:
        """Return the page to compare that of an entry with: of those that are there, as far as known, the next one.

        One that is missing too where all are; None where no other is looked at.
        """
        there = withdrawal.c.at.is_(None) | withdrawal.c.restored_at.is_not(None)
        others = _watched(source_id).where(there, recheck.c.entry_id != entry_id)
        nearest = others.order_by(recheck.c.missing > 0, func.abs(recheck.c.entry_id - entry_id), recheck.c.entry_id)
        with self._database.read() as connection:
            row = connection.execute(nearest.limit(1)).first()
        return _recheck(row) if row else None

    def look_again(self, entry_id: int, at: datetime | None, missing: int) -> None:
        """Keep when to look at the page of an entry again, if ever, and how often in a row it was not there."""
        own = recheck.c.entry_id == entry_id
        with self._database.write() as connection:
            if at is None:
                connection.execute(delete(recheck).where(own))
            else:
                connection.execute(update(recheck).where(own).values(due_at=at, missing=missing))

    def withdraw(self, entry_id: int, reason: str, now: datetime, told_until: datetime) -> bool:
        """Keep that an entry was taken back; return whether that is news. The feeds say so until `told_until`."""
        with self._database.write() as connection:
            known = _of(connection, [entry_id]).get(entry_id)
            if known and known.restored_at is None:
                return False
            _make_stale(connection, entry_id)
            connection.execute(delete(withdrawal).where(withdrawal.c.entry_id == entry_id))
            values = {"at": now, "reason": reason, "told_until": told_until}
            connection.execute(insert(withdrawal).values(entry_id=entry_id, **values))
            _let_another_tell(connection, entry_id)
            return True

    def restore(self, entry_id: int, now: datetime) -> bool:
        """Keep that an entry which was taken back is there again; return whether it was taken back."""
        with self._database.write() as connection:
            known = _of(connection, [entry_id]).get(entry_id)
            if known is None or known.restored_at is not None:
                return False
            own = withdrawal.c.entry_id == entry_id
            connection.execute(update(withdrawal).where(own).values(restored_at=now, told_until=None))
            _make_stale(connection, entry_id)
            return True

    def of(self, entry_id: int) -> Withdrawal | None:
        """Return the withdrawal of an entry, if it was ever taken back."""
        with self._database.read() as connection:
            return _of(connection, [entry_id]).get(entry_id)

    def told(self, category_id: int | None, limit: int) -> list[Tombstone]:
        """Return the newest of what was taken back of a category, or of everything, and what its feeds still say."""
        query = select(entry.c.name, withdrawal.c.at, withdrawal.c.reason).join(
            withdrawal, withdrawal.c.entry_id == entry.c.id
        )
        query = query.where(withdrawal.c.told_until.is_not(None), withdrawal.c.restored_at.is_(None))
        if category_id is not None:
            query = query.join(entry_category, entry_category.c.entry_id == entry.c.id).where(
                entry_category.c.category_id == category_id
            )
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(withdrawal.c.at.desc(), entry.c.id.desc()).limit(limit)).all()
        return [Tombstone(row.name, row.at, row.reason) for row in rows]

    def fall_silent(self, now: datetime) -> None:
        """Let the feeds no longer speak of what was taken back so long ago that everybody knows."""
        with self._database.read() as connection:
            ids = (
                connection.execute(select(withdrawal.c.entry_id).where(withdrawal.c.told_until <= now)).scalars().all()
            )
        if not ids:
            return
        with self._database.write() as connection:
            for entry_id in ids:
                connection.execute(update(withdrawal).where(withdrawal.c.entry_id == entry_id).values(told_until=None))
                marks.add(connection, marks.of_edit(connection, entry_id))


def _watched(source_id: str) -> Select[Any]:
    """Return the query for the entries of a source whose pages are looked at again."""
    columns = (recheck.c.entry_id, recheck.c.missing, entry.c.link, entry.c.first_seen_at)
    return (
        select(*columns, withdrawal.c.at, withdrawal.c.restored_at)
        .join(entry, entry.c.id == recheck.c.entry_id)
        .outerjoin(withdrawal, withdrawal.c.entry_id == recheck.c.entry_id)
        .where(recheck.c.source_id == source_id)
    )


def _recheck(row: Any) -> Recheck:
    withdrawn = row.at is not None and not row.restored_at
    return Recheck(row.entry_id, row.link, row.first_seen_at, row.missing, withdrawn)


def watch(connection: Connection, entry_id: int, source_id: str, at: datetime) -> None:
    """Keep that the page of a new entry is to be looked at again."""
    connection.execute(insert(recheck).values(entry_id=entry_id, source_id=source_id, due_at=at, missing=0))


def of(connection: Connection, entry_ids: Sequence[int]) -> Mapping[int, Withdrawal]:
    """Return the withdrawals among entries, also of those that are there again."""
    return _of(connection, entry_ids)


def _of(connection: Connection, entry_ids: Sequence[int]) -> dict[int, Withdrawal]:
    rows = connection.execute(select(withdrawal).where(withdrawal.c.entry_id.in_(entry_ids)))
    return {row.entry_id: Withdrawal(row.at, row.reason, row.restored_at) for row in rows}


def _let_another_tell(connection: Connection, entry_id: int) -> None:
    """Let the next that tells the story of an entry into the feeds from which that kept it out."""
    others = stories.companions(connection, entry_id)
    gone = _of(connection, others)
    standing = (one for one in others if one not in gone or gone[one].restored_at is not None)
    if (other := next(standing, None)) is not None:
        stories.let_in(connection, other)


def _make_stale(connection: Connection, entry_id: int) -> None:
    edits.before_edit(connection, entry_id, seen=False)
    for one in (entry_id, *stories.companions(connection, entry_id)):
        marks.add(connection, marks.of_edit(connection, one))
