"""Posts: entries with their place in the hub and its categories, read back for publishing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from feedhub.model import Category, FeedKind, Post, Stale, Withheld
from feedhub.store import calendar, marks, neighbours, stories, withdrawals
from feedhub.store.database import Database
from feedhub.store.entries import enclosures
from feedhub.store.tables import category, entry, entry_category, entry_tag, source, withheld

_UNFILED_ENTRY = select(entry.c.id).where(entry.c.number.is_(None)).limit(1)
_UNFILED_MEMBER = select(entry_category.c.entry_id).where(entry_category.c.number.is_(None)).limit(1)
_LIGHT = [column for column in entry.c if column.name != "content"]

NEWEST_FIRST = (entry.c.published.desc(), entry.c.id.desc())
"""The order of posts wherever they are listed."""


class Posts:
    """The filed entries. The number of an arrival never changes: what was listed on a page stays on it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file_arrivals(self, *, repeats: bool = True) -> int:
        """Give every new entry its number in the hub and in its categories, the oldest first; return how many came.

        In one transaction, with the marks for all that lists them; durable, since files will show the numbers. Without
        `repeats`, an entry is kept out where its story is told already, for good: its page and its archived post stay.
        """
        with self._database.read() as connection:
            arrived = connection.execute(_UNFILED_ENTRY).first() or connection.execute(_UNFILED_MEMBER).first()
        if not arrived:
            return 0
        with self._database.write(durable=True) as connection:
            count = _file_in_hub(connection, repeats)
            _file_in_categories(connection, repeats)
            return count

    def count(self) -> int:
        """Return how many posts are filed in the hub."""
        with self._database.read() as connection:
            return _newest(connection)

    def by_id(self, entry_ids: Sequence[int]) -> list[Post]:
        """Return the posts with these ids, with their content, in the order of the ids."""
        with self._database.read() as connection:
            posts = read_whole(connection, select(*entry.c).where(entry.c.id.in_(entry_ids)))
        found = {post.id: post for post in posts}
        return [found[entry_id] for entry_id in entry_ids if entry_id in found]

    def withhold(self, faults: Mapping[int, str | None]) -> None:
        """Keep which of some posts no feed may show, and why: `faults` has a reason, or None, for each by its id."""
        with self._database.read() as connection:
            rows = connection.execute(select(withheld).where(withheld.c.entry_id.in_(list(faults)))).all()
        known = {row.entry_id: row.reason for row in rows}
        changed = [entry_id for entry_id, reason in faults.items() if known.get(entry_id) != reason]
        if not changed:
            return
        now = [{"entry_id": entry_id, "reason": reason} for entry_id in changed if (reason := faults[entry_id])]
        with self._database.write() as connection:
            connection.execute(delete(withheld).where(withheld.c.entry_id.in_(changed)))
            if now:
                connection.execute(insert(withheld), now)

    def withheld(self, source_id: str) -> list[Withheld]:
        """Return the posts of a source that no feed shows, in the order in which they came."""
        query = (
            select(entry.c.name, entry.c.title, entry.c.path, withheld.c.reason)
            .join(withheld, withheld.c.entry_id == entry.c.id)
            .where(entry.c.source_id == source_id)
            .order_by(entry.c.id)
        )
        with self._database.read() as connection:
            return [Withheld(*row) for row in connection.execute(query)]

    def arrivals(self, category_id: int | None, first: int, last: int, *, content: bool) -> list[Post]:
        """Return the posts that came as number `first` to `last` into a category, or into the hub; newest first.

        Without `content` they are for a list: their content is empty, and nobody else is named.
        """
        columns = list(entry.c) if content else _LIGHT
        query = select(*columns).where(entry.c.id.in_(arrived(category_id, first, last)))
        with self._database.read() as connection:
            return (read_whole if content else read)(connection, query.order_by(*NEWEST_FIRST))


def _newest(connection: Connection) -> int:
    """Return the number of the newest arrival in the hub."""
    return max(0, connection.execute(select(func.max(entry.c.number))).scalar() or 0)


def _file_in_hub(connection: Connection, repeats: bool) -> int:
    new = (
        connection.execute(
            select(entry.c.id).where(entry.c.number.is_(None)).order_by(entry.c.published, entry.c.name_key)
        )
        .scalars()
        .all()
    )
    if not new:
        return 0
    kept_out = set() if repeats else stories.repeats(connection, new, None)
    last = _newest(connection)
    numbers = count(last + 1)
    connection.execute(
        update(entry).where(entry.c.id == bindparam("e")).values(number=bindparam("n")),
        [{"e": entry_id, "n": -entry_id if entry_id in kept_out else next(numbers)} for entry_id in new],
    )
    came = len(new) - len(kept_out)
    marks.add(connection, [{"kind": Stale.HUB}, *marks.of_sitemaps(last + 1, last + came)])
    return came


