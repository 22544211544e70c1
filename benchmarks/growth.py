"""Whether a pass costs what changed or what is stored: python -m benchmarks.growth.

Two hubs, one with many more posts than the other, each get ten new articles in a list of 1,000, and then the same list
again. Both sizes leave each category at the same place of its pages, so that both have the same pages to write.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks import measure, upstream
from benchmarks.measure import Cost
from tests.hub import HEAD, three_lists

LISTED, NEW = 1000, 10
DATABASE = "state/feedhub.db"
FEEDHUB = (sys.executable, "-m", "feedhub")
_BATCH = 1000
_STEP = 50 * len(upstream.MEDIA)  # posts that add one page to each category
_COUNTING = """\
import sys
from sqlalchemy import Engine, event
statements = []
event.listen(Engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
from feedhub.cli import main
try:
    main()
finally:
    print(len(statements), file=sys.stderr)
"""


def main() -> None:
    """Fill, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=2000, help="posts in the small hub")
    parser.add_argument("--large", type=int, default=200_000, help="posts in the large one")
    parser.add_argument("--runs", type=int, default=7, help="alternating runs of each")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if (asked.large - asked.small) % _STEP or asked.small < LISTED - NEW:
        parser.error(
            f"the sizes have to differ by a multiple of {_STEP:,}, and the small one is {LISTED - NEW} at least"
        )
    with tempfile.TemporaryDirectory(prefix="feedhub-bench-") as name, ExitStack() as publishers:
        hubs = {}
        for label, posts in (("small", asked.small), ("large", asked.large)):
            site, hub = Path(name) / f"{label}-site", Path(name) / label
            _publish(site, posts, asked.seed)
            publisher = publishers.enter_context(upstream.serving(site))
            (hub / "config").mkdir(parents=True)
            (hub / "config" / "feedhub.toml").write_text(HEAD + three_lists(publisher.address), encoding="utf-8")
            _in_a_child(hub, posts, asked.seed)
            hubs[label] = hub
        runs, written = _alternate(Path(name) / "work", hubs, asked.runs)
        statements = {label: _statements(Path(name) / "work", hub) for label, hub in hubs.items()}
    _show(runs, statements, written)
    path = measure.keep("growth", vars(asked), runs, statements=statements, files_written=written)
    print(f"\nrecord: {path}")


def _publish(site: Path, posts: int, seed: int) -> None:
    """Write the lists: the first has the newest of the posts and ten more; the others are empty."""
    writer = upstream.Writer(seed)
    first, end = posts - (LISTED - NEW), posts + NEW
    upstream.write_list(site, "37", [writer.article("37", number) for number in range(first, end)])
    for kind in ("45", "102"):
        upstream.write_list(site, kind, [])


def _alternate(
    work: Path, hubs: dict[str, Path], times: int
) -> tuple[dict[str, list[Cost]], dict[str, list[int | None]]]:
    """Return what the two passes cost on a fresh copy of each hub, and how many files each wrote."""
    runs: dict[str, list[Cost]] = {f"{label}, {thing}": [] for thing in ("10 new", "nothing new") for label in hubs}
    written: dict[str, list[int | None]] = {label: [] for label in runs}
    for number in range(times + 1):  # the first round only warms up
        for label, hub in hubs.items():
            _copy(hub, work)
            for thing, expected in (("10 new", NEW), ("nothing new", 0)):
                cost = measure.run([*FEEDHUB, "sync", "--json"], work)
                totals = json.loads(cost.output)["totals"]
                if totals["new"] != expected or totals["listed"] != LISTED or totals["updated"]:
                    raise SystemExit(f"the pass was not what is measured: {totals}")
                if number:
                    runs[f"{label}, {thing}"].append(cost)
                    written[f"{label}, {thing}"].append(totals["files_written"])
    return runs, written


