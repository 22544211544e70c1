"""Each reader of foreign bytes as one function of bytes, and what has to hold of it whatever they are.

A target returns if all is well. What it raises is a finding: only FeedhubErrors may come out of a reader, and they are
taken here.
"""

import string
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter

from feedhub import normalise, pattern
from feedhub.config import Hub, Source
from feedhub.errors import FeedhubError
from feedhub.exchange import jekyll, opml
from feedhub.model import Category, DateBasis, Post, Response
from feedhub.normalise import dates, html, identify, text, urls
from feedhub.parse import charset, listing
from feedhub.publish import markdown

URL = "https://news.example/x"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
_FIELDS = {"id": "id", "title": "title", "link": "link", "content": "content", "published": "date"}
_SOURCE: TypeAdapter[Any] = TypeAdapter(Source)


def _source(kind: str, **more: object) -> Any:
    return _SOURCE.validate_python({"id": "s", "kind": kind, "url": URL, **more})


_KINDS = {
    "feed": _source("feed"),
    "json": _source("json", items="record", fields={**_FIELDS, "title": {"path": "title", "match": r"(?:【|^)(.+)"}}),
    "html": _source("html", items="li", fields={"title": "a", "link": "a@href", "content": "p"}, next="a[rel=next]"),
    "sitemap": _source("sitemap", match="a|b"),
}


def _reads(kind: str) -> Callable[[bytes], None]:
    """Return the target that reads bytes as a document of this kind, and makes entries of its items."""
    source = _KINDS[kind]

    def target(body: bytes) -> None:
        try:
            found = listing(source, Response(URL, 200, body))
        except FeedhubError:
            return
        sight = normalise.Sight(source, Hub(), NOW, URL, normalise.origin(source, found.title))
        for item in found.items:
            try:
                identity = identify(item, source).identity
                entry = normalise.entry(item, identity, sight)
            except FeedhubError:
                continue
            normalise.file_names(identity)
            assert entry.title
            assert entry.published <= NOW
            assert entry.date_basis is not DateBasis.SOURCE or entry.published.tzinfo
            assert not entry.link or urls.is_web(entry.link)
            repr(entry).encode()

    return target


def sanitiser(body: bytes) -> None:
    """What is clean stays as it is, and is longer by no more than its addresses."""
    foreign = body.decode("utf-8", "surrogateescape")
    cleaned = html.clean(foreign, URL)
    if "<" in cleaned:  # a text without mark-up becomes paragraphs
        assert html.clean(cleaned, URL) == cleaned
    assert len(cleaned) <= 200 + 60 * len(foreign)
    assert not set(cleaned) & set(map(chr, range(9)))
    assert "\n\n" not in cleaned
    html.text(cleaned)


def line(body: bytes) -> None:
    """A line is one, and no longer than allowed."""
    said = text.line(body.decode("utf-8", "surrogateescape"), 100)
    assert len(said) <= 100
    assert said == " ".join(said.split("\n"))
    said.encode()


def address(body: bytes) -> None:
    """An absolute address stays as it is, and is one of the web."""
    joined = urls.absolute(body.decode("utf-8", "surrogateescape"), URL)
    assert not joined or urls.is_web(joined)
    assert urls.absolute(joined, URL) == joined
    urls.canonical(joined).encode("utf-8", "surrogateescape")


def characters(body: bytes) -> None:
    """Bytes are some text, whatever is declared."""
    label, _, rest = body.partition(b"\n")
    charset.decode(rest, label.decode("latin-1")).encode()


def moment(body: bytes) -> None:
    """A date is aware, or none."""
    for order in ("ymd", "dmy", "mdy"):
        found = dates.read(body.decode("utf-8", "replace"), ZONE, NOW, order)
        assert found is None or found.tzinfo is not None


def outlines(body: bytes) -> None:
    """What is read of OPML is the same when it was written."""
    try:
        found = opml.read(body)
    except FeedhubError:
        return
    opml.read(opml.write("t", found))


def jekyll_post(body: bytes) -> None:
    """A post of another's is read or refused."""
    try:
        jekyll.read("2022-05-20-a.md", body)
    except FeedhubError:
        return


def archived_post(body: bytes) -> None:
    """Front matter says what the post does, and the body is nothing to Liquid."""
    said = text.line(body.decode("utf-8", "surrogateescape"), 1000) or "t"
    content = html.clean(body.decode("utf-8", "surrogateescape"), URL)
    category = Category(1, said[:100], "c", 1)
    told = (said[:200], said, said, content)
    post = Post(1, "n", said, "", NOW, NOW, *told, "", "p.html", "p.md", "s", said, "", (category,), (said,))
    written = markdown.front_matter(post, ZONE)
    assert yaml.safe_load(written.strip("-\n"))["title"] == said
    assert "{{" not in markdown.body(post)
    assert "{%" not in markdown.body(post)


def expression(body: bytes) -> None:
    """A pattern is refused in words, or finds something in bounded time."""
    told, _, searched = body.decode("utf-8", "replace").partition("\n")
    try:
        pattern.compile(told).part(searched)
    except (ValueError, FeedhubError):
        return


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{kind: _reads(kind) for kind in _KINDS},
    **{one.__name__: one for one in (sanitiser, line, address, characters, moment, outlines)},
    **{one.__name__: one for one in (jekyll_post, archived_post, expression)},
}

WORDS = """
<rss version="2.0"><channel>|</channel></rss>|<item>|</item>|<title>|</title>|<link>|</link>|<guid>|<description>
</description>|<![CDATA[|]]>|<feed xmlns="http://www.w3.org/2005/Atom">|<entry>|<id>|<content type="xhtml">|<updated>
<pubDate>Fri, 20 May 2022 09:51:56 +0800</pubDate>|<author><name>|<category term="a"/>|xml:base="https://b.example/"
<urlset>|<url><loc>https://a.example/1</loc>|<lastmod>2022-05-20</lastmod>|<opml version="2.0"><body>
<outline xmlUrl="https://a.example/" text="a">|{"record":[|{"id":1,"title":"t"}|]}|{"items":[|"content_html":"
&amp;|&lt;|&#65;|&#x1F600;|&#0;|&#xD800;|&nbsp;|&|<|>|"|'|=|/|\\|`|{{|{%|%}|}}|[|](|javascript:|data:|//|https://a.example/?a=1#b
<p>|</p>|<b>|<a href=|<img src=x |srcset="a 1x, b 2x"|<pre>|</pre>|<ul><li>|<table>|<svg>|<math><mtext>|<style>|<script>
<!--|-->|<?xml version="1.0" encoding="gbk"?>|---|title: "|categories: [|!!python|>|# |*a|(a+)+$|\\p{Han}|[^】]*$|(?i)
2小时前|昨天 09:15|2022-05-20|05/06/2022|May 20|1653011516|T09:51:56Z|+08:00|中文|题目|　　|utf-8|gb18030|utf-16|\t|\r\n
"""
"""Pieces of which documents are put together, on lines, between bars."""


def words() -> list[bytes]:
    """Return those pieces as bytes, and some that are no text."""
    told = [piece.encode() for line in WORDS.strip("\n").split("\n") for piece in line.split("|") if piece]
    broken = [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\x81\x30", b"\x1b$B", "中".encode("gbk"), b"\xe4\xb8"]
    return [*told, *broken, b"\n", b" ", *(letter.encode() for letter in string.ascii_lowercase[:3])]
