"""The posts of a category by the month of their publication."""

from sqlalchemy import func, select

from feedhub.model import Month, Post
from feedhub.store import posts
from feedhub.store.database import Database
from feedhub.store.tables import entry, entry_category, month, month_entry

_LIGHT = [column for column in entry.c if column.name != "content"]


class Months:
    """The months of the categories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, category_id: int) -> list[Month]:
        """Return the months in which something of a category was published, the newest first."""
        query = select(month.c.month, month.c.entries).where(month.c.category_id == category_id)
        with self._database.read() as connection:
            return [Month(*row) for row in connection.execute(query.order_by(month.c.month.desc()))]

    def since(self, category_id: int, arrival: int) -> list[tuple[int, int]]:
        """Return the months that got posts with the arrivals after `arrival`, each with the first number of these."""
        numbers = select(month_entry.c.month, func.min(month_entry.c.number)).select_from(_JOINED)
        later = (entry_category.c.category_id == category_id) & (entry_category.c.number > arrival)
        with self._database.read() as connection:
            rows = connection.execute(numbers.where(later).group_by(month_entry.c.month)).all()
        return sorted((row[0], row[1]) for row in rows)

    def place(self, category_id: int, arrival: int) -> tuple[int, int] | None:
        """Return the month of an arrival of a category, and its number in that."""
        query = select(month_entry.c.month, month_entry.c.number).select_from(_JOINED)
        own = (entry_category.c.category_id == category_id) & (entry_category.c.number == arrival)
        with self._database.read() as connection:
            row = connection.execute(query.where(own)).first()
        return (row.month, row.number) if row else None

    def posts(self, category_id: int, of: int, first: int, last: int) -> list[Post]:
        """Return the posts that came as number `first` to `last` of a month, without content; newest first."""
        ids = select(month_entry.c.entry_id).where(
            month_entry.c.category_id == category_id,
            month_entry.c.month == of,
            month_entry.c.number.between(first, last),
        )
        query = select(*_LIGHT).where(entry.c.id.in_(ids)).order_by(*posts.NEWEST_FIRST)
        with self._database.read() as connection:
            return posts.read(connection, query)


_JOINED = month_entry.join(
    entry_category,
    (entry_category.c.entry_id == month_entry.c.entry_id) & (entry_category.c.category_id == month_entry.c.category_id),
)
