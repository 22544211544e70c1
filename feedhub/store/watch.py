"""What is learnt of sources from look to look, the gaps in their lists, and incidents from opening to closing."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from feedhub.model import (
    Aspect,
    Collapse,
    Gap,
    Incident,
    Kind,
    Learnt,
    SourceHealth,
    Stale,
    Trouble,
    Yield,
)
from feedhub.store import marks
from feedhub.store.database import Database
from feedhub.store.tables import gap, incident, learnt, source

_MENDED, _GONE = "mended", "the source is no longer configured"
ACCEPTED = "accepted"
"""The outcome of an incident, from when it was accepted on, though it closes at the next look."""
_SAME_AGAIN = timedelta(days=1)  # within which an incident that opens again is the same one
_MOST_GAPS = 50  # that are remembered of a source
_MOMENTS = ("looked_at", "newest", "gap_at", "hastened_at")


class Watched:
    """What is known of the health of sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learnt(self, source_id: str) -> Learnt:
        """Return what is learnt of a source; of a new one, nothing."""
        with self._database.read() as connection:
            memory = connection.execute(select(learnt.c.memory).where(learnt.c.source_id == source_id)).scalar()
        return _recall(source_id, json.loads(memory)) if memory else Learnt(source_id)

    def learn(self, known: Learnt) -> None:
        """Keep what is learnt of a source that was met."""
        memory = json.dumps(asdict(known), default=datetime.isoformat)
        own = learnt.c.source_id == known.source_id
        with self._database.write() as connection:
            if not connection.execute(update(learnt).where(own).values(memory=memory)).rowcount:
                connection.execute(insert(learnt).values(source_id=known.source_id, memory=memory))

    def add_gap(self, found: Gap) -> None:
        """Keep a gap, and the newest of the others of its source."""
        own = gap.c.source_id == found.source_id
        with self._database.write() as connection:
            connection.execute(insert(gap).values(asdict(found)))
            surplus = select(gap.c.id).where(own).order_by(gap.c.id.desc()).offset(_MOST_GAPS).limit(1)
            if newest := connection.execute(surplus).scalar():
                connection.execute(delete(gap).where(own, gap.c.id <= newest))

    def gaps(self, source_id: str) -> list[Gap]:
        """Return the gaps of a source, the newest first."""
        query = select(gap.c.source_id, gap.c.since, gap.c.until, gap.c["items"], gap.c.filled)
        with self._database.read() as connection:
            rows = connection.execute(query.where(gap.c.source_id == source_id).order_by(gap.c.id.desc())).all()
        return [Gap(*row) for row in rows]

    def note(
        self,
        source_id: str,
        troubles: Sequence[Trouble],
        judged: Collection[Kind],
        now: datetime,
        outcomes: Mapping[Kind, str] | None = None,
    ) -> None:
        """Open an incident for each of `troubles`, and close those of the `judged` kinds that are none any more.

        One that is open stays as it was opened, so that nothing is published again while it lasts. `outcomes` say why
        those of a kind close, if they are not just mended.
        """
        with self._database.read() as connection:
            open_ = _open(connection, source_id)
        if not open_ and not troubles:
            return
        with self._database.write() as connection:
            found = {trouble.kind: trouble for trouble in troubles}
            changed = False
            for one in open_:
                if one.kind in found:
                    _change(connection, one, last_seen_at=now)
                elif one.kind in judged:
                    said = one.outcome or (outcomes or {}).get(one.kind, _MENDED)
                    _change(connection, one, closed_at=now, changed_at=now, outcome=said)
                    changed = True
            for kind in found.keys() - {one.kind for one in open_}:
                _open_one(connection, source_id, found[kind], now)
                changed = True
            if changed:
                _mark(connection)

    def keep_only(self, source_ids: Collection[str], now: datetime) -> None:
        """Close the incidents of sources that are not among `source_ids`."""
        with self._database.read() as connection:
            gone = [one for one in _open(connection) if one.source_id not in source_ids]
        if gone:
            with self._database.write() as connection:
                for one in gone:
                    _change(connection, one, closed_at=now, changed_at=now, outcome=_GONE)
                _mark(connection)

    def accept(self, source_id: str, kinds: Collection[Kind]) -> list[Incident]:
        """Let what is open of a source, of these kinds, be well at its next look; return what that is.

        It says so in the incidents, and changes nothing else: a pass may be at the source now.
        """
        with self._database.write() as connection:
            accepted = [one for one in _open(connection, source_id) if one.kind in kinds]
            for one in accepted:
                _change(connection, one, outcome=ACCEPTED)
        return accepted

    def open(self, source_id: str | None = None) -> list[Incident]:
        """Return the incidents that are open, of a source or of all, the oldest first."""
        with self._database.read() as connection:
            return _open(connection, source_id)

    def incidents(self, limit: int) -> list[Incident]:
        """Return the incidents that opened or closed last, the newest first."""
        query = select(incident).order_by(incident.c.changed_at.desc(), incident.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return [_incident(row) for row in connection.execute(query).mappings()]

    def health(self, source_ids: Sequence[str]) -> list[SourceHealth]:
        """Return what is told of the sources that were met, in the order of `source_ids`."""
        query = select(source.c.id, source.c.title, source.c.link, source.c.changed_at)
        with self._database.read() as connection:
            rows = {row.id: row for row in connection.execute(query)}
        met = [rows[one] for one in source_ids if one in rows]
        return [SourceHealth(row.id, row.title or row.id, row.link, row.changed_at) for row in met]

    def mark(self) -> None:
        """Mark the page and the feed of incidents."""
        with self._database.write() as connection:
            _mark(connection)


def _open(connection: Connection, source_id: str | None = None) -> list[Incident]:
    query = select(incident).where(incident.c.closed_at.is_(None)).order_by(incident.c.id)
    if source_id is not None:
        query = query.where(incident.c.source_id == source_id)
    return [_incident(row) for row in connection.execute(query).mappings()]


def _open_one(connection: Connection, source_id: str, trouble: Trouble, now: datetime) -> None:
    """Open an incident, or the one again that closed within a day."""
    last = (
        connection.execute(
            select(incident)
            .where(incident.c.source_id == source_id, incident.c.kind == trouble.kind.value)
            .order_by(incident.c.id.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    stands = {"cause": trouble.cause, "last_seen_at": now, "changed_at": now}
    if last and last["closed_at"] and timedelta() <= now - last["closed_at"] <= _SAME_AGAIN:
        _change(connection, _incident(last), closed_at=None, outcome="", **stands)
    else:
        values = {"source_id": source_id, "kind": trouble.kind.value, "opened_at": now, "outcome": "", **stands}
        connection.execute(insert(incident).values(values))


def _change(connection: Connection, one: Incident, **values: Any) -> None:
    connection.execute(update(incident).where(incident.c.id == one.id).values(values))


def _mark(connection: Connection) -> None:
    marks.add(connection, [{"kind": Stale.STATUS}])


def _incident(row: RowMapping) -> Incident:
    return replace(Incident(**row), kind=Kind(row["kind"]))


def _recall(source_id: str, memory: Mapping[str, Any]) -> Learnt:
    """Return what `Learnt` was before it became JSON; what an older feedhub did not know has its default."""
    names = {one.name for one in fields(Learnt)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in memory.items()
    }
    values |= {name: _moment(memory.get(name)) for name in _MOMENTS}
    values["yields"] = tuple(
        Yield(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in memory.get("yields", ())
    )
    values["collapses"] = {
        Aspect(name): Collapse(datetime.fromisoformat(one["since"]), one["looks"], one["what"])
        for name, one in memory.get("collapses", {}).items()
    }
    return Learnt(**{**{name: value for name, value in values.items() if name in names}, "source_id": source_id})


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
