"""Whether the database holds together: what cannot be in it, and what of that can be mended from the rest.

Each check is one kind of fault. What it mends follows from what is stored elsewhere, or is a row that leads to nothing;
an entry, a revision or an arrival number that was lost cannot be made up again.
"""

from collections.abc import Sequence

from sqlalchemy import select

from feedhub.model import Flaw
from feedhub.store import marks
from feedhub.store.database import Database
from feedhub.store.soundness import names, numbers, references, texts
from feedhub.store.soundness.check import RESTORE, Check
from feedhub.store.tables import category

__all__ = ["Check", "Soundness"]

_MOST = 100  # faults of its file that SQLite names


class Soundness:
    """The checks of the database, in the order in which they are made: a later one relies on those before it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file(self) -> list[Flaw]:
        """Return what the database program itself finds wrong with its file; where it does, no other check counts."""
        if not self._database.is_sqlite:
            return []  # PostgreSQL checks its pages as it reads them
        with self._database.read() as connection:
            return [
                Flaw("the file", f"is damaged: {line}", f"{RESTORE}; `sqlite3 FILE .recover` saves what can be read")
                for line in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars()
                if line != "ok"
            ]

    def reindex(self) -> None:
        """Make the indices again: often nothing else is damaged. Raises StoreError if something is."""
        with self._database.write(durable=True) as connection:
            connection.exec_driver_sql("REINDEX")

    def checks(self) -> Sequence[Check]:
        """Return the checks of what the tables hold."""
        # PostgreSQL never has a row that names one that is not there.
        foreign = [references.FOREIGN_KEYS] if self._database.is_sqlite else []
        return [*foreign, *references.CHECKS, *numbers.CHECKS, *names.CHECKS, *texts.CHECKS]

    def flaws(self, check: Check) -> list[Flaw]:
        """Return what a check finds."""
        with self._database.read() as connection:
            return list(check.find(connection))

    def mend(self, check: Check) -> None:
        """Mend what a check finds and can mend, in one transaction, durably, with the marks for it."""
        if check.mend:
            with self._database.write(durable=True) as connection:
                marks.add(connection, check.mend(connection))

    def slugs(self) -> set[tuple[str, str]]:
        """Return the slugs that are registered, each with its kind before it."""
        with self._database.read() as connection:
            return {(row.kind, row.slug) for row in connection.execute(select(category.c.kind, category.c.slug))}
