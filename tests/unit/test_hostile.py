"""Documents that were made to hurt, each read in a process of its own with little memory and time: it ends in words.

The limits are generous, since what is feared takes a hundred times as much or never ends.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest

SECONDS = 40  # of processor time
BYTES = 1_500_000_000  # of addresses; the process has a third of it in use before it begins
MILLION = 1_000_000

FEED = {"id": "s", "kind": "feed", "url": "https://news.example/x"}
JSON = {**FEED, "kind": "json", "items": "record", "fields": {"id": "id", "title": "title"}}
PAGE = {**FEED, "kind": "html", "items": "li", "fields": {"title": "a", "link": "a@href"}}
SITEMAP = {**FEED, "kind": "sitemap"}

SCRIPT = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
from datetime import UTC, datetime
from pydantic import TypeAdapter
from feedhub import normalise
from feedhub.config import Hub, Source
from feedhub.errors import ItemError, ParseError
from feedhub.model import Response
from feedhub.parse import listing
settings, body = json.loads(sys.argv[1]), sys.stdin.buffer.read()
source = TypeAdapter(Source).validate_python(settings)
sight = normalise.Sight(source, Hub(), datetime(2026, 1, 1, tzinfo=UTC), source.url, "T")
said = []
try:
    items = listing(source, Response(source.url, 200, body)).items
except ParseError as error:
    said.append(str(error))
    items = ()
for item in items[:1000]:
    try:
        identity = normalise.identify(item, source).identity
        entry = normalise.entry(item, identity, sight)
        names = normalise.file_names(identity)
        assert all(len(name) < 200 for name in names)
        assert len(entry.link) <= 8000 and len(entry.tags) <= 100 and len(entry.enclosures) <= 100
        assert len(entry.title) <= 1000 and len(entry.author) <= 200 and len(entry.content) < 20 * 1_000_000
        for text in (entry.title, entry.author, entry.content, *entry.tags):
            text.encode()
            assert not set(text) & set(map(chr, range(9)))
        said.append(entry.title[:100])
    except ItemError as error:
        said.append(str(error))
assert all(len(line) < 1000 for line in said)
print(json.dumps([len(items), said]))
"""


