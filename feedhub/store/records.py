"""All that is remembered of one entry, for whoever asks how it came to be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, Connection, func, or_, select

from feedhub.model import DateBasis
from feedhub.store.database import Database
from feedhub.store.tables import alias, duplicate, entry, mark, quarantine, sighting


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one source lists of an entry: since when, and title and date as they stood there last."""

    source_id: str
    first_seen_at: datetime
    title: str
    stated: str


@dataclass(frozen=True, slots=True)
class OtherId:
    """A further id of an entry: since when, and why."""

    key: str
    reason: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """That an entry tells the story of an earlier one: of which, how alike they are (0 to 1), and why."""

    name: str
    title: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of an entry beside its post and its revisions."""

    entry_id: int
    namespace: str
    key: str
    priority: int
    date_basis: DateBasis
    first_seen_at: datetime
    number: int | None  # of its arrival in the hub
    sightings: tuple[Sighting, ...]
    other_ids: tuple[OtherId, ...]
    told_before: ToldBefore | None
    waiting: int  # documents that have to be rendered for it


class Records:
    """What is remembered, by whatever somebody knows an entry by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, asked: str) -> list[Record]:
        """Return the entries that `asked` means: an id or file name, the id in a feed, or an address of it.

        The first of these that leads anywhere; one publisher's id can be another's too.
        """
        with self._database.read() as connection:
            for condition in _conditions(asked.strip()):
                rows = connection.execute(select(entry).where(condition).order_by(entry.c.id).limit(20)).all()
                if rows:
                    return [_record(connection, row) for row in rows]
        return []

    def held_back(self, asked: str) -> list[tuple[str, str]]:
        """Return the items that did not come through and have `asked` in what is kept of them: source, and what."""
        pattern = asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = select(quarantine).where(quarantine.c.excerpt.like(f"%{pattern}%", escape="\\")).limit(20)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(quarantine.c.id)).all()
        return [(row.source_id, f"{row.place} {row.excerpt}: {row.reason}") for row in rows]


def _conditions(asked: str) -> list[ColumnElement[bool]]:
    path = unquote(urlsplit(asked).path).lstrip("/")
    name = (asked if not asked.startswith("tag:") else unquote(asked.rpartition(":")[2])).casefold()
    also = select(alias.c.entry_id).where(alias.c.key == asked)
    return [
        entry.c.name_key == name,
        entry.c.key == asked,
        entry.c.id.in_(also),
        or_(entry.c.link == asked, entry.c.path == path, entry.c.archive_path == asked),
        entry.c.name_key == path.rpartition("/")[2].removesuffix(".html").casefold(),
    ]


def _record(connection: Connection, row: Any) -> Record:
    seen = connection.execute(
        select(sighting).where(sighting.c.entry_id == row.id).order_by(sighting.c.first_seen_at, sighting.c.source_id)
    ).all()
    others = connection.execute(select(alias).where(alias.c.entry_id == row.id).order_by(alias.c.first_seen_at)).all()
    first = select(entry.c.name, entry.c.title, duplicate.c.score, duplicate.c.reason)
    first = first.join(duplicate, duplicate.c.first_id == entry.c.id).where(duplicate.c.entry_id == row.id)
    told = connection.execute(first).first()
    waiting = connection.execute(select(func.count()).select_from(mark).where(mark.c.entry_id == row.id)).scalar_one()
    return Record(
        row.id,
        row.namespace,
        row.key,
        row.priority,
        DateBasis(row.date_basis),
        row.first_seen_at,
        row.number,
        tuple(Sighting(one.source_id, one.first_seen_at, one.title or "", one.stated or "") for one in seen),
        tuple(OtherId(one.key, one.reason, one.first_seen_at) for one in others),
        ToldBefore(*told) if told else None,
        waiting,
    )
