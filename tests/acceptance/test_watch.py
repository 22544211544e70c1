"""Sources that overflow, dry up or break, over weeks of simulated time: what is kept, said, and said no longer."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from feedhub import app
from feedhub.config import load
from feedhub.model import Kind
from feedhub.report import Report
from tests.atom_rules import violations
from tests.hub import MARKET, Hub
from tests.publisher import Answer, Asked
from tests.weeks import START, Article, Weeks, article, weeks

HOUR = timedelta(hours=1)


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[Weeks]:
    """A publisher of one feed, and a hub that asks it."""
    with weeks(tmp_path, 'every = "1h"\n') as running:
        yield running


def articles(simulated: Weeks, first: int, last: int) -> list[Article]:
    """Return the articles with these numbers, the newest first: one came out each hour."""
    address = simulated.publisher.address
    return [article(address, number, START + number * HOUR) for number in range(last, first - 1, -1)]


def ordinary_days(simulated: Weeks, looks: int) -> int:
    """Let an article come out each hour, with a look at the newest ten after each; return the number of the last."""
    for last in range(10, 10 + looks):
        simulated.list(articles(simulated, last - 9, last))
        simulated.sync(START + last * HOUR)
    return 9 + looks


def status(simulated: Weeks) -> app.SourceStatus:
    [found] = app.status(simulated.config)
    return found


def kinds(simulated: Weeks) -> list[Kind]:
    return [one.kind for one in status(simulated).incidents]


def published(simulated: Weeks, name: str) -> str:
    return (Path(simulated.config.state.public) / name).read_text(encoding="utf-8")


def incidents(simulated: Weeks) -> list[feedparser.FeedParserDict]:
    """Return the entries of the status feed, which is shown to be valid."""
    document = published(simulated, "status.atom").encode()

    assert violations(document) == []

    entries: list[feedparser.FeedParserDict] = feedparser.parse(document).entries
    return entries


def notes(report: Report) -> str:
    return "\n".join(report.sources[0].notes)


# ---- gaps


def test_a_list_that_overflowed_is_recorded_shown_and_asked_sooner_until_it_is_calm(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 8)
    now = START + (last + 30) * HOUR
    simulated.list(articles(simulated, last + 21, last + 30))

    report = simulated.sync(now)

    found = status(simulated)
    [gap] = found.gaps
    assert "may be missing" in notes(report)
    assert (gap.since, gap.until) == (START + last * HOUR, START + (last + 21) * HOUR)
    assert (gap.items, gap.filled, kinds(simulated)) == (10, False, [Kind.GAP])
    assert found.state.next_fetch_at == now + HOUR / 2
    assert "items may be missing" in published(simulated, "status.html")

    for hour in range(1, 30):
        simulated.list(articles(simulated, last + 21 + hour, last + 30 + hour))
        simulated.sync(now + hour * HOUR)

    calm = status(simulated)
    [entry] = incidents(simulated)
    assert (calm.incidents, calm.state.haste) == ([], 0)
    assert calm.state.next_fetch_at == now + 30 * HOUR
    assert entry.title == "News: items may be missing (closed)"
    assert "may be missing" not in published(simulated, "feed.xml")


def test_the_interval_never_falls_below_five_minutes_whatever_is_missed(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 3)

    for _ in range(8):
        last += 40
        simulated.list(articles(simulated, last - 9, last))
        simulated.sync(START + last * HOUR)

    found = status(simulated)
    assert len(found.gaps) == 8
    assert found.state.next_fetch_at == START + last * HOUR + timedelta(minutes=5)


def test_an_issue_that_replaces_the_one_before_is_no_gap_once_that_is_known(simulated: Weeks) -> None:
    for issue in range(10):
        numbers = articles(simulated, issue * 10 + 1, issue * 10 + 10)
        simulated.list(
            [Article(one.truth, one.guid, one.link, one.title, START + issue * 24 * HOUR, one.text) for one in numbers]
        )
        for hour in (1, 7, 13, 19):
            simulated.sync(START + (24 * issue + hour) * HOUR)

    assert len(status(simulated).gaps) <= 1
    assert kinds(simulated) == []


def test_a_list_in_another_order_and_one_with_a_single_item_have_no_gap(simulated: Weeks) -> None:
    for look in range(12):
        number = (look * 37) % 100 + 1
        simulated.list(articles(simulated, number, number + 4) if look % 2 else articles(simulated, number, number))
        simulated.sync(START + (200 + look) * HOUR)

    assert status(simulated).gaps == []


LIST = """\
[hub]
base_url = "https://hub.example"
[state]
database = "sqlite:///{directory}/feedhub.db"
public = "{directory}/public"
archive = "{directory}/archive"
[fetch]
allow_networks = ["127.0.0.0/8"]
[[source]]
id = "news"
kind = "json"
url = "{address}/list"
every = "1h"
{settings}
[source.fields]
id = "id"
title = "title"
published = "date"
{fields}
"""


def json_hub(simulated: Weeks, directory: Path, settings: str = "", fields: str = "", after: str = "") -> Weeks:
    """Return a hub that follows the same publisher's list in JSON."""
    path = directory / "json.toml"
    address = simulated.publisher.address
    text = LIST.format(directory=f"{directory}/json", address=address, settings=settings, fields=fields)
    path.write_text(text + after, encoding="utf-8")
    return Weeks(simulated.publisher, load(path))


