"""What is remembered of hosts between passes: their robots.txt."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, insert, select

from feedhub.model import Robots
from feedhub.store.database import Database
from feedhub.store.tables import robots as robots_files

_LONGEST_ORIGIN = 300
_KEPT = timedelta(days=90)


class Hosts:
    """The table of robots.txt files, one for each origin that was asked for its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def robots(self, origin: str) -> Robots | None:
        """Return the robots.txt of an origin as it was last, None if it was never asked for."""
        query = select(robots_files).where(robots_files.c.origin == origin)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return Robots(row.origin, row.asked_at, row.text, row.failing_since) if row else None

    def keep(self, robots: Robots) -> None:
        """Keep a robots.txt in place of the last one, and no longer those that nobody asked for in a long time.

        PostgreSQL cannot keep a NUL, and no rule has one.
        """
        if len(robots.origin) > _LONGEST_ORIGIN:
            return
        values = asdict(robots) | {"text": robots.text.replace("\0", "") if robots.text else robots.text}
        with self._database.write() as connection:
            outlived = robots_files.c.asked_at < robots.asked_at - _KEPT
            connection.execute(delete(robots_files).where((robots_files.c.origin == robots.origin) | outlived))
            connection.execute(insert(robots_files).values(values))
