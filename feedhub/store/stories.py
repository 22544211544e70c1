"""Stories: which entries tell the same. The later ones point to the first; who is held against whom is in tellings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, or_, select, update

from feedhub.model import Account, Likeness, Teller
from feedhub.store import marks
from feedhub.store.database import Database
from feedhub.store.tables import (
    duplicate,
    entry,
    entry_category,
    sighting,
    source,
    uncompared,
    withdrawal,
)
from feedhub.store.tellings import Meeting

_AT_ONCE = 500  # older builds of SQLite take no more than 999 variables
SHOWN = 20  # others that are named with an entry

_WAITING = select(uncompared.c.entry_id).order_by(uncompared.c.entry_id).limit(bindparam("n"))
_ACCOUNTS = (
    select(
        entry.c.id,
        entry.c.source_id,
        entry.c.title,
        # A list may give no content.
        case((entry.c.content != "", entry.c.content), else_=entry.c.digest).label("content"),
        entry.c.link,
        sighting.c.page,
        entry.c.published,
        entry.c.first_seen_at,
    )
    .outerjoin(sighting, (sighting.c.entry_id == entry.c.id) & (sighting.c.source_id == entry.c.source_id))
    .where(entry.c.id.in_(bindparam("ids", expanding=True)))
)
_TAKEN_BACK = (
    select(withdrawal.c.entry_id)
    .where(withdrawal.c.entry_id == entry.c.id, withdrawal.c.restored_at.is_(None))
    .correlate(entry)
    .exists()
)
_TELLERS = (
    select(entry.c.id, entry.c.title, entry.c.link, entry.c.path, entry.c.source_id, source.c.title.label("source"))
    .join(source, source.c.id == entry.c.source_id)
    .where(entry.c.id.in_(bindparam("ids", expanding=True)), ~_TAKEN_BACK)
)
_ATTACHED = select(duplicate).where(duplicate.c.entry_id == bindparam("e"))
_ATTACHED_OF = select(duplicate.c.entry_id).where(duplicate.c.entry_id.in_(bindparam("ids", expanding=True)))
_OTHERS = (
    select(duplicate.c.entry_id)
    .where(duplicate.c.first_id == bindparam("f"))
    .order_by(duplicate.c.entry_id)
    .limit(bindparam("n"))
)
_ATTACH = insert(duplicate)
_REPOINT = update(duplicate).where(duplicate.c.first_id == bindparam("later")).values(first_id=bindparam("first"))
_DETACH = delete(duplicate).where(duplicate.c.entry_id == bindparam("e"))

Found = tuple[int, Likeness]
"""An entry that another is like, and how."""


@dataclass(frozen=True, slots=True)
class Matching:
    """How entries are held against each other: under which keys one is to be found, and whether two tell the same."""

    keys: Callable[[Account], Sequence[int]]
    compare: Callable[[Account, Account], Likeness]
    window: timedelta  # what came longer before another is not met by it


class Stories:
    """The entries that came lately, to be met by those that come, and who tells the same as whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, limit: int) -> list[int]:
        """Return up to `limit` entries that have not been compared since they came or were edited, the oldest first."""
        with self._database.read() as connection:
            return list(connection.execute(_WAITING, {"n": limit}).scalars())

    def give_up(self) -> None:
        """Let nothing wait: comparing is not wished."""
        if self.waiting(1):
            with self._database.write() as connection:
                connection.execute(delete(uncompared))

    def compare(self, entry_ids: Sequence[int], how: Matching) -> None:
        """Hold some entries that wait against those before them; attach those that tell the same to the first of them.

        One transaction, with the marks for all that name them. An entry that was attached and is no longer alike
        after an edit stands for itself again.
        """
        with self._database.write() as connection:
            accounts = _accounts(connection, entry_ids)
            # What was old when it was first seen is history, and no news that somebody else has too.
            coming = {
                one.entry_id: how.keys(one) if one.first_seen_at - one.published <= how.window else ()
                for one in accounts
            }
            meeting = Meeting(connection, coming)
            attached = set(connection.execute(_ATTACHED_OF, {"ids": entry_ids}).scalars())
            for one in accounts:
                _compare(connection, one, meeting.met(one.entry_id), how, again=one.entry_id in attached)
            if accounts:
                seen_at = {one.entry_id: one.first_seen_at for one in accounts}
                meeting.keep(seen_at, max(seen_at.values()) - how.window)
            connection.execute(delete(uncompared).where(uncompared.c.entry_id.in_(entry_ids)))

    def count(self, since: int = 0) -> int:
        """Return how many entries tell the story of an earlier one, of those with the id `since` and later ones."""
        query = select(func.count()).select_from(duplicate).where(duplicate.c.entry_id >= since)
        with self._database.read() as connection:
            return connection.execute(query).scalar_one()


