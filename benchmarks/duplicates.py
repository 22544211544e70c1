"""What it costs to find out whether an item is new, or a story told again: python -m benchmarks.duplicates.

A hub with many known entries, a part of which came lately enough to be met, gets new articles, and then a copy of each
from another publisher. In SQLite, in a file, with the calls of a pass; parsing and storing the entry are not counted.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks import measure
from feedhub.config import Duplicates
from feedhub.model import Identity
from feedhub.pipeline.stories import find_duplicates
from feedhub.store import Store
from feedhub.store.tables import alias, clue, entry, sighting, source, telling, telling_key, uncompared

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
KEYS = 26  # of one entry
_BATCH = 20_000
_SOURCE = {"priority": 0, "author": "", "digest": "", "excerpt": "", "language": "zh", "date_basis": "source"}


def main() -> None:
    """Fill, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", type=int, default=1_000_000, help="entries in the database")
    parser.add_argument("--lately", type=int, default=100_000, help="of which so many can be met")
    parser.add_argument("--items", type=int, default=500, help="new articles, and as many copies")
    parser.add_argument("--characters", type=int, default=1200, help="characters of each")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="feedhub-bench-") as name:
        file = Path(name) / "hub.db"
        store = Store(f"sqlite:///{file}")
        try:
            store.prepare()
            _fill(store, asked.known, asked.lately, chance)
            texts = [_text(chance, asked.characters) for _ in range(asked.items)]
            identities = [Identity("hub", f"known-{chance.randrange(asked.known)}", "f") for _ in range(asked.items)]
            rows = [
                {"step": "known by its id", **_timed(lambda one: store.ledger.known("s0", [one]), identities)},
                {"step": "new article", **_compared(store, asked.known, texts, "s0")},
                {"step": "copy of another", **_compared(store, asked.known + asked.items, texts, "s1")},
            ]
            size = file.stat().st_size
        finally:
            store.close()
    measure.show(rows)
    print(f"\n{asked.known:,} entries, {asked.lately:,} of them with {KEYS} keys each, in {size / 2**20:,.0f} MiB")
    print(f"record: {measure.keep('duplicates', vars(asked), {}, rows=rows, bytes=size)}")


def _fill(store: Store, known: int, lately: int, chance: random.Random) -> None:
    """Write the entries that are known, and the keys of the last of them."""
    with store.database.write() as connection:
        connection.execute(insert(source), [{"id": name, "title": name} for name in ("s0", "s1")])
        for start in range(1, known + 1, _BATCH):
            ids = range(start, min(start + _BATCH, known + 1))
            connection.execute(insert(entry), [_row(one, "s0", "", NOW - timedelta(days=30)) for one in ids])
            seen = [
                {"entry_id": one, "source_id": "s0", "fingerprint": f"{one:024x}", "first_seen_at": NOW} for one in ids
            ]
            connection.execute(insert(sighting), seen)
            connection.execute(
                insert(clue), [{"source_id": "s0", "key": f"{one:024x}", "entry_id": one} for one in ids]
            )
        connection.execute(insert(alias), [_alias(one) for one in range(1, known + 1, 100)])
        met = range(known - lately + 1, known + 1)
        connection.execute(
            insert(telling), [{"entry_id": one, "first_seen_at": NOW, "packed": bytes(8 * KEYS)} for one in met]
        )
        pairs = sorted((chance.getrandbits(64) - 2**63, one) for one in met for _ in range(KEYS))
        for start in range(0, len(pairs), _BATCH):
            some = pairs[start : start + _BATCH]
            connection.execute(insert(telling_key), [{"key": k, "slot": one % 8, "entry_id": one} for k, one in some])


def _compared(store: Store, known: int, texts: Sequence[str], source_id: str) -> dict[str, object]:
    """Return what it costs to compare an entry for each text, in the batches of a pass."""
    first = known + 1
    with store.database.write() as connection:
        rows = [_row(first + number, source_id, text, NOW) for number, text in enumerate(texts)]
        connection.execute(insert(entry), rows)
        connection.execute(insert(uncompared), [{"entry_id": row["id"]} for row in rows])
    begun, used = time.perf_counter(), time.process_time()
    find_duplicates(store, Duplicates(), threading.Event())
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    attached = store.stories.count(first)
    return {"CPU ms": cpu / len(texts) * 1000, "wall ms": wall / len(texts) * 1000, "attached": attached}


def _timed(call: Callable[[Any], object], things: Sequence[Any]) -> dict[str, object]:
    """Return the medians of what a call costs."""
    spent = [_spent(call, one) for one in things]
    cpu, wall = (statistics.median(one[side] for one in spent) * 1000 for side in (0, 1))
    return {"CPU ms": cpu, "wall ms": wall, "attached": None}


def _spent(call: Callable[[Any], object], thing: Any) -> tuple[float, float]:
    begun, used = time.perf_counter(), time.process_time()
    call(thing)
    return time.process_time() - used, time.perf_counter() - begun


def _row(number: int, source_id: str, text: str, at: datetime) -> dict[str, Any]:
    return {
        **_SOURCE,
        "id": number,
        "namespace": "hub",
        "key": f"known-{number}",
        "name": f"n{number}",
        "name_key": f"n{number}",
        "source_id": source_id,
        "title": f"{text[:16]}",
        "link": f"https://{source_id}.example/{number}",
        "published": at,
        "updated": at,
        "first_seen_at": at,
        "path": f"p/{number}.html",
        "archive_path": f"a/{number}.md",
        "enclosures": "[]",
        "number": number,
        "content": f"<p>{text}</p>",
    }


def _alias(number: int) -> dict[str, Any]:
    return {"namespace": "hub", "key": f"was-{number}", "entry_id": number, "reason": "", "first_seen_at": NOW}


def _text(chance: random.Random, characters: int) -> str:
    """Return sentences of words that are met as rarely as names are."""
    return "".join(_words(chance, characters))


def _words(chance: random.Random, characters: int) -> Iterator[str]:
    for _ in range(characters // 12):
        yield "".join(chr(0x4E00 + int(chance.triangular(0, 3500, 300))) for _ in range(11)) + "，"


if __name__ == "__main__":
    main()
