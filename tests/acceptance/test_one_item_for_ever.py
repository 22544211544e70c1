"""Publishers that rename, reorder, reuse, edit and flap over two weeks: no item is lost, and none comes twice."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.test_sync import market, put
from tests.hub import MARKET, Hub
from tests.weeks import START, Article, Trick, article, play, weeks


def honest(one: Article, _look: int) -> Article:
    return one


def moved_to_https_and_another_system(one: Article, look: int) -> Article:
    return one if look < 20 else replace(one, guid=f"urn:uuid:{one.truth:032d}", link=f"{one.link}/?utm_source=rss")


def new_ids_at_each_look(one: Article, look: int) -> Article:
    return replace(one, guid=f"{one.guid}&t={look}")


def one_id_for_all(one: Article, _look: int) -> Article:
    return replace(one, guid="https://news.example/")


def one_link_for_all(one: Article, _look: int) -> Article:
    return replace(one, guid="", link="https://news.example/")


def an_id_is_used_again_after_five(one: Article, _look: int) -> Article:
    return replace(one, guid=f"slot-{one.truth % 5}")


def ids_are_places_in_the_list(one: Article, look: int) -> Article:
    return replace(one, guid=f"item-{(3 * (look // 4 + 1) - one.truth) % 12}")


def links_in_variants(one: Article, look: int) -> Article:
    tails = ("", "/", "?utm_source=feed", "/amp", "#comments")
    return replace(one, guid="", link=one.link + tails[look % 5])


def ids_and_links_move_at_once(one: Article, look: int) -> Article:
    return one if look < 20 else replace(one, guid=f"n{one.truth}", link=one.link.replace(f"/{one.truth}-", "/news/"))


TRICKS = [
    honest,
    moved_to_https_and_another_system,
    new_ids_at_each_look,
    one_id_for_all,
    one_link_for_all,
    an_id_is_used_again_after_five,
    ids_are_places_in_the_list,
    links_in_variants,
    ids_and_links_move_at_once,
]


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__)
def test_whatever_a_publisher_does_with_ids_each_article_is_there_once(trick: Trick, tmp_path: Path) -> None:
    with weeks(tmp_path) as simulated:
        outcome = play(simulated, trick)

    assert (outcome.lost, outcome.doubles, outcome.merged) == (set(), set(), 0)
    assert outcome.updates.total() == 0


@pytest.mark.parametrize("trick", [one_id_for_all, new_ids_at_each_look])
def test_a_source_whose_ids_are_no_good_is_known_by_links_and_says_so(trick: Trick, tmp_path: Path) -> None:
    with weeks(tmp_path) as simulated:
        outcome = play(simulated, trick, days=4)

    notes = [note for report in outcome.reports for source in report.sources for note in source.notes]
    assert [note for note in notes if "known by their link from now on" in note]


def test_edits_are_updates_and_reordering_is_none(tmp_path: Path) -> None:
    def edit(one: Article, look: int) -> Article:
        return replace(one, text=f"{one.text} Corrected.") if look >= 20 and one.truth % 4 == 0 else one

    with weeks(tmp_path) as simulated:
        outcome = play(simulated, edit)

    assert (outcome.lost, outcome.doubles, outcome.merged) == (set(), set(), 0)
    # Those that came before the edits began and were still listed then were edited, once each.
    assert set(outcome.updates.values()) == {1}
    assert set(outcome.updates) <= set(range(4, 19, 4))


def test_a_counter_in_every_text_is_no_news_after_a_few_rounds(tmp_path: Path) -> None:
    def count(one: Article, look: int) -> Article:
        return replace(one, text=f"{one.text} Seen by {look * 7 + one.truth} people so far")

    with weeks(tmp_path) as simulated:
        outcome = play(simulated, count, days=7)

    assert (outcome.lost, outcome.doubles, outcome.merged) == (set(), set(), 0)
    assert max(outcome.updates.values()) <= 3


def test_two_versions_in_turns_are_two_updates_at_most(tmp_path: Path) -> None:
    def flap(one: Article, look: int) -> Article:
        return replace(one, title=f"{one.title} (live)") if (look * 7 + one.truth) % 3 else one

    with weeks(tmp_path) as simulated:
        outcome = play(simulated, flap, days=7)

    assert (outcome.lost, outcome.doubles, outcome.merged) == (set(), set(), 0)
    assert max(outcome.updates.values()) <= 3


def test_an_item_that_comes_back_after_it_left_the_list_is_no_news(tmp_path: Path) -> None:
    with weeks(tmp_path) as simulated:
        articles = [article(simulated.publisher.address, number, START) for number in range(1, 9)]
        for look, shown in enumerate((articles[:4], articles[4:], articles[:4], articles)):
            simulated.list(shown)
            simulated.sync(START + timedelta(days=look))
        outcome = simulated.outcome()

    assert (outcome.lost, outcome.doubles, outcome.merged, outcome.updates.total()) == (set(), set(), 0, 0)


def edited(hub: Hub) -> None:
    """Bring an article out, edit it twice, and list an item that has no title."""
    put(hub, market("NW1", "央行加息", "重庆日报"), text="<p>央行周五将利率上调至3.5%。</p><p>Markets fell.</p>")
    hub.sync("--now", "2026-03-02T08:00")
    put(hub, market("NW1", "央行加息", "重庆日报"), text="<p>央行周五将利率上调至3.6%。</p><p>Markets fell.</p>")
    hub.publisher.says(MARKET, {"record": [{**market("NW1", "央行加息", "重庆日报"), "v": 2, "medianame": "晨报"}]})
    hub.sync("--now", "2026-03-02T09:00")
    changed = market("NW1", "央行突然加息", "重庆日报")
    hub.publisher.says(MARKET, {"record": [changed, {**market("NW2", "", "重庆日报")}]})
    hub.sync("--now", "2026-03-02T10:00")


def test_history_shows_which_words_each_version_changed(hub: Hub) -> None:
    edited(hub)

    shown = hub.run("history", "NW1").stdout
    versions = json.loads(hub.run("history", "--json", "NW1").stdout)

    assert "version 1, 2026-03-02 08:00:00 UTC: first seen" in shown
    assert "上调至[-3.5-]{+3.6+}%" in shown
    assert "央行{+突然+}加息" in shown
    assert [edit["at"] for edit in versions["edits"]] == ["2026-03-02T09:00:00+00:00", "2026-03-02T10:00:00+00:00"]


@pytest.mark.parametrize("asked", ["NW1", "nw1", "tag:finews.withounder.com,2026-03-02:NW1", "path", "url"])
def test_an_entry_is_found_by_whatever_it_is_known_by(hub: Hub, asked: str) -> None:
    edited(hub)
    path = "chongqingribao/2022/05/21/NW1.html"
    asked = {"path": path, "url": f"https://finews.withounder.com/{path}"}.get(asked, asked)

    assert "央行突然加息" in hub.run("explain", asked).stdout


def test_explain_tells_how_an_entry_came_to_be(hub: Hub) -> None:
    edited(hub)
    facts = json.loads(hub.run("explain", "--json", "NW1").stdout)
    told = {(fact["topic"], fact["at"]): fact["text"] for fact in facts}

    assert told["identity", None] == "the publisher's id, 'NW1', in the hub"
    assert told["seen", "2026-03-02T08:00:00+00:00"].startswith("first seen by market-37 (http://127.0.0.1:")
    assert "as its publisher says; updated 2026-03-02 10:00:00 UTC" in told["date", None]
    assert told["edited", "2026-03-02T09:00:00+00:00"] == "version 1, '央行加息', was replaced"
    assert [fact["text"] for fact in facts if fact["topic"] == "file"] == [
        "state/archive/_posts/2022/05/2022-05-21-NW1.md",
        "state/public/chongqingribao/2022/05/21/NW1.html",
    ]


def test_explain_tells_why_an_item_did_not_come_through(hub: Hub) -> None:
    edited(hub)

    held = hub.run("explain", "NW2")
    unknown = hub.run("explain", "NW3")

    assert (held.code, unknown.code) == (0, 1)
    assert "market-37: record[1] NW2: has no title" in " ".join(held.stdout.split())
    assert "nothing is known by 'NW3'" in unknown.stderr
