"""Feeds of sources, of tags and of saved queries: what is in them, from when on, and what becomes of it.

Run on every database, with real files.
"""

import threading
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import func, select

from feedhub.model import CategoryName, FeedKind
from feedhub.pipeline import filing
from feedhub.store.tables import archive, archived_entry, entry_category, unsettled
from tests import atom_rules
from tests.contract.desk import BASE, Desk
from tests.contract.test_store import entry
from tests.history_client import Client, links

SLOW = "(?:a|aa)+[bc]$"
HARD = "a" * 300 + "!"  # for SLOW
CHIPS = f"{BASE}/feed/chips.atom"
SOURCES = [{"id": name, "kind": "feed", "url": f"http://{name}.example/feed"} for name in ("a", "b")]


def configure(desk: Desk, *queries: dict[str, Any], sources: bool = False, tags: bool = False, **titles: str) -> None:
    """Let the desk publish by a configuration with these saved queries."""
    named = [{**one, "title": titles.get(one["id"], "")} for one in SOURCES]
    desk.feeds = {"sources": sources, "tags": tags}
    desk.config = {"source": named, "feed": queries}


def texts(*patterns: str, **more: Any) -> dict[str, Any]:
    """Return the query chips, which asks for one of these texts."""
    return {"slug": "chips", "title": "芯片", "text": list(patterns), **more}


def files(desk: Desk, folder: str) -> set[str]:
    """Return the files in a folder of the public tree."""
    return {str(one.relative_to(desk.public)) for one in (desk.public / folder).rglob("*") if one.is_file()}


def count(desk: Desk, table: Any) -> int:
    """Return how many rows a table has."""
    with desk.store.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_query_has_a_feed_in_every_format_a_page_and_a_place_in_the_list_before_anything_is_in_it(desk: Desk) -> None:
    configure(desk, texts("芯片"))
    desk.arrive("k1")

    desk.publish()

    assert files(desk, "feed") == {f"feed/chips.{one}" for one in ("atom", "rss", "json", "html")}
    assert desk.titles(CHIPS) == []
    assert etree.fromstring(desk.get(CHIPS)).findtext("{*}title") == "芯片"
    assert atom_rules.violations(desk.get(CHIPS)) == []
    assert CHIPS.encode() in desk.get(f"{BASE}/feeds.opml")
    assert b'href="/feed/chips.html"' in desk.get(f"{BASE}/categories.html")


def test_a_new_entry_is_in_the_feeds_of_the_queries_that_it_fulfils(desk: Desk) -> None:
    more = {"slug": "no-k", "text": "title", "without": {"text": "k2|k3"}, "category": "finance", "tag": "Finance News"}
    configure(desk, texts("OF K[23]"), more)
    desk.arrive("k1", "k2", "k3")

    desk.publish()

    assert desk.titles(CHIPS) == ["Title of k3", "Title of k2"]
    assert desk.titles(f"{BASE}/feed/no-k.atom") == ["Title of k1"]


def test_a_query_that_is_new_is_filled_with_what_is_stored_and_its_whole_history_can_be_read(desk: Desk) -> None:
    desk.arrive(*(f"k{number}" for number in range(11)))
    desk.publish()
    configure(desk, texts("title", entries=3))

    desk.publish()

    assert desk.titles(CHIPS) == ["Title of k10", "Title of k9", "Title of k8"]
    reader = Client(desk.get)
    reader.poll(CHIPS)
    assert len(reader.entries) == 11
    assert desk.publish() == 0
    assert desk.rebuild() == 0


def test_a_large_store_is_filled_in_over_several_passes_in_order_and_rebuild_does_it_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "_AT_ONCE", 2)
    monkeypatch.setattr(filing, "_FILLED_AT_ONCE", 4)
    desk.arrive(*(f"k{number}" for number in range(10)))
    desk.publish()
    configure(desk, texts("title", entries=100))

    desk.publish()

    assert desk.titles(CHIPS) == [f"Title of k{number}" for number in (3, 2, 1, 0)]
    assert "up to 4 of 10" in desk.notes[0]

    desk.arrive("k10")
    desk.publish()

    assert len(desk.titles(CHIPS)) == 8  # what is new waits for what is older
    desk.publish()
    assert desk.notes == []
    assert desk.titles(CHIPS) == [f"Title of k{number}" for number in range(10, -1, -1)]

    configure(desk, texts("title", "nothing", entries=100))
    desk.publish(whole=True)
    assert len(desk.titles(CHIPS)) == 11


def test_an_edit_lets_an_entry_join_and_no_edit_takes_it_out(desk: Desk) -> None:
    configure(desk, texts("chip"))
    desk.arrive("k1", "k2")
    desk.publish()

    desk.edit("k1", "All about CHIPS")
    desk.publish()

    assert desk.titles(CHIPS) == ["All about CHIPS"]
    desk.edit("k1", "All about fish")
    desk.publish()
    assert desk.titles(CHIPS) == ["All about fish"]
    assert count(desk, unsettled) == 0


def test_a_query_that_asks_for_something_else_begins_anew_under_its_address(desk: Desk) -> None:
    configure(desk, texts("title", entries=2))
    desk.arrive(*(f"k{number}" for number in range(25)))
    desk.publish()
    desk.edit("k1", "Title, corrected")
    desk.publish()
    feed_id = etree.fromstring(desk.get(CHIPS)).findtext("{*}id")
    kept = count(desk, archived_entry)

    configure(desk, texts("k2[0-4]", entries=2))
    desk.publish()

    assert desk.titles(CHIPS) == ["Title of k24", "Title of k23"]
    assert etree.fromstring(desk.get(CHIPS)).findtext("{*}id") == feed_id
    history = {f"feed/chips/archive/{number}.atom" for number in (1, 2)}
    assert files(desk, "feed/chips") == history
    assert kept >= count(desk, archived_entry) > 0  # the other feeds still show k1 as it was
    assert b"Title of k1<" in desk.get(f"{BASE}/archive/1.atom")
    assert desk.rebuild() == 0


