"""Rows that lead to something that is not there."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, text

from feedhub.model import Flaw, Stale
from feedhub.store.soundness.check import RESTORE, Check
from feedhub.store.tables import category, clue, entry, mark, metadata, source


def _foreign_keys(connection: Connection) -> Iterator[Flaw]:
    for table, row, parent in _broken(connection):
        mendable = parent in (source.name, entry.name)
        yield Flaw(f"{table}, row {row}", f"names a row of {parent} that is not there", "" if mendable else RESTORE)


def _broken(connection: Connection) -> list[tuple[str, int, str]]:
    """Return table and rowid of each row that names one that is not there, and the table where that should be."""
    return [(row[0], row[1], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def _mend_foreign_keys(connection: Connection) -> Sequence[dict[str, Any]]:
    """Make the source that is named (its title comes with its next pass); take away what is said of no entry."""
    for name, row, parent in _broken(connection):
        table = metadata.tables[name]
        here = text("rowid = :row").bindparams(row=row)
        if parent == source.name:
            named = connection.execute(select(table.c.source_id).where(here)).scalar_one()
            if not connection.execute(select(source.c.id).where(source.c.id == named)).first():
                connection.execute(insert(source).values(id=named))
        elif parent == entry.name:
            connection.execute(delete(table).where(here))
    return ()


def _stray_marks(connection: Connection) -> Iterator[Flaw]:
    for row in connection.execute(select(mark.c.id, mark.c.kind).where(_STRAY_MARK)):
        yield Flaw(f"mark {row.id} ({row.kind})", "is about something that is not there", "")


def _mend_marks(connection: Connection) -> Sequence[dict[str, Any]]:
    connection.execute(delete(mark).where(_STRAY_MARK))
    return ()


def _stray_clues(connection: Connection) -> Iterator[Flaw]:
    for row in connection.execute(select(clue.c.source_id, clue.c.key).where(_STRAY_CLUE)):
        yield Flaw(f"clue {row.key} of {row.source_id}", "leads to no entry", "")


def _mend_clues(connection: Connection) -> Sequence[dict[str, Any]]:
    connection.execute(delete(clue).where(_STRAY_CLUE))
    return ()


_STRAY_MARK = or_(
    mark.c.kind.not_in([kind.value for kind in Stale]),
    mark.c.entry_id.is_not(None) & mark.c.entry_id.not_in(select(entry.c.id)),
    mark.c.category_id.is_not(None) & mark.c.category_id.not_in(select(category.c.id)),
)
_STRAY_CLUE = clue.c.entry_id.not_in(select(entry.c.id))

FOREIGN_KEYS = Check("reference", _foreign_keys, _mend_foreign_keys)
CHECKS = (Check("mark", _stray_marks, _mend_marks), Check("clue", _stray_clues, _mend_clues))
