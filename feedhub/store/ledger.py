"""The ledger: under which ids, aliases and clues an entry is known. It outlives what is kept of the entry."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, select, update

from feedhub.model import Alias, Identity, Incoming, Known
from feedhub.store.database import Database
from feedhub.store.tables import alias, clue, entry, sighting

_AT_ONCE = 500  # older builds of SQLite take no more than 999 variables
_MOST_ENTRIES = 3  # that one clue leads to; more, and it tells nothing
_MOST_CLUES = 12  # to one entry from one source; more, and only what is listed now leads there
_MOST_ALIASES = 12  # of one entry; then the oldest goes

_ALIASES = select(func.count()).where(alias.c.entry_id == entry.c.id).scalar_subquery()
_SIGHTED = select(sighting.c.fingerprint).where(
    sighting.c.entry_id == bindparam("e"), sighting.c.source_id == bindparam("s")
)
_INSERT_SIGHTING, _INSERT_CLUE = insert(sighting), insert(clue)


class Ledger:
    """What the entries are known by, as one source sees them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, source_id: str, identities: Sequence[Identity]) -> dict[str, Known]:
        """Return the entries that `identities` are, by their full keys: the minted ones, and the aliases."""
        keys: dict[str, list[str]] = {}
        for one in identities:
            keys.setdefault(one.namespace, []).append(one.key)
        found: dict[str, Known] = {}
        with self._database.read() as connection:
            # One namespace at a time: SQLite reads the whole table where a pair of columns is in a list.
            for namespace, own in keys.items():
                query = _seen_by(source_id).where(entry.c.namespace == namespace)
                found |= _found(connection, namespace, query, entry.c.key, own)
                missing = [key for key in own if f"{namespace} {key}" not in found]
                query = _seen_by(source_id, alias.c.key).join(alias, alias.c.entry_id == entry.c.id)
                found |= _found(
                    connection, namespace, query.where(alias.c.namespace == namespace), alias.c.key, missing
                )
        return found

    def forget(self, source_id: str, full_keys: Sequence[str]) -> None:
        """Forget as what a source listed some entries: where it lists them still, they are changed, and looked at."""
        with self._database.write() as connection:
            for namespace, _, key in (one.partition(" ") for one in full_keys):
                meant = select(entry.c.id).where(entry.c.namespace == namespace, entry.c.key == key).scalar_subquery()
                own = (sighting.c.source_id == source_id) & (sighting.c.entry_id == meant)
                connection.execute(update(sighting).where(own).values(fingerprint=""))

    def clued(self, source_id: str, clues: Iterable[str]) -> dict[str, list[Known]]:
        """Return the entries of a source that each of `clues` leads to, where it leads to few."""
        asked = sorted(set(clues) - {""})
        found: dict[str, list[Known]] = {}
        with self._database.read() as connection:
            leads: dict[int, list[str]] = {}
            for start in range(0, len(asked), _AT_ONCE):
                own = (clue.c.source_id == source_id) & clue.c.key.in_(asked[start : start + _AT_ONCE])
                few = select(clue.c.key).where(own).group_by(clue.c.key).having(func.count() <= _MOST_ENTRIES)
                for row in connection.execute(select(clue.c.key, clue.c.entry_id).where(own, clue.c.key.in_(few))):
                    leads.setdefault(row.entry_id, []).append(row.key)
            ids = sorted(leads)
            for start in range(0, len(ids), _AT_ONCE):
                query = _seen_by(source_id, entry.c.id.label("entry_id"), aliases=True)
                for row in connection.execute(query.where(entry.c.id.in_(ids[start : start + _AT_ONCE]))):
                    for key in leads[row.entry_id]:
                        found.setdefault(key, []).append(_known(row, row.aliases))
        return found


def see(connection: Connection, entry_id: int, incoming: Incoming, now: datetime) -> bool:
    """Keep that a source lists an entry, and as what; and by what it is to be recognised from now on.

    Return whether it never listed it before.
    """
    source_id = incoming.entry.source_id
    known = connection.execute(_SIGHTED, {"e": entry_id, "s": source_id}).first()
    if known is None:
        see_first(connection, entry_id, incoming, now)
        return True
    if known.fingerprint != incoming.fingerprint:
        own = (sighting.c.entry_id == entry_id) & (sighting.c.source_id == source_id)
        connection.execute(update(sighting).where(own).values(_as_listed(incoming)))
        kept = select(clue.c.key).where(
            clue.c.source_id == source_id, clue.c.entry_id == entry_id, clue.c.key.in_(incoming.clues)
        )
        _add_clues(connection, entry_id, incoming, set(connection.execute(kept).scalars()))
    if incoming.alias:
        _add_alias(connection, entry_id, incoming.alias, now)
    return False


