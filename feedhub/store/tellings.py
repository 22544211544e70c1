"""Under which keys the entries that came lately are met by those that come; some of these at once.

What came longer ago is let go, a little with each that comes: none of this grows with the archive.
"""

import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from feedhub.store.tables import telling, telling_key

_AT_ONCE = 500  # older builds of SQLite take no more than 999 variables
_SLOTS = 8  # entries that a key leads to: a footer, or a flood of one text, takes no more
_MET = 6  # entries that one is held against at most, those with most keys in common
_LET_GO = 2  # for each that comes

_BY_KEY = select(telling_key.c.key, telling_key.c.entry_id).where(
    telling_key.c.key.in_(bindparam("keys", expanding=True))
)
_TOLD = select(telling.c.entry_id, telling.c.packed).where(telling.c.entry_id.in_(bindparam("ids", expanding=True)))
_OLDEST = select(telling).order_by(telling.c.entry_id).limit(bindparam("n"))
_INSERT = insert(telling)
_DELETE_KEYS = delete(telling_key).where(
    telling_key.c.key.in_(bindparam("keys", expanding=True)), telling_key.c.entry_id == bindparam("e")
)
_DELETE = delete(telling).where(telling.c.entry_id == bindparam("e"))


def _taking(insert_into: Any) -> Any:
    """Return the statement by which an entry takes its slot under a key, whosever it was."""
    statement = insert_into(telling_key)
    taken = {"entry_id": statement.excluded.entry_id}
    return statement.on_conflict_do_update(index_elements=["key", "slot"], set_=taken)


_TAKE = {"sqlite": _taking(sqlite.insert), "postgresql": _taking(postgresql.insert)}


class Meeting:
    """Some entries that come together: each meets what came lately, and those that came before it here."""

    def __init__(self, connection: Connection, coming: dict[int, Sequence[int]]) -> None:
        """Look up who is met under the keys of each of the entries `coming`."""
        self._connection, self._coming = connection, coming
        self._known: dict[int, list[int]] = defaultdict(list)
        asked = sorted({key for keys in coming.values() for key in keys})
        for start in range(0, len(asked), _AT_ONCE):
            for key, entry_id in connection.execute(_BY_KEY, {"keys": asked[start : start + _AT_ONCE]}):
                if entry_id not in coming:
                    self._known[key].append(entry_id)

    def met(self, entry_id: int) -> list[int]:
        """Return the entries with most keys in common, of as many the earlier; from now on this one is met too."""
        lists = [self._known[key] for key in self._coming[entry_id]]
        counted = Counter(chain.from_iterable(lists))
        for one in lists:
            one.append(entry_id)
        return sorted(counted, key=lambda one: (-counted[one], one))[:_MET]

    def keep(self, seen_at: dict[int, datetime], before: datetime) -> None:
        """Let the entries be met later, and under no other keys than these; let go of some first seen `before`."""
        for row in self._connection.execute(_TOLD, {"ids": list(self._coming)}).all():
            _let_go(self._connection, row.entry_id, row.packed)
        for row in self._connection.execute(_OLDEST, {"n": _LET_GO * len(self._coming)}).all():
            if row.first_seen_at < before:
                _let_go(self._connection, row.entry_id, row.packed)
        told = [(entry_id, keys) for entry_id, keys in self._coming.items() if keys]
        if told:
            self._connection.execute(
                _INSERT,
                [{"entry_id": one, "first_seen_at": seen_at[one], "packed": _packed(keys)} for one, keys in told],
            )
            # In the order of the tree that they go into, which is written faster so.
            slots = sorted((key, entry_id) for entry_id, keys in told for key in keys)
            self._connection.execute(
                _TAKE[self._connection.dialect.name],
                [{"key": key, "slot": one % _SLOTS, "entry_id": one} for key, one in slots],
            )


def _packed(keys: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(keys)}q", *keys)


def _unpacked(packed: bytes) -> Iterable[int]:
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def _let_go(connection: Connection, entry_id: int, packed: bytes) -> None:
    connection.execute(_DELETE_KEYS, {"keys": _unpacked(packed), "e": entry_id})
    connection.execute(_DELETE, {"e": entry_id})
