"""Names and addresses: found under the key that they make, and each of one entry only."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select, update
from sqlalchemy.exc import IntegrityError

from feedhub.address import filing_keys
from feedhub.model import Flaw
from feedhub.store.soundness.check import RESTORE, Check
from feedhub.store.tables import category, entry


def _keys(connection: Connection) -> Iterator[Flaw]:
    for place, *_ in _wrong_keys(connection):
        yield Flaw(place, "is not found under its name", f"if another has it: {RESTORE}")


def _wrong_keys(connection: Connection) -> Iterator[tuple[str, Table, int, dict[str, str]]]:
    """Yield what has other keys than its names make: where, its table and id, and the keys."""
    for row in connection.execute(select(entry.c.id, entry.c.name, entry.c.name_key)):
        if row.name_key != row.name.casefold():
            yield f"entry {row.name}", entry, row.id, {"name_key": row.name.casefold()}
    for one in connection.execute(select(category)):
        keys = filing_keys(one.kind, one.name, one.slug)
        if (one.name_key, one.slug_key) != keys:
            wanted = dict(zip(("name_key", "slug_key"), keys, strict=True))
            yield f"{one.kind} {one.slug}", category, one.id, wanted


def _mend_keys(connection: Connection) -> Sequence[dict[str, Any]]:
    for _, table, row_id, wanted in list(_wrong_keys(connection)):
        try:
            with connection.begin_nested():
                connection.execute(update(table).where(table.c.id == row_id).values(wanted))
        except IntegrityError:
            continue  # another has it: it stays a flaw
    return ()


def _addresses(connection: Connection) -> Iterator[Flaw]:
    for column, what in ((entry.c.path, "page"), (entry.c.archive_path, "archived post")):
        doubles = select(column).group_by(column).having(func.count() > 1)
        shared: dict[str, list[str]] = {}
        for path, name in connection.execute(
            select(column, entry.c.name).where(column.in_(doubles)).order_by(entry.c.name)
        ):
            shared.setdefault(path, []).append(name)
        for path, several in shared.items():
            yield Flaw(f"entries {', '.join(several)}", f"have one {what}, {path}", f"one hides the other: {RESTORE}")


CHECKS = (Check("key", _keys, _mend_keys), Check("address", _addresses))
