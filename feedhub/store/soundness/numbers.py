"""Entries without a category, and numbers that do not count through: positions, arrivals, and how many there are."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from feedhub.model import FeedKind, Flaw, Stale
from feedhub.store.soundness.check import RESTORE, Check
from feedhub.store.tables import category, entry, entry_category, entry_tag

_IS_CATEGORY = category.c.kind == FeedKind.CATEGORY.value
_UNCATEGORISED = (
    select(entry.c.id, entry.c.name, entry.c.path, entry.c.number)
    .where(entry.c.id.not_in(select(entry_category.c.entry_id).where(entry_category.c.position >= 0)))
    .order_by(entry.c.number, entry.c.id)
)


def _uncategorised(connection: Connection) -> Iterator[Flaw]:
    slugs = set(connection.execute(select(category.c.slug).where(_IS_CATEGORY)).scalars())
    for row in connection.execute(_UNCATEGORISED):
        known = row.path.partition("/")[0] in slugs
        advice = "" if known else f"its address {row.path} tells none either: {RESTORE}"
        yield Flaw(f"entry {row.name}", "is in no category", advice)


def _mend_uncategorised(connection: Connection) -> Sequence[dict[str, Any]]:
    """Put entries back into the category that their address begins with, on its free numbers, in their order."""
    ids = {row.slug: row.id for row in connection.execute(select(category.c.slug, category.c.id).where(_IS_CATEGORY))}
    free: dict[int, Iterator[int]] = {}
    made: list[dict[str, Any]] = []
    for row in connection.execute(_UNCATEGORISED).all():
        category_id = ids.get(row.path.partition("/")[0])
        if category_id is None:
            continue
        if category_id not in free:
            free[category_id] = _free_numbers(connection, category_id)
            made.append({"kind": Stale.CATEGORY, "category_id": category_id, "number": 0})
        number = next(free[category_id], None) if row.number is not None else None
        member = {"entry_id": row.id, "position": 0, "category_id": category_id, "number": number}
        connection.execute(insert(entry_category).values(member))
        made.append({"kind": Stale.POST, "entry_id": row.id})
    return made


def _free_numbers(connection: Connection, category_id: int) -> Iterator[int]:
    """Return the arrival numbers of a category that no entry has."""
    numbers = select(entry_category.c.number).where(
        entry_category.c.category_id == category_id, entry_category.c.number.is_not(None)
    )
    taken = set(connection.execute(numbers).scalars())
    entries = connection.execute(select(category.c.entries).where(category.c.id == category_id)).scalar_one()
    return iter([number for number in range(1, max(entries, *taken, 0) + 1) if number not in taken])


def _positions(table: Table, what: str) -> Check:
    """Return the check that the positions of an entry's categories or tags count through from 0."""
    counted = table.c.position >= 0
    gapped = select(table.c.entry_id).where(counted).group_by(table.c.entry_id)
    gapped = gapped.having(func.max(table.c.position) + 1 != func.count())

    def find(connection: Connection) -> Iterator[Flaw]:
        for name in connection.execute(select(entry.c.name).where(entry.c.id.in_(gapped))).scalars():
            yield Flaw(f"entry {name}", f"has {what} with gaps between", "")

    def mend(connection: Connection) -> Sequence[dict[str, Any]]:
        ids = connection.execute(gapped).scalars().all()
        for entry_id in ids:
            own = (table.c.entry_id == entry_id) & counted
            taken = connection.execute(select(table.c.position).where(own).order_by(table.c.position)).scalars().all()
            for position, was in enumerate(taken):
                connection.execute(update(table).where(own, table.c.position == was).values(position=position))
        return [{"kind": Stale.POST, "entry_id": entry_id} for entry_id in ids]

    return Check("position", find, mend)


def _arrivals(connection: Connection) -> Iterator[Flaw]:
    yield from _of_numbers(connection, "the hub", entry.c.number, entry.c.number != -entry.c.id)
    columns = (category.c.id, category.c.kind, category.c.slug)
    for row in connection.execute(select(*columns).order_by(category.c.slug, category.c.id)).all():
        listed = entry_category.c.number != -entry_category.c.entry_id  # else it is kept out
        own = (entry_category.c.category_id == row.id) & listed
        yield from _of_numbers(connection, f"{row.kind} {row.slug}", entry_category.c.number, own)


def _of_numbers(
    connection: Connection, place: str, column: ColumnElement[Any], own: ColumnElement[bool]
) -> Iterator[Flaw]:
    """Yield the arrival numbers up to the last one that no entry has, and those that two have."""
    counted = (func.count(column), func.count(column.distinct()), func.min(column), func.max(column))
    count, distinct, first, last = connection.execute(select(*counted).where(own)).one()
    if count != distinct:
        yield Flaw(place, f"has {count - distinct} arrival numbers twice", RESTORE)
    if not count or (first == 1 and last == distinct):
        return
    before = 0
    for number in connection.execute(select(column).where(own, column.is_not(None)).order_by(column)).scalars():
        if number < 1:
            yield Flaw(place, f"has an arrival number {number}", RESTORE)
        elif number > before + 1:
            missing = f"number {before + 1}" if number == before + 2 else f"numbers {before + 1} to {number - 1}"
            yield Flaw(place, f"lacks the arrival {missing}", f"what had it was lost: {RESTORE}")
        before = max(number, 0)


_FILED = (
    select(
        entry_category.c.category_id,
        func.max(entry_category.c.number).label("entries"),
        func.max(case((entry.c.number > 0, entry.c.number), else_=0)).label("latest"),
    )
    .join(entry, entry.c.id == entry_category.c.entry_id)
    .where(entry_category.c.number > 0)
    .group_by(entry_category.c.category_id)
    .subquery()
)
_ENTRIES, _LATEST = func.coalesce(_FILED.c.entries, 0), func.coalesce(_FILED.c.latest, 0)
_MISCOUNTED = (
    select(
        category.c.id,
        category.c.kind,
        category.c.slug,
        category.c.entries.label("said"),
        _ENTRIES.label("entries"),
        _LATEST.label("latest"),
    )
    .outerjoin(_FILED, _FILED.c.category_id == category.c.id)
    .where(or_(category.c.entries != _ENTRIES, category.c.latest != _LATEST))
)


def _counts(connection: Connection) -> Iterator[Flaw]:
    for row in connection.execute(_MISCOUNTED):
        what = (
            "names another newest arrival than it has"
            if row.said == row.entries
            else f"counts {row.said} entries, and has {row.entries}"
        )
        yield Flaw(f"{row.kind} {row.slug}", what, "")


def _mend_counts(connection: Connection) -> Sequence[dict[str, Any]]:
    rows = [{"c": row.id, "e": row.entries, "l": row.latest} for row in connection.execute(_MISCOUNTED)]
    counts: dict[str, Any] = {"entries": bindparam("e"), "latest": bindparam("l")}
    connection.execute(update(category).where(category.c.id == bindparam("c")).values(counts), rows)
    lists = [{"kind": Stale.CATEGORY, "category_id": row["c"], "number": 0} for row in rows if row["e"]]
    return [*lists, {"kind": Stale.HUB}, {"kind": Stale.DIRECTORY}]


CHECKS = (
    Check("category", _uncategorised, _mend_uncategorised),
    _positions(entry_category, "categories"),
    _positions(entry_tag, "tags"),
    Check("count", _counts, _mend_counts),
    Check("arrival", _arrivals),
)
