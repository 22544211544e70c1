"""What an edit does to the history of the feeds: closed archive documents stay as they are, and the entry comes again.

Called within the transaction of the edit, before it. The cost is that of the entry's own places, not of what is stored.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, func, insert, literal, select

from feedhub.store import revisions
from feedhub.store.tables import HUB, archive, archived_entry, edit, entry, entry_category, entry_tag, withheld, wording

_ENTRY: BindParameter[int] = bindparam("e")
_PLACES = (
    select(literal(HUB).label("feed"), entry.c.number)
    .where(entry.c.id == _ENTRY, entry.c.number > 0)
    .union_all(
        select(entry_category.c.category_id, entry_category.c.number).where(
            entry_category.c.entry_id == _ENTRY, entry_category.c.number > 0
        )
    )
    .subquery()
)
# The first document that reaches a number is the one that holds it: those after it may hold edits alone.
_SHOWN = select(
    _PLACES.c.feed,
    select(archive.c.id)
    .where(archive.c.feed == _PLACES.c.feed, archive.c.last >= _PLACES.c.number)
    .order_by(archive.c.last, archive.c.number)
    .limit(1)
    .scalar_subquery()
    .label("archive_id"),
)
_EDITS = select(edit.c.feed, edit.c.archive_id).where(edit.c.entry_id == _ENTRY)
_WITHHELD = select(withheld.c.entry_id).where(withheld.c.entry_id == _ENTRY)
_NEWEST_KEPT = select(func.max(archived_entry.c.archive_id)).where(archived_entry.c.entry_id == _ENTRY)
_CATEGORIES = (
    select(entry_category.c.category_id)
    .where(entry_category.c.entry_id == _ENTRY, entry_category.c.position >= 0)
    .order_by(entry_category.c.position)
)
_TAGS = select(entry_tag.c.tag).where(entry_tag.c.entry_id == _ENTRY).order_by(entry_tag.c.position)
_COPIED = [column for column in entry.c if column.name in archived_entry.c]


def before_edit(connection: Connection, entry_id: int, *, seen: bool) -> None:
    """Keep how closed archive documents show an entry that is about to be edited.

    If a reader will see the edit (`seen`), the entry stands again in the subscription document of each feed that has it
    in a closed one, and in that feed's next archive document. So does one that was withheld: the closed ones lack it.
    """
    shown = connection.execute(_SHOWN, {"e": entry_id}).all()
    closed = {row.feed: row.archive_id for row in shown if row.archive_id is not None}
    if not closed:
        return
    edits = connection.execute(_EDITS, {"e": entry_id}).all()
    newest = max(*closed.values(), *(row.archive_id or 0 for row in edits), 0)
    if newest > (connection.execute(_NEWEST_KEPT, {"e": entry_id}).scalar() or 0):
        _keep(connection, entry_id, newest)
    waiting = {row.feed for row in edits if row.archive_id is None}
    again = [{"feed": feed, "entry_id": entry_id} for feed in closed if feed not in waiting]
    if again and (seen or connection.execute(_WITHHELD, {"e": entry_id}).first()):
        connection.execute(insert(edit), again)


def kept(connection: Connection, archive_id: int, entry_ids: Sequence[int]) -> Mapping[int, RowMapping]:
    """Return what an archive document shows of those of its entries that were edited since it was closed."""
    rows = connection.execute(
        select(archived_entry, wording.c.body)
        .join(wording, wording.c.digest == archived_entry.c.wording)
        .where(archived_entry.c.entry_id.in_(entry_ids), archived_entry.c.archive_id >= archive_id)
        .order_by(archived_entry.c.archive_id.desc())  # the oldest of these comes last, and stays
    ).mappings()
    return {row["entry_id"]: row for row in rows}


def _keep(connection: Connection, entry_id: int, archive_id: int) -> None:
    categories = connection.execute(_CATEGORIES, {"e": entry_id}).scalars().all()
    tags = connection.execute(_TAGS, {"e": entry_id}).scalars().all()
    row = connection.execute(select(*_COPIED, entry.c.content).where(entry.c.id == _ENTRY), {"e": entry_id}).one()
    values = {column.name: row._mapping[column] for column in _COPIED}
    connection.execute(
        insert(archived_entry).values(
            entry_id=entry_id,
            archive_id=archive_id,
            categories=json.dumps(list(categories)),
            tags=json.dumps(list(tags), ensure_ascii=False),
            wording=revisions.word(connection, row.content),
            **values,
        )
    )
