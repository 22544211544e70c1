"""The demo's publisher: a web server on loopback with two JSON lists, their details and an Atom feed."""

import html
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Article = dict[str, Any]


class Publisher:
    """A publisher with articles of its own. `next_day` lets a day pass: edits, a mended article, two late ones."""

    def __init__(self) -> None:
        self._news: list[Article] = _read("news.json")
        self._flash: list[Article] = _read("flash.json")
        self._journal: list[Article] = _read("journal.json")
        self._edits: dict[str, Any] = _read("edits.json")
        broken = {**self._edits["mended"], "title": "", "datetime": ""}
        self._news.insert(3, broken)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where the publisher answers, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_day(self) -> None:
        """Edit an article, mend the broken one, and add the late ones."""
        edited: dict[str, Article] = self._edits["edited"]
        mended: Article = self._edits["mended"]
        self._news = [
            mended if one["infoCode"] == mended["infoCode"] else {**one, **edited.get(one["infoCode"], {})}
            for one in self._news
        ]
        self._news = [*self._edits["late"], *self._news]

    def answer(self, path: str) -> tuple[str, str] | None:
        """Return the media type and the text at a path, None where there is nothing."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/information/newmarket/web/webapi":
                return _json({"record": [_without(one, "text") for one in self._news]})
            case "/web/webapi":
                return _json({"records": [_without(one, "content") for one in self._flash]})
            case "/NewsData/GetNewsText.do":
                return self._detail(query.get("id", ""))
            case "/journal.atom":
                return "application/atom+xml", self._atom()
        return self._article(parts.path)

    def _article(self, path: str) -> tuple[str, str] | None:
        """Return the page of an article as the publisher shows it."""
        for one in (*self._news, *self._flash):
            if path == f"/news/{one['infoCode']}.html":
                return _page(one["title"], one.get("text") or one["content"])
        for one in self._journal:
            if path == one["link"]:
                return _page(one["title"], one["content"])
        return None

    def _detail(self, code: str) -> tuple[str, str] | None:
        for one in self._news:
            if one["infoCode"] == code:
                return _json({"text": one["text"]})
        for one in self._flash:
            if one["infoCode"] == code:
                return _json({"content": one["content"]})
        return None

    def _atom(self) -> str:
        entries = "".join(
            f"<entry><id>{one['id']}</id><title>{html.escape(one['title'])}</title>"
            f'<link rel="alternate" href="{one["link"]}"/><published>{one["published"]}</published>'
            f"<updated>{one['published']}</updated><author><name>{html.escape(one['author'])}</name></author>"
            + "".join(f'<category term="{html.escape(term)}"/>' for term in one["categories"])
            + f"<summary>{html.escape(one['summary'])}</summary>"
            f'<content type="html">{html.escape(one["content"])}</content></entry>'
            for one in self._journal
        )
        newest = max(one["published"] for one in self._journal)
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" '
            f'xml:base="{self.address}/"><id>tag:journal.example,2026:feed</id><title>Lantern Journal</title>'
            f'<link href="{self.address}/"/><link rel="self" href="{self.address}/journal.atom"/>'
            f"<updated>{newest}</updated>{entries}</feed>"
        )


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = publisher.answer(self.path)
            media_type, text = found or ("text/plain", "nothing here\n")
            body = text.encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            pass

    return Handler


def _page(title: str, body: str) -> tuple[str, str]:
    escaped = html.escape(title)
    return "text/html", f"<!DOCTYPE html><title>{escaped}</title><h1>{escaped}</h1>{body}"


def _without(article: Article, key: str) -> Article:
    return {name: value for name, value in article.items() if name != key}


def _json(value: object) -> tuple[str, str]:
    return "application/json", json.dumps(value, ensure_ascii=False)


def _read(name: str) -> Any:
    return json.loads((resources.files("feedhub.demo") / "articles" / name).read_text(encoding="utf-8"))
