"""Archive documents: which arrivals and edits each holds for ever, and what the subscription document has beside them.

The history of a feed is its arrivals, by their numbers, and its edits: entries of closed documents that came again.
Whenever what is in no document yet fills one, that is closed. What it holds, and how it shows that, is fixed from then
on, so its bytes follow from the store at any time.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    bindparam,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union,
    update,
)

from feedhub.model import Archive, Post, Stale
from feedhub.store import edits, marks, revisions
from feedhub.store.database import Database
from feedhub.store.entries import enclosures
from feedhub.store.posts import NEWEST_FIRST, arrived, read, read_whole
from feedhub.store.tables import HUB, archive, category, edit, entry, mark, source


def _standing(feed: Any, entries: Any, size: Any) -> Select[Any]:
    """Return the query for how much has arrived in a feed, how much of that is closed, and how many edits are not."""
    closed = select(func.max(archive.c.last)).where(archive.c.feed == feed).scalar_subquery()
    edited = select(func.count()).where(edit.c.feed == feed, edit.c.archive_id.is_(None)).scalar_subquery()
    return select(
        feed.label("feed"), entries.label("entries"), func.coalesce(closed, 0).label("closed"), edited.label("edited"),
        size.label("size"),
    )  # fmt: skip


_MARKED = select(mark.c.category_id).where(mark.c.kind.in_([Stale.CATEGORY.value, Stale.CATEGORY_ENTRY.value]))
_OF_CATEGORIES = _standing(category.c.id, category.c.entries, category.c.size).where(category.c.id.in_(_MARKED))
_OF_HUB = _standing(literal(HUB), select(func.coalesce(func.max(entry.c.number), 0)).scalar_subquery(), null()).where(
    select(mark.c.id).where(mark.c.kind == Stale.HUB.value).exists()
)
_OPEN_EDITS = select(edit.c.id).where(edit.c.feed == bindparam("f"), edit.c.archive_id.is_(None)).order_by(edit.c.id)
_NEWEST = select(archive).where(archive.c.feed == bindparam("f")).order_by(archive.c.number.desc()).limit(1)
_NUMBERED = select(archive).where(archive.c.feed == bindparam("f"), archive.c.number == bindparam("n"))
_SOURCES = select(source.c.id, source.c.title, source.c.link)


class Archives:
    """The closed archive documents. A feed is named by its category, or by None: the feed of everything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self, size: int) -> int:
        """Close every document that is full, of `size` entries, or as many as its feed says; return how many were.

        Only the feeds that are marked are looked at.
        In one transaction, with the marks for them; durable, since files will show them. A closed document keeps the
        size that it has, whatever `size` is later.
        """
        with self._database.read() as connection:
            rows = [*connection.execute(_OF_CATEGORIES), *connection.execute(_OF_HUB)]
        full = [row for row in rows if row.entries - row.closed + row.edited >= (row.size or size)]
        if not full:
            return 0
        with self._database.write(durable=True) as connection:
            return sum(_close(connection, row.feed, row.entries, row.size or size) for row in full)

    def newest(self, category_id: int | None) -> Archive | None:
        """Return the newest closed document of a feed."""
        with self._database.read() as connection:
            row = connection.execute(_NEWEST, {"f": _feed(category_id)}).first()
        return _archive(row) if row else None

    def numbered(self, category_id: int | None, number: int) -> Archive:
        """Return a closed document by its feed and number."""
        with self._database.read() as connection:
            return _archive(connection.execute(_NUMBERED, {"f": _feed(category_id), "n": number}).one())

    def posts(self, document: Archive) -> list[Post]:
        """Return the posts of a closed document as they were when it was closed, newest first."""
        with self._database.read() as connection:
            posts = read(connection, _within(_ids(document)))
            was = edits.kept(connection, document.id, [post.id for post in posts])
            called = connection.execute(select(archive.c.sources).where(archive.c.id == document.id)).scalar_one()
        sources = json.loads(called)
        return [_as_it_was(post, was.get(post.id), sources) for post in posts]

    def subscription(self, category_id: int | None, newest: Archive | None, first: int, last: int) -> list[Post]:
        """Return the posts of a feed's subscription document, newest first; `newest` is its newest closed document.

        They are arrivals `first` to `last`, whatever is in no closed document yet, and the edits that the newest closed
        one holds: so an edit stays here until the document after the one that took it is full.
        """
        not_closed = edit.c.archive_id.is_(None)
        recent = or_(not_closed, edit.c.archive_id == newest.id) if newest else not_closed
        again = select(edit.c.entry_id).where(edit.c.feed == _feed(category_id), recent)
        came = arrived(category_id, min(first, newest.last + 1) if newest else 1, last)
        with self._database.read() as connection:
            return read_whole(connection, _within(union(came, again)))


