"""The earlier versions of entries: all there, and in the words that were kept."""

import hashlib
import zlib
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from feedhub.model import Flaw
from feedhub.store.soundness.check import RESTORE, Check
from feedhub.store.tables import entry, revision, wording

_AT_ONCE = 100


def _revisions(connection: Connection) -> Iterator[Flaw]:
    gapped = (
        select(revision.c.entry_id).group_by(revision.c.entry_id).having(func.max(revision.c.number) != func.count())
    )
    for name in connection.execute(select(entry.c.name).where(entry.c.id.in_(gapped))).scalars():
        yield Flaw(f"entry {name}", "lacks a revision before others", RESTORE)


def _wordings(connection: Connection) -> Iterator[Flaw]:
    last = ""
    while rows := connection.execute(
        select(wording.c.digest, wording.c.body)
        .where(wording.c.digest > last)
        .order_by(wording.c.digest)
        .limit(_AT_ONCE)
    ).all():
        for row in rows:
            if not _is_of(row.digest, row.body):
                yield Flaw(f"wording {row.digest[:16]}", "is not the text that was kept", f"it is lost: {RESTORE}")
        last = rows[-1].digest


def _is_of(digest: str, body: bytes) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(body)).hexdigest() == digest
    except zlib.error:
        return False


CHECKS = (Check("revision", _revisions), Check("wording", _wordings))
