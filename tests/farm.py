"""Publishers of many habits side by side: what each does to its list, and what a hub made of it, counted by habit.

A habit makes a list of what an honest publisher would list at a look; see tests.weeks for how articles say which they
are. What is counted as lost, double, merged, falsely updated and missed is seen in the hub's store alone.
"""

import asyncio
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from feedhub import app
from feedhub.config import load
from tests.habits import HABITS
from tests.publisher import Publisher
from tests.weeks import START, Article, article, edition, truth


@dataclass
class Count:
    """What came of one habit."""

    articles: int = 0
    lost: int = 0
    doubles: int = 0
    merged: int = 0  # versions of an entry that are another article
    false: int = 0  # updates without another edition
    missed: int = 0  # editions that were listed and are in no version
    rows: int = 0  # of aliases and clues, that the ledger keeps


def run(directory: Path, names: Sequence[str], days: int = 10, looks: int = 4, shown: int = 12) -> dict[str, Count]:
    """Let publishers of these habits bring out three articles a day each, and a hub look at all; return the counts."""
    with Publisher() as publisher:
        path = directory / "feedhub.toml"
        path.write_text(
            '[hub]\ntitle = "Hub"\nbase_url = "https://hub.example"\nlanguage = "en"\n'
            f'[state]\ndatabase = "sqlite:///{directory}/feedhub.db"\npublic = "{directory}/public"\n'
            f'archive = "{directory}/archive"\n[fetch]\nallow_networks = ["127.0.0.0/8"]\n'
            + "".join(
                f'[[source]]\nid = "{name.replace("_", "-")}"\nkind = "feed"\nurl = "{publisher.address}/{name}"\n'
                for name in names
            )
        )
        config = load(path)
        told: dict[str, dict[int, list[int]]] = {name: defaultdict(list) for name in names}
        for look in range(days * looks):
            now = START + timedelta(hours=24 / looks * look)
            for number, name in enumerate(names):
                listed = HABITS[name](_honest(name, number, look, looks, shown), look)
                for one in listed:
                    told[name][one.truth].append(edition(one.text))
                items = "".join(one.item() for one in listed)
                feed = f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
                publisher.says(f"/{name}", feed, Content_Type="application/rss+xml")
            with app.workshop(config, lambda now=now: now, print) as shop:  # type: ignore[misc]
                asyncio.run(app.run_pass(shop, config.source, lambda now=now: now, lambda _event: None))  # type: ignore[misc]
        with app.workshop(config, lambda: START, print) as shop:
            return {name: _count(shop, directory, name, told[name]) for name in names}


def _honest(name: str, number: int, look: int, looks: int, shown: int) -> list[Article]:
    last = 3 * (look // looks + 1)
    found = []
    for own in range(last, max(0, last - shown), -1):
        day = (own - 1) // 3
        published = START + timedelta(days=day) - timedelta(minutes=7 * own % 60)
        one = article(f"https://{name.replace('_', '-')}.example", 10_000 * (number + 1) + own, published)
        found.append(one)
    return found


def _count(shop: app.Workshop, directory: Path, name: str, told: dict[int, list[int]]) -> Count:
    store, source = shop.store, name.replace("_", "-")
    posts = [
        post for post in store.posts.arrivals(None, 1, store.posts.count(), content=True) if post.source_id == source
    ]
    count, seen = Count(len(told)), Counter[int]()
    for post in posts:
        own = truth(post.content)
        seen[own] += 1
        versions = [revision.content for revision in store.revisions.of(post.id)] + [post.content]
        count.merged += sum(truth(one) != own for one in versions)
        editions = [edition(one) for one in versions]
        count.false += sum(a == b for a, b in pairwise(editions))
        count.missed += len(set(told.get(own, [])) - set(editions))
    count.lost = len(set(told) - set(seen))
    count.doubles = sum(times - 1 for times in seen.values())
    with closing(sqlite3.connect(directory / "feedhub.db")) as ledger:
        for table in ("alias", "clue"):
            query = f"SELECT count(*) FROM {table} JOIN entry ON entry.id = entry_id WHERE entry.source_id = ?"
            count.rows += ledger.execute(query, (source,)).fetchone()[0]
    return count
