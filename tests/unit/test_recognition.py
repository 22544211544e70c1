"""Which known entry a listed item is, whatever publishers do with their ids."""

from dataclasses import replace

import pytest

from feedhub.config import FeedSource
from feedhub.model import IdentityRule, Item, Known, Listed
from feedhub.normalise import identify
from feedhub.plan import part, recognise, shared, weaker

SOURCE = FeedSource.model_validate({"id": "f", "kind": "feed", "url": "https://news.example/feed.xml"})


def listed(guid: str, title: str, page: str = "", date: str = "", rule: IdentityRule = IdentityRule.ID) -> Listed:
    fields = {"id": guid, "title": title, "link": f"https://news.example/{page}" if page else "", "published": date}
    return identify(Item({name: value for name, value in fields.items() if value}, "item"), SOURCE, rule)


def known(one: Listed, aliases: int = 0) -> Known:
    """Return the entry that an item was stored as."""
    return Known(
        one.identity.namespace, one.identity.key, "f", 0, one.identity.fingerprint, one.title, one.page, one.stated,
        aliases,
    )  # fmt: skip


def by_key(*entries: Known) -> dict[str, Known]:
    return {one.full_key: one for one in entries}


def settle(now: list[Listed], before: list[Listed], rule: IdentityRule = IdentityRule.ID) -> list[str]:
    """Return the keys that items get, one after the other as a pass does it, after `before` was stored."""
    entries = by_key(*(known(one) for one in before))
    clued: dict[str, list[Known]] = {}
    for one in before:
        for clue in filter(None, one.clues):
            clued.setdefault(clue, []).append(known(one))
    return [one.identity.key for one in recognise(part(now, entries), entries, clued, rule).listed]


def test_an_item_with_a_new_id_on_the_same_page_is_the_same() -> None:
    before = listed("https://old.example/?p=1", "Rates rise again", "1")
    now = listed("https://new.example/?p=1", "Rates rise again", "1?utm_source=rss")

    assert settle([now], [before]) == ["https://old.example/?p=1"]


@pytest.mark.parametrize("page", ["a/1/amp", "a/1/", "a/1?amp=1", "a/1/index.html", "a/1#top"])
def test_a_variant_of_a_page_is_the_page(page: str) -> None:
    assert settle([listed("", "Rates rise", page)], [listed("", "Rates rise", "a/1")]) == ["link://news.example/a/1"]


def test_an_edited_title_with_a_new_id_is_recognised_by_page_and_date() -> None:
    before = listed("g1", "Minister resigns", "1", "2022-05-20 10:00")
    now = listed("g2", "Entirely different words", "1", "2022-05-20 10:00")

    assert settle([now], [before]) == ["g1"]


def test_an_article_that_moved_with_its_id_is_recognised_by_title_and_date() -> None:
    before = listed("https://old.example/7", "The bank has raised its rates", "7", "2022-05-20 10:00")
    now = listed("https://new.example/n/7", "The bank has raised its rates", "n/7", "2022-05-20 10:00")

    assert settle([now], [before]) == ["https://old.example/7"]


def test_another_article_on_the_same_page_is_another() -> None:
    before = listed("g1", "Report No. 12", "reports", "2022-05-20 10:00")
    now = listed("g2", "Report No. 13", "reports", "2022-05-21 10:00")

    assert settle([now], [before]) == ["g2"]


def test_two_items_side_by_side_are_two_whatever_they_share() -> None:
    before = listed("g1", "The bank has raised its rates", "1", "2022-05-20 10:00")
    twin = listed("g2", "The bank has raised its rates", "1", "2022-05-20 10:00")

    assert settle([before, twin], [before]) == ["g1", "g2"]


def test_an_edit_under_the_same_id_stays_the_same_entry() -> None:
    before = listed("g1", "Minister resigns", "minister", "2022-05-20 10:00")
    now = listed("g1", "Prime minister is gone", "prime-minister", "2022-05-20 10:00")

    assert settle([now], [before]) == ["g1"]


def test_an_id_that_is_given_to_another_article_does_not_overwrite_the_first() -> None:
    before = listed("g1", "Minister resigns", "minister", "2022-05-20 10:00")
    now = listed("g1", "Harvest is in", "harvest", "2022-09-01 08:00")

    [key] = settle([now], [before])

    assert key != "g1"
    assert settle([now], [before]) == [key]


def test_of_two_with_one_id_the_known_one_keeps_it_in_any_order() -> None:
    first = listed("g1", "Minister resigns", "minister", "2022-05-20 10:00")
    second = listed("g1", "Harvest is in", "harvest", "2022-05-21 10:00")

    keys = settle([second, first], [first])

    assert keys[1] == "g1"
    assert keys[0].startswith("g1#")
    assert settle([first, second], [first]) == keys[::-1]
    assert settle([first, second], [])[0] == "g1"


def test_one_item_that_is_listed_twice_has_one_identity() -> None:
    one = listed("g1", "Minister resigns", "minister")

    assert settle([one, replace(one, title="Minister has resigned")], []) == ["g1", "g1"]


def test_items_without_ids_that_share_a_link_are_told_apart_by_their_titles() -> None:
    items = [listed("", title, "news") for title in ("Rates rise again", "Harvest is in early")]

    keys = settle(items, [])

    assert len(set(keys)) == 2
    assert settle(items, []) == keys


def test_ids_that_many_different_items_share_are_no_good() -> None:
    items = [listed("site", f"Title {number}", f"p/{number}", "2022-05-20 10:00") for number in range(10)]

    assert shared(items) == "9 of 10 different items had the id of another"
    assert weaker(IdentityRule.ID) is IdentityRule.LINK
    assert not shared([listed("site", one.title, f"p/{n}", rule=IdentityRule.LINK) for n, one in enumerate(items)])


def test_links_that_many_different_items_share_are_no_good_either() -> None:
    items = [listed("", f"Title {number}", "home") for number in range(10)]

    assert shared(items) == "9 of 10 different items had the link of another"
    assert weaker(IdentityRule.LINK) is IdentityRule.TITLE
    assert weaker(IdentityRule.TITLE) is IdentityRule.TITLE


def test_a_double_or_two_in_a_long_list_are_no_reason_to_distrust_ids() -> None:
    items = [listed(f"g{number}", f"Title {number}", f"p/{number}") for number in range(60)]
    twice = [listed("g1", "Another one", "p/x"), listed("g2", "And another", "p/y")]

    assert not shared([*items, *twice])
    assert not shared([*items, *items])


def test_ids_that_are_new_at_each_look_are_no_good() -> None:
    before = [listed(f"old-{number}", f"Title of article {number}", f"p/{number}") for number in range(5)]
    now = [listed(f"new-{number}", f"Title of article {number}", f"p/{number}") for number in range(5)]

    def look(aliases: int) -> str:
        clued = {one.clues[0]: [known(one, aliases)] for one in before}
        return recognise(now, {}, clued, IdentityRule.ID).fault

    assert look(0) == look(1) == ""  # a move to another system changes all ids once
    assert look(2) == "5 items got another id at each look"


def test_by_the_next_rule_the_old_entries_are_found() -> None:
    before = [listed(f"g{number}", f"Title {number}", f"p/{number}") for number in range(5)]
    now = [listed("x", f"New title {number}", f"p/{number}", rule=IdentityRule.LINK) for number in range(5)]

    assert settle(now, before, IdentityRule.LINK) == [f"g{number}" for number in range(5)]
