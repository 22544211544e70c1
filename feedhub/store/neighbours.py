"""Which posts stand before and after one: in its first category, by arrival.

What was taken back, or is kept out of the lists with a number below zero, is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, ScalarSelect, bindparam, exists, or_, select

from feedhub.model import Neighbours, Stale, Titled
from feedhub.store.database import Database
from feedhub.store.tables import entry, entry_category, withdrawal

_ME, _OTHER = entry_category.alias("me"), entry_category.alias("other")
_THERE = ~exists().where(withdrawal.c.entry_id == _OTHER.c.entry_id, withdrawal.c.restored_at.is_(None))


def _nearest(*, later: bool) -> ScalarSelect[int]:
    """Return the query for the nearest member of the category of `me` that came before it, or after it."""
    beyond = _OTHER.c.number > _ME.c.number if later else _OTHER.c.number < _ME.c.number
    return (
        select(_OTHER.c.entry_id)
        .where(_OTHER.c.category_id == _ME.c.category_id, _OTHER.c.number > 0, beyond, _THERE)
        .order_by(_OTHER.c.number if later else _OTHER.c.number.desc())
        .limit(1)
        .correlate(_ME)
        .scalar_subquery()
    )


_BESIDE = select(
    _ME.c.entry_id,
    _ME.c.category_id,
    _ME.c.position,
    _nearest(later=False).label("earlier"),
    _nearest(later=True).label("later"),
).where(_ME.c.number > 0)
_OF_ONE = _BESIDE.where(_ME.c.entry_id == bindparam("e"))
_LAST = (
    select(_OTHER.c.entry_id, _OTHER.c.position)
    .where(_OTHER.c.category_id == bindparam("c"), _OTHER.c.number.between(1, bindparam("n")), _THERE)
    .order_by(_OTHER.c.number.desc())
    .limit(1)
)


class Beside:
    """What stands beside posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, entry_ids: Sequence[int]) -> Mapping[int, Neighbours]:
        """Return the neighbours of those posts that are filed."""
        with self._database.read() as connection:
            rows = connection.execute(_BESIDE.where(_ME.c.position == 0, _ME.c.entry_id.in_(entry_ids))).all()
            wanted = {one for row in rows for one in (row.earlier, row.later)} - {None}
            titles = select(entry.c.id, entry.c.title, entry.c.path, entry.c.language)
            named = {
                row.id: Titled(row.title, row.path, row.language)
                for row in connection.execute(titles.where(entry.c.id.in_(sorted(wanted))))
            }
        return {row.entry_id: Neighbours(named.get(row.earlier), named.get(row.later)) for row in rows}


def of_arrivals(connection: Connection, category_id: int, before: int) -> list[dict[str, Any]]:
    """Return the mark of the post that was the last of a category with `before` arrivals, if it now leads on."""
    last = connection.execute(_LAST, {"c": category_id, "n": before}).first()
    return [{"kind": Stale.POST, "entry_id": last.entry_id}] if last and last.position == 0 else []


def of_edit(connection: Connection, entry_id: int) -> list[dict[str, Any]]:
    """Return the marks of the posts that name an entry as the one before or after them."""
    rows = connection.execute(_OF_ONE, {"e": entry_id}).all()
    near = [(row.category_id, one) for row in rows for one in (row.earlier, row.later) if one is not None]
    if not near:
        return []
    first = or_(*((_ME.c.category_id == category_id) & (_ME.c.entry_id == one) for category_id, one in near))
    leading = connection.execute(select(_ME.c.entry_id).where(_ME.c.position == 0, first)).scalars()
    return [{"kind": Stale.POST, "entry_id": one} for one in sorted(set(leading))]
