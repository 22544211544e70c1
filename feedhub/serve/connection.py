"""EDGE: one connection of the web server, and how long and how much of it is borne.

Most requests are for a file that is in memory. Those are answered as they are read, without a task: that is most
of the time that a request takes. All else goes uvicorn's way.
"""

import asyncio
import re
import sys
from typing import Protocol, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from feedhub.serve.files import RawHeaders, Ready

MOST_REQUEST_BYTES = 64 << 10
"""Bytes of one request, its head and its body: nobody has to send more to a server of files."""

PATIENCE_S = 20.0
"""Seconds in which something has to move: the head of a request is complete, or some of an answer is taken."""

_SPECIAL = re.compile(rb"[%?#]")
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class _AtOnce(Protocol):
    def at_once(self, path: str, headers: RawHeaders) -> Ready | None: ...


class Connection(HttpToolsProtocol):
    """uvicorn's connection, that ends when a request is too large or the asker too slow."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch how it goes on."""
        super().connection_made(transport)
        self._requests = self._received = 0
        self._is_head, self._is_complete, self._is_answered = True, False, False
        self._at_once = cast(_AtOnce, self.config.app).at_once
        self._before: tuple[int, ...] = ()
        self._watch = self.loop.call_later(PATIENCE_S / 2, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the watch."""
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, as long as one request is not too large."""
        self._received += len(data)
        if self._received > MOST_REQUEST_BYTES + len(data):
            if self._is_head:
                self.transport.write(_TOO_LARGE)
            self.transport.close()
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Count the bytes from here."""
        self._requests, self._received = self._requests + 1, 0
        self._is_head, self._is_complete, self._is_answered = True, False, False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Know that the head is there; what comes now is a body."""
        self._is_head = False
        answer = self._at_once(self.url.decode("ascii"), self.headers) if self._may_answer() else None
        if answer is not None:
            self._is_answered = True
            self.server_state.total_requests += 1
            status, lines, body = answer
            date = b"".join(b"%b: %b\r\n" % header for header in self.server_state.default_headers)
            self.transport.write(b"".join((STATUS_LINE[status], date, lines, b"\r\n", body)))
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Leave aside what belongs to a request that is answered."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Know that nothing more is waited for."""
        self._is_complete = True
        if not self._is_answered:
            super().on_message_complete()

    def _may_answer(self) -> bool:
        """Whether a request can be answered here: a plain one, none before it waits, and the asker reads."""
        is_plain = self.url.startswith(b"/") and self.url.isascii() and not _SPECIAL.search(self.url)
        is_next = not self.pipeline and (self.cycle is None or self.cycle.response_complete)
        has_room = not self.flow.write_paused and len(self.connections) < (self.limit_concurrency or sys.maxsize)
        return (
            (is_plain and is_next and has_room)
            and self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not self.transport.is_closing()
        )

    def _look(self) -> None:
        """End the connection if it waits as it did: for a request or the rest of one, or that an answer is taken."""
        waiting = self.transport.get_write_buffer_size()
        now = self._requests, self._is_head, waiting
        is_computing = self._is_complete and self.cycle is not None and not self.cycle.response_complete
        if now == self._before and (waiting > 0 or not is_computing):
            self.transport.abort()
            return
        self._before = now
        self._watch = self.loop.call_later(PATIENCE_S / 2, self._look)
