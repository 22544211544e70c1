"""What is remembered of sources between passes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from feedhub.model import Dropped, Held, IdentityRule, SourceState, Validators
from feedhub.store.database import Database
from feedhub.store.tables import dropped as dropped_items
from feedhub.store.tables import quarantine, source


class Sources:
    """The table of sources, and the items of theirs that are held back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self, source_id: str) -> SourceState:
        """Return what is remembered of a source; of a new one, nothing."""
        with self._database.read() as connection:
            row = connection.execute(select(source).where(source.c.id == source_id)).mappings().first()
        return _state(row) if row else SourceState(source_id)

    def states(self) -> Mapping[str, SourceState]:
        """Return what is remembered of every source, by id."""
        with self._database.read() as connection:
            rows = connection.execute(select(source).order_by(source.c.id)).mappings().all()
        return {row["id"]: _state(row) for row in rows}

    def meet(self, source_id: str, title: str, link: str, *, fixed: bool = True) -> str:
        """Keep what a source is called, and return it; entries can be from it from now on.

        A title that is not `fixed` by the configuration is kept once: categories are named after it, and what a
        publisher calls himself later is no other category.
        """
        with self._database.write() as connection:
            row = connection.execute(select(source.c.title, source.c.link).where(source.c.id == source_id)).first()
            if row is None:
                connection.execute(insert(source).values(id=source_id, title=title, link=link))
                return title
            kept = title if fixed or not row.title else str(row.title)
            if tuple(row) != (kept, link):
                connection.execute(update(source).where(source.c.id == source_id).values(title=kept, link=link))
            return kept

    def title(self, source_id: str) -> str:
        """Return what a source is called; nothing before it was met."""
        with self._database.read() as connection:
            return connection.execute(select(source.c.title).where(source.c.id == source_id)).scalar() or ""

    def remember(
        self, state: SourceState, held: Sequence[Held] | None, dropped: Sequence[Dropped] | None = None
    ) -> None:
        """Keep a source's state after a pass, durably, and the items held back and dropped in place of the earlier.

        Without `held` or `dropped` those stay as they are.
        """
        with self._database.write(durable=True) as connection:
            known = connection.execute(select(source.c.id).where(source.c.id == state.source_id)).first()
            if known:
                connection.execute(update(source).where(source.c.id == state.source_id).values(_columns(state)))
            else:
                connection.execute(insert(source).values(id=state.source_id, **_columns(state)))
            if held is not None:
                connection.execute(delete(quarantine).where(quarantine.c.source_id == state.source_id))
                if held:
                    connection.execute(insert(quarantine), [asdict(item) for item in held])
            if dropped is not None:
                connection.execute(delete(dropped_items).where(dropped_items.c.source_id == state.source_id))
                if dropped:
                    connection.execute(insert(dropped_items), [asdict(item) for item in dropped])

    def held(self, source_id: str) -> list[Held]:
        """Return the items of a source that did not come through, in the order in which that was found."""
        columns = [quarantine.c[name] for name in ("source_id", "place", "reason", "excerpt", "failed_key")]
        with self._database.read() as connection:
            rows = connection.execute(
                select(*columns).where(quarantine.c.source_id == source_id).order_by(quarantine.c.id)
            ).all()
        return [Held(*row) for row in rows]

    def dropped(self, source_id: str) -> Mapping[str, Dropped]:
        """Return the items of a source that a rule dropped after their detail was asked for, by their full key."""
        columns = [dropped_items.c[name] for name in ("source_id", "key", "fingerprint", "reason")]
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).where(dropped_items.c.source_id == source_id)).all()
        return {row.key: Dropped(*row) for row in rows}


def _columns(state: SourceState) -> dict[str, Any]:
    return {
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "body_digest": state.body_digest,
        "config_digest": state.config_digest,
        "listed": state.listed,
        "quarantined": state.quarantined,
        "failures": state.failures,
        "last_error": state.last_error,
        "fetched_at": state.fetched_at,
        "changed_at": state.changed_at,
        "next_fetch_at": state.next_fetch_at,
        "wait_until": state.wait_until,
        "identity": state.identity.value,
        "identity_reason": state.identity_reason,
        "dropped": state.dropped,
        "haste": state.haste,
        "gone_url": state.gone_url,
        "moved_to": state.moved_to,
        "moved_at": state.moved_at,
    }


def _state(row: RowMapping) -> SourceState:
    same = (set(SourceState.__dataclass_fields__) & set(row)) - {"identity"}
    validators = Validators(row["etag"], row["last_modified"])
    rule = IdentityRule(row["identity"])
    return SourceState(row["id"], validators, identity=rule, **{name: row[name] for name in same})