def items(first: int, last: int, **more: str) -> list[dict[str, str]]:
    """Return the items of a JSON list, the newest first: one came out each hour."""
    return [
        {"id": f"N{number}", "title": f"Title {number}", "date": f"{START + number * HOUR:%Y-%m-%dT%H:%M:%SZ}", **more}
        for number in range(last, first - 1, -1)
    ]


def test_older_pages_are_asked_for_until_one_has_what_is_known(simulated: Weeks, tmp_path: Path) -> None:
    hub = json_hub(simulated, tmp_path, 'pages = { param = "p", start = 1 }')
    newest = 10

    def page(asked: Asked) -> Answer:
        number = int((re.search(r"p=(\d+)", asked.path) or ["", "1"])[1])
        return Answer(json.dumps(items(newest - 10 * number + 1, newest - 10 * (number - 1))).encode())

    hub.publisher.default = page
    hub.sync(START + 10 * HOUR)
    newest = 14
    hub.sync(START + 14 * HOUR)
    newest = 47
    hub.publisher.paths()

    report = hub.sync(START + 47 * HOUR)

    assert hub.publisher.paths() == ["/list", "/list?p=2", "/list?p=3", "/list?p=4"]
    assert report.sources[0].new == 33
    assert [gap.filled for gap in status(hub).gaps] == [True]
    assert kinds(hub) == []


# ---- drift


def test_a_feed_whose_texts_vanish_keeps_what_was_published_holds_the_new_and_mends_itself(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 8)
    kept = {path: path.read_bytes() for path in _posts(simulated)}
    poor = [
        Article(one.truth, one.guid, one.link, one.title, one.published, "")
        for one in articles(simulated, last - 7, last + 2)
    ]
    simulated.publisher.says("/feed.xml", _bare(poor))

    report = simulated.sync(START + (last + 2) * HOUR)

    assert (report.sources[0].new, report.sources[0].failed, report.sources[0].updated) == (0, 2, 0)
    assert {path: path.read_bytes() for path in _posts(simulated)} == kept
    assert kinds(simulated) == [Kind.COLLAPSED]
    [opened] = incidents(simulated)
    assert opened.title == "News: gives less than it used to"
    page = published(simulated, "status.html")
    assert "none of the items have a text" in page

    simulated.sync(START + (last + 3) * HOUR)

    assert published(simulated, "status.html") == page

    simulated.list(articles(simulated, last - 7, last + 2))
    mended = simulated.sync(START + (last + 4) * HOUR)

    [closed] = incidents(simulated)
    assert (mended.sources[0].new, mended.sources[0].failed, kinds(simulated)) == (2, 0, [])
    assert (closed.id, closed.published) == (opened.id, opened.published)
    assert closed.updated > opened.updated
    assert "collapse" not in published(simulated, "feed.xml")
    assert len(_posts(simulated)) == last + 2


