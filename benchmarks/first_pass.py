"""What a first pass and an unchanged second pass cost, beside the floor: python -m benchmarks.first_pass."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import measure, upstream
from benchmarks.measure import Cost
from tests.hub import HEAD, three_lists

FLOOR = Path(__file__).parent / "floor.py"
PER_HOST = 4  # feedhub's default
FEEDHUB = (sys.executable, "-m", "feedhub")


def main() -> None:
    """Generate, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1000, help="articles in each of the three lists")
    parser.add_argument("--runs", type=int, default=5, help="alternating runs of each thing")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feedhub-bench-") as name:
        directory = Path(name)
        writer = upstream.Writer(asked.seed)
        for kind in upstream.LISTS:
            upstream.write_list(directory, kind, [writer.article(kind, number) for number in range(asked.items)])
        with upstream.serving(directory) as publisher:
            runs, seen, written = _alternate(directory, publisher, asked.runs)
    _show(runs, seen, written, asked.items * len(upstream.LISTS))
    path = measure.keep("first_pass", vars(asked), runs, requests=seen, files_written=written)
    print(f"\nrecord: {path}")


def _alternate(
    directory: Path, publisher: upstream.Upstream, times: int
) -> tuple[dict[str, list[Cost]], dict[str, int], dict[str, int]]:
    """Return the costs of each thing, and the requests and the files written of each pass.

    Nothing is removed meanwhile: for minutes after files went, ext4 walks around their inodes at each new file.
    """
    pack = directory / "pack"
    runs: dict[str, list[Cost]] = {"floor": [], "first pass": [], "second pass": [], "--help": [], "python": []}
    seen: dict[str, int] = {}
    written: dict[str, int] = {}

    def take(thing: str, cost: Cost) -> None:
        runs[thing].append(cost)
        seen[thing] = len(publisher.requests())

    work = _hub(directory / "hub-0", publisher.address)
    measure.run([*FEEDHUB, "sync", "--json"], work)  # compiles the modules, and gives the floor its files
    pack_trees(work / "state", pack)
    floor = [sys.executable, str(FLOOR), publisher.address, str(PER_HOST), str(pack)]
    publisher.requests()
    for number in range(1, times + 1):
        take("floor", measure.run([*floor, str(directory / f"floor-{number}")], directory))
        work = _hub(directory / f"hub-{number}", publisher.address)
        for thing in ("first pass", "second pass"):
            cost = measure.run([*FEEDHUB, "sync", "--json"], work)
            take(thing, cost)
            totals = json.loads(cost.output)["totals"]
            written[thing] = totals["files_written"]
            if totals["new" if thing == "first pass" else "unchanged"] != totals["listed"]:
                raise SystemExit(f"the {thing} was none: {totals}")
        take("--help", measure.run([*FEEDHUB, "--help"], work))
        take("python", measure.run([sys.executable, "-c", "pass"], work))
    return runs, seen, written


def _hub(work: Path, address: str) -> Path:
    """Make a hub in `work`, without any state."""
    (work / "config").mkdir(parents=True)
    (work / "config" / "feedhub.toml").write_text(HEAD + three_lists(address), encoding="utf-8")
    return work


def pack_trees(state: Path, pack: Path) -> None:
    """Write the files of both trees below `state` into one file, for the floor to write them again."""
    paths = [path for tree in ("archive", "public") for path in sorted((state / tree).rglob("*")) if path.is_file()]
    index = [(str(path.relative_to(state)), path.stat().st_size) for path in paths]
    with pack.open("wb") as file:
        file.write(json.dumps(index).encode() + b"\n")
        for path in paths:
            file.write(path.read_bytes())


def _show(runs: dict[str, list[Cost]], seen: dict[str, int], written: dict[str, int], items: int) -> None:
    floor = measure.median(runs["floor"])
    rows = []
    for thing, costs in runs.items():
        cost = measure.median(costs)
        whole = thing in ("floor", "first pass")
        rows.append(
            {
                "": thing,
                "wall s": cost.wall,
                "CPU s": cost.cpu,
                "of it system": cost.system,
                "peak MiB": cost.peak / 2**20 if cost.peak else None,
                "items/s": items / cost.wall if whole else None,
                "CPU s per 1,000": cost.cpu / items * 1000 if whole else None,
                "wall / floor": cost.wall / floor.wall if whole else None,
                "CPU / floor": cost.cpu / floor.cpu if whole else None,
                "user / floor": cost.user / floor.user if whole else None,
                "requests": seen[thing],
                "files": written.get(thing),
                "CPU max/min": measure.spread(costs),
            }
        )
    measure.show(rows)


if __name__ == "__main__":
    main()
