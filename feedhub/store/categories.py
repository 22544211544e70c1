"""The slug registry: which slug stands for which category, unique also without case, for ever."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection, insert, select

from feedhub.address import RESERVED_SLUGS, category_key
from feedhub.model import Category
from feedhub.store.database import Database
from feedhub.store.tables import category

_COLUMNS = (category.c.id, category.c.name, category.c.slug, category.c.entries)


class Categories:
    """The categories by name and by number. A name, once seen, keeps its slug; its case does not count."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: dict[str, tuple[int, str]] = {}  # a registration never changes, so it may be remembered

    def slug(self, name: str) -> str | None:
        """Return the slug of a category, None for a name never seen."""
        found = self._find(name)
        return found[1] if found else None

    def id(self, name: str) -> int:
        """Return the number of a category that is registered. Raises KeyError for any other."""
        found = self._find(name)
        if not found:
            raise KeyError(name)
        return found[0]

    def register(self, name: str, slug: str, stem: str, now: datetime) -> str:
        """Return the slug of a category from now on: `slug`, or the first of `stem`-2, -3, … that no other has."""
        with self._database.write() as connection:
            known = self._find(name)
            if known:
                return known[1]
            free = next(one for one in _candidates(slug, stem) if _with_slug(connection, one) is None)
            _insert(connection, name, free, now)
        return free

    def adopt(self, slug: str, name: str, now: datetime) -> str:
        """Return the name of the category that has `slug`, case aside: of an old post the slug is what counts.

        A new one is called `name`; its slug is kept as it stands. If another category has that name, it is called as
        its slug. A slug that the tree itself uses gets a number.
        """
        with self._database.write() as connection:
            if slug.casefold() in RESERVED_SLUGS:
                slug = f"{slug}-2"
            if (known := _with_slug(connection, slug)) is not None:
                return known
            numbered = (f"{slug} ({number})" for number in count(2))
            free = next(one for one in chain((name, slug), numbered) if self._find(one) is None)
            _insert(connection, free, slug, now)
        return free

    def get(self, category_id: int) -> Category:
        """Return one category by its number."""
        with self._database.read() as connection:
            row = connection.execute(select(*_COLUMNS).where(category.c.id == category_id)).one()
        return _category(row)

    def all(self) -> list[Category]:
        """Return all categories that have entries, by slug."""
        with self._database.read() as connection:
            rows = connection.execute(select(*_COLUMNS).where(category.c.entries > 0).order_by(category.c.slug)).all()
        return [_category(row) for row in rows]

    def latest(self, limit: int) -> list[Category]:
        """Return the categories with the newest arrivals, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(*_COLUMNS)
                .where(category.c.latest > 0)
                .order_by(category.c.latest.desc(), category.c.id)
                .limit(limit)
            ).all()
        return [_category(row) for row in rows]

    def _find(self, name: str) -> tuple[int, str] | None:
        key = category_key(name)
        if key not in self._ids:
            with self._database.read() as connection:
                row = connection.execute(
                    select(category.c.id, category.c.slug).where(category.c.name_key == key)
                ).first()
            if row is None:
                return None
            self._ids[key] = (row.id, row.slug)
        return self._ids[key]


def _with_slug(connection: Connection, slug: str) -> str | None:
    """Return the name of the category with this slug, case aside."""
    query = select(category.c.name).where(category.c.slug_key == slug.casefold())
    return connection.execute(query).scalar()


def _insert(connection: Connection, name: str, slug: str, now: datetime) -> None:
    values = {"name": name, "name_key": category_key(name), "slug": slug, "slug_key": slug.casefold()}
    connection.execute(insert(category).values(first_seen_at=now, entries=0, latest=0, **values))


def _candidates(slug: str, stem: str) -> Iterator[str]:
    first = () if slug.casefold() in RESERVED_SLUGS else (slug,)
    return chain(first, (f"{stem}-{number}" for number in count(2)))


def _category(row: Any) -> Category:
    return Category(id=row.id, name=row.name, slug=row.slug, entries=row.entries)
