"""Giving posts their places in the months of their categories, where they are numbered as they come.

The month is that of the post's address and file, which never change.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from feedhub.model import FeedKind
from feedhub.store.tables import category, entry, entry_category, month, month_entry

_DAY = re.compile(r"(\d{4})-(\d\d)-\d\d-[^/]*$")


def file(connection: Connection, category_id: int, entry_ids: Sequence[int]) -> None:
    """Give new members of a category their places in its months, in the order in which they came."""
    rows: dict[int, list[int]] = {}
    paths: dict[int, str] = {}
    for start in range(0, len(entry_ids), 500):
        some = select(entry.c.id, entry.c.archive_path).where(entry.c.id.in_(entry_ids[start : start + 500]))
        paths |= {row.id: row.archive_path for row in connection.execute(some)}
    for entry_id in entry_ids:
        rows.setdefault(_month(paths[entry_id]), []).append(entry_id)
    for of, members in rows.items():
        own = (month.c.category_id == category_id) & (month.c.month == of)
        known = connection.execute(select(month.c.entries).where(own)).scalar()
        total = (known or 0) + len(members)
        if known is None:
            connection.execute(insert(month).values(category_id=category_id, month=of, entries=total))
        else:
            connection.execute(update(month).where(own).values(entries=total))
        connection.execute(
            insert(month_entry),
            [
                {"category_id": category_id, "month": of, "number": number, "entry_id": entry_id}
                for number, entry_id in enumerate(members, (known or 0) + 1)
            ],
        )


def create(connection: Connection) -> None:
    """File what came before there were months."""
    for category_id in (
        connection.execute(
            select(category.c.id).where(category.c.kind == FeedKind.CATEGORY.value).order_by(category.c.id)
        )
        .scalars()
        .all()
    ):
        members = select(entry_category.c.entry_id).where(
            entry_category.c.category_id == category_id, entry_category.c.number > 0
        )
        file(connection, category_id, connection.execute(members.order_by(entry_category.c.number)).scalars().all())


def _month(archive_path: str) -> int:
    """Return the month in the name of a post's file, as yyyymm."""
    found = _DAY.search(archive_path)
    return int(found[1] + found[2]) if found else 197001
