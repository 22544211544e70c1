"""The corpus of hostile mark-up in tests/golden/xss, and the publisher who sends all of it."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from tests.hub import HEAD
from tests.publisher import Publisher

CORPUS = Path(__file__).parent / "golden" / "xss"
EVIL = "evil.invalid"
_SIGNS = str.maketrans({"⏎": "\n", "⇥": "\t", "␍": "\r", "␌": "\f", "␀": "\0", "␠": "\u3000"})
_ADDRESSED = """\
<a href="{0}">x</a><a href='{0}'>x</a><a title={0} href={0}>x</a><img src="{0}" srcset="{0} 1x, {0} 2x">
<picture><source srcset="{0}"><img src='{0}'></picture><video src="{0}" poster="{0}"><source src="{0}"></video>
<audio src="{0}"></audio><blockquote cite="{0}">x</blockquote><q cite='{0}'>x</q><del cite="{0}">x</del>
<form action="{0}"><button formaction="{0}">x</button></form><svg><a xlink:href="{0}"><text y=9>x</text></a></svg>
<map><area href="{0}"></map><iframe src="{0}"></iframe><object data="{0}"></object><embed src="{0}">
<link rel=stylesheet href="{0}"><base href="{0}"><table background="{0}"><tr><td>x</table>"""

_TEXTS = ("{*}content", "{*}summary", "{*}title", "{*}description", "{*}encoded")


def vectors(name: str) -> list[str]:
    """Return the vectors of one file as they are sent, each with a HIT that tells its number."""
    lines = (CORPUS / name).read_text("utf-8").splitlines()
    told = [line.translate(_SIGNS) for line in lines if line and not line.startswith("# ")]
    return [line.replace("EVIL", EVIL).replace("HIT", f"xss({n})") for n, line in enumerate(told)]


def contents() -> list[str]:
    """Return every vector as the content of an article, the addresses in each attribute that takes one."""
    return [*vectors("html.txt"), *(_ADDRESSED.format(one) for one in vectors("addresses.txt")), *vectors("texts.txt")]


def sources(publisher: Publisher) -> str:
    """Let the publisher say all vectors, in feeds and a third of them as JSON, and return the configuration of a hub.

    Each of the texts is the title of a feed, too, and so the name of a category.
    """
    bodies, texts, addresses = contents(), vectors("texts.txt"), vectors("addresses.txt")
    records = [_record(n, body, texts[n % len(texts)], addresses[n % len(addresses)]) for n, body in enumerate(bodies)]
    publisher.says("/list.json", records[::3])
    config = HEAD + "[feeds]\nentries = 1000\n[site]\npage_entries = 1000\n" + _JSON.format(publisher.address)
    for n, title in enumerate(texts):
        publisher.says(f"/{n}.xml", _feed(title, addresses[n], records[n :: len(texts)]))
        config += f'[[source]]\nid = "feed-{n}"\nkind = "feed"\nurl = "{publisher.address}/{n}.xml"\n'
    return config


_JSON = """
[[source]]
id = "list"
kind = "json"
url = "{}/list.json"
tags = ["{{text}}"]
link = "{{address}}"
[source.fields]
id = "id"
title = "title"
author = "text"
digest = "digest"
content = "content"
text = "text"
address = "address"
language = "text"
"""


def _record(number: int, body: str, text: str, address: str) -> dict[str, Any]:
    said = {"id": f"json-{number}", "title": f"{number} {body[:500]}", "digest": body[:500], "content": body}
    return {**said, "text": text, "address": address}


def _feed(title: str, address: str, records: list[dict[str, Any]]) -> bytes:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{_xml(title)}</title><link>{_xml(address)}</link>"
        f"{''.join(_item(record) for record in records)}</channel></rss>"
    ).encode("utf-8", "replace")


def _item(record: dict[str, Any]) -> str:
    text, address = _xml(record["text"]), _xml(record["address"])
    return (
        f"<item><title>{_xml(record['title'])}</title><link>{address}</link><guid isPermaLink='false'>urn:x:"
        f"{record['id']}</guid><dc:creator>{text}</dc:creator><category>{text}</category><comments>{address}</comments>"
        f"<enclosure url='{html.escape(_xml(record['address']))}' length='1' type='{html.escape(text)}'/>"
        f"<description>{_xml(record['digest'])}</description>"
        f"<content:encoded>{_xml(record['content'])}</content:encoded></item>"
    )


def _xml(text: str) -> str:
    return escape(text.replace("\0", "").replace("\f", " "))


def strings(public: Path) -> Iterator[str]:
    """Yield every piece of HTML that the published feeds hold, once."""
    seen: dict[str, None] = {}
    for path in sorted(public.rglob("*")):
        if path.suffix in (".atom", ".rss", ".xml"):
            for element in etree.parse(path).iter(
                "{*}content", "{*}summary", "{*}title", "{*}description", "{*}encoded"
            ):
                rss = etree.QName(element).localname in ("description", "encoded")
                if rss or element.get("type") in ("html", "xhtml"):
                    seen["".join(map(str, element.itertext()))] = None
        elif path.suffix == ".json":
            items = json.loads(path.read_text("utf-8")).get("items", [])
            seen |= {item["content_html"]: None for item in items if "content_html" in item}
    yield from seen
