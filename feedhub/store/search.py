"""Asking the index of the posts' words; `indexing` keeps it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, text

from feedhub.model import Category, FeedKind, Post
from feedhub.search import Asked, Clause, Query
from feedhub.store import posts
from feedhub.store.tables import category, entry, source

MOST_RANKED = 10_000
"""Posts that are ranked, the newest of those that have what is asked for."""

_WEIGHT_OF_TITLE = 6
_MATCHES = {
    "sqlite": f"bm25(search_terms, {_WEIGHT_OF_TITLE}.0, 1.0) AS rank FROM search_terms "
    "JOIN search_document d ON d.id = search_terms.rowid JOIN entry e ON e.id = d.entry_id "
    "WHERE search_terms MATCH :match",
    "postgresql": "-ts_rank(t.terms, CAST(:match AS tsquery)) AS rank FROM search_terms t "
    "JOIN search_document d ON d.id = t.id JOIN entry e ON e.id = d.entry_id "
    "WHERE t.terms @@ CAST(:match AS tsquery)",
}
_NUMBER = {"sqlite": "search_terms.rowid", "postgresql": "t.id"}  # in whose order each reads its index anyway
_PUBLISHED = (
    "AND e.number IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.entry_id = e.id AND w.restored_at IS NULL)"
)
_FILTERS = {
    "category": "AND EXISTS (SELECT 1 FROM entry_category m JOIN category c ON c.id = m.category_id "
    "WHERE m.entry_id = e.id AND c.slug_key = :category)",
    "source": "AND e.source_id = :source",
    "since": "AND e.published >= :since",
    "until": "AND e.published < :until",
}

Read = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what a search found. `total` counts no further than MOST_RANKED."""

    posts: Sequence[Post]
    total: int


class Search:
    """The index, as it is asked. `read` gives a connection to read with."""

    def __init__(self, read: Read) -> None:
        self._read = read

    def find(self, asked: Asked, zone: ZoneInfo, size: int) -> Found:
        """Return the posts on page `asked.page`, of `size`, that have what is asked for, the best first.

        Without a word that is wanted, nothing is found. Days are those of `zone`. Raises StoreError.
        """
        query = asked.query
        if not query.wanted:
            return Found((), 0)
        with self._read() as connection:
            return _find(connection, query, asked, zone, size)

    def choices(self, limit: int) -> tuple[list[Category], list[tuple[str, str]]]:
        """Return up to `limit` categories, those that moved last, and as many sources with their titles, by name."""
        newest = select(category.c.id, category.c.name, category.c.slug, category.c.entries).where(
            category.c.entries > 0, category.c.kind == FeedKind.CATEGORY.value
        )
        sources = select(source.c.id, source.c.title).order_by(source.c.id).limit(limit)
        with self._read() as connection:
            rows = connection.execute(newest.order_by(category.c.latest.desc()).limit(limit)).all()
            named = [(row.id, row.title or row.id) for row in connection.execute(sources)]
        categories = [Category(row.id, row.name, row.slug, row.entries) for row in rows]
        return sorted(categories, key=lambda one: one.name), sorted(named, key=lambda one: one[1])


def _find(connection: Connection, query: Query, asked: Asked, zone: ZoneInfo, size: int) -> Found:
    dialect = connection.dialect.name
    values: dict[str, Any] = {"match": _MATCH[dialect](query), "most": MOST_RANKED, "size": size}
    values["skipped"] = (asked.page - 1) * size
    values |= _filters(asked, zone, dialect)
    filters = " ".join(_FILTERS[name] for name in _FILTERS if name in values)
    order = "published DESC, id DESC" if asked.newest_first else "rank, published DESC, id DESC"
    hits = f"SELECT e.id AS id, e.published AS published, {_MATCHES[dialect]} {_PUBLISHED} {filters}"
    newest = f"{hits} ORDER BY {_NUMBER[dialect]} DESC LIMIT :most"
    statement = f"WITH hits AS ({newest}) SELECT id, (SELECT count(*) FROM hits) AS total FROM hits ORDER BY {order}"  # noqa: S608
    rows = connection.execute(text(f"{statement} LIMIT :size OFFSET :skipped"), values).all()
    ids = [row.id for row in rows]
    found = {post.id: post for post in posts.read(connection, select(*entry.c).where(entry.c.id.in_(ids)))}
    return Found([found[one] for one in ids], rows[0].total if rows else 0)


def _filters(asked: Asked, zone: ZoneInfo, dialect: str) -> Iterator[tuple[str, Any]]:
    def moment(day: Any) -> object:
        midnight = datetime.combine(day, time(), zone).astimezone(UTC)
        return midnight.strftime("%Y-%m-%d %H:%M:%S.%f") if dialect == "sqlite" else midnight

    if asked.category:
        yield "category", asked.category.casefold()
    if asked.source:
        yield "source", asked.source
    if asked.since:
        yield "since", moment(asked.since)
    if asked.until:
        yield "until", moment(asked.until + timedelta(days=1))


def _fts5(query: Query) -> str:
    """Return a query for FTS5. Terms have no character that could end the quotes around them."""

    def phrase(clause: Clause) -> str:
        return f'"{" ".join(clause.terms)}"{" *" if clause.prefix else ""}'

    wanted = " AND ".join(map(phrase, query.wanted))
    return f"({wanted})" + "".join(f" NOT {phrase(clause)}" for clause in query.unwanted)


def _tsquery(query: Query) -> str:
    """Return a query for PostgreSQL, each term in quotes."""

    def phrase(clause: Clause) -> str:
        quoted = [f"'{term}'" for term in clause.terms]
        return f"({' <-> '.join(quoted)}{':*' if clause.prefix else ''})"

    wanted = map(phrase, query.wanted)
    return " & ".join([*wanted, *(f"!{phrase(clause)}" for clause in query.unwanted)])


_MATCH: dict[str, Callable[[Query], str]] = {"sqlite": _fts5, "postgresql": _tsquery}