def test_a_query_that_is_no_longer_asked_for_leaves_nothing(desk: Desk) -> None:
    desk.arrive(*(f"k{number}" for number in range(25)))
    desk.publish()
    rows = [count(desk, one) for one in (entry_category, archive)]
    before = files(desk, "")
    configure(desk, texts("title"))
    desk.publish()
    desk.edit("k1", "Other")
    desk.publish()

    configure(desk)
    desk.publish()

    assert files(desk, "") - before == {path for path in files(desk, "") if path.startswith("history/")}
    assert [count(desk, one) for one in (entry_category, archive)] == rows
    assert CHIPS.encode() not in desk.get(f"{BASE}/feeds.opml")


def test_a_title_or_a_size_can_change_and_the_entries_stay(desk: Desk) -> None:
    configure(desk, texts("title"))
    desk.arrive(*(f"k{number}" for number in range(6)))
    desk.publish()

    configure(desk, texts("title", title="Chips", entries=2))
    desk.publish()

    assert len(desk.titles(CHIPS)) == 2
    for address in (CHIPS, f"{BASE}/feed/chips/archive/1.atom"):
        assert etree.fromstring(desk.get(address)).findtext("{*}title") == "Chips"


def test_a_source_has_a_feed_of_all_that_it_lists_also_of_what_another_listed_first(desk: Desk) -> None:
    configure(desk, sources=True, b="Source B")
    desk.arrive("k1", "k2")
    desk.publish()
    desk.put(entry("k2", source_id="b", published=desk.current["k2"].published, categories=()))

    desk.publish()

    assert desk.titles(f"{BASE}/source/a.atom") == ["Title of k2", "Title of k1"]
    assert desk.titles(f"{BASE}/source/b.atom") == ["Title of k2"]
    titles = [etree.fromstring(desk.get(f"{BASE}/source/{one}.atom")).findtext("{*}title") for one in "ab"]
    assert titles == ["Source A - feedhub", "Source B - feedhub"]


def test_tags_have_feeds_where_that_is_wished_beside_categories_of_the_same_name(desk: Desk) -> None:
    names = (CategoryName("Finance"),)
    desk.put(entry("k1", tags=("Finance", "半导体"), categories=names))
    desk.put(entry("k2", tags=("finance",), categories=names))
    desk.publish()

    assert files(desk, "tag") == set()
    configure(desk, tags=True)
    desk.publish()

    assert desk.titles(f"{BASE}/tag/bandaoti.atom") == ["Title of k1"]
    assert sorted(desk.titles(f"{BASE}/tag/finance.atom")) == ["Title of k1", "Title of k2"]
    assert [one.slug for one in desk.store.posts.by_id([1])[0].categories] == ["finance"]

    configure(desk)
    desk.publish()
    assert files(desk, "tag") == set()
    assert desk.store.categories.filed_under(FeedKind.TAG, "Finance") is None


def test_one_that_was_taken_back_is_told_of_in_the_feed_of_a_query_too(desk: Desk) -> None:
    configure(desk, texts("title"))
    desk.arrive("k1", "k2")
    desk.publish()

    desk.store.withdrawals.withdraw(1, "gone", desk.now, desk.now)
    desk.publish()

    assert desk.titles(CHIPS) == ["Title of k2"]
    assert len(etree.fromstring(desk.get(CHIPS)).findall("{*}deleted-entry")) == 1


def test_what_is_filed_is_sound_and_the_documents_lead_to_each_other(desk: Desk) -> None:
    configure(desk, texts("title"), sources=True, tags=True)
    desk.arrive(*(f"k{number}" for number in range(9)))

    desk.publish()

    soundness = desk.store.soundness
    assert [flaw for check in soundness.checks() for flaw in soundness.flaws(check)] == []
    assert links(etree.fromstring(desk.get(CHIPS)))["prev-archive"] == f"{BASE}/feed/chips/archive/2.atom"


def test_a_pattern_that_takes_too_long_leaves_one_entry_out_and_is_named(desk: Desk) -> None:
    configure(desk, texts(SLOW), {"slug": "all", "text": "title"})
    desk.arrive("k1")
    desk.put(replace(entry("k2"), title=f"Title {HARD}"))

    desk.publish()

    assert desk.titles(CHIPS) == []
    assert len(desk.titles(f"{BASE}/feed/all.atom")) == 2
    [note] = desk.notes
    assert note.startswith("feed/chips: k2 is left out: the pattern")


def test_a_pattern_that_takes_too_long_again_and_again_waits_until_it_is_mended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "_MOST_FAULTS", 2)
    configure(desk, texts(SLOW))
    for number in range(4):
        desk.put(replace(entry(f"k{number}"), title=f"Title {number} {HARD}"))

    desk.publish()

    assert "stopped at entry 0" in desk.notes[-1]
    configure(desk, texts("title"))
    desk.publish()
    assert len(desk.titles(CHIPS)) == 4


def test_cut_off_while_filling_it_goes_on_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "_AT_ONCE", 2)
    desk.arrive(*(f"k{number}" for number in range(7)))
    desk.publish()
    configure(desk, texts("title", entries=100))
    stopping = threading.Event()
    stopping.set()
    desk.publisher().publish(lambda _event: None, stopping)

    desk.publish()

    assert desk.titles(CHIPS) == [f"Title of k{number}" for number in range(6, -1, -1)]
