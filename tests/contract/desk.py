"""A hub without sources, on every database, with real files: entries are put into its store by hand."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from feedhub.config import Config, Hub
from feedhub.model import CategoryName, Entry, Tree
from feedhub.output import Output
from feedhub.pipeline import Publisher
from feedhub.publish import Site
from feedhub.store import Store
from tests.contract.test_store import entry, put
from tests.history_client import Client

BASE = "https://hub.example"
NOW = datetime(2022, 5, 27, 8, 0, tzinfo=UTC)
_PAGE = 10
EVERYTHING = f"{BASE}/feed.xml"
FINANCE = f"{BASE}/category/finance.atom"


@dataclass
class Desk:
    """A hub without sources: entries are put into its store by hand, and published."""

    store: Store
    directory: Path
    size: int = 4
    now: datetime = NOW
    config: dict[str, Any] = field(default_factory=dict)
    feeds: dict[str, bool] = field(default_factory=dict)
    current: dict[str, Entry] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def put(self, one: Entry) -> None:
        """Store an entry, a minute after the last."""
        self.now += timedelta(minutes=1)
        put(self.store, one, self.now, fingerprint=f"{self.now}")
        self.current[one.key] = one

    def arrive(self, *keys: str, categories: tuple[str, ...] = ("Finance",)) -> None:
        """Let new entries come, each published an hour after the one before it."""
        for key in keys:
            published = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=len(self.current))
            names = tuple(CategoryName(name) for name in categories)
            self.put(entry(key, published=published, categories=names, content=f"<p>{key}</p>"))

    def edit(self, key: str, title: str) -> None:
        """Let an entry get another title, which a reader sees."""
        self.put(replace(self.current[key], title=title))

    def publish(self, *, whole: bool = False) -> int:
        """Publish what is marked, and return how many files differed; keep what there is to say of it."""
        publisher = self.publisher()
        written = publisher.publish(lambda _event: None, threading.Event(), whole=whole)
        self.notes = publisher.notes
        return written

    def rebuild(self) -> int:
        """Render everything again, and return how many files differed."""
        self.store.marks.everything()
        return self.publish()

    def get(self, address: str) -> bytes:
        """Return the published file at an address."""
        return (self.public / address.removeprefix(f"{BASE}/")).read_bytes()

    def client(self, address: str) -> Client:
        """Return a reader who has just subscribed."""
        client = Client(self.get)
        client.poll(address)
        return client

    def archives(self) -> dict[str, tuple[bytes, int]]:
        """Return every archive document with its bytes and its time of change."""
        return {
            str(path.relative_to(self.public)): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in self.public.rglob("archive/*.atom")
        }

    def titles(self, address: str) -> list[str]:
        """Return the titles in one document, in its order."""
        found = etree.fromstring(self.get(address)).iterfind("{*}entry/{*}title")
        return [str(title.text) for title in found]

    @property
    def public(self) -> Path:
        """The public tree."""
        return self.directory / "public"

    def publisher(self) -> Publisher:
        output = Output({Tree.PUBLIC: self.public, Tree.ARCHIVE: self.directory / "archive"})
        site = Site(Hub(base_url=BASE), self.store.authority("hub.example", date(2022, 5, 26)))
        feeds = {"sources": False, **self.feeds, "entries": self.size}
        config = Config.model_validate({**self.config, "feeds": feeds, "site": {"page_entries": _PAGE}})
        return Publisher(self.store, site, output, config, lambda: NOW)


@pytest.fixture
def desk(address: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk with an empty store that has met the sources a and b."""
    store = Store(address)
    store.prepare()
    store.sources.meet("a", "Source A", "http://a.example/")
    store.sources.meet("b", "", "")
    yield Desk(store, tmp_path)
    store.close()