def test_what_is_accepted_goes_on_from_the_next_pass_and_what_stays_for_a_week_too(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 8)
    simulated.publisher.says("/feed.xml", _bare(articles(simulated, last - 7, last + 2)))
    simulated.sync(START + (last + 2) * HOUR)

    assert app.accept(simulated.config, simulated.config.source[0]) == [Kind.COLLAPSED]
    accepted = simulated.sync(START + (last + 3) * HOUR)

    assert (accepted.sources[0].new, kinds(simulated)) == (2, [])
    assert "accepted" in published(simulated, "status.html")


def test_a_collapse_that_lasts_a_week_is_what_is_expected(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 8)
    simulated.publisher.says("/feed.xml", _bare(articles(simulated, last - 7, last + 2)))

    for day in range(7):
        report = simulated.sync(START + (last + 2 + 24 * day) * HOUR)
        assert report.sources[0].failed == 2
    report = simulated.sync(START + (last + 2 + 24 * 7) * HOUR)

    assert (report.sources[0].new, report.sources[0].failed, kinds(simulated)) == (2, 0, [])


def test_a_list_that_always_had_many_items_and_now_has_three_is_an_incident_and_they_are_published(
    simulated: Weeks,
) -> None:
    for last in range(20, 30):
        simulated.list(articles(simulated, last - 19, last))
        simulated.sync(START + last * HOUR)
    simulated.list(articles(simulated, 28, 30))

    report = simulated.sync(START + 30 * HOUR)

    assert (report.sources[0].new, kinds(simulated)) == (1, [Kind.COLLAPSED])
    assert "3 items" in status(simulated).incidents[0].cause


