"""Site maps: which posts each names, and when one last changed. A post's map follows from its arrival number."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from feedhub import address
from feedhub.model import Located, Stale
from feedhub.store import marks
from feedhub.store.database import Database
from feedhub.store.tables import category, entry, sitemap, withdrawal


class Sitemaps:
    """The site maps, by their numbers, which count from 1, the oldest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def located(self, number: int) -> list[Located]:
        """Return the pages of the posts in a site map that were not taken back, in the order in which they came."""
        first, last = (number - 1) * address.SITEMAP_URLS + 1, number * address.SITEMAP_URLS
        taken_back = select(withdrawal.c.entry_id).where(withdrawal.c.restored_at.is_(None))
        query = select(entry.c.path, entry.c.updated).where(
            entry.c.number.between(first, last), entry.c.id.not_in(taken_back)
        )
        with self._database.read() as connection:
            return [Located(*row) for row in connection.execute(query.order_by(entry.c.number))]

    def keep(self, number: int, changed_at: datetime | None) -> None:
        """Keep when the newest change in a site map was; None where it names nothing."""
        with self._database.read() as connection:
            row = connection.execute(select(sitemap.c.changed_at).where(sitemap.c.number == number)).first()
        if row and row.changed_at == changed_at:
            return
        with self._database.write() as connection:
            connection.execute(delete(sitemap).where(sitemap.c.number == number))
            connection.execute(insert(sitemap).values(number=number, changed_at=changed_at))

    def all(self) -> list[tuple[int, datetime]]:
        """Return the site maps that name something, with the moment of their newest change."""
        query = select(sitemap.c.number, sitemap.c.changed_at).where(sitemap.c.changed_at.is_not(None))
        with self._database.read() as connection:
            return [(row.number, row.changed_at) for row in connection.execute(query.order_by(sitemap.c.number))]


def create(connection: Connection) -> None:
    """Mark what is new to a site that is older: its site maps, and the pages that lead to months and to the search."""
    last = connection.execute(select(func.max(entry.c.number))).scalar() or 0
    fronts = connection.execute(select(category.c.id).where(category.c.entries > 0).order_by(category.c.id)).scalars()
    marks.add(connection, marks.of_sitemaps(1, last))
    marks.add(connection, [{"kind": Stale.CATEGORY, "category_id": one, "number": 0} for one in fronts])
    marks.add(connection, [{"kind": Stale.HUB}, {"kind": Stale.DIRECTORY}] if last else [])