def _file_in_categories(connection: Connection, repeats: bool) -> None:
    """Number the new members of each category; one joined later by another source comes as an arrival of its own."""
    rows = connection.execute(
        select(entry_category.c.entry_id, entry_category.c.category_id, entry.c.number)
        .join(entry, entry.c.id == entry_category.c.entry_id)
        .where(entry_category.c.number.is_(None))
        .order_by(entry.c.published, entry.c.name_key)
    ).all()
    joining: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        joining[row.category_id][row.entry_id] = row.number
    for category_id, members in joining.items():
        kept_out = set() if repeats else stories.repeats(connection, list(members), category_id)
        _file_in_category(connection, category_id, members, kept_out)
    if rows:
        marks.add(connection, [{"kind": Stale.HUB}])


def _file_in_category(
    connection: Connection, category_id: int, members: Mapping[int, int], kept_out: Collection[int]
) -> None:
    """Number the new `members` of one category, given with their numbers in the hub; not what is kept out."""
    known = select(category.c.entries, category.c.latest, category.c.kind).where(category.c.id == category_id)
    state = connection.execute(known).one()
    numbers = count(state.entries + 1)
    connection.execute(
        update(entry_category)
        .where(entry_category.c.entry_id == bindparam("e"), entry_category.c.category_id == bindparam("c"))
        .values(number=bindparam("n")),
        [
            {"e": entry_id, "c": category_id, "n": -entry_id if entry_id in kept_out else next(numbers)}
            for entry_id in members
        ],
    )
    came = len(members) - len(kept_out)
    if not came:
        return
    latest = max(state.latest, *(number for entry_id, number in members.items() if entry_id not in kept_out))
    connection.execute(
        update(category).where(category.c.id == category_id).values(entries=state.entries + came, latest=latest)
    )
    if state.kind == FeedKind.CATEGORY:  # what a query is filed under may go again
        calendar.file(connection, category_id, [entry_id for entry_id in members if entry_id not in kept_out])
    marks.add(connection, [{"kind": Stale.CATEGORY, "category_id": category_id, "number": state.entries}])
    marks.add(connection, neighbours.of_arrivals(connection, category_id, state.entries))
    if state.entries == 0:
        marks.add(connection, [{"kind": Stale.DIRECTORY}])


def arrived(category_id: int | None, first: int, last: int) -> Select[tuple[int]]:
    """Return the query for the ids of the entries that came as number `first` to `last` into a category, or the hub."""
    if category_id is None:
        return select(entry.c.id).where(entry.c.number.between(first, last))
    return select(entry_category.c.entry_id).where(
        entry_category.c.category_id == category_id, entry_category.c.number.between(first, last)
    )


def read(connection: Connection, query: Select[Any]) -> list[Post]:
    """Return the posts that `query` finds among the entries, in its order."""
    rows = connection.execute(query).mappings().all()
    ids = [row["id"] for row in rows]
    categories = _categories(connection, ids)
    tags = _tags(connection, ids)
    taken_back = withdrawals.of(connection, ids)
    sources = _sources(connection, {row["source_id"] for row in rows})
    return [
        Post(
            id=row["id"],
            name=row["name"],
            title=row["title"],
            link=row["link"],
            published=row["published"],
            updated=row["updated"],
            author=row["author"],
            digest=row["digest"],
            excerpt=row["excerpt"],
            content=row.get("content") or "",
            language=row["language"],
            path=row["path"],
            archive_path=row["archive_path"],
            source_id=row["source_id"],
            source_title=sources[row["source_id"]][0],
            source_link=sources[row["source_id"]][1],
            categories=tuple(categories[row["id"]]),
            tags=tuple(tags[row["id"]]),
            enclosures=enclosures(row["enclosures"]),
            withdrawal=taken_back.get(row["id"]),
        )
        for row in rows
    ]


def read_whole(connection: Connection, query: Select[Any]) -> list[Post]:
    """Return the posts that `query` finds, in its order, with who else tells their stories."""
    posts = read(connection, query)
    also = stories.tellers(connection, [post.id for post in posts])
    return [replace(post, also=also[post.id]) if post.id in also else post for post in posts]


def _categories(connection: Connection, ids: Sequence[int]) -> dict[int, list[Category]]:
    found: dict[int, list[Category]] = defaultdict(list)
    for row in connection.execute(
        select(entry_category.c.entry_id, category.c.id, category.c.name, category.c.slug, category.c.entries)
        .join(category, category.c.id == entry_category.c.category_id)
        .where(entry_category.c.entry_id.in_(ids), entry_category.c.position >= 0)
        .order_by(entry_category.c.entry_id, entry_category.c.position)
    ):
        found[row.entry_id].append(Category(row.id, row.name, row.slug, row.entries))
    return found


def _tags(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(
        select(entry_tag.c.entry_id, entry_tag.c.tag)
        .where(entry_tag.c.entry_id.in_(ids))
        .order_by(entry_tag.c.entry_id, entry_tag.c.position)
    ):
        found[row.entry_id].append(row.tag)
    return found


def _sources(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    rows = connection.execute(select(source.c.id, source.c.title, source.c.link).where(source.c.id.in_(sorted(ids))))
    return {row.id: (row.title or row.id, row.link) for row in rows}
