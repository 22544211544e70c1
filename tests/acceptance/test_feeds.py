"""The published feeds as those who subscribe meet them: three formats, and the whole history behind them."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import feedparser

from tests import atom_rules, jsonfeed_rules, rss_rules
from tests.acceptance.test_sync import market, put
from tests.history_client import Client
from tests.hub import HEAD, Hub, three_lists

BASE = "https://finews.withounder.com"
RULES = {".atom": atom_rules, ".xml": atom_rules, ".rss": rss_rules, ".json": jsonfeed_rules}
NAMES = (
    "feed.xml",
    "feed.rss",
    "feed.json",
    *(f"category/changjiangshangbao.{one}" for one in ("atom", "rss", "json")),
)


def get(hub: Hub, address: str) -> bytes:
    """Return the published file at an address."""
    return (hub.public / address.removeprefix(f"{BASE}/")).read_bytes()


def articles(count: int) -> list[dict[str, str]]:
    """Return records of the list 37, a minute apart."""
    return [market(f"NW{day:02}", f"第{day}篇", date=f"2022-05-21 08:{day:02}:00") for day in range(count)]


def test_everything_and_each_category_come_in_three_formats_that_keep_their_rules(hub: Hub) -> None:
    put(hub, *articles(3), text='<p onclick="x()">　　正文 <a href="/rel">链</a> <img src="//b.example/1.png"></p>')

    hub.sync()

    for name in NAMES:
        document = (hub.public / name).read_bytes()

        assert RULES[Path(name).suffix].violations(document) == [], name
        assert f"{BASE}/{name}".encode() in document  # the link to itself
    ids = [item["id"] for item in json.loads((hub.public / "feed.json").read_bytes())["items"]]
    for name in ("feed.xml", "feed.rss"):
        assert [entry.id for entry in feedparser.parse((hub.public / name).read_bytes()).entries] == ids


def test_every_page_names_the_feeds_of_what_it_shows_in_every_format(hub: Hub) -> None:
    put(hub, *articles(1))

    hub.sync()

    pages = {"index.html": NAMES[:3], "category/changjiangshangbao.html": NAMES}
    post = str(next(hub.public.rglob("NW00.html")).relative_to(hub.public))
    for page, names in {**pages, post: NAMES[3:], "categories.html": NAMES[:3]}.items():
        named = re.findall(
            r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', get(hub, page).decode()
        )
        types = {"atom": "application/atom+xml", "xml": "application/atom+xml", "rss": "application/rss+xml"}
        expected = {(types.get(name.rpartition(".")[2], "application/feed+json"), f"{BASE}/{name}") for name in names}

        assert set(named) == expected, page


def test_one_who_subscribes_late_reads_the_whole_history_and_every_edit(hub: Hub) -> None:
    hub.configure(HEAD + "[feeds]\nentries = 4\n" + three_lists(hub.publisher.address))
    early = Client(lambda address: get(hub, address))
    archives: dict[str, tuple[bytes, int]] = {}
    records = articles(30)
    for end in (3, 4, 11, 12, 30):
        put(hub, *records[:end])
        hub.sync()
        early.poll(f"{BASE}/feed.xml")
        found = {name: file for name, file in hub.snapshot().items() if "/archive/" in name and name.endswith(".atom")}

        assert {name: found.get(name) for name in archives} == archives

        archives = found
    records[1]["title"] = "第1篇，已更正"
    put(hub, *records)
    hub.sync()
    early.poll(f"{BASE}/feed.xml")

    late = Client(lambda address: get(hub, address))
    late.poll(f"{BASE}/category/changjiangshangbao.atom")

    expected = {record["title"] for record in records}
    assert {entry.title for entry in late.entries.values()} == expected
    assert {entry.title for entry in early.entries.values()} == expected
    assert len(late.archives) == 7
    assert {name: hub.snapshot()[name] for name in archives} == archives
    assert hub.run("rebuild").stdout == "0 files written\n"


def test_a_lost_archive_document_comes_back_as_it_was(hub: Hub) -> None:
    hub.configure(HEAD + "[feeds]\nentries = 2\n" + three_lists(hub.publisher.address))
    records = articles(7)
    put(hub, *records)
    hub.sync()
    records[0]["title"] = "已更正"
    put(hub, *records)
    hub.sync()
    lost = hub.public / "archive" / "1.atom"
    before = lost.read_bytes()
    lost.unlink()

    hub.run("rebuild")

    assert lost.read_bytes() == before
    assert "第0篇" in before.decode()


def test_another_language_and_time_zone_of_the_machine_change_no_byte(hub: Hub) -> None:
    put(hub, *articles(3))
    hub.sync()
    before = hub.snapshot()
    hub.environ = {"LC_ALL": "de_DE.UTF-8", "LANG": "zh_CN.UTF-8", "TZ": "Pacific/Auckland"}

    assert hub.run("rebuild").stdout == "0 files written\n"
    assert hub.snapshot() == before


def test_a_post_that_would_break_the_feeds_is_named_in_the_status(hub: Hub) -> None:
    put(hub, *articles(2))
    hub.sync()
    with (
        closing(sqlite3.connect(hub.state / "feedhub.db")) as database,
        database,
    ):  # as an older feedhub may have had it
        database.execute("UPDATE entry SET link = '/relative' WHERE name = 'NW01'")

    hub.run("rebuild")

    [source, *_] = json.loads(hub.run("status", "--json").stdout)
    assert [(one["name"], one["reason"]) for one in source["withheld"]] == [
        ("NW01", "link is not an absolute address: '/relative'")
    ]
    assert "withheld from the feeds: NW01 第1篇: link is not" in hub.run("status").stdout
    for name in NAMES:
        assert RULES[Path(name).suffix].violations((hub.public / name).read_bytes()) == []
        assert b"NW00" in (hub.public / name).read_bytes()
        assert b"NW01" not in (hub.public / name).read_bytes()
