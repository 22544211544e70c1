"""A scripted publisher on loopback: a real server whose answers a test sets, and whose askers it sees."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass
class Answer:
    """What the publisher says at one path. `seconds_a_byte` makes it trickle; `cut` ends it after that many bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds_a_byte: float = 0
    cut: int | None = None


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


class _Server(ThreadingHTTPServer):
    """A server that has nothing to say of askers who hang up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


class Publisher:
    """The server. Answers are looked up by path with query; `default` answers for the rest.

    A robots.txt is there only if a test puts it there; who asks for it is noted in `robots_asked` alone.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.default: Callable[[Asked], Answer] = lambda _asked: Answer(b"nothing here", 404)
        self.asked: list[Asked] = []
        self.robots_asked: list[Asked] = []
        self.at_once = 0  # the most requests that were in hand together
        self._in_hand = 0
        self._counting = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """Where the publisher answers, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def paths(self) -> list[str]:
        """Return the paths asked for since the last call, in order."""
        asked, self.asked = self.asked, []
        return [one.path for one in asked]

    def says(self, path: str, value: Any, status: int = 200, **headers: str) -> None:
        """Answer at `path` with text, bytes or JSON."""
        body = value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else _json(value)
        self.answers[path] = Answer(body, status, {key.replace("_", "-"): text for key, text in headers.items()})

    def answer(self, asked: Asked) -> Answer:
        """Return the answer to a request, which is noted."""
        if asked.path == "/robots.txt":
            self.robots_asked.append(asked)
            found = self.answers.get(asked.path, Answer(status=404))
            return found(asked) if callable(found) else found
        with self._counting:
            self.asked.append(asked)
        found = self.answers.get(asked.path, self.default)
        return found(asked) if callable(found) else found

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def enter(self) -> None:
        """Count a request in."""
        with self._counting:
            self._in_hand += 1
            self.at_once = max(self.at_once, self._in_hand)

    def leave(self) -> None:
        """Count a request out."""
        with self._counting:
            self._in_hand -= 1


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            publisher.enter()
            try:
                self._answer()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                publisher.leave()

        do_POST = do_GET  # noqa: N815 - the base class's name

        def _answer(self) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            answer = publisher.answer(Asked(self.path, headers, body))
            self.send_response(answer.status)
            for key, value in answer.headers.items():
                self.send_header(key, value)
            if "Content-Length" not in answer.headers and answer.status != 304:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            body = answer.body if answer.cut is None else answer.body[: answer.cut]
            if answer.seconds_a_byte:
                for at in range(len(body)):
                    self.wfile.write(body[at : at + 1])
                    self.wfile.flush()
                    time.sleep(answer.seconds_a_byte)
            else:
                self.wfile.write(body)
            if answer.cut is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    return Handler
