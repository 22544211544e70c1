"""Publishers that rename, reorder, reuse, edit and flap over two weeks: no item is lost, and none comes twice."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from tests.acceptance.test_browser import Served
from tests.acceptance.test_commands import get
from tests.acceptance.test_sync import market, put
from tests.atom_rules import violations
from tests.hub import HEAD, MARKET, Hub
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


FEED = """
[[source]]
id = "news"
kind = "feed"
url = "{address}/feed.xml"
recheck = "10d"
"""


def listed(hub: Hub, *numbers: int, text: str = "Text") -> None:
    """Let a feed list articles, each with a page."""
    items = "".join(
        f"<item><guid>{address}</guid><title>Article {number}</title><link>{address}</link>"
        f"<pubDate>Mon, 02 Mar 2026 07:0{number}:00 GMT</pubDate><description>{text} {number}</description></item>"
        for number in numbers
        for address in [f"{hub.publisher.address}/{number}.html"]
    )
    hub.publisher.says("/feed.xml", f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>')


@pytest.fixture
def following(hub: Hub) -> Hub:
    """A hub that follows a feed and looks at the pages again; two articles have come."""
    hub.configure(HEAD + "[feeds]\nchanges = true\n" + FEED.format(address=hub.publisher.address))
    listed(hub, 1, 2)
    for number in (1, 2):
        hub.publisher.says(f"/{number}.html", "<p>There.</p>")
    hub.sync("--now", "2026-03-02T08:00")
    return hub


def page(hub: Hub, number: int) -> Path:
    """Return where the page of an article is."""
    [found] = [path for path in hub.public.rglob(f"{number}-*.html") if "2026/03/02" in str(path)]
    return found


def refs(hub: Hub, path: str = "category/news.atom") -> tuple[list[str], list[str]]:
    """Return the ids of a feed's entries, and those it says were deleted."""
    document = (hub.public / path).read_bytes()

    assert violations(document) == []

    root = etree.fromstring(document)
    ids = [str(one.text) for one in root.iterfind("{*}entry/{*}id")]
    return ids, [one.get("ref", "") for one in root.iterfind("{*}deleted-entry")]


def test_a_page_that_is_gone_withdraws_its_article_everywhere(following: Hub) -> None:
    hub, path = following, page(following, 1)
    ids, _ = refs(hub)
    hub.publisher.says("/1.html", "", 410)

    report = hub.sync("--now", "2026-03-02T09:30").source("news")

    assert report["withdrawn"] == 1
    assert [note for note in report["notes"] if note.startswith("withdrawn: ") and note.endswith("answers 410")]
    assert refs(hub) == (ids[:1], ids[1:])
    assert refs(hub, "feed.xml") == (ids[:1], ids[1:])
    assert not path.exists()
    assert "Article 1" not in (hub.public / "category/news.html").read_text()
    assert "Article 1" in hub.posts()[0].read_text() + hub.posts()[1].read_text()
    gone = hub.public / ".gone" / path.relative_to(hub.public)
    assert "withdrawn" in gone.read_text() or "撤回" in gone.read_text()
    assert "its page answers 410" in hub.run("explain", f"{hub.publisher.address}/1.html").stdout


def test_a_page_that_is_not_found_is_believed_a_day_later(following: Hub) -> None:
    hub = following
    hub.publisher.says("/1.html", "", 404)

    withdrawn = [hub.sync("--now", f"2026-03-0{day}T09:30").source("news")["withdrawn"] for day in (2, 3, 4)]

    assert withdrawn == [0, 1, 0]


def test_pages_that_are_all_not_found_are_an_outage_and_withdraw_nothing(following: Hub) -> None:
    hub = following
    ids, _ = refs(hub)
    for number in (1, 2):
        hub.publisher.says(f"/{number}.html", "", 404)

    for day in (2, 3, 4, 5, 6, 8, 12):
        assert hub.sync("--now", f"2026-03-{day:02}T09:30").source("news")["withdrawn"] == 0
    assert refs(hub) == (ids, [])


def test_an_article_that_is_missing_after_an_outage_is_withdrawn_then(following: Hub) -> None:
    hub = following
    for number in (1, 2):
        hub.publisher.says(f"/{number}.html", "", 404)
    for day in (2, 3, 4):
        hub.sync("--now", f"2026-03-{day:02}T09:30")
    hub.publisher.says("/2.html", "<p>There.</p>")

    withdrawn = [hub.sync("--now", f"2026-03-{day:02}T09:30").source("news")["withdrawn"] for day in (5, 6)]

    assert sum(withdrawn) == 1


def test_a_page_that_fails_or_hangs_up_says_nothing(following: Hub) -> None:
    hub = following
    hub.publisher.says("/1.html", "", 500)
    hub.publisher.says("/2.html", "", 403)

    for day in (2, 3, 4, 6):
        assert hub.sync("--now", f"2026-03-0{day}T09:30").source("news")["withdrawn"] == 0
    assert refs(hub)[1] == []


def test_an_article_that_is_there_again_is_back_at_its_address(following: Hub) -> None:
    hub, path = following, page(following, 1)
    before = refs(hub), path.read_bytes()
    hub.publisher.says("/1.html", "", 410)
    hub.sync("--now", "2026-03-02T09:30")
    hub.publisher.says("/1.html", "<p>There.</p>")

    hub.sync("--now", "2026-03-06T09:30")

    assert (refs(hub), path.read_bytes()) == before
    assert not list((hub.public / ".gone").rglob("*.html"))


