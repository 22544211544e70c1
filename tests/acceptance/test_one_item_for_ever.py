"""Publishers that rename, reorder, reuse, edit and flap over two weeks: no item is lost, and none comes twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

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