def expect(connection: Connection, entry_id: int, *, new: bool) -> None:
    """Note that an entry is to be compared; one that is `new` is not noted yet."""
    if new or not connection.execute(select(uncompared).where(uncompared.c.entry_id == entry_id)).first():
        connection.execute(insert(uncompared).values(entry_id=entry_id))


def tellers(connection: Connection, entry_ids: Sequence[int]) -> dict[int, tuple[Teller, ...]]:
    """Return who else tells the story of each entry that is not alone with it, the first of them first.

    What was taken back is not named.
    Of a story with very many, the same first ones are named with each.
    """
    stories = _stories(connection, entry_ids)
    if not stories:
        return {}
    members = {first: _members(connection, first, SHOWN + 1) for first in set(stories.values())}
    named: dict[int, Teller] = {}
    asked = sorted({one for own in members.values() for one in own})
    for start in range(0, len(asked), _AT_ONCE):
        for row in connection.execute(_TELLERS, {"ids": asked[start : start + _AT_ONCE]}):
            named[row.id] = Teller(row.source or row.source_id, row.title, row.link, row.path)
    return {
        entry_id: tuple(named[one] for one in members[first] if one != entry_id and one in named)[:SHOWN]
        for entry_id, first in stories.items()
    }


def companions(connection: Connection, entry_id: int) -> list[int]:
    """Return the entries that name an entry as one that tells their story."""
    first = _stories(connection, [entry_id]).get(entry_id)
    members = [] if first is None else _members(connection, first, SHOWN + 1)
    return [one for one in members if one != entry_id] if entry_id in members else []


def repeats(connection: Connection, arriving: Sequence[int], category_id: int | None) -> set[int]:
    """Return those of the entries `arriving` in a feed whose story is listed in it already, or by one that comes along.

    The feed is that of a category, or of everything.
    """
    stories = _stories(connection, arriving)
    listed = _listed(connection, set(stories.values()), category_id)
    repeated = set()
    for entry_id, first in sorted(stories.items()):
        if first in listed:
            repeated.add(entry_id)
        listed.add(first)
    return repeated


def _compare(connection: Connection, account: Account, met: Sequence[int], how: Matching, *, again: bool) -> None:
    """Attach one entry to the story that one of those that it met tells, or to none.

    `again`: it was attached when the batch began, and may be no longer alike.
    """
    if not met and not again:
        return
    before = connection.execute(_ATTACHED, {"e": account.entry_id}).first()
    if before:
        met = [before.like_id, *(one for one in met if one != before.like_id)]
    others = {other.entry_id: other for other in _accounts(connection, met)}
    compared = ((one, how.compare(account, others[one])) for one in met if one in others)
    found = next(((one, likeness) for one, likeness in compared if likeness.same), None)
    if found or before:
        _attach(connection, account.entry_id, found, before)


