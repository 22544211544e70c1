"""What publishers of many habits cost: python -m benchmarks.identity_farm [--days 10] [HABIT ...].

Each has a feed of twelve items, brings out three a day and is looked at four times a day. Doubles and lost articles are
to be none; an update is false where the article is no other edition, and missed where an edition was never seen.
"""

import argparse
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks import measure
from tests.farm import run
from tests.habits import HABITS

_COLUMNS = ("articles", "lost", "doubles", "merged", "false", "missed", "rows")


def main() -> None:
    """Play, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("habit", nargs="*", help="the publishers; without any, all")
    parser.add_argument("--days", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feedhub-farm-") as name:
        counts = run(Path(name), asked.habit or list(HABITS), asked.days)
    print(f"{'':42}" + "".join(f"{column:>9}" for column in _COLUMNS))
    for habit, count in counts.items():
        print(f"{habit.replace('_', ' '):42}" + "".join(f"{asdict(count)[column]:9}" for column in _COLUMNS))
    if not asked.habit:
        measure.keep("identity_farm", vars(asked), {}, counts={habit: asdict(one) for habit, one in counts.items()})


if __name__ == "__main__":
    main()
