"""The history of feeds: archives and pages are read back to their end, each once, whatever happens on the way."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import escape

import pytest

from tests.hub import HEAD, Hub
from tests.publisher import Answer, Asked, Publisher

FIRST = datetime(2022, 1, 1, tzinfo=UTC)


def atom(numbers: Iterable[int], *, links: str = "", title: str = "Wire", edition: str = "") -> str:
    """Return an Atom feed with the entries of these numbers; the greater the later."""
    entries = "".join(
        f"<entry><id>urn:wire:{n}</id><title>Entry {n}{edition}</title><link href='http://a.example/{n}'/>"
        f"<updated>{(FIRST + timedelta(days=n)).isoformat()}</updated><content>Text {n}</content></entry>"
        for n in numbers
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{title}</title>{links}{entries}</feed>"


def link(rel: str, path: str) -> str:
    """Return a link of a feed."""
    return f"<link rel='{rel}' href='{escape(path)}'/>"


def archives(publisher: Publisher, count: int) -> None:
    """Let the publisher have a feed with the newest three entries, and `count` archives with three each."""
    publisher.says("/feed", atom(range(3 * count, 3 * count + 3), links=link("prev-archive", f"/archive/{count}")))
    for n in range(1, count + 1):
        links = link("prev-archive", f"/archive/{n - 1}") if n > 1 else ""
        publisher.says(f"/archive/{n}", atom(range(3 * n - 3, 3 * n), links=links, title=f"Wire, archive {n}"))


def configure(hub: Hub, publisher: Publisher, more: str = "") -> None:
    """Follow the feed with its history."""
    hub.configure(
        HEAD + f'[[source]]\nid = "wire"\nkind = "feed"\nurl = "{publisher.address}/feed"\nbackfill = true\n{more}'
    )


@pytest.fixture
def wire(hub: Hub, publisher: Publisher) -> Hub:
    """A hub that follows a feed with its history, five documents at a pass."""
    configure(hub, publisher, "max_pages = 5\n")
    return hub


def test_archives_are_followed_to_the_end_over_several_passes_and_each_is_read_once(
    wire: Hub, publisher: Publisher
) -> None:
    archives(publisher, 12)

    reports = [wire.sync().source("wire") for _ in range(4)]

    assert [one["new"] for one in reports] == [3 + 15, 15, 6, 0]
    asked = [path for path in publisher.paths() if path != "/feed"]
    assert asked == [f"/archive/{n}" for n in range(12, 0, -1)]
    assert len(wire.posts()) == 39
    assert {path.name[:10] for path in wire.posts()} == {
        f"{FIRST + timedelta(days=n):%Y-%m-%d}" for n in range(39)
    }  # fmt: skip


def test_the_history_goes_on_though_the_feed_has_not_changed(wire: Hub, publisher: Publisher) -> None:
    archives(publisher, 7)
    publisher.answers["/feed"].headers["ETag"] = '"1"'  # type: ignore[union-attr]
    first = publisher.answers["/feed"]
    assert isinstance(first, Answer)
    publisher.answers["/feed"] = lambda asked: Answer(b"", 304) if "if-none-match" in asked.headers else first

    wire.sync()

    assert wire.sync().source("wire")["new"] == 6


def test_all_entries_of_a_history_are_in_one_category(wire: Hub, publisher: Publisher) -> None:
    archives(publisher, 2)

    wire.sync()

    assert [path.name for path in (wire.public / "category").glob("*.atom")] == ["wire.atom"]


def test_the_newer_document_wins(wire: Hub, publisher: Publisher) -> None:
    publisher.says("/feed", atom([5, 6], links=link("prev-archive", "/archive/2"), edition=" (edited)"))
    publisher.says("/archive/2", atom([4, 5], links=link("prev-archive", "/archive/1")))
    publisher.says("/archive/1", atom([3, 4], edition=" (first edition)"))

    report = wire.sync().source("wire")

    titles = [path.read_text(encoding="utf-8").split("\n")[2] for path in wire.posts()]
    assert report["new"] == 4
    assert titles == [
        'title: "Entry 3 (first edition)"', 'title: "Entry 4"', 'title: "Entry 5 (edited)"',
        'title: "Entry 6 (edited)"',
    ]  # fmt: skip


def test_the_newest_come_first_in_the_published_feed(wire: Hub, publisher: Publisher) -> None:
    archives(publisher, 4)

    wire.sync()

    feed = (wire.public / "feed.xml").read_text(encoding="utf-8")
    assert feed.index("Entry 14<") < feed.index("Entry 13<") < feed.index("Entry 0<")


def test_a_document_that_is_missing_is_tried_again_later_and_never_stops_the_feed(
    wire: Hub, publisher: Publisher
) -> None:
    archives(publisher, 3)
    missing = publisher.answers.pop("/archive/2")

    first = wire.sync("--now", "2022-06-01T08:00")
    publisher.paths()
    soon = wire.sync("--now", "2022-06-01T08:05")
    asked_soon = publisher.paths()
    publisher.answers["/archive/2"] = missing
    later = wire.sync("--now", "2022-06-01T08:15")

    assert (first.code, first.source("wire")["new"], first.source("wire")["error"]) == (0, 6, None)
    assert "back-fill: fetch" in first.source("wire")["notes"][0]
    assert "/archive/2: answered 404" in first.source("wire")["notes"][0]
    assert (asked_soon, soon.source("wire")["notes"]) == (["/feed"], [])
    assert later.source("wire")["new"] == 6


def test_a_publisher_that_asks_to_wait_is_left_alone(wire: Hub, publisher: Publisher) -> None:
    archives(publisher, 3)
    publisher.says("/archive/3", "busy", 429, Retry_After="3600")

    wire.sync("--now", "2022-06-01T08:00")
    publisher.paths()
    second = wire.sync("--now", "2022-06-01T08:30")

    assert publisher.paths() == []
    assert "asked to wait" in second.source("wire")["skipped"]


def test_a_loop_ends(wire: Hub, publisher: Publisher) -> None:
    archives(publisher, 3)
    publisher.says("/archive/1", atom(range(3), links=link("prev-archive", "/archive/3")))

    wire.sync()
    wire.sync()

    assert publisher.paths().count("/archive/3") == 1


def test_a_document_under_ever_new_addresses_is_a_loop(wire: Hub, publisher: Publisher) -> None:
    publisher.says("/feed", atom([5], links=link("next", "/page?at=0")))

    def page(asked: Asked) -> Answer:
        return Answer(atom([4], links=link("next", "?at=1" if asked.path.endswith("0") else "?at=0")).encode())

    publisher.default = page

    wire.sync()

    assert publisher.paths() == ["/feed", "/page?at=0", "/page?at=1"]


def test_a_chain_without_end_costs_no_more_than_the_limit_at_each_pass(wire: Hub, publisher: Publisher) -> None:
    def page(asked: Asked) -> Answer:
        number = int(asked.path.rpartition("/")[2] or 0) if asked.path != "/feed" else 0
        return Answer(atom([number % 1000], links=link("prev-archive", f"/archive/{number + 1}")).encode())

    publisher.default = page

    wire.sync()
    wire.sync()

    asked = [path for path in publisher.paths() if path != "/feed"]
    assert asked == [f"/archive/{n}" for n in range(1, 11)]


def test_a_new_archive_is_read_when_the_feed_names_it_and_the_old_ones_are_not_read_again(
    wire: Hub, publisher: Publisher
) -> None:
    archives(publisher, 2)
    wire.sync()
    archives(publisher, 3)
    publisher.paths()

    report = wire.sync().source("wire")

    assert publisher.paths() == ["/feed", "/archive/3"]
    assert report["new"] == 3


def test_pages_whose_addresses_shift_are_read_again_only_where_entries_are_missing(
    wire: Hub, publisher: Publisher
) -> None:
    publisher.says("/feed", atom([9, 8], links=link("next", "/page?before=8")))
    publisher.says("/page?before=8", atom([7, 6], links=link("next", "/page?before=6")))
    publisher.says("/page?before=6", atom([5, 4]))
    wire.sync()
    publisher.says("/feed", atom([10, 9], links=link("next", "/page?before=9")))
    publisher.says("/page?before=9", atom([8, 7], links=link("next", "/page?before=7")))
    publisher.paths()

    wire.sync()
    asked = publisher.paths()
    publisher.says("/feed", atom([14, 13], links=link("next", "/page?before=13")))
    publisher.says("/page?before=13", atom([12, 11], links=link("next", "/page?before=11")))
    publisher.says("/page?before=11", atom([10, 9], links=link("next", "/page?before=9")))
    report = wire.sync().source("wire")

    assert asked == ["/feed"]
    assert publisher.paths() == ["/feed", "/page?before=13", "/page?before=11"]
    assert report["new"] == 4


def test_pages_of_rss_and_of_json_feed_are_followed_too(hub: Hub, publisher: Publisher) -> None:
    publisher.says(
        "/feed",
        "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Wire</title>"
        "<atom:link rel='next' href='/feed.json'/><item><title>One</title><guid>urn:1</guid></item></channel></rss>",
    )
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "W", "items": [{"id": "urn:2", "title": "Two"}]}
    publisher.says("/feed.json", {**feed, "next_url": "2.json"})
    publisher.says("/2.json", {**feed, "items": [{"id": "urn:3", "title": "Three"}]})
    configure(hub, publisher)

    assert hub.sync().source("wire")["new"] == 3


def test_pages_are_counted_where_the_configuration_says_so_and_end_with_a_missing_one(
    hub: Hub, publisher: Publisher
) -> None:
    publisher.says("/feed", atom([9, 8]))
    for page in (2, 3):
        publisher.says(f"/feed?paged={page}", atom([11 - 2 * page, 10 - 2 * page]))
    configure(hub, publisher, 'pages = { param = "paged" }\n')

    first, second = hub.sync(), hub.sync()

    assert (first.source("wire")["new"], first.source("wire")["notes"]) == (6, [])
    assert second.source("wire")["new"] == 0
    assert publisher.paths() == ["/feed", "/feed?paged=2", "/feed?paged=3", "/feed?paged=4", "/feed"]


def test_the_history_is_read_when_backfill_is_switched_on_later(hub: Hub, publisher: Publisher) -> None:
    archives(publisher, 2)
    hub.configure(HEAD + f'[[source]]\nid = "wire"\nkind = "feed"\nurl = "{publisher.address}/feed"\n')
    assert hub.sync().source("wire")["new"] == 3
    configure(hub, publisher)

    assert hub.sync().source("wire")["new"] == 6


def test_rules_hold_for_the_history_too(hub: Hub, publisher: Publisher) -> None:
    archives(publisher, 2)
    configure(hub, publisher, '[[source.rule]]\ndrop = "title"\nmatch = " [02]$"\n')

    report = hub.sync().source("wire")

    assert (report["new"], report["dropped"]) == (7, 2)


def test_a_history_at_an_address_that_must_not_be_reached_is_not_asked_for(wire: Hub, publisher: Publisher) -> None:
    publisher.says("/feed", atom([1], links=link("prev-archive", "http://10.1.2.3/archive")))

    result = wire.sync()

    assert (result.code, result.source("wire")["new"]) == (0, 1)
    assert "back-fill: fetch http://10.1.2.3/archive: " in result.source("wire")["notes"][0]


def test_a_history_that_leads_to_what_is_no_feed_is_tried_again(wire: Hub, publisher: Publisher) -> None:
    archives(publisher, 2)
    publisher.says("/archive/2", "<html><body>Sorry</body></html>")

    result = wire.sync("--now", "2022-06-01T08:00")
    archives(publisher, 2)

    assert "back-fill: parse" in result.source("wire")["notes"][0]
    assert wire.sync("--now", "2022-06-01T09:00").source("wire")["new"] == 6
