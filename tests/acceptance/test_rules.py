"""Rules, as an operator meets them: in the report, in the preview, and at the publisher's door."""

from typing import Any

import pytest

from tests.hub import HEAD, Hub
from tests.publisher import Publisher

LIST = "/list.json"
SOURCE = """
[[source]]
id = "wire"
kind = "json"
url = "{address}/list.json"
items = "items"
[source.fields]
id = "id"
title = "title"
published = "at"
[source.detail]
url = "{address}/detail/{{id}}"
content = "text"
"""


def says(publisher: Publisher, *titles: str, more: str = "") -> None:
    """Let the publisher list items with these titles, and have a short text for those that are short."""
    items = [{"id": f"N{n}", "title": title, "at": "2022-05-20 08:00"} for n, title in enumerate(titles, 1)]
    publisher.says(LIST, {"items": items, "more": more})
    for one in items:
        text = "短" if "短" in one["title"] else "<p>" + "正文" * 20 + "</p>"
        publisher.says(f"/detail/{one['id']}", {"text": text})


@pytest.fixture
def ruled(hub: Hub, publisher: Publisher) -> Hub:
    """A hub with a list, each item of which has a detail, and rules for it."""
    configure(hub, publisher)
    return hub


def configure(hub: Hub, publisher: Publisher, rules: str = "", top: str = "") -> None:
    """Write the configuration with other rules."""
    rules = rules or (
        '[[source.rule]]\ndrop = "title"\nmatch = "推广"\n[[source.rule]]\ndrop = "content"\nshorter = 10\n'
        '[[source.rule]]\nrewrite = "title"\nmatch = "^【(.*?)】"\nwith = "\\\\1: "\n'
    )
    hub.configure(HEAD + top + SOURCE.format(address=publisher.address) + rules)


def counts(report: dict[str, Any]) -> dict[str, int]:
    """Return those counts that are not 0."""
    return {name: value for name, value in report.items() if isinstance(value, int) and value}


def test_what_the_list_tells_is_dropped_before_its_detail_is_asked_for(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "【快讯】大涨", "推广: 手机", "短讯")

    result = ruled.sync()

    assert result.code == 0
    assert counts(result.source("wire")) == {"listed": 3, "new": 1, "dropped": 2}
    assert sorted(publisher.paths()) == ["/detail/N1", "/detail/N3", LIST]
    assert sorted(result.source("wire")["notes"]) == [
        "dropped: items[1] N2 推广: 手机: rule 1: title matches '推广'",
        "dropped: items[2] N3 短讯: rule 2: content has 1 characters, fewer than 10",
    ]
    assert "快讯: 大涨" in ruled.posts()[0].read_text(encoding="utf-8")


def test_the_detail_of_a_dropped_item_is_asked_for_once(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "短讯")
    ruled.sync()
    publisher.paths()
    says(publisher, "短讯", more="the list is another one")

    result = ruled.sync()

    assert publisher.paths() == [LIST]
    assert counts(result.source("wire")) == {"listed": 1, "dropped": 1}
    assert "rule 2: content has 1 characters" in result.source("wire")["notes"][0]


def test_a_dropped_item_that_is_listed_twice_then_stops_nothing(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "短讯")
    ruled.sync()
    one = {"id": "N1", "title": "短讯", "at": "2022-05-20 08:00"}
    publisher.says(LIST, {"items": [one, one]})

    for _ in range(2):
        result = ruled.sync()
        assert (result.code, counts(result.source("wire"))) == (0, {"listed": 2, "dropped": 2})


def test_a_dropped_item_that_the_publisher_edits_is_looked_at_again(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "短讯")
    ruled.sync()
    says(publisher, "长文")

    assert ruled.sync().source("wire")["new"] == 1


def test_a_list_that_is_the_same_counts_its_dropped_items(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "大涨", "推广")
    ruled.sync()

    assert counts(ruled.sync().source("wire")) == {"listed": 2, "unchanged": 1, "dropped": 1}


