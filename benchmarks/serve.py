"""How many requests a second the web server answers on one core, beside nginx and Starlette's static files.

Each server runs alone on the first core, wrk on the last. Rounds alternate, so what else the machine does falls on all.
"""

import argparse
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import measure

_NGINX = """\
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log {directory}/error.log warn;
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on; tcp_nopush on;
  open_file_cache max=1000; open_file_cache_valid 1s;
  keepalive_requests 100000000;
  types {{ application/atom+xml atom; }}
  client_body_temp_path {directory}/t1; proxy_temp_path {directory}/t2; fastcgi_temp_path {directory}/t3;
  uwsgi_temp_path {directory}/t4; scgi_temp_path {directory}/t5;
  server {{ listen 127.0.0.1:{port}; root {directory}/public; }}
}}
"""
_FEEDHUB = "import sys; from pathlib import Path; from feedhub import serve; \
serve.server(Path(sys.argv[1])).run(sockets=[serve.bind('127.0.0.1:' + sys.argv[2])])"
_STARLETTE = "import sys, uvicorn; from starlette.applications import Starlette; \
from starlette.routing import Mount; from starlette.staticfiles import StaticFiles; \
uvicorn.run(Starlette(routes=[Mount('/', StaticFiles(directory=sys.argv[1]))]), port=int(sys.argv[2]), \
access_log=False, log_level='error', http='httptools', loop='asyncio')"
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kilobytes", type=int, default=60, help="size of the feed")
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    wrk, nginx = shutil.which("wrk"), shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if wrk is None or nginx is None:
        raise SystemExit("wrk and nginx are wanted; on Debian: apt-get install wrk nginx-light")
    cores = sorted(os.sched_getaffinity(0))
    rates: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        (directory / "public").mkdir(mode=0o755)
        feed = directory / "public" / "feed.atom"
        feed.write_bytes(_feed(asked.kilobytes * 1000))
        for _ in range(asked.runs):
            for server in ("nginx", "feedhub", "starlette"):
                with _running(server, nginx, directory, cores[0]) as url:
                    for what, headers in _requests(url):
                        on = ["taskset", "-c", str(cores[-1]), wrk, "-t1", "-c16", f"-d{asked.seconds}s"]
                        said = subprocess.run([*on, *headers, url], check=True, capture_output=True, text=True).stdout
                        found = _RATE.search(said)
                        if found is None or (what != "304" and "Non-2xx" in said):
                            raise SystemExit(f"{server}, {what}: {said}")
                        rates.setdefault((server, what), []).append(float(found[1]))
    median = {key: statistics.median(runs) for key, runs in rates.items()}
    for (server, what), rate in median.items():
        print(f"{server:10} {what:7} {rate:9,.0f} a second, {rate / median['nginx', what]:5.2f} of nginx")
    kept = {f"{server} {what}": runs for (server, what), runs in rates.items()}
    measure.keep("serve", vars(asked), {}, requests_a_second=kept)


def _requests(url: str) -> Iterator[tuple[str, list[str]]]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        etag = answer.headers["ETag"]
    yield "200", []
    yield "304", ["-H", f"If-None-Match: {etag}"]


def _feed(size: int) -> bytes:
    """Return an Atom feed of about `size` bytes; its text compresses as text does."""
    chance = random.Random(1)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(2_000)]
    entries = ""
    while len(entries) < size - 200:
        number = len(entries)
        text = " ".join(chance.choices(words, k=150))
        entries += f"<entry><id>urn:x:{number}</id><title>{number}</title><content>{text}</content></entry>\n"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id>\n{entries}</feed>\n'.encode()


@contextmanager
def _running(server: str, nginx: str, directory: Path, core: int) -> Iterator[str]:
    """Run a server on one core, ready to answer; give the address of the feed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if server == "nginx":
        configuration = directory / "nginx.conf"
        configuration.write_text(_NGINX.format(directory=directory, port=port))
        command = [nginx, "-c", str(configuration), "-e", str(directory / "error.log")]
    else:
        program = _FEEDHUB if server == "feedhub" else _STARLETTE
        command = [sys.executable, "-c", program, str(directory / "public"), str(port)]
    process = subprocess.Popen(["taskset", "-c", str(core), *command], stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}/feed.atom"
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("a server did not start")


if __name__ == "__main__":
    main()