def _close(connection: Connection, feed: int, entries: int, size: int) -> int:
    """Close what is full of one feed that has `entries` arrivals: edits first, since arrivals stay in sight longer."""
    newest = connection.execute(_NEWEST, {"f": feed}).first()
    number, last = (newest.number, newest.last) if newest else (0, 0)
    waiting = connection.execute(_OPEN_EDITS, {"f": feed}).scalars().all()
    closed = []
    while entries - last + len(waiting) >= size:
        taken, waiting = waiting[:size], waiting[size:]
        number, first, last = number + 1, last + 1, last + size - len(taken)
        values = {"feed": feed, "number": number, "first": first, "last": last, "sources": "{}"}
        archive_id = int(connection.execute(insert(archive).values(values)).inserted_primary_key[0])  # type: ignore[index]
        connection.execute(update(edit).where(edit.c.id.in_(taken)).values(archive_id=archive_id))
        closed.append(Archive(archive_id, feed or None, number, first, last))
        _keep_names(connection, closed[-1])
    marks.add(
        connection, [{"kind": Stale.ARCHIVE, "category_id": feed or None, "number": one.number} for one in closed]
    )
    return len(closed)


def _keep_names(connection: Connection, document: Archive) -> None:
    """Keep what the sources of a document's entries are called, since publishers rename their feeds."""
    whose = select(entry.c.source_id).where(entry.c.id.in_(_ids(document)))
    rows = connection.execute(_SOURCES.where(source.c.id.in_(whose)))
    names = json.dumps({row.id: [row.title or row.id, row.link] for row in rows}, ensure_ascii=False)
    connection.execute(update(archive).where(archive.c.id == document.id).values(sources=names))


def _ids(document: Archive) -> Any:
    """Return the query for the ids of the entries that a closed document holds."""
    came_again = select(edit.c.entry_id).where(edit.c.archive_id == document.id)
    return union(arrived(document.category_id, document.first, document.last), came_again)


def _within(ids: Any) -> Select[Any]:
    return select(*entry.c).where(entry.c.id.in_(ids)).order_by(*NEWEST_FIRST)


def _as_it_was(post: Post, was: RowMapping | None, sources: Mapping[str, Sequence[str]]) -> Post:
    """Return a post as a closed document shows it: as `was` if it was edited since, its source as called then."""
    if was:
        same = {name: was[name] for name in ("title", "link", "author", "digest", "excerpt", "language", "updated")}
        known = {one.id: one for one in post.categories}
        post = replace(
            post,
            **same,
            content=revisions.worded(was["body"]),
            source_id=was["source_id"],
            categories=tuple(known[one] for one in json.loads(was["categories"]) if one in known),
            tags=tuple(json.loads(was["tags"])),
            enclosures=enclosures(was["enclosures"]),
        )
    title, link = sources.get(post.source_id, (post.source_title, post.source_link))
    return replace(post, source_title=title, source_link=link)


def _feed(category_id: int | None) -> int:
    return HUB if category_id is None else category_id


def _archive(row: Any) -> Archive:
    return Archive(row.id, row.feed or None, row.number, row.first, row.last)