def test_rules_that_change_hold_for_what_was_dropped(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "短讯", "推广")
    ruled.sync()
    configure(ruled, publisher, rules='[[source.rule]]\ndrop = "title"\nmatch = "广告"\n')

    assert ruled.sync().source("wire")["new"] == 2


def test_rules_of_the_hub_hold_for_every_source_and_their_change_is_noticed(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "大涨", "大跌")
    configure(ruled, publisher, top='[[rule]]\ndrop = "title"\nis = "大跌"\n')
    first = ruled.sync().source("wire")
    configure(ruled, publisher)

    assert (first["new"], first["dropped"]) == (1, 1)
    assert first["notes"] == ["dropped: items[1] N2 大跌: hub rule 1: title is '大跌'"]
    assert ruled.sync().source("wire")["new"] == 1


def test_a_report_names_the_first_dropped_items_and_counts_the_rest(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, *["推广"] * 25)

    notes = ruled.sync().source("wire")["notes"]

    assert len(notes) == 11
    assert notes[-1] == "15 more were dropped by rules"


def test_an_edit_that_a_rule_excludes_does_not_come_and_the_post_stays(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "大涨")
    ruled.sync()
    before = ruled.snapshot()
    says(publisher, "推广大涨")

    assert counts(ruled.sync().source("wire")) == {"listed": 1, "dropped": 1}
    assert ruled.snapshot() == before


def test_the_same_rules_over_the_same_items_write_nothing(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "【快讯】大涨")
    ruled.sync()
    before = ruled.snapshot()
    says(publisher, "【快讯】大涨", more="x")

    assert ruled.sync().report["totals"]["files_written"] == 0
    assert ruled.snapshot() == before


def test_preview_shows_what_each_rule_did(ruled: Hub, publisher: Publisher) -> None:
    says(publisher, "推广: 手机", "【快讯】大涨", "【快讯】大跌")

    shown = ruled.run("preview", "wire").stdout

    assert "items[0] 推广: 手机: dropped by rule 1: title matches '推广'" in shown
    assert "items[1] 【快讯】大涨: rule 3 rewrote title: '【快讯】大涨' → '快讯: 大涨'" in shown
    assert "items[2] 【快讯】大跌: rule 2 waits for the detail" in shown
    assert publisher.paths() == [LIST, "/detail/N2"]


def test_two_sources_may_judge_one_item_differently(hub: Hub, publisher: Publisher) -> None:
    says(publisher, "大涨")
    strict = SOURCE.format(address=publisher.address) + '[[source.rule]]\ndrop = "title"\nmatch = "大涨"\n'
    easy = SOURCE.format(address=publisher.address).replace('"wire"', '"easy"').replace("list.json", "list.json?2")
    publisher.answers["/list.json?2"] = publisher.answers[LIST]
    hub.configure(HEAD + strict + easy)

    result = hub.sync()

    assert result.source("wire")["dropped"] == 1
    assert result.source("easy")["new"] == 1


def test_preview_of_an_index_of_sitemaps_shows_the_pages_of_its_sitemaps(hub: Hub, publisher: Publisher) -> None:
    index = f"<sitemapindex><sitemap><loc>{publisher.address}/one.xml</loc></sitemap></sitemapindex>"
    publisher.says("/sitemap.xml", index)
    publisher.says("/one.xml", f"<urlset><url><loc>{publisher.address}/a</loc></url></urlset>")
    publisher.says("/a", "<html><head><title>x</title></head><body><h1>标题</h1><p>正文</p></body></html>")
    hub.configure(
        HEAD + f'[[source]]\nid = "map"\nkind = "sitemap"\nurl = "{publisher.address}/sitemap.xml"\n'
        '[source.detail]\ncontent = "p"\n'
    )

    shown = hub.run("preview", "map").stdout

    assert "标题" in shown
    assert "1 items listed, 1 shown" in shown
