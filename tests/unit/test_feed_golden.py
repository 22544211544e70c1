"""Feeds in tests/golden/parse and what is read of each; every feed says in its first comment what it shows."""

import json
from pathlib import Path

import pytest

from feedhub.config import FeedSource
from feedhub.model import Item, Response
from feedhub.parse import listing

GOLDEN = Path(__file__).parent.parent / "golden" / "parse"
URL = "https://fetched.example/feed"
SOURCE = FeedSource.model_validate({"id": "f", "kind": "feed", "url": URL})


def _shown(item: Item) -> dict[str, object]:
    shown: dict[str, object] = {name: value for name, value in sorted(item.fields.items()) if value}
    if item.categories:
        shown["categories"] = list(item.categories)
    if item.enclosures:
        shown["enclosures"] = [[one.url, one.media_type, one.length] for one in item.enclosures]
    return shown


def read(path: Path) -> dict[str, object]:
    """Return what is read of a golden feed, as its JSON has it."""
    found = listing(SOURCE, Response(URL, 200, path.read_bytes(), "application/xml"))
    return {"title": found.title, "link": found.link, "items": [_shown(item) for item in found.items]}


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.xml")))
def test_a_golden_feed_is_read_as_it_was(name: str) -> None:
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))

    assert expected == read(GOLDEN / f"{name}.xml")


def test_every_golden_feed_says_what_it_shows() -> None:
    names = sorted(path.stem for path in GOLDEN.glob("*.xml"))

    assert len(names) > 20
    assert [name for name in names if b"Shows:" not in (GOLDEN / f"{name}.xml").read_bytes().replace(b"\0", b"")] == []
