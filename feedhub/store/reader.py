"""EDGE: reading a database beside the process that writes it: a connection for each question, and a limit of time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from feedhub.errors import StoreError, TooSlowError


class Reader:
    """A database that is read and never written: no lock, no checkpoint, no schema that it could change."""

    def __init__(self, url: str, timeout_s: float) -> None:
        """Take note of `url`; nothing is opened. Raises StoreError if it is no address."""
        self._timeout_s = timeout_s
        try:
            parsed = make_url(url)
            self._sqlite = parsed.get_backend_name() == "sqlite"
            self._file = Path(parsed.database or "")
            options: dict[str, Any] = {"creator": self._open} if self._sqlite else _of_postgresql(timeout_s)
            self._engine = create_engine("sqlite://" if self._sqlite else parsed, poolclass=NullPool, **options)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise StoreError(f"cannot read the database: {error}") from None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for one question.

        Raises StoreError if there is no database or it fails, TooSlowError if the answer takes longer than is allowed.
        """
        overdue = threading.Event()
        try:
            with self._engine.connect() as connection, self._limited(connection, overdue):
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            if overdue.is_set() or "statement timeout" in str(error):
                raise TooSlowError(f"the database took longer than {self._timeout_s:g} s") from None
            raise StoreError(f"the database cannot be read: {error}") from error

    @contextmanager
    def _limited(self, connection: Connection, overdue: threading.Event) -> Iterator[None]:
        driver = connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            yield
            return

        def interrupt() -> None:
            overdue.set()
            driver.interrupt()

        timer = threading.Timer(self._timeout_s, interrupt)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # so that it never interrupts a connection that is closed

    def _open(self) -> sqlite3.Connection:
        if not self._file.is_file():
            raise StoreError(f"there is no database {self._file}")
        address = f"file:{quote(str(self._file))}?mode=ro"
        return sqlite3.connect(address, uri=True, timeout=self._timeout_s, check_same_thread=False)


def _of_postgresql(timeout_s: float) -> dict[str, Any]:
    settings = f"-c default_transaction_read_only=on -c statement_timeout={int(timeout_s * 1000)}"
    return {"connect_args": {"options": settings, "connect_timeout": max(1, int(timeout_s))}}
