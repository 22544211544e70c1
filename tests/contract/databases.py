"""The databases that a Store must work on: SQLite always, and PostgreSQL where Debian's binaries are.

A PostgreSQL cluster of our own is started once for each session (with pytest-xdist: for each worker) in a short
temporary directory, reached through a Unix socket only. It stands in a time zone far from UTC, since ours may.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "timezone": "Asia/Shanghai",
    "max_connections": "30",
    "shared_buffers": "16MB",
    "unix_socket_permissions": "0777",
}


class Unavailable(Exception):  # noqa: N818 - it is no error, but the reason for skipping
    """There can be no PostgreSQL here; the message says why."""


class Cluster:
    """A PostgreSQL server of our own."""

    def __init__(self) -> None:
        self._binaries = _binaries()
        self._as = _user()
        self._directory = Path(tempfile.mkdtemp(prefix="fh-", dir="/tmp"))
        if self._as:
            shutil.chown(self._directory, self._as["user"], self._as["group"])
        self._directory.chmod(0o755)
        self._data = self._directory / "data"
        try:
            self._make()
            self._process = self._start()
        except BaseException:
            shutil.rmtree(self._directory, ignore_errors=True)
            raise

    def stop(self) -> None:
        """Stop the server, this one alone, and remove what it wrote."""
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        self._process.wait(30)
        shutil.rmtree(self._directory, ignore_errors=True)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the address of an empty database, which goes at the end."""
        name = f"t_{uuid.uuid4().hex}"
        self._say(f"CREATE DATABASE {name}")
        try:
            yield f"postgresql+psycopg://postgres@/{name}?host={self._directory}"
        finally:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _make(self) -> None:
        command = [str(self._binaries / "initdb"), "-D", str(self._data), "-U", "postgres", "-A", "trust", "-N"]
        done = subprocess.run(
            [*command, "-E", "UTF8", "--locale=C.UTF-8"], capture_output=True, text=True, check=False, **self._options()
        )
        if done.returncode:
            raise Unavailable(f"initdb failed: {done.stderr.strip()}")

    def _start(self) -> "subprocess.Popen[bytes]":
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self._directory / "log").open("wb") as log:
            process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._data, "-k", self._directory, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._options(),
            )
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            try:
                self._say("SELECT 1")
            except self._not_yet():
                time.sleep(0.02)
            else:
                return process
        process.kill()
        process.wait()
        raise Unavailable(f"postgres did not start: {(self._directory / 'log').read_text()[-2000:]}")

    def _options(self) -> dict[str, Any]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return {"cwd": self._directory, "env": environment, **self._as}

    def _say(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(
            host=str(self._directory), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _not_yet(self) -> type[Exception]:
        import psycopg

        return psycopg.OperationalError


def _binaries() -> Path:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        raise Unavailable("PostgreSQL's server is not installed under /usr/lib/postgresql")
    return max(found, key=lambda path: float(path.parent.name))


def _user() -> Mapping[str, Any]:
    """Return as whom the server is started: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        raise Unavailable("as root the server needs the user postgres, who is not here") from None
    return {"user": "postgres", "group": "postgres", "extra_groups": ()}


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The session's PostgreSQL server."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    try:
        running = Cluster()
    except Unavailable as reason:
        pytest.skip(str(reason))
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'feedhub.db'}"
        return
    running: Cluster = request.getfixturevalue("cluster")
    with running.database() as url:
        yield url
