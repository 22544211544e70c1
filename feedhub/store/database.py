"""EDGE: the connection to the database: how it is opened, written to, and held by one process at a time."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from feedhub.errors import StateHeldError, StoreError

_LOCK_NUMBER = 0x66656564  # "feed", for PostgreSQL's advisory lock


class Database:
    """One connection that all threads of a process share, each transaction for itself.

    SQLite is written by one connection at a time, and its versions before 3.51.3 can be corrupted by two that
    checkpoint at once; so there is one.
    """

    def __init__(self, url: str) -> None:
        """Open the database; a SQLite file and its directory are made. Raises StoreError."""
        self.url = _parse(url)
        self._lock = threading.RLock()
        self._writing = False
        self._rehearsing = False
        # PostgreSQL needs a second connection to hold the state with.
        options: dict[str, Any] = (
            {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool}
            if self.is_sqlite
            else {"pool_size": 2, "max_overflow": 0}
        )
        try:
            if self.file:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(self.url, **options)
            if self.is_sqlite:
                event.listen(self._engine, "connect", _prepare_sqlite)
            self._connection = self._engine.connect()
            self._connection.rollback()
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise StoreError(f"cannot open the database {self}: {_reason(error)}") from None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database, None for any other."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to read with. Raises StoreError if the database fails."""
        with self._lock, self._translated():
            try:
                yield self._connection
            finally:
                if not (self._writing or self._rehearsing):
                    self._connection.rollback()

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """Give a connection within one transaction: all of it is kept, or nothing.

        A `durable` transaction, and every earlier one, outlives a loss of power; any outlives the end of the process.
        Raises StoreError if the database fails; an error inside rolls back and goes on.
        """
        with self._lock, self._translated():
            if self._rehearsing:
                with self._connection.begin_nested():
                    yield self._connection
                return
            if self.is_sqlite and durable:
                self._pragma("synchronous=FULL")
            try:
                self._begin()
                self._writing = True
                yield self._connection
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise
            finally:
                self._writing = False
                if self.is_sqlite and durable:
                    self._pragma("synchronous=NORMAL")

    @contextmanager
    def rehearse(self) -> Iterator[None]:
        """Let this process see what is written within as if it were kept, and undo all of it at the end.

        Each transaction within is a savepoint of one that is rolled back. Other threads may take part.
        Raises StoreError if the database fails.
        """
        with self._lock, self._translated():
            inner = self._connection.begin_nested() if self._rehearsing else None
            if inner is None:
                self._begin()
                self._rehearsing = True
        try:
            yield
        finally:
            with self._lock, self._translated():
                if inner is None:
                    self._rehearsing = False
                    self._connection.rollback()
                else:
                    inner.rollback()

    @contextmanager
    def hold(self, on_wait: Callable[[str], None], *, wait: bool = True) -> Iterator[None]:
        """Hold the state: one process writes it at a time. `on_wait` is told, once, whom we wait for.

        Raises StateHeldError where another holds it and `wait` is not wished.
        """
        with self._hold_file(on_wait, wait) if self.file else self._hold_advisory(on_wait, wait):
            yield

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
        self._engine.dispose()

    def connection(self) -> Connection:
        """Return the connection itself, for migrations."""
        return self._connection

    @contextmanager
    def _hold_file(self, on_wait: Callable[[str], None], wait: bool) -> Iterator[None]:
        assert self.file is not None  # noqa: S101 - hold() asks first
        path = self.file.with_name(self.file.name + ".lock")
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(f"cannot hold the state: {path}: {error.strerror}") from None
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
                if not wait:
                    raise StateHeldError(f"process {holder} holds the state ({path})") from None
                on_wait(holder)
                fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                os.ftruncate(handle, 0)
                os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
            except OSError:
                pass  # a full disk: the lock holds without our name on it
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _hold_advisory(self, on_wait: Callable[[str], None], wait: bool) -> Iterator[None]:
        if self.is_sqlite:  # in memory: nobody else can reach it
            yield
            return
        with (
            self._translated(),
            self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as held,
        ):
            got = held.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK_NUMBER})").scalar()
            if not got and not wait:
                raise StateHeldError(f"another process holds the state ({self})")
            if not got:
                on_wait("unknown")
                held.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK_NUMBER})")
            try:
                yield
            finally:
                held.exec_driver_sql(f"SELECT pg_advisory_unlock({_LOCK_NUMBER})")

    def _begin(self) -> None:
        if self.is_sqlite:
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _pragma(self, statement: str) -> None:
        driver = self._connection.connection.driver_connection
        if driver is not None:
            driver.execute(f"PRAGMA {statement}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreError(f"the database {self} failed: {_reason(error)}") from error


def exists(url: str) -> bool:
    """Whether there is a database at `url`; one that is not a file is taken to be there. Raises StoreError."""
    parsed = _parse(url)
    file = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return file is None or Path(file).is_file()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreError(f"{url!r} is no database address: write one like sqlite:///state/feedhub.db") from None
    return parsed


def _prepare_sqlite(driver: object, _record: object) -> None:
    """Set up one SQLite connection: write-ahead log, foreign keys, transactions that we begin ourselves."""
    driver.isolation_level = None  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        driver.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _reason(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    reason = " ".join(str(cause).split()) or type(error).__name__
    damaged = "malformed" in reason or "not a database" in reason
    return f"{reason}: restore it from a backup" if damaged else reason