def see_first(connection: Connection, entry_id: int, incoming: Incoming, now: datetime) -> None:
    """Keep that a source lists an entry that it did not list before."""
    first = {"entry_id": entry_id, "source_id": incoming.entry.source_id, "first_seen_at": now}
    connection.execute(_INSERT_SIGHTING, {**first, **_as_listed(incoming)})
    _add_clues(connection, entry_id, incoming, ())


def _as_listed(incoming: Incoming) -> Mapping[str, str]:
    return {
        "fingerprint": incoming.fingerprint,
        "title": incoming.title,
        "page": incoming.page,
        "stated": incoming.stated,
    }


def _add_clues(connection: Connection, entry_id: int, incoming: Incoming, kept: Collection[str]) -> None:
    rows = [
        {"source_id": incoming.entry.source_id, "key": key, "entry_id": entry_id}
        for key in dict.fromkeys(incoming.clues)
        if key and key not in kept
    ]
    if rows:
        connection.execute(_INSERT_CLUE, rows)
        _forget_old_clues(connection, entry_id, incoming)


def _forget_old_clues(connection: Connection, entry_id: int, incoming: Incoming) -> None:
    """Keep an article whose link or date is another at each look from leaving rows for ever."""
    own = (clue.c.entry_id == entry_id) & (clue.c.source_id == incoming.entry.source_id)
    if connection.execute(select(func.count()).select_from(clue).where(own)).scalar_one() > _MOST_CLUES:
        connection.execute(delete(clue).where(own, clue.c.key.not_in(incoming.clues)))


def _add_alias(connection: Connection, entry_id: int, one: Alias, now: datetime) -> None:
    names = {"namespace": one.namespace, "key": one.key}
    taken = select(alias.c.entry_id).where(alias.c.namespace == one.namespace, alias.c.key == one.key)
    if not connection.execute(taken).first():
        connection.execute(insert(alias).values(**names, entry_id=entry_id, reason=one.reason, first_seen_at=now))
        _forget_old_aliases(connection, entry_id)


def _forget_old_aliases(connection: Connection, entry_id: int) -> None:
    """Keep a publisher that mints an id at each look from filling the ledger: what it said long ago it says no more."""
    own = select(alias.c.namespace, alias.c.key).where(alias.c.entry_id == entry_id)
    for old in connection.execute(own.order_by(alias.c.first_seen_at.desc(), alias.c.key).offset(_MOST_ALIASES)).all():
        connection.execute(delete(alias).where(alias.c.namespace == old.namespace, alias.c.key == old.key))


def _seen_by(source_id: str, *further: ColumnElement[Any], aliases: bool = False) -> Select[Any]:
    """Return the query for entries with what one source last listed of them."""
    columns = (entry.c.namespace, entry.c.key.label("own_key"), entry.c.source_id, entry.c.priority)
    listed = (sighting.c.fingerprint, sighting.c.title, sighting.c.page, sighting.c.stated)
    counted = [_ALIASES.label("aliases")] if aliases else []
    seen_here = (sighting.c.entry_id == entry.c.id) & (sighting.c.source_id == source_id)
    return select(*columns, *listed, *further, *counted).select_from(entry.outerjoin(sighting, seen_here))


def _found(
    connection: Connection, namespace: str, query: Select[Any], column: ColumnElement[str], keys: Sequence[str]
) -> dict[str, Known]:
    found = {}
    for start in range(0, len(keys), _AT_ONCE):
        for row in connection.execute(query.where(column.in_(keys[start : start + _AT_ONCE]))):
            found[f"{namespace} {row._mapping.get('key', row.own_key)}"] = _known(row)
    return found


def _known(row: Any, aliases: int = 0) -> Known:
    return Known(
        row.namespace,
        row.own_key,
        row.source_id,
        row.priority,
        row.fingerprint,
        row.title or "",
        row.page or "",
        row.stated or "",
        aliases,
    )