def read(settings: Mapping[str, object], body: str | bytes) -> tuple[int, list[str]]:
    """Return how many items `body` has for a source, and the title, or the reason against it, of each."""
    script = SCRIPT.replace("BYTES", str(BYTES)).replace("SECONDS", str(SECONDS))
    sent = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    command = [sys.executable, "-c", script, json.dumps(settings)]
    done = subprocess.run(command, input=sent, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    count, said = json.loads(done.stdout)
    return count, said


def rss(items: str) -> str:
    """Return a feed with `items`."""
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"


def item(inside: str) -> str:
    """Return a feed with one item, with what it needs and `inside`."""
    return rss(f"<item><title>title</title><guid>urn:1</guid>{inside}</item>")


def atom(inside: str) -> str:
    """Return a feed with one entry, with what it needs and `inside`."""
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:1</id><title>title</title>{inside}</entry></feed>"


def many(count: int, form: str) -> str:
    """Return `form` so many times, with the number of each."""
    return "".join(form.replace("#", str(n)) for n in range(count))


ONE_ITEM: dict[str, Callable[[], str]] = {
    "100,000 categories": lambda: item(many(100_000, "<category>c#</category>")),
    "100,000 categories of Atom": lambda: atom(many(100_000, "<category term='c#'/>")),
    "100,000 categories in a feed that is broken": lambda: item("<b>" + many(100_000, "<category>c#</category>")),
    "100,000 keywords": lambda: item(f"<b><media:keywords>{many(100_000, '#,')}</media:keywords>"),
    "100,000 enclosures": lambda: item(many(100_000, "<enclosure url='https://a.example/#' length='1' type='a/b'/>")),
    "100,000 authors": lambda: atom(many(100_000, "<author><name>a#</name></author>")),
    "100,000 links": lambda: atom(many(100_000, "<link href='https://a.example/#'/>")),
    "100,000 attributes": lambda: item("<x " + many(100_000, "a#='1' ") + "/>"),
    "100,000 attributes in a feed that is broken": lambda: item("<b><x " + many(100_000, "a#='1' ") + "/>"),
    "100,000 namespaces": lambda: item(many(100_000, "<x xmlns:n#='urn:#'/>")),
    "two million elements in each other": lambda: item("<a>" * 2 * MILLION),
    "an address of a megabyte": lambda: item(f"<link>https://a.example/{'a' * MILLION}</link>"),
    "an address of a megabyte of dots": lambda: item(f"<link>{'../' * MILLION}</link>"),
    "a date of a megabyte": lambda: item(f"<pubDate>{'1 ' * MILLION}</pubDate>"),
    "a date of a megabyte of digits": lambda: item(f"<pubDate>{'1' * MILLION}</pubDate>"),
    "hours before of many digits": lambda: item(f"<pubDate>{'9' * 5000}小时前</pubDate>"),
    "the year 0": lambda: item("<pubDate>Fri, 20 May 0000 01:51:56 GMT</pubDate>"),
    "the year 10^9": lambda: item("<pubDate>1000000000-01-01T00:00:00Z</pubDate>"),
    "the first hour, seen from the east": lambda: item("<pubDate>0001-01-01T00:00:00+14:00</pubDate>"),
    "the last hour, seen from the west": lambda: item("<pubDate>9999-12-31T23:59:59-14:00</pubDate>"),
    "seconds beyond all years": lambda: item("<pubDate>99999999999999999999</pubDate>"),
    "half a million blocks in each other": lambda: item(f"<description>{'&lt;div>' * 500_000}x</description>"),
    "formatting that is reopened": lambda: item(f"<description>{'&lt;b>&lt;i>&lt;/b>&lt;p>' * 90_000}</description>"),
    "100,000 attributes in a text": lambda: item(f"<description>&lt;p {many(100_000, 'a#=1 ')}>x</description>"),
    "ten megabytes of attributes in a text": lambda: item(f"<description>&lt;p {many(MILLION, 'a# ')}>x</description>"),
    "a srcset of a million": lambda: item(f"<description>&lt;img srcset='{'a 1x,' * MILLION}'></description>"),
    "a million relative links and a long base": lambda: atom(
        f"<content type='html' xml:base='https://a.example/{'a' * 7000}/'>{'&lt;a href=x>' * MILLION}</content>"
    ),
    "ten megabytes of escapes": lambda: item(f"<description>{'&amp;amp;' * MILLION}</description>"),
    "ten megabytes of blank lines": lambda: item(f"<description>&lt;p>{chr(10) * 10 * MILLION}x</description>"),
    "a file in the text": lambda: item(f"<description>&lt;img src='data:,{'a' * 9 * MILLION}'>x</description>"),
}


@pytest.mark.parametrize("build", ONE_ITEM.values(), ids=ONE_ITEM)
def test_an_item_with_far_too_much_of_something_is_an_item(build: Callable[[], str]) -> None:
    assert read(FEED, build()) == (1, ["title"])


@pytest.mark.parametrize("piece", ["a", "&amp;lt;b", "&lt;a ", "&#x1F600;", "题"])
def test_a_title_of_ten_megabytes_is_cut(piece: str) -> None:
    title = piece * (10 * MILLION // len(piece.encode()))

    count, [said] = read(FEED, rss(f"<item><guid>urn:1</guid><title>{title}</title></item>"))

    assert (count, len(said)) == (1, 100)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("a&#x1000000000;b", "a\ufffdb"),
        ("a&amp;#x1000000000;b", "a\ufffdb"),
        (f"a&#{'9' * 5000};b", "a\ufffdb"),
        (f"a&amp;#{'9' * 5000};b", "a\ufffdb"),
        (f"a&amp;#{'0' * 5000}65;b", "aAb"),
        (f"a&#{'0' * 5000}65;b", "aAb"),
        ("a&#x110000;b", "a\ufffdb"),
        ("a\0b", "ab"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a&#x202e;b\u200fc", "ab\u200fc"),
        ("a\ud800b", "a???b"),
        ("a&#xD800;b", "a\ufffdb"),
    ],
)
def test_characters_that_no_text_should_have_are_none_of_the_title(title: str, expected: str) -> None:
    _, [said] = read(FEED, rss(f"<item><guid>urn:1</guid><title>{title}</title></item>"))

    assert said.replace("\ufffd\ufffd\ufffd", "???") == expected


REFUSED: dict[str, tuple[Mapping[str, object], Callable[[], str], str]] = {
    "300,000 items": (FEED, lambda: rss("<item><guid>a</guid></item>" * 300_000), "300,000 items"),
    "300,000 items, broken": (FEED, lambda: rss("<item><guid>a</guid><b></item>" * 300_000), "300,000 items"),
    "a JSON Feed of a million": (
        FEED,
        lambda: '{"version":"https://jsonfeed.org/version/1.1","items":[' + "{}," * MILLION + "{}]}",
        "1,000,001 items",
    ),
    "a list of a million": (JSON, lambda: f'{{"record":[{"0," * MILLION}0]}}', "1,000,001 items"),
    "JSON nested 100,000 deep": (JSON, lambda: '{"record":' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    "objects nested 100,000 deep": (JSON, lambda: '{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
    "JSON that only opens": (JSON, lambda: "[" * MILLION, "nested too deeply"),
    "a number of a megabyte": (JSON, lambda: '{"record":[{"id":' + "1" * MILLION + "}]}", "is not JSON"),
    "brackets without an end": (JSON, lambda: "a." * MILLION + "(" * MILLION, "is not JSON"),
    "a page of a million elements": (PAGE, lambda: "<br>" * MILLION + "<li><a href=x>t</a>", "1,000,002 elements"),
    "a page of half a million blocks": (PAGE, lambda: "<div>" * 500_000, "500,000 elements"),
    "a page whose list is too long": (PAGE, lambda: "<li>" * 60_000, "60,000 items"),
    "a sitemap that is too long": (
        SITEMAP,
        lambda: f"<urlset>{'<url><loc>https://a.example/</loc></url>' * 50_001}</urlset>",
        "50,001 items, and 50,000",
    ),
}


@pytest.mark.parametrize(("settings", "build", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_document_beyond_all_measure_is_refused_in_words(
    settings: Mapping[str, object], build: Callable[[], str], expected: str
) -> None:
    count, said = read(settings, build())

    assert count == 0
    assert [expected in line for line in said] == [True]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"record":[{"id":1,"id":2,"title":"t"}],"record":[{"id":3,"title":"last"}]}', (1, ["last"])),
        ('{"record":[{"id":NaN,"title":"t"},{"id":4,"title":"x"}]}', (2, ["has neither", "x"])),
        ('{"record":[{"id":1e' + "9" * 100_000 + ',"title":"t"}]}', (1, ["has neither"])),
        ('{"record":[{"id":-0.0,"title":"t"}]}', (1, ["t"])),
        ('{"record":[{"id":"\\ud800","title":"t\\udfff\\u0000"}]}', (1, ["t?"])),
    ],
)
def test_odd_json_gives_what_is_sound_of_it(body: str, expected: tuple[int, list[str]]) -> None:
    count, said = read(JSON, body)

    assert count == expected[0]
    assert [line[: len(start)] for line, start in zip(said, expected[1], strict=True)] == expected[1]


@pytest.mark.parametrize(
    "selector",
    [
        "*:has(.x)", "div:not(:has(a.z)) div:not(:has(b)) div:has(i)", "li:has(~ li.x)", "p ~ p ~ p ~ p ~ .x",
        "div div div div div div .x", "div:-soup-contains('zzz')", ":is(div, p):nth-last-of-type(3n+1):not(:empty) .x",
    ],
)  # fmt: skip
def test_a_selector_that_looks_at_everything_many_times_comes_to_an_end(selector: str) -> None:
    page = "<div>" * 150 + "<p>a<b>c</b></p><li>x" * 5000

    count, said = read({**PAGE, "items": selector}, page)

    assert count == 0
    assert "matches nothing" in said[0]


def test_an_entity_bomb_in_a_sitemap_does_not_go_off() -> None:
    bomb = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise("abcdefghi"))
    document = f'<!DOCTYPE x [<!ENTITY a "ha">{bomb}]><urlset><url><loc>https://a.example/&i;</loc></url></urlset>'

    _, said = read(SITEMAP, document)

    assert len(said) == 1


def test_no_file_is_read_for_a_sitemap() -> None:
    document = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>/&e;</loc></url></urlset>'

    assert "root:" not in repr(read(SITEMAP, document))
