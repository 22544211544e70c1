"""Everything hostile of the corpus, published and opened in a real Chromium without a policy: nothing of it runs.

There is no Content-Security-Policy, neither for the pages nor where the contents of feeds and archived posts are
parsed, so that the sanitiser alone is on trial.
"""

import contextlib
import functools
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from markdown_it import MarkdownIt

from tests import xss
from tests.acceptance.test_browser import CHROMIUM, QUIET
from tests.hub import Hub
from tests.publisher import Publisher

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

HOOK = "window.xss = (...said) => console.log('XSS ' + said[0]);"
SCRIPT = (Path(__file__).parent / "xss.js").read_text("utf-8")
PAGES = f"async paths => {{{SCRIPT} return pages(paths); }}"
PIECES = f"async ([found, strict]) => {{{SCRIPT} return pieces(found, strict); }}"


@dataclass
class Watch:
    """A page without a policy, and what it saw: calls of the hook, dialogs, and what was asked of the evil host."""

    page: Any
    hits: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        context = self.page.context
        context.add_init_script(HOOK)
        context.on("console", lambda said: self.hits.add(said.text) if said.text.startswith("XSS") else None)
        context.on("dialog", self._dismiss)
        context.on("request", lambda asked: self.hits.add(asked.url) if f"//{xss.EVIL}" in asked.url else None)
        context.on("page", lambda page: self.hits.add(f"opened {page.url}") if page is not self.page else None)

    def _dismiss(self, dialog: Any) -> None:
        self.hits.add(f"dialog {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium that reaches this machine alone."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, alone])
        yield running
        running.close()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """A hub that has published the whole corpus."""
    with Publisher() as publisher:
        hub = Hub(tmp_path_factory.mktemp("xss"), publisher)
        hub.configure(xss.sources(publisher))
        done = hub.sync()
        assert done.code == 0, done.stderr[-2000:]
        new = sum(source["new"] for source in done.report["sources"].values())
        held = sum(source["quarantined"] for source in done.report["sources"].values())
        assert (new > len(xss.contents()), held) == (True, 0)
    return hub


@pytest.fixture
def watch(browser: Any, published: Hub) -> Iterator[Watch]:
    """A page on a server that gives out the public tree, and has no policy."""
    handler = functools.partial(_Files, directory=str(published.public))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        context = browser.new_context()
        watching = Watch(context.new_page())
        watching.page.goto(f"http://127.0.0.1:{server.server_port}/style.css")
        yield watching
        context.close()
        server.shutdown()
        thread.join()


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def test_the_corpus_is_large_and_each_of_its_vectors_would_be_seen() -> None:
    names = ("html.txt", "addresses.txt", "texts.txt")
    sent = [vector for name in names for vector in xss.vectors(name)]

    assert len(set(sent)) == len(sent) >= 500
    assert [one for one in sent if not re.search(rf"xss\(|{xss.EVIL}|c3MoMCk", one)] == []


def test_what_is_not_cleaned_trips_the_wire(watch: Watch) -> None:
    from playwright.sync_api import Error

    raw, begin = xss.vectors("html.txt"), watch.page.url
    for at in range(0, len(raw), 10):
        with contextlib.suppress(Error):  # some lead the page away, or take its functions from it
            watch.page.goto(begin)
            watch.page.evaluate(PIECES, [raw[at : at + 10], False])
    with contextlib.suppress(Error):  # the last of them may still be on its way
        watch.page.goto(begin)
    watch.page.goto(begin)
    found = watch.page.evaluate(PIECES, [[f'<q cite="{one}">x</q>' for one in xss.vectors("addresses.txt")], True])

    assert len({hit for hit in watch.hits if hit.startswith("XSS")}) > 100
    assert any(xss.EVIL in hit for hit in watch.hits)
    assert len({piece for piece, _ in found}) > 40


def test_no_page_runs_anything(watch: Watch, published: Hub) -> None:
    paths = [quote(f"/{path.relative_to(published.public)}") for path in sorted(published.public.rglob("*.html"))]
    found = watch.page.evaluate(PAGES, paths)

    assert len(paths) > 700
    assert found == []
    assert watch.hits == set()


def test_nothing_in_a_feed_runs_in_a_reader_without_a_policy(watch: Watch, published: Hub) -> None:
    pieces = list(xss.strings(published.public))
    found = watch.page.evaluate(PIECES, [pieces, True])

    assert len(pieces) > 300
    assert found == []
    assert watch.hits == set()


def test_no_archived_post_runs_anything_when_it_is_rendered(watch: Watch, published: Hub) -> None:
    render = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render
    posts = [_parts(path) for path in published.posts()]
    found = watch.page.evaluate(PIECES, [[render(body) for _, body in posts], True])

    assert len(posts) > len(xss.contents())
    assert found == []
    assert watch.hits == set()
    for matter, body in posts:
        assert set(matter) == {"layout", "title", "date", "categories", "tags"}
        assert matter["layout"] == "post"
        assert not re.search(r"\{\{|\{%", body)


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter of an archived post, and what is below it."""
    _, matter, body = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(matter), body
