"""Feeds of saved queries, sources and tags as an operator makes them and a reader meets them."""

import json

from tests import atom_rules, jsonfeed_rules, rss_rules
from tests.acceptance.test_sync import market, put
from tests.hub import HEAD, Hub, three_lists

CHIPS = """
[[feed]]
slug = "chips"
title = "芯片与半导体"
text = ["芯片", "半导体"]
without = { text = "薯片" }
entries = 2
"""
RULES = {"atom": atom_rules, "rss": rss_rules, "json": jsonfeed_rules}


def configure(hub: Hub, feeds: str = "", queries: str = CHIPS) -> None:
    """Give the three lists, settings of the feeds, and saved queries."""
    hub.configure(f"{HEAD}[feeds]\n{feeds}\n{three_lists(hub.publisher.address)}{queries}")


def titles(hub: Hub, name: str) -> list[str]:
    """Return the titles in a JSON Feed."""
    return [item["title"] for item in json.loads((hub.public / name).read_bytes())["items"]]


def test_a_query_added_to_a_hub_is_filled_and_the_next_pass_writes_nothing(hub: Hub) -> None:
    put(hub, *(market(f"NW{n}", title) for n, title in enumerate(("芯片涨价", "银行降息", "薯片与芯片", "半导体展会"))))
    hub.sync()
    configure(hub)

    report = hub.sync().report

    assert report["notes"] == []
    assert sorted(titles(hub, "feed/chips.json")) == ["半导体展会", "芯片涨价"]
    for suffix, rules in RULES.items():
        for name in ("feed/chips", "source/market-37"):
            assert rules.violations((hub.public / f"{name}.{suffix}").read_bytes()) == [], (name, suffix)
    page = (hub.public / "feed/chips.html").read_text(encoding="utf-8")
    assert "<h1>芯片与半导体</h1>" in page
    assert 'href="https://finews.withounder.com/feed/chips.atom"' in page
    before = hub.snapshot()
    hub.sync()
    hub.run("rebuild")
    assert hub.snapshot() == before
    assert hub.run("verify").code == 0


def test_every_feed_that_there_is_can_be_imported_and_found_from_the_list_of_all(hub: Hub) -> None:
    configure(hub, "tags = true")
    put(hub, market("NW1", "芯片涨价"))

    hub.sync()

    outlines = (hub.public / "feeds.opml").read_text(encoding="utf-8")
    page = (hub.public / "categories.html").read_text(encoding="utf-8")
    for name in ("feed/chips", "source/market-37", "tag/changjiangshangbaoxinwen", "category/changjiangshangbao"):
        assert f"/{name}.atom" in outlines
        assert f'href="/{name}.html"' in page
        assert (hub.public / f"{name}.html").is_file()


def test_what_is_no_longer_configured_goes_and_nothing_else_does(hub: Hub) -> None:
    put(hub, market("NW1", "芯片涨价"))
    configure(hub, "sources = false", "")
    hub.sync()
    before = set(hub.snapshot())
    configure(hub, "tags = true")
    hub.sync()

    configure(hub, "sources = false", "")
    hub.sync()

    assert set(hub.snapshot()) == before
    assert hub.run("verify").code == 0


def test_a_query_of_a_source_that_there_is_not_is_named_before_anything_is_asked(hub: Hub) -> None:
    configure(hub, queries='[[feed]]\nslug = "x"\nsource = "market-73"\n')

    result = hub.run("check")

    assert result.code == 2
    assert "feed.1.source: there is no source 'market-73': did you mean 'market-37'?" in result.stderr
