"""`python -m benchmarks.parse`: entries read from a feed per second of CPU, by lxml and by feedparser.

fastfeedparser and atoma are measured beside them where they are installed. What is compared is not the same work:
those two give fewer fields, and stop at feeds that are broken.
"""

import argparse
import functools
import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks import measure
from benchmarks.measure import Cost
from feedhub.config import FeedSource
from feedhub.model import Response
from feedhub.parse import feed, listing, raw
from feedhub.parse.xml import Feed

SOURCE = FeedSource.model_validate({"id": "f", "kind": "feed", "url": "https://news.example/feed"})
SIZES = (20, 200, 2000)
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
PARAGRAPH = '<p class="a">中国市场 news &amp; more <a href="/about">about</a>, and so on for a line or two.</p>'


def rss(entries: int) -> str:
    """Return a blog's feed, with full texts of 2 KB."""
    body = PARAGRAPH * 20
    items = "".join(
        f"<item><title>Article {n} &amp; more</title><link>https://news.example/{n}</link>"
        f"<dc:creator>Ann Lee</dc:creator>"
        f"<pubDate>Fri, 20 May 2022 09:{n % 60:02}:00 +0800</pubDate><category>one</category><category>two</category>"
        f'<guid isPermaLink="false">https://news.example/?p={n}</guid><description>Summary of {n}</description>'
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        for n in range(entries)
    )
    return f'<rss version="2.0" {SPACES}><channel><title>T</title><link>https://news.example/</link>{items}</channel></rss>'


def podcast(entries: int) -> str:
    """Return a podcast's feed, with short texts and many elements."""
    items = "".join(
        f"<item><title>Episode {n}</title><guid>ep-{n}</guid><pubDate>Fri, 20 May 2022 09:51:56 +0800</pubDate>"
        f"<description>About {n}</description><itunes:summary>About {n}, at length</itunes:summary>"
        f"<itunes:author>Ann</itunes:author><itunes:duration>12:34</itunes:duration><itunes:explicit>no</itunes:explicit>"
        f'<itunes:image href="https://c.example/{n}.jpg"/><itunes:keywords>a,b,c</itunes:keywords>'
        f'<enclosure url="https://c.example/{n}.mp3" length="123" type="audio/mpeg"/>'
        f'<media:content url="https://c.example/{n}.jpg" medium="image"/></item>'
        for n in range(entries)
    )
    return f'<rss version="2.0" {SPACES}><channel><title>T</title><link>https://news.example/</link>{items}</channel></rss>'


def atom(entries: int) -> str:
    """Return an Atom feed, with XHTML of 1 KB."""
    body = PARAGRAPH * 10
    items = "".join(
        f"<entry><id>tag:news.example,2022:{n}</id><title type='html'>Article {n} &amp;amp; more</title>"
        f"<link href='https://news.example/{n}'/><published>2022-05-20T01:51:56Z</published>"
        f"<updated>2022-05-21T01:51:56Z</updated><author><name>Ann</name></author><category term='one'/>"
        f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{body}</div></content></entry>"
        for n in range(entries)
    )
    head = "<title>T</title><id>urn:f</id><link href='https://news.example/'/>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{items}</feed>"


def _items(found: Feed | None) -> int:
    """Judge what was read, as `listing` does, and count it."""
    assert found is not None
    return len([raw.item(entry, "", found.language, found.authors) for entry in found.entries])


def _readers() -> dict[str, Callable[[str], int]]:
    """Return the ways of reading a feed: each takes its text and counts its entries."""
    readers: dict[str, Callable[[str], int]] = {
        "feedhub": lambda told: len(listing(SOURCE, Response(SOURCE.url, 200, told.encode(), "text/xml")).items),
        "lxml": lambda told: _items(feed.fast(told)),
        "feedparser": lambda told: _items(feed.loose_read(told)),
    }
    for name, read in (("fastfeedparser", _fastfeedparser), ("atoma", _atoma)):
        try:
            readers[name] = functools.partial(read, importlib.import_module(name))
        except ImportError:
            continue
    return readers


def _fastfeedparser(module: Any, told: str) -> int:
    return len(module.parse(told).entries)


def _atoma(module: Any, told: str) -> int:
    body = told.encode()
    return len(
        module.parse_atom_bytes(body).entries if told.startswith("<feed") else module.parse_rss_bytes(body).items
    )


def _cost(read: Callable[[str], int], told: str, entries: int) -> Cost:
    """Return what one reading costs, of as many as fill a fifth of a second."""
    rounds, wall, cpu = 0, time.perf_counter(), time.process_time()
    while rounds == 0 or time.process_time() - cpu < 0.2:
        found = read(told)
        if found != entries:
            raise SystemExit(f"{found} entries of {entries}")
        rounds += 1
    return Cost((time.perf_counter() - wall) / rounds, (time.process_time() - cpu) / rounds, 0.0, None)


def main() -> None:
    """Measure every kind and size, print what came out, and keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parse", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each, of which the median counts")
    arguments = parser.parse_args()
    rows: list[dict[str, object]] = []
    runs: dict[str, list[Cost]] = {}
    for make in (rss, podcast, atom):
        for entries in SIZES:
            told = make(entries)
            speeds = {}
            for name, read in _readers().items():
                try:
                    costs = [_cost(read, told, entries) for _ in range(arguments.runs)]
                except Exception as error:
                    print(f"{name} does not read {make.__name__}: {error}")
                    continue
                runs[f"{make.__name__} {entries} {name}"] = costs
                speeds[name] = entries / statistics.median(cost.cpu for cost in costs)
            ratio = speeds["lxml"] / speeds["feedparser"]
            rows.append(
                {"feed": make.__name__, "entries": entries, "KB": len(told.encode()) // 1000, **speeds, "x": ratio}
            )
    measure.show([{name: row.get(name) for name in {key: None for row in rows for key in row}} for row in rows])
    print(f"lxml over feedparser, the least of all: {min(float(str(row['x'])) for row in rows):.1f}")
    print(
        f"kept in {measure.keep('parse', {'runs': arguments.runs, 'unit': 'entries per CPU second'}, runs, rows=rows)}"
    )


if __name__ == "__main__":
    main()
