"""Feeds that were made to hurt: what they cost is bounded, and what is in them comes out."""

import resource
import subprocess
import sys
import time
from itertools import pairwise

import pytest

from feedhub.config import FeedSource
from feedhub.errors import ParseError
from feedhub.model import Listing, Response
from feedhub.parse import feed, listing

SOURCE = FeedSource.model_validate({"id": "f", "kind": "feed", "url": "https://news.example/feed"})
PATIENCE = 60.0  # seconds; what is measured takes some, and what is feared takes for ever


def read(body: str | bytes) -> Listing:
    body = body.encode() if isinstance(body, str) else body
    return listing(SOURCE, Response("https://news.example/feed", 200, body, "application/rss+xml"))


def rss(items: str, before: str = "") -> str:
    return f"{before}<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"


def test_a_billion_laughs_are_not_laughed() -> None:
    bomb = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise("abcdefghij"))
    begun = time.process_time()

    found = read(rss("<item><title>x&j;</title></item>", f'<!DOCTYPE rss [<!ENTITY a "ha">{bomb}]>'))

    assert len(repr(found)) < 10_000
    assert time.process_time() - begun < PATIENCE


def test_one_long_entity_named_many_times_does_not_grow() -> None:
    long = "a" * 100_000
    document = f'<!DOCTYPE rss [<!ENTITY a "{long}">]>' + rss(f"<item><title>{'&a;' * 10_000}</title></item>")

    assert len(repr(read(document))) < 10_000_000


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % d SYSTEM "file:///etc/passwd"> %d;]>',
        '<!DOCTYPE rss [<!ENTITY x PUBLIC "p" "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
    ],
)
def test_no_file_and_no_address_is_read(declaration: str) -> None:
    found = read(rss("<item><title>a&x;</title></item>", declaration))

    assert "root:" not in repr(found)
    assert found.items[0].fields["title"][:1] == "a"


def test_a_document_with_entities_of_its_own_is_not_for_the_fast_path() -> None:
    assert feed.fast(rss("", '<!DOCTYPE rss [<!ENTITY a "b">]>')) is None


def test_two_hundred_thousand_elements_in_each_other_are_survived() -> None:
    deep = "<a>" * 200_000
    begun = time.process_time()

    try:
        found = read(rss(f"<item><title>first</title></item><item>{deep}</item>"))
    except ParseError:
        found = Listing(())

    assert [item.fields["title"] for item in found.items][:1] in ([], ["first"])
    assert time.process_time() - begun < PATIENCE


@pytest.mark.parametrize("piece", ["&", "<", "<![CDATA[", "&#xD83D;", "<item>", "<!--", "&amp;lt;", "]]>", "<a b='"])
def test_a_million_repetitions_take_no_million_looks(piece: str) -> None:
    begun = time.process_time()

    try:
        read(rss(f"<item><title>a</title><description>{piece * (300_000 // len(piece))}</description></item>"))
    except ParseError:
        pass

    assert time.process_time() - begun < PATIENCE


def test_twenty_megabytes_fit_into_half_a_gigabyte() -> None:
    script = """
import resource
from feedhub.config import FeedSource
from feedhub.model import Response
from feedhub.parse import listing
limit = 1_500_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
source = FeedSource.model_validate({"id": "f", "kind": "feed", "url": "https://news.example/feed"})
item = "<item><title>a</title><guid>urn:%d</guid><description>" + "text " * 400 + "</description></item>"
body = "<rss version='2.0'><channel>" + "".join(item % n for n in range(10_000)) + "</channel></rss>"
found = listing(source, Response("https://news.example/feed", 200, body.encode()))
assert len(body) > 20_000_000 and len(found.items) == 10_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr
    # A child begins with its parent's peak.
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert int(done.stdout) < 500_000_000 or int(done.stdout) <= parent
