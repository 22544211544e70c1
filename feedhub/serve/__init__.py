"""EDGE: the web server over the public tree, with the search; and nothing outside these."""

import socket
from collections.abc import Callable, Sequence, Set
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from feedhub import address
from feedhub.config import Config, Private
from feedhub.errors import ServeError
from feedhub.serve import tree
from feedhub.serve.connection import Connection
from feedhub.serve.files import SECURITY, Files, RawHeaders, Ready
from feedhub.serve.search import Searching

__all__ = ["Application", "Searching", "application", "bind", "configured", "run", "server"]

Log = Callable[[str], None]

_ROBOTS = "robots.txt"

MOST_CONNECTIONS = 800
"""More at a time get 503: the usual limit of open files is 1,024."""


async def _healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _failed(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse(f"{status}\n", status, headers=SECURITY)


class Application:
    """What is computed, by its paths, and the files for all others: so a file costs no walk through routes."""

    def __init__(self, computed: Starlette, paths: Set[str], files: Files) -> None:
        self._computed, self._paths, self._files = computed, paths, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await (self._computed if scope["path"] in self._paths else self._files)(scope, receive, send)

    def at_once(self, path: str, headers: RawHeaders) -> Ready | None:
        """Return the answer to a plain GET, if nothing has to be waited for."""
        return None if path in self._paths else self._files.at_once(path, headers)


class _Search:
    """Answers a search; without a database the page of the tree stands in for it."""

    def __init__(self, searching: Searching | None, files: Files) -> None:
        self._searching, self._files = searching, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._searching.answer(Request(scope).query_params) if self._searching else None
        if answer is None:
            await self._files({**scope, "path": f"/{address.SEARCH}"}, receive, send)
            return
        answer.headers.update(SECURITY)
        answer.headers["Cache-Control"] = "no-cache"
        await answer(scope, receive, send)


class _Robots:
    """Gives out the operator's robots.txt, else one that names the site map."""

    def __init__(self, searching: Searching | None, public: Path, files: Files) -> None:
        self._searching, self._public, self._files = searching, public, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if tree.stamp(str(self._public), _ROBOTS):
            await self._files({**scope, "path": f"/{_ROBOTS}"}, receive, send)
            return
        lines = ["User-agent: *", "Disallow: /search"]
        if self._searching:
            lines.append(f"Sitemap: {self._searching.site.hub.base_url}/{address.SITEMAP_INDEX}")
        await PlainTextResponse("\n".join([*lines, ""]), headers=SECURITY)(scope, receive, send)


def application(
    public: Path, base_path: str = "", private: Sequence[Private] = (), searching: Searching | None = None
) -> Application:
    """Return the web application over the tree at `public`, which is made if it is not there yet.

    It answers under `base_path` and at the top, so that a proxy in front may take that prefix away or leave it.
    """
    try:
        public.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServeError(f"cannot serve {public}: {error.strerror}") from None
    files = Files(str(public), base_path, private)
    search, robots = _Search(searching, files), _Robots(searching, public, files)
    routes = [
        Route("/healthz", _healthy),
        Route("/search", search, methods=["GET"]),
        Route(f"/{address.SEARCH}", search, methods=["GET"]),
        Route(f"/{_ROBOTS}", robots, methods=["GET"]),
    ]
    under = [Mount(base_path, routes=routes)] if base_path else []
    computed = Starlette(routes=[*routes, *under], exception_handlers={HTTPException: _failed})
    paths = {prefix + route.path for route in routes for prefix in ("", base_path)}
    return Application(computed, paths, files)


def bind(listen: str) -> socket.socket:
    """Return a socket bound to `listen` (address:port). Raises ServeError if that cannot be had."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        # asyncio sends at once (TCP_NODELAY) only where the socket knows that it is TCP; else a body waits 40 ms.
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # A feed is handed over in one piece, in place of several as the asker takes them.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 18)
            bound.bind(where)
        except BaseException:
            bound.close()
            raise
    except (OSError, OverflowError) as error:
        raise ServeError(f"cannot listen on {listen}: {error}; serve.listen names another address") from None
    return bound


def server(
    public: Path, base_url: str = "", private: Sequence[Private] = (), searching: Searching | None = None
) -> uvicorn.Server:
    """Return a server over the tree at `public`, which readers have under `base_url`, for sockets of `bind`."""
    settings = uvicorn.Config(
        application(public, urlsplit(base_url).path.rstrip("/"), private, searching),
        http=Connection,
        ws="none",
        loop="asyncio",
        interface="asgi3",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    return uvicorn.Server(settings)


def configured(config: Config, searching: Searching) -> uvicorn.Server:
    """Return the server that a configuration wishes. Where some paths are private, nobody may search all of them."""
    open_to_all = None if config.serve.private else searching
    return server(Path(config.state.public), config.hub.base_url, config.serve.private, open_to_all)


def run(config: Config, searching: Searching, log: Log) -> None:
    """Serve until SIGINT or SIGTERM. Raises ServeError if the address cannot be had."""
    with bind(config.serve.listen) as bound:
        log(f"serving {config.state.public} on http://{config.serve.listen}/")
        configured(config, searching).run(sockets=[bound])
