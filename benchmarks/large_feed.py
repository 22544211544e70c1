"""`python -m benchmarks.large_feed`: the memory that a feed of 50 MB takes, read alone and in a whole pass."""

import argparse
import functools
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks import measure
from benchmarks.parse import rss

READ = """
import pathlib
from benchmarks.parse import SOURCE
from feedhub.model import Response
from feedhub.parse import listing
listing(SOURCE, Response(SOURCE.url, 200, pathlib.Path("feed.xml").read_bytes(), "text/xml"))
"""
CONFIG = """
[hub]
title = "T"
base_url = "https://hub.example"
[fetch]
max_bytes = 1_000_000_000
timeout = "10m"
allow_networks = ["127.0.0.0/8"]
[[source]]
id = "f"
kind = "feed"
url = "http://127.0.0.1:{port}/feed.xml"
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def main() -> None:
    """Measure both, print what came out, and keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_feed", description=__doc__)
    parser.add_argument("--entries", type=int, default=20_700, help="entries of the feed, of 2.4 KB each")
    parser.add_argument("--read-only", action="store_true", help="leave out the pass, which takes minutes")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        size = (work / "feed.xml").write_bytes(rss(arguments.entries).encode())
        runs = {"read": [measure.run([sys.executable, "-c", READ], work)]}
        if not arguments.read_only:
            runs["sync"] = [_sync(work)]
    rows = [
        {"what": what, "MB": size // 1_000_000, "CPU s": cost.cpu, "peak MiB": (cost.peak or 0) // 2**20}
        for what, [cost] in runs.items()
    ]
    measure.show(rows)
    print(f"kept in {measure.keep('large_feed', {'entries': arguments.entries, 'bytes': size}, runs, rows=rows)}")


def _sync(work: Path) -> measure.Cost:
    handler = functools.partial(_Quiet, directory=str(work))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (work / "config").mkdir()
        (work / "config" / "feedhub.toml").write_text(CONFIG.format(port=server.server_port), "utf-8")
        cost = measure.run([sys.executable, "-m", "feedhub", "sync", "--json"], work)
        server.shutdown()
    return cost


if __name__ == "__main__":
    main()