def _copy(hub: Path, work: Path) -> None:
    """Make `work` a copy of `hub`, and wait until it is on the disk, so that no pass pays for it."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(hub, work)
    os.sync()


def _statements(work: Path, hub: Path) -> int:
    """Return how many SQL statements a pass with ten new posts sends."""
    _copy(hub, work)
    measure.run([sys.executable, "-c", _COUNTING, "sync", "--json"], work)
    return int((work / "stderr").read_text(encoding="utf-8").split()[-1])


def _show(runs: dict[str, list[Cost]], statements: dict[str, int], written: dict[str, list[int | None]]) -> None:
    rows = []
    for label, costs in runs.items():
        hub, _, thing = label.partition(", ")
        cost, base = measure.median(costs), measure.median(runs[f"small, {thing}"])
        rows.append(
            {
                "": label,
                "wall s": cost.wall,
                "CPU s": cost.cpu,
                "of it system": cost.system,
                "peak MiB": cost.peak / 2**20 if cost.peak else None,
                "wall / small": cost.wall / base.wall,
                "CPU / small": cost.cpu / base.cpu,
                "statements": statements[hub] if thing == "10 new" else None,
                "files": written[label][-1],
                "CPU max/min": measure.spread(costs),
            }
        )
    measure.show(rows)


def _in_a_child(hub: Path, posts: int, seed: int) -> None:
    """Fill a hub in a process of its own, since the harness has to stay smaller than what it measures."""
    child = multiprocessing.get_context("spawn").Process(target=fill, args=(hub, posts, seed))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit("the hub could not be filled")


def fill(hub: Path, posts: int, seed: int) -> None:
    """Store `posts` filed posts in the database of `hub` as if its first source had brought them.

    Without marks: every document counts as written.
    """
    from sqlalchemy import delete, insert, update

    from feedhub import config
    from feedhub.store import Store, tables

    settings = config.load(hub / "config" / "feedhub.toml")
    filler = _Filler(settings, seed)
    store = Store(f"sqlite:///{hub / DATABASE}")
    store.prepare()
    store.authority("finews.withounder.com", datetime.now(UTC).date())
    with store.database.write(durable=True) as connection:
        connection.execute(insert(tables.source), {"id": filler.source.id, "title": filler.source.id})
        connection.execute(insert(tables.category), filler.categories())
        for numbers in _batches(posts):
            for table, rows in filler.rows(numbers).items():
                connection.execute(insert(tables.metadata.tables[table]), rows)
        for number, (entries, latest) in enumerate(filler.totals(), 1):
            counted = update(tables.category).where(tables.category.c.id == number)
            connection.execute(counted.values(entries=entries, latest=latest))
    store.marks.everything()
    store.archives.close(settings.feeds.entries)
    with store.database.write(durable=True) as connection:
        connection.execute(delete(tables.mark))
    store.close()


def _batches(posts: int) -> Iterator[range]:
    return (range(start, min(start + _BATCH, posts)) for start in range(0, posts, _BATCH))


class _Filler:
    """Makes rows of the tables from articles; the entry of article `number`, which counts from 0, has the next id."""

    def __init__(self, settings: Any, seed: int) -> None:
        self.source = settings.source[0]
        self._zone = ZoneInfo(settings.hub.timezone)
        self._language = settings.hub.language
        self._writer = upstream.Writer(seed)
        self._now = datetime.now(UTC).replace(microsecond=0)
        self._entries: Counter[int] = Counter()  # by category
        self._latest: dict[int, int] = {}

    def categories(self) -> list[dict[str, Any]]:
        """Return the rows of all categories, still empty."""
        from feedhub.normalise import slugs

        return [
            {
                "id": number,
                "name": name,
                "name_key": name.casefold(),
                "slug": slugs(name)[0],
                "slug_key": slugs(name)[0],
                "first_seen_at": self._now,
            }
            for number, name in enumerate(upstream.MEDIA, 1)
        ]

    def rows(self, numbers: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of the articles with these numbers, by table."""
        from feedhub import normalise, parse
        from feedhub.model import Response

        articles = [self._writer.article("37", number) for number in numbers]
        body = json.dumps({"record": [article.record for article in articles]}).encode()
        items = parse.listing(self.source, Response(self.source.url, 200, body)).items
        rows: dict[str, list[dict[str, Any]]] = {
            "entry": [],
            "entry_category": [],
            "entry_tag": [],
            "sighting": [],
            "clue": [],
        }
        for number, article, item in zip(numbers, articles, items, strict=True):
            arrival, category = number + 1, number % len(upstream.MEDIA) + 1
            listed = normalise.identify(item, self.source)
            identity = listed.identity
            self._entries[category] += 1
            self._latest[category] = arrival
            rows["entry"].append(self._entry(arrival, article, identity.namespace, upstream.MEDIA[category - 1]))
            rows["entry_category"].append(
                {"entry_id": arrival, "position": 0, "category_id": category, "number": self._entries[category]}
            )
            rows["entry_tag"].append({"entry_id": arrival, "position": 0, "tag": f"{item.fields['media']}新闻"})
            seen = {"source_id": self.source.id, "fingerprint": identity.fingerprint, "first_seen_at": self._now}
            as_listed = {"title": listed.title, "page": listed.page, "stated": listed.stated}
            rows["sighting"].append({"entry_id": arrival, **seen, **as_listed})
            rows["clue"] += [
                {"source_id": self.source.id, "key": clue, "entry_id": arrival} for clue in listed.clues if clue
            ]
        return rows

    def totals(self) -> list[tuple[int, int]]:
        """Return for each category how many entries it has and the number of its newest."""
        return [(self._entries[number], self._latest.get(number, 0)) for number in range(1, len(upstream.MEDIA) + 1)]

    def _entry(self, arrival: int, article: upstream.Article, namespace: str, medium: str) -> dict[str, Any]:
        from feedhub import address
        from feedhub.normalise import slugs

        local = datetime.fromisoformat(article.record["datetime"]).replace(tzinfo=self._zone)
        code, day = article.code, local.date()
        return {
            "id": arrival,
            "namespace": namespace,
            "key": code,
            "name": code,
            "name_key": code.casefold(),
            "source_id": self.source.id,
            "priority": self.source.priority,
            "title": article.record["title"],
            "link": f"http://finews.zning.xyz/html_News/NewsShare.html?infoCode={code}",
            "author": "",
            "digest": "",
            "excerpt": article.text[5:140],
            "language": self._language,
            "published": local.astimezone(UTC),
            "date_basis": "source",
            "updated": local.astimezone(UTC),
            "first_seen_at": self._now,
            "path": address.post_page(slugs(medium)[0], day, code),
            "archive_path": address.archived_post(day, code),
            "enclosures": "[]",
            "number": arrival,
            "content": article.text.replace("　　", "").replace("\r", ""),
        }


if __name__ == "__main__":
    main()