def test_feeds_fall_silent_about_what_was_withdrawn_long_ago(following: Hub) -> None:
    hub = following
    hub.publisher.says("/1.html", "", 410)
    hub.sync("--now", "2026-03-02T09:30")

    hub.sync("--now", "2026-03-30T09:30")
    assert len(refs(hub)[1]) == 1
    hub.sync("--now", "2026-04-02T09:30")

    assert refs(hub)[1] == []
    assert len(refs(hub)[0]) == 1


def test_the_archived_post_goes_too_where_that_is_wished(following: Hub) -> None:
    hub = following
    hub.configure(HEAD + '[withdrawn]\narchive = "remove"\n' + FEED.format(address=hub.publisher.address))
    hub.publisher.says("/1.html", "", 410)

    hub.sync("--now", "2026-03-02T09:30")

    assert [path.name.startswith("2026-03-02-2-") for path in hub.posts()] == [True]


def test_pages_are_looked_at_less_and_less_often_and_then_no_more(following: Hub) -> None:
    hub = following
    hub.publisher.paths()
    asked = []
    for hours in (1, 2, 4, 8, 12, 24, 36, 72, 144, 216, 280, 400):
        moment = START.replace(hour=8) + timedelta(hours=hours)
        hub.sync("--now", f"{moment:%Y-%m-%dT%H:%M}")
        asked.append(hub.publisher.paths().count("/1.html"))

    assert 5 <= sum(asked) <= 9
    assert sum(asked[:4]) > sum(asked[6:10])
    assert asked[-2:] == [0, 0]


def test_a_server_says_that_what_was_withdrawn_is_gone(following: Hub) -> None:
    hub, path = following, page(following, 1).relative_to(following.public)
    hub.publisher.says("/1.html", "", 410)
    hub.sync("--now", "2026-03-02T09:30")
    with Served(hub.public) as site:
        status, headers, body = get(f"{site}/{path}")
        missing = [get(f"{site}/{one}")[0] for one in (f".gone/{path}", f"../.gone/{path}", "nothing.html")]

    assert (status, headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert b"Article 1" in body
    assert missing == [404, 404, 404]


def test_a_feed_of_changes_has_an_entry_for_each_edit_with_what_it_changed(following: Hub) -> None:
    hub = following
    assert refs(hub, "category/news/changes.atom") == ([], [])
    listed(hub, 1, 2, text="Other <b>text</b> & more")
    hub.sync("--now", "2026-03-02T09:30")

    ids, _ = refs(hub, "category/news/changes.atom")
    document = (hub.public / "category/news/changes.atom").read_text()

    assert len(ids) == 2
    assert {one.rpartition("/version/")[2] for one in ids} == {"2"}
    assert "&lt;del&gt;Text&lt;/del&gt;&lt;ins&gt;Other text &amp;amp; more&lt;/ins&gt;" in document


def test_an_edited_post_has_a_page_of_its_versions(following: Hub) -> None:
    hub = following
    listed(hub, 1, 2, text="Changed")
    hub.sync("--now", "2026-03-02T09:30")
    name = page(hub, 1).stem

    shown = (hub.public / "history" / f"{name}.html").read_text()

    assert "<del>Text</del><ins>Changed</ins>" in shown
    assert f'href="/history/{name}.html"' in page(hub, 1).read_text()
    snapshot = hub.snapshot()
    assert hub.run("rebuild").code == 0
    assert hub.snapshot() == snapshot


def test_what_a_later_rule_excludes_is_withdrawn_and_is_back_when_the_rule_is_gone(following: Hub) -> None:
    hub = following
    before = refs(hub), page(hub, 1).read_bytes()
    settings = (hub.directory / "config/feedhub.toml").read_text()
    hub.configure(settings + '[[source.rule]]\ndrop = "title"\nmatch = "Article 1"\n')

    report = hub.sync("--now", "2026-03-02T08:30").source("news")

    assert report["withdrawn"] == 1
    assert [note for note in report["notes"] if note.startswith("withdrawn: Article 1: rule 1: ")]
    assert [len(ids) for ids in refs(hub)] == [1, 1]
    assert hub.sync("--now", "2026-03-02T08:40").source("news")["withdrawn"] == 0

    hub.configure(settings)
    hub.sync("--now", "2026-03-02T08:50")

    assert (refs(hub), page(hub, 1).read_bytes()) == before


def test_a_rule_whose_pattern_takes_too_long_withdraws_nothing_and_stops_nothing(hub: Hub) -> None:
    hub.configure(HEAD + FEED.format(address=hub.publisher.address))
    title = "a" * 4000 + "!"
    item = f"<item><guid>1</guid><title>{title}</title><description>Text</description></item>"
    hub.publisher.says("/feed.xml", f'<rss version="2.0"><channel><title>News</title>{item}</channel></rss>')
    hub.sync()
    settings = (hub.directory / "config/feedhub.toml").read_text()
    hub.configure(settings + '[[source.rule]]\ndrop = "title"\nmatch = "(a|aa)+$"\n')

    for _ in range(2):
        report = hub.sync()
        assert report.source("news")["withdrawn"] == 0
        assert "Traceback" not in report.stderr


def test_no_more_tombstones_than_entries_stand_in_a_feed(hub: Hub) -> None:
    hub.configure(HEAD + "[feeds]\nentries = 3\n" + FEED.format(address=hub.publisher.address))
    listed(hub, *range(1, 9))
    hub.sync("--now", "2026-03-02T08:00")
    settings = (hub.directory / "config/feedhub.toml").read_text()
    hub.configure(settings + '[[source.rule]]\nkeep = "title"\nmatch = "nothing"\n')

    assert hub.sync("--now", "2026-03-02T09:00").source("news")["withdrawn"] == 8
    assert len(refs(hub)[1]) == 3
