"""The slug registry: which slug stands for which category, unique also without case, for ever.

Sources, tags and saved queries that have a feed are in it too, each kind with slugs of its own.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from feedhub.address import RESERVED_SLUGS, filing_keys
from feedhub.model import Category, FeedKind
from feedhub.store.database import Database
from feedhub.store.tables import category

COLUMNS = (
    category.c.id, category.c.name, category.c.slug, category.c.entries, category.c.kind, category.c.size
)  # fmt: skip


class Categories:
    """The categories by name and by number. A name, once seen, keeps its slug; its case does not count."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: dict[str, tuple[int, str]] = {}  # a registration never changes, so it may be remembered

    def slug(self, name: str) -> str | None:
        """Return the slug of a category, None for a name never seen."""
        found = self._find(filing_keys(FeedKind.CATEGORY, name, "")[0])
        return found[1] if found else None

    def id(self, name: str) -> int:
        """Return the number of a category that is registered. Raises KeyError for any other."""
        found = self._find(filing_keys(FeedKind.CATEGORY, name, "")[0])
        if not found:
            raise KeyError(name)
        return found[0]

    def filed_under(self, kind: FeedKind, name: str, slug: str = "") -> int | None:
        """Return the number of a source (its id is the `slug`), a tag or a query; None where it is not registered."""
        found = self._find(filing_keys(kind, name, slug)[0])
        return found[0] if found else None

    def register(self, name: str, slug: str, stem: str, now: datetime, kind: FeedKind = FeedKind.CATEGORY) -> str:
        """Return the slug of a category from now on: `slug`, or the first of `stem`-2, -3, … that no other has."""
        with self._database.write() as connection:
            known = self._find(filing_keys(kind, name, slug)[0])
            if known:
                return known[1]
            candidates = _candidates(slug, stem, kind)
            free = next(one for one in candidates if _with_slug(connection, one, kind) is None)
            add(connection, name, free, now, kind)
        return free

    def forget(self) -> None:
        """Read the registry again: what is no category may have gone from it."""
        self._ids.clear()

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
            free = next(one for one in chain((name, slug), numbered) if self.slug(one) is None)
            add(connection, free, slug, now)
        return free

    def get(self, category_id: int) -> Category:
        """Return one category by its number."""
        with self._database.read() as connection:
            row = connection.execute(select(*COLUMNS).where(category.c.id == category_id)).one()
        return of_row(row)

    def all(self) -> list[Category]:
        """Return all categories, sources, tags and queries, by slug; a query also where it has no entries yet."""
        shown = or_(category.c.entries > 0, category.c.kind == FeedKind.QUERY.value)
        with self._database.read() as connection:
            rows = connection.execute(select(*COLUMNS).where(shown).order_by(category.c.slug, category.c.id)).all()
        return [of_row(row) for row in rows]

    def latest(self, limit: int) -> list[Category]:
        """Return the categories with the newest arrivals, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(*COLUMNS)
                .where(category.c.latest > 0, category.c.kind == FeedKind.CATEGORY.value)
                .order_by(category.c.latest.desc(), category.c.id)
                .limit(limit)
            ).all()
        return [of_row(row) for row in rows]

    def _find(self, key: str) -> tuple[int, str] | None:
        if key not in self._ids:
            with self._database.read() as connection:
                row = connection.execute(
                    select(category.c.id, category.c.slug).where(category.c.name_key == key)
                ).first()
            if row is None:
                return None
            self._ids[key] = (row.id, row.slug)
        return self._ids[key]


def _with_slug(connection: Connection, slug: str, kind: FeedKind = FeedKind.CATEGORY) -> str | None:
    """Return the name of the category with this slug, case aside."""
    query = select(category.c.name).where(category.c.slug_key == filing_keys(kind, "", slug)[1])
    return connection.execute(query).scalar()


def add(connection: Connection, name: str, slug: str, now: datetime, kind: FeedKind = FeedKind.CATEGORY) -> None:
    """Register a category, or one of another kind, under a slug that none has."""
    name_key, slug_key = filing_keys(kind, name, slug)
    values = {"name": name, "name_key": name_key, "slug": slug, "slug_key": slug_key, "kind": kind.value}
    connection.execute(insert(category).values(first_seen_at=now, entries=0, latest=0, **values))


def _candidates(slug: str, stem: str, kind: FeedKind) -> Iterator[str]:
    # Posts stand below the slug of their category alone, beside what else the tree has.
    first = () if kind is FeedKind.CATEGORY and slug.casefold() in RESERVED_SLUGS else (slug,)
    return chain(first, (f"{stem}-{number}" for number in count(2)))


def of_row(row: Any) -> Category:
    """Return a row of the registry as the value that it stands for."""
    return Category(row.id, row.name, row.slug, row.entries, FeedKind(row.kind), row.size)