def test_a_publisher_who_writes_less_or_less_at_length_is_no_incident(simulated: Weeks) -> None:
    for look in range(30):
        last = 20 + (look if look < 12 else 12 + (look - 12) // 6)
        shown = articles(simulated, last - 4 - look % 9, last)
        simulated.list([replace(one, text=one.text[: 500 - 300 * (one.truth % 2)]) for one in shown])
        simulated.sync(START + (last + look) * HOUR)

        assert kinds(simulated) == []


def test_details_that_became_empty_are_held_after_a_few_and_come_when_they_are_mended(
    simulated: Weeks, tmp_path: Path
) -> None:
    address = simulated.publisher.address
    after = f'[source.detail]\nurl = "{address}/text/{{id}}"\ncontent = "text"\n'
    hub = json_hub(simulated, tmp_path, after=after)
    text = "word " * 200
    hub.publisher.default = lambda _asked: Answer(json.dumps({"text": f"<p>{text}</p>"}).encode())
    for last in range(10, 20):
        hub.publisher.says("/list", items(last - 9, last))
        hub.sync(START + last * HOUR)
    text = "Log in."
    for last in range(20, 27):
        hub.publisher.says("/list", items(last - 9, last))
        report = hub.sync(START + last * HOUR)

    assert (report.sources[0].new, report.sources[0].failed, kinds(hub)) == (0, 3, [Kind.COLLAPSED])
    assert "hardly any text" in notes(report)

    text = "word " * 190
    mended = hub.sync(START + 27 * HOUR)

    assert (mended.sources[0].new, kinds(hub)) == (3, [])

    hub.publisher.says("/list", items(18, 27))
    again = hub.sync(START + 28 * HOUR)

    assert (again.sources[0].new, again.sources[0].updated) == (1, 4)
    assert "Log in" not in published(hub, "feed.xml")


# ---- sources that fail


def test_a_source_that_fails_three_times_is_an_incident_without_secrets_until_it_comes_again(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 2)
    simulated.publisher.says("/feed.xml", "gone", 503)
    for hour in range(3):
        assert kinds(simulated) == []
        simulated.sync(START + (last + 1 + hour) * HOUR)

    assert kinds(simulated) == [Kind.FAILING]
    before = published(simulated, "status.html")
    simulated.sync(START + (last + 5) * HOUR)

    assert "answered 503" in before and before == published(simulated, "status.html")

    simulated.list(articles(simulated, last - 9, last))
    simulated.sync(START + (last + 6) * HOUR)

    assert kinds(simulated) == []
    assert "All is well." in published(simulated, "status.html")

    simulated.publisher.says("/feed.xml", "gone", 503)
    for hour in range(3):
        simulated.sync(START + (last + 7 + hour) * HOUR)

    assert [entry.title for entry in incidents(simulated)] == ["News: cannot be had"]


def test_a_feed_that_calls_itself_otherwise_stays_in_its_category(simulated: Weeks) -> None:
    ordinary_days(simulated, 2)
    renamed = _bare(articles(simulated, 5, 14)).replace("<title>News</title>", "<title>News of the world</title>")
    simulated.publisher.says("/feed.xml", renamed)

    simulated.sync(START + 14 * HOUR)

    assert [path.name for path in (Path(simulated.config.state.public) / "category").glob("*.html")] == ["news.html"]


def test_status_tells_what_is_wrong_and_what_to_do_and_accept_what_it_ends(hub: Hub) -> None:
    hub.publisher.says(MARKET, "gone", 503)
    for day in (1, 2, 3):
        hub.sync("market-37", "--now", f"2026-01-0{day}")

    shown = hub.run("status").stdout
    [incident] = json.loads(hub.run("status", "--json").stdout)[0]["incidents"]

    assert "market-37: failing, since 2026-01-03 00:00 UTC: its list cannot be had: fetch: answered 503" in shown
    assert "give the source its new address" in shown
    assert (incident["kind"], incident["opened_at"]) == ("failing", "2026-01-03T00:00:00+00:00")
    assert hub.run("accept", "market-37").stdout.startswith("market-37: nothing to accept")
    assert hub.run("accept", "market").code == 2
    assert "无法获取" in (hub.public / "status.html").read_text(encoding="utf-8")


def _bare(listed: list[Article]) -> str:
    """Return a feed whose items have no text."""
    bare = "".join(re.sub("<description>.*?</description>", "", one.item(), flags=re.DOTALL) for one in listed)
    return f'<rss version="2.0"><channel><title>News</title>{bare}</channel></rss>'


def _posts(simulated: Weeks) -> list[Path]:
    return sorted((Path(simulated.config.state.archive) / "_posts").rglob("*.md"))


def test_a_list_that_has_moved_for_good_is_told_after_three_days_and_not_before(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 6)
    publisher = simulated.publisher
    path = simulated.config.source[0].url.removeprefix(publisher.address)
    body = publisher.answers[path]
    publisher.answers["/new.xml"] = body
    publisher.says(path, "", 301, Location=f"{publisher.address}/new.xml?key=secret")
    publisher.answers["/new.xml?key=secret"] = body
    for hours in (1, 70):
        simulated.sync(START + (last + hours) * HOUR)
        assert kinds(simulated) == []

    simulated.sync(START + (last + 74) * HOUR)

    assert kinds(simulated) == [Kind.MOVED]
    page = published(simulated, "status.html")
    assert f"{publisher.address}/new.xml" in page
    assert "secret" not in page

    publisher.answers[path] = body
    simulated.sync(START + (last + 75) * HOUR)

    assert kinds(simulated) == []


def test_a_redirect_to_another_list_or_for_now_is_no_move(simulated: Weeks) -> None:
    last = ordinary_days(simulated, 6)
    publisher = simulated.publisher
    path = simulated.config.source[0].url.removeprefix(publisher.address)
    publisher.answers["/same.xml"] = publisher.answers[path]
    publisher.says(path, "", 302, Location=f"{publisher.address}/same.xml")
    for day in range(1, 6):
        simulated.sync(START + (last + 24 * day) * HOUR)

    assert Kind.MOVED not in kinds(simulated)
