"""Notes of what has to be rendered again. A mark is made with the change it is about, and goes when the file stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, literal, or_, select

from feedhub import address
from feedhub.model import FeedKind, Mark, Stale
from feedhub.store import neighbours
from feedhub.store.database import Database
from feedhub.store.tables import HUB, archive, category, entry, entry_category, mark

_INSERT = insert(mark)
_LISTED = select(entry_category.c.category_id, entry_category.c.number).where(
    entry_category.c.entry_id == bindparam("e"), entry_category.c.number.is_not(None)
)


class Marks:
    """The marks, in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def oldest(self, kind: Stale, limit: int) -> list[Mark]:
        """Return up to `limit` marks of one kind, the oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(mark.c.id, mark.c.kind, mark.c.entry_id, mark.c.category_id, mark.c.number)
                .where(mark.c.kind == kind.value)
                .order_by(mark.c.id)
                .limit(limit)
            ).all()
        return [Mark(row.id, Stale(row.kind), row.entry_id, row.category_id, row.number) for row in rows]

    def count(self) -> int:
        """Return how many marks there are."""
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(mark)).scalar_one()

    def clear(self, marks: Sequence[Mark]) -> None:
        """Take away `marks`: their documents stand. One that was made meanwhile stays."""
        ids = [one.id for one in marks]
        with self._database.write() as connection:
            for start in range(0, len(ids), 500):
                connection.execute(delete(mark).where(mark.c.id.in_(ids[start : start + 500])))

    def again(self, marks: Iterable[Mark]) -> None:
        """Make marks of the same things as `marks`, all in one transaction, durably."""
        fields = ("kind", "entry_id", "category_id", "number")
        with self._database.write(durable=True) as connection:
            add(connection, ({name: getattr(one, name) for name in fields} for one in marks))

    def everything(self) -> None:
        """Mark every document that can be derived from the store."""
        with self._database.write() as connection:
            connection.execute(delete(mark))
            posts = select(_text(Stale.POST), entry.c.id).order_by(entry.c.id)
            connection.execute(insert(mark).from_select(["kind", "entry_id"], posts))
            documents = select(_text(Stale.ARCHIVE), func.nullif(archive.c.feed, HUB), archive.c.number).order_by(
                archive.c.id
            )
            connection.execute(insert(mark).from_select(["kind", "category_id", "number"], documents))
            shown = or_(category.c.entries > 0, category.c.kind == FeedKind.QUERY.value)
            fronts = select(_text(Stale.CATEGORY), category.c.id, literal(0)).where(shown)
            connection.execute(insert(mark).from_select(["kind", "category_id", "number"], fronts))
            add(connection, of_sitemaps(1, connection.execute(select(func.max(entry.c.number))).scalar() or 0))
            add(connection, [{"kind": Stale.HUB}, {"kind": Stale.DIRECTORY}, {"kind": Stale.STATUS}])


def add(connection: Connection, marks: Iterable[dict[str, Any]]) -> None:
    """Make marks within the transaction of `connection`; each has a `kind` and what goes with it."""
    empty = {"entry_id": None, "category_id": None, "number": None}
    rows = [{**empty, **one, "kind": Stale(one["kind"]).value} for one in marks]
    if rows:
        connection.execute(_INSERT, rows)


def of_edit(connection: Connection, entry_id: int) -> list[dict[str, Any]]:
    """Return the marks that an edit of an entry calls for: its post, those beside it, and wherever it is listed."""
    places = connection.execute(_LISTED, {"e": entry_id}).all()
    # What is kept out of a category's lists stands on no page of it, but may be in its feed of changes.
    listed = [
        {"kind": Stale.CATEGORY_ENTRY, "category_id": row.category_id, "number": max(row.number, 0)} for row in places
    ]
    number = connection.execute(select(entry.c.number).where(entry.c.id == entry_id)).scalar() or 0
    posts = [{"kind": Stale.POST, "entry_id": entry_id}, *neighbours.of_edit(connection, entry_id)]
    return [*posts, *of_sitemaps(number, number), *listed, {"kind": Stale.HUB}]


def of_sitemaps(first: int, last: int) -> list[dict[str, Any]]:
    """Return the marks of the site maps that name the arrivals `first` to `last` of the hub; none for 0."""
    if last < max(first, 1):
        return []
    numbers = range((first - 1) // address.SITEMAP_URLS + 1, (last - 1) // address.SITEMAP_URLS + 2)
    return [{"kind": Stale.SITEMAP, "number": number} for number in numbers]


def _text(kind: Stale) -> ColumnElement[str]:
    return literal(kind.value)
