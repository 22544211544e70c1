"""One article at two publishers, as a reader sees it: in the feeds, on the pages, and once where that is wished."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

import feedparser
import pytest
from lxml import etree

from tests.atom_rules import violations
from tests.hub import HEAD, Hub
from tests.likeness import articles, pairs

ATOM = "{http://www.w3.org/2005/Atom}"
SOURCE = """
[[source]]
id = "{name}"
kind = "feed"
url = "{address}/{name}.xml"
title = "{title}"
category = "{category}"
"""
PUBLISHED = datetime.now(UTC) - timedelta(hours=1)  # what is old when it is first seen is not compared
ARTICLES = {one["id"]: one for one in articles()}
REPORTS = next(pair for pair in pairs() if pair.name == "daily market report")


def configure(hub: Hub, more: str = "", world: str = "Wire") -> None:
    """Let the hub follow two publishers."""
    address = hub.publisher.address
    sources = SOURCE.format(name="daily", address=address, title="The Daily", category="Wire")
    sources += SOURCE.format(name="herald", address=address, title="The Herald", category=world)
    hub.configure(HEAD + more + sources)
    for name in ("daily", "herald"):
        publish(hub, name)


def publish(hub: Hub, name: str, *items: tuple[str, str, str]) -> None:
    """Let a publisher's feed have items, each a word for its address, a title and a text."""
    listed = "".join(
        f"<item><guid>https://{name}.example/{word}</guid><link>https://{name}.example/{word}</link>"
        f"<title>{escape(title)}</title><pubDate>{format_datetime(PUBLISHED)}</pubDate>"
        f"<description>{escape(f'<p>{text}</p>')}</description></item>"
        for word, title, text in items
    )
    channel = f"<title>{name}</title><link>https://{name}.example/</link><description/>"
    hub.publisher.says(f"/{name}.xml", f'<rss version="2.0"><channel>{channel}{listed}</channel></rss>')


def related(hub: Hub, path: str = "feed.xml") -> dict[str, list[tuple[str, str]]]:
    """Return the related links of each entry of a valid feed that name whose they are, by its title."""
    document = (hub.public / path).read_bytes()

    assert violations(document) == []

    found = {}
    for entry in etree.fromstring(document).iter(f"{ATOM}entry"):
        links = [link for link in entry.iter(f"{ATOM}link") if link.get("rel") == "related" and link.get("title")]
        found[str(entry.findtext(f"{ATOM}title"))] = [(link.get("title", ""), link.get("href", "")) for link in links]
    return found


def titles(hub: Hub, path: str = "feed.xml") -> list[str]:
    """Return the titles in a published feed."""
    parsed: Any = feedparser.parse((hub.public / path).read_bytes())
    return sorted(entry.title for entry in parsed.entries)


def page(hub: Hub, title: str) -> str:
    """Return the page of the post that has a title."""
    found = [path.read_text(encoding="utf-8") for path in hub.public.rglob("*.html")]
    return next(text for text in found if f"<h1>{escape(title)}</h1>" in text)


@pytest.mark.parametrize("name", ["railway", "en-bridge"])
def test_wire_copy_under_another_headline_is_related_and_named_on_both_pages(hub: Hub, name: str) -> None:
    article = ARTICLES[name]
    first, second = article["title"], article["other_title"]
    configure(hub)
    publish(hub, "daily", ("one", first, article["text"]))
    hub.sync()
    before = feedparser.parse((hub.public / "feed.xml").read_bytes()).entries[0].updated
    archived = {path.name: path.read_bytes() for path in hub.posts()}
    publish(hub, "herald", ("two", second, article["heavy"]))
    result = hub.sync()

    assert result.code == 0, result.stderr
    assert related(hub) == {
        first: [("The Herald", "https://herald.example/two")],
        second: [("The Daily", "https://daily.example/one")],
    }
    assert related(hub, "category/wire.atom") == related(hub)
    assert "其他媒体也有报道" in page(hub, first)
    assert "The Herald: <a href=" in page(hub, first)
    assert "The Daily: <a href=" in page(hub, second)
    entries = feedparser.parse((hub.public / "feed.xml").read_bytes()).entries
    assert next(entry.updated for entry in entries if entry.title == first) == before
    assert all(archived[path.name] == path.read_bytes() for path in hub.posts() if path.name in archived)

    told = " ".join(hub.run("explain", "https://herald.example/two").stdout.split())
    assert f"{first!r}: " in told
    assert "also reported by The Daily: https://daily.example/one" in told

    settled = hub.snapshot()
    hub.sync()
    hub.run("rebuild")

    assert hub.snapshot() == settled


def test_reports_of_two_days_that_differ_in_numbers_only_stay_apart(hub: Hub) -> None:
    configure(hub)
    texts = [side.content.removeprefix("<p>").removesuffix("</p>") for side in (REPORTS.one, REPORTS.other)]
    publish(hub, "daily", ("one", REPORTS.one.title, texts[0]), ("two", REPORTS.other.title, texts[1]))
    hub.sync()

    assert related(hub) == {REPORTS.one.title: [], REPORTS.other.title: []}


def test_with_first_a_reader_sees_each_story_once_in_each_feed_and_everything_is_still_there(hub: Hub) -> None:
    article, alone = ARTICLES["en-bridge"], ARTICLES["en-bees"]
    first, second = article["title"], article["other_title"]
    configure(hub, '[feeds]\nduplicates = "first"\n', world="World")
    publish(hub, "daily", ("one", first, article["text"]))
    hub.sync()
    publish(hub, "herald", ("two", second, article["text"]), ("three", alone["title"], alone["text"]))
    publish(hub, "daily", ("four", "A bridge is open again", article["heavy"]), ("one", first, article["text"]))
    hub.sync()

    assert titles(hub) == sorted([first, alone["title"]])
    assert titles(hub, "category/wire.atom") == [first]
    assert titles(hub, "category/world.atom") == sorted([second, alone["title"]])
    assert len(hub.posts()) == 4
    assert "The Daily: <a href=" in page(hub, "A bridge is open again")
    assert second not in (hub.public / "index.html").read_text(encoding="utf-8").split("World")[0]

    settled = hub.snapshot()
    hub.sync()
    hub.run("rebuild")

    assert hub.snapshot() == settled
    assert hub.run("verify").code == 0


def test_when_the_first_teller_is_taken_back_the_next_one_comes_into_the_feeds(hub: Hub) -> None:
    article = ARTICLES["railway"]
    first, second = article["title"], article["other_title"]
    configure(hub, '[feeds]\nduplicates = "first"\n')
    publish(hub, "daily", ("one", first, article["text"]))
    hub.sync()
    publish(hub, "herald", ("two", second, article["text"]))
    hub.sync()
    assert titles(hub) == [first]

    settings = (hub.directory / "config/feedhub.toml").read_text(encoding="utf-8")
    rule = f"[[source.rule]]\ndrop = 'title'\nis = '{first}'\n"
    hub.configure(settings.replace('[[source]]\nid = "herald"', f'{rule}[[source]]\nid = "herald"'))
    hub.sync()

    assert titles(hub) == titles(hub, "category/wire.atom") == [second]


def test_switched_off_nothing_is_compared(hub: Hub) -> None:
    article = ARTICLES["en-bridge"]
    configure(hub, "[duplicates]\nfind = false\n")
    publish(hub, "daily", ("one", article["title"], article["text"]))
    publish(hub, "herald", ("two", article["other_title"], article["text"]))
    hub.sync()

    assert related(hub) == {article["title"]: [], article["other_title"]: []}
