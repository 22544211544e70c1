"""EDGE: the web server over the public tree, with the search; and nothing outside these."""

import mimetypes
import os
import socket
import stat
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Receive, Scope, Send

from feedhub import address
from feedhub.config import Config
from feedhub.errors import ServeError
from feedhub.serve.search import Searching

__all__ = ["Searching", "application", "bind", "run", "server"]

Log = Callable[[str], None]

_TYPES = {
    **{f".{suffix}": media_type for suffix, media_type in address.FEED_TYPES.items()},
    ".html": "text/html",
    ".css": "text/css",
    ".opml": "text/x-opml",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
}
_ROBOTS = "robots.txt"
# Pages show foreign pictures and sounds, and run nothing.
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src https: http: data:; "
    "media-src https: http:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class _File(FileResponse):
    """A file with the length and tag of the very bytes that are sent, though another may take its name meanwhile."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with Path(self.path).open("rb") as file:
            for name in ("content-length", "last-modified", "etag"):
                del self.headers[name]
            self.stat_result = os.fstat(file.fileno())
            self.set_stat_headers(self.stat_result)
            self.path = f"/dev/fd/{file.fileno()}"
            await super().__call__(scope, receive, send)


class PublicTree(StaticFiles):
    """The files of the public tree. Names that begin with a dot, as files have that are being written, do not exist."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return the file for a path; none for a hidden one."""
        if any(part.startswith(".") for part in Path(path).parts):
            return "", None
        return super().lookup_path(path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or 304 to whoever has it, with its media type and the headers that keep pages harmless."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            gone = self._gone(path) if error.status_code == HTTPStatus.NOT_FOUND else None
            if gone is None:
                raise
            response = gone
        feed = path == address.HUB_FEED
        media_type = address.FEED_TYPES["atom"] if feed else _TYPES.get(Path(path).suffix or ".html")
        if media_type and response.status_code in (200, 206):
            response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
        response.headers.update(_SECURITY)
        # A reader asks again each time, and mostly gets 304.
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _gone(self, path: str) -> Response | None:
        """Return the page that stands in place of one that was taken back, if there is one."""
        full_path, found = super().lookup_path(address.gone(path)) if ".." not in path else ("", None)
        if found is None or not stat.S_ISREG(found.st_mode):
            return None
        return HTMLResponse(Path(full_path).read_bytes(), HTTPStatus.GONE)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, or 304 to whoever has it."""
        response = _File(full_path, status_code, stat_result=stat_result)
        unmodified = self.is_not_modified(response.headers, Headers(scope=scope))
        return NotModifiedResponse(response.headers) if unmodified else response

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """Whether the asker has this file: by its tag if it sent one, else by its date (RFC 9110, 13.2.2)."""
        if "if-none-match" in request_headers:
            given = [tag.strip().removeprefix("W/") for tag in request_headers["if-none-match"].split(",")]
            return response_headers.get("etag") in given or "*" in given
        return super().is_not_modified(response_headers, request_headers)


async def _healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _failed(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse(f"{status}\n", status, headers=_SECURITY)


def application(public: Path, searching: Searching | None = None) -> Starlette:
    """Return the web application over the tree at `public`, which is made if it is not there yet.

    Without `searching`, or without its database, the page of the tree stands in for the search.
    """
    try:
        public.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServeError(f"cannot serve {public}: {error.strerror}") from None
    mimetypes.add_type("text/x-opml", ".opml")
    tree = PublicTree(directory=public, html=True)

    async def search(request: Request) -> Response:
        answer = await searching.answer(request.query_params) if searching else None
        if answer is None:
            return await tree.get_response(address.SEARCH, request.scope)
        answer.headers.update(_SECURITY)
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    async def robots(request: Request) -> Response:
        try:
            return await tree.get_response(_ROBOTS, request.scope)
        except HTTPException:  # the operator has none
            lines = ["User-agent: *", "Disallow: /search"]
            lines += [f"Sitemap: {searching.site.hub.base_url}/{address.SITEMAP_INDEX}"] if searching else []
            return PlainTextResponse("\n".join([*lines, ""]), headers=_SECURITY)

    return Starlette(
        routes=[
            Route("/healthz", _healthy),
            Route("/search", search),
            Route(f"/{address.SEARCH}", search),
            Route(f"/{_ROBOTS}", robots),
            Mount("/", tree),
        ],
        exception_handlers={HTTPException: _failed},
    )


def bind(listen: str) -> socket.socket:
    """Return a socket bound to `listen` (address:port). Raises ServeError if that cannot be had."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
        except BaseException:
            bound.close()
            raise
    except (OSError, OverflowError) as error:
        raise ServeError(f"cannot listen on {listen}: {error}; serve.listen names another address") from None
    return bound


def server(public: Path, searching: Searching | None = None) -> uvicorn.Server:
    """Return a server over the tree at `public`, to be run on sockets of `bind`."""
    settings = uvicorn.Config(
        application(public, searching),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    return uvicorn.Server(settings)


def run(config: Config, searching: Searching, log: Log) -> None:
    """Serve until SIGINT or SIGTERM. Raises ServeError if the address cannot be had."""
    with bind(config.serve.listen) as bound:
        log(f"serving {config.state.public} on http://{config.serve.listen}/")
        server(Path(config.state.public), searching).run(sockets=[bound])
