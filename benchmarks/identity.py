"""What it takes to decide which entry an item is: python -m benchmarks.identity [--stored 1000000].

A ledger of that many entries of one source is filled, then lists of 500 items are looked up, recognised and planned:
all known; all with new ids on known pages, as after a move; all new. The time is per item, of the decision alone.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks import measure
from feedhub import plan
from feedhub.config import FeedSource
from feedhub.model import IdentityRule, Item, Listed, Look
from feedhub.normalise import identify
from feedhub.store import Store
from feedhub.store.tables import clue, entry, sighting, source

LISTED = 500
NOW = datetime(2026, 3, 2, tzinfo=UTC)
SOURCE = FeedSource.model_validate({"id": "news", "kind": "feed", "url": "https://news.example/feed.xml"})
_BATCH = 20_000


def main() -> None:
    """Fill, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=1_000_000, help="entries that are known")
    parser.add_argument("--runs", type=int, default=7, help="lists of each sort")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feedhub-bench-") as name:
        store = Store(f"sqlite:///{Path(name) / 'feedhub.db'}")
        store.prepare()
        _fill(store, asked.stored)
        rows: dict[str, float] = {}
        for sort, moved, offset in (("known", False, 0), ("moved", True, 0), ("new", False, asked.stored)):
            spent = []
            for run in range(asked.runs):
                start = offset + (run * 7919 * LISTED) % max(1, asked.stored - LISTED)
                listed = [_listed(number, moved=moved) for number in range(start, start + LISTED)]
                before = time.process_time()
                _decide(store, listed)
                spent.append((time.process_time() - before) / LISTED * 1000)
            rows[sort] = sorted(spent)[len(spent) // 2]
        store.close()
    for sort, spent_ms in rows.items():
        print(f"{sort:8} {spent_ms:8.3f} ms of CPU an item, with {asked.stored:,} entries known")
    measure.keep("identity", vars(asked), {}, ms_of_cpu_an_item=rows)


def _decide(store: Store, listed: list[Listed]) -> None:
    known = store.ledger.known(SOURCE.id, [one.identity for one in listed])
    parted = plan.part(listed, known)
    missing = [one for one in parted if one.identity.full_key not in known]
    clued = store.ledger.clued(SOURCE.id, (clue for one in missing for clue in one.clues)) if missing else {}
    found = plan.recognise(parted, known, clued, IdentityRule.ID)
    plan.plan(found.listed, known, SOURCE.id, 0, Look(NOW))


def _listed(number: int, *, moved: bool) -> Listed:
    link = f"https://news.example/{number % 997}/{number}.html"
    guid = f"urn:moved:{number}" if moved else f"https://news.example/?p={number}"
    fields = {"id": guid, "title": f"Title of the article number {number}", "link": link, "published": f"t{number}"}
    return identify(Item(fields, "item"), SOURCE)


def _fill(store: Store, count: int) -> None:
    with store.database.write() as connection:
        connection.execute(insert(source).values(id=SOURCE.id, title="News", link=""))
    for start in range(0, count, _BATCH):
        listed = [_listed(number, moved=False) for number in range(start, min(count, start + _BATCH))]
        with store.database.write() as connection:
            connection.execute(insert(entry), [_row(start + offset, one) for offset, one in enumerate(listed, 1)])
            seen = {"source_id": SOURCE.id, "first_seen_at": NOW}
            connection.execute(
                insert(sighting),
                [
                    {**seen, "entry_id": start + offset, "fingerprint": one.identity.fingerprint, "title": one.title,
                     "page": one.page, "stated": one.stated}
                    for offset, one in enumerate(listed, 1)
                ],
            )  # fmt: skip
            connection.execute(insert(clue), list(_clues(start, listed)))


def _clues(start: int, listed: list[Listed]) -> Iterator[dict[str, Any]]:
    for offset, one in enumerate(listed, 1):
        for key in filter(None, one.clues):
            yield {"source_id": SOURCE.id, "key": key, "entry_id": start + offset}


def _row(number: int, one: Listed) -> dict[str, Any]:
    texts = dict.fromkeys(("author", "digest", "excerpt"), "")
    moments = dict.fromkeys(("published", "updated", "first_seen_at"), NOW)
    return {
        **texts, **moments, "id": number, "namespace": one.identity.namespace, "key": one.identity.key,
        "name": f"n{number}", "name_key": f"n{number}", "source_id": SOURCE.id, "priority": 0, "title": one.title,
        "link": f"https:{one.page}", "language": "en", "date_basis": "source", "path": f"{number}.html",
        "archive_path": f"{number}.md", "number": number, "content": "<p>Text.</p>",
    }  # fmt: skip


if __name__ == "__main__":
    main()
