"""Running a command as a child and saying what it cost: wall time, CPU time of its tree, peak memory."""

import json
import os
import platform
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost: seconds, and the peak in bytes of the largest process of its tree.

    A child begins with its parent's peak, so no peak below that of the harness can be seen: it is None then.
    """

    wall: float
    user: float
    system: float
    peak: int | None
    output: str = ""

    @property
    def cpu(self) -> float:
        """User and system time."""
        return self.user + self.system


def run(command: Sequence[str], directory: Path) -> Cost:
    """Return what `command` cost in `directory`. Leaves, with what the command said, if it failed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FEEDHUB_")}
    with (directory / "stdout").open("wb") as out, (directory / "stderr").open("wb") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=directory, env=environment, stdout=out, stderr=err)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # we are to end: so is the child
            process.terminate()
            process.wait()
            raise
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = (directory / "stderr").read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
    seen = usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    output = (directory / "stdout").read_text(encoding="utf-8", errors="replace")
    return Cost(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024 if seen else None, output)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs of one thing."""
    peaks = [cost.peak for cost in costs if cost.peak is not None]
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.user for cost in costs),
        statistics.median(cost.system for cost in costs),
        int(statistics.median(peaks)) if peaks else None,
    )


def spread(costs: Sequence[Cost]) -> float:
    """Return the CPU time of the dearest run over that of the cheapest: near 1, the machine was quiet."""
    return max(cost.cpu for cost in costs) / max(min(cost.cpu for cost in costs), 0.001)


def show(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows as a table, their keys as its head."""
    heads = list(rows[0])
    cells = [heads, *([_cell(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    for line in cells:
        padded = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
        print("  ".join([line[0].ljust(widths[0]), *padded[1:]]))


def keep(name: str, settings: Mapping[str, object], runs: Mapping[str, Sequence[Cost]], **figures: object) -> Path:
    """Write a record of all runs under results/ and return its path."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    machine = {"python": platform.python_version(), "kernel": platform.release(), "cores": os.cpu_count()}
    costs = {thing: [_without_output(cost) for cost in own] for thing, own in runs.items()}
    record = {"at": now.isoformat(), "machine": machine, "settings": settings, "runs": costs, **figures}
    path = RESULTS / f"{name}-{now:%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _without_output(cost: Cost) -> dict[str, object]:
    return {key: value for key, value in asdict(cost).items() if key != "output"}


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return str(value)