def _attach(connection: Connection, entry_id: int, found: Found | None, before: Any) -> None:
    """Make an entry, with those that point to it, part of the story of another one, and of no other."""
    first = _first(connection, found[0]) if found else entry_id
    if before and found and before.first_id == first and before.like_id == found[0]:
        return
    touched: set[int] = {entry_id}
    if before:
        connection.execute(_DETACH, {"e": entry_id})
        touched.update(_members(connection, before.first_id, SHOWN + 1))
    if found and first != entry_id:
        # The one that came first is the first, whichever of them is compared now.
        first, later = sorted((first, entry_id))
        connection.execute(_REPOINT, {"later": later, "first": first})
        like = found[0] if later == entry_id else entry_id
        names = {"entry_id": later, "first_id": first, "like_id": like}
        connection.execute(_ATTACH, {**names, "score": found[1].score, "reason": found[1].reason})
        touched.update(_members(connection, first, SHOWN + 1))
    elif before:
        let_in(connection, entry_id)
    marks.add(connection, [mark for one in sorted(touched) for mark in marks.of_edit(connection, one)])


def let_in(connection: Connection, entry_id: int) -> None:
    """Let an entry that was kept out of feeds, as its story was told there, arrive in them after all."""
    kept_out = (entry.c.id == entry_id) & (entry.c.number < 0)
    connection.execute(update(entry).where(kept_out).values(number=None))
    kept_out = (entry_category.c.entry_id == entry_id) & (entry_category.c.number < 0)
    connection.execute(update(entry_category).where(kept_out).values(number=None))


def _first(connection: Connection, entry_id: int) -> int:
    row = connection.execute(_ATTACHED, {"e": entry_id}).first()
    return row.first_id if row else entry_id


def _members(connection: Connection, first: int, limit: int) -> list[int]:
    """Return the first entries of a story, in the order in which they came."""
    return [first, *connection.execute(_OTHERS, {"f": first, "n": limit - 1}).scalars()]


def _stories(connection: Connection, entry_ids: Sequence[int]) -> dict[int, int]:
    """Return the first of its story for each entry that is not alone with it."""
    found = {}
    for start in range(0, len(entry_ids), _AT_ONCE // 2):
        some = entry_ids[start : start + _AT_ONCE // 2]
        query = select(duplicate.c.entry_id, duplicate.c.first_id)
        for row in connection.execute(query.where(or_(duplicate.c.entry_id.in_(some), duplicate.c.first_id.in_(some)))):
            found[row.entry_id] = found[row.first_id] = row.first_id
    return {entry_id: found[entry_id] for entry_id in entry_ids if entry_id in found}


def _listed(connection: Connection, firsts: Iterable[int], category_id: int | None) -> set[int]:
    """Return those of the stories, named by their first, of which a feed lists an entry."""
    listed: set[int] = set()
    asked = sorted(firsts)
    for start in range(0, len(asked), _AT_ONCE // 2):
        some = asked[start : start + _AT_ONCE // 2]
        first = func.coalesce(duplicate.c.first_id, entry.c.id)
        own = or_(
            entry.c.id.in_(some), entry.c.id.in_(select(duplicate.c.entry_id).where(duplicate.c.first_id.in_(some)))
        )
        query = (
            select(first)
            .select_from(entry.outerjoin(duplicate, duplicate.c.entry_id == entry.c.id))
            .where(own, ~_TAKEN_BACK)
        )
        if category_id is None:
            query = query.where(entry.c.number > 0)
        else:
            query = query.join(entry_category, entry_category.c.entry_id == entry.c.id).where(
                entry_category.c.category_id == category_id, entry_category.c.number > 0
            )
        listed.update(connection.execute(query).scalars())
    return listed


def _accounts(connection: Connection, entry_ids: Sequence[int]) -> list[Account]:
    """Return what entries tell, in the order in which they came."""
    if not entry_ids:
        return []
    found = [
        Account(
            row.id, row.source_id, row.title, row.content, row.link, row.page or "", row.published, row.first_seen_at
        )
        for row in connection.execute(_ACCOUNTS, {"ids": list(entry_ids)})
    ]
    return sorted(found, key=lambda account: account.entry_id)
