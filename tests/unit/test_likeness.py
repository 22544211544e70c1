"""Duplicates beyond the id: what tells one story, and what only looks like it."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from statistics import median
from time import perf_counter

from feedhub.model import Account, Likeness
from feedhub.plan import read, same_story
from tests.likeness import Pair, account, articles, pairs

WINDOW = timedelta(days=7)
ALIKE = 0.5
# Of each kind of pair that tells one story, the share that is found at least.
FLOORS = {
    "light edit": 1.0,
    "other headline": 1.0,
    "other boilerplate": 1.0,
    "sentences moved": 1.0,
    "heavy edit": 1.0,
    "shortened": 0.85,
    "by hand": 0.6,
}
LONG = " ".join(f"Sentence number {word} speaks of {word} and of little else in the world." for word in "abcdefgh")


@cache
def judged() -> list[tuple[Pair, Likeness, bool]]:
    """Return each labelled pair with its verdict, and whether the one would be met by the other at all."""
    found = []
    for pair in pairs():
        one, other = read(pair.one), read(pair.other)
        met = bool(set(one.keys()) & set(other.keys()))
        found.append((pair, same_story(one, other, WINDOW, ALIKE), met))
    return found


def likeness(one: Account, other: Account) -> Likeness:
    """Return the verdict on two accounts, which must not depend on their order."""
    verdict = same_story(read(one), read(other), WINDOW, ALIKE)
    assert same_story(read(other), read(one), WINDOW, ALIKE).same == verdict.same
    return verdict


def test_the_labelled_set_is_large_and_of_both_languages() -> None:
    labelled = pairs()

    assert len(articles()) >= 40
    assert sum(pair.same for pair in labelled) >= 120
    assert sum(not pair.same for pair in labelled) >= 100
    assert sum(read(pair.one).in_characters for pair in labelled) >= 100
    assert sum(not read(pair.one).in_characters for pair in labelled) >= 100


def test_nothing_that_only_looks_alike_is_taken_for_one_story() -> None:
    wrong = [f"{pair.name}: {verdict.reason}" for pair, verdict, _ in judged() if verdict.same and not pair.same]

    assert wrong == []


def test_copies_and_edits_of_one_article_are_found(record_property: Callable[[str, object], None]) -> None:
    all_of_it, found = Counter[str](), Counter[str]()
    for pair, verdict, met in judged():
        if pair.same:
            all_of_it[pair.kind] += 1
            found[pair.kind] += verdict.same and met
    recall = {kind: found[kind] / all_of_it[kind] for kind in all_of_it}
    for kind, share in recall.items():
        record_property(f"recall of {kind}", f"{found[kind]} of {all_of_it[kind]} ({share:.0%})")

    assert recall.keys() == FLOORS.keys()
    assert {kind: share for kind, share in recall.items() if share < FLOORS[kind]} == {}


def test_what_looks_alike_is_kept_apart_at_the_loosest_setting_too() -> None:
    wrong = [
        pair.name
        for pair, _, _ in judged()
        if not pair.same and same_story(read(pair.one), read(pair.other), WINDOW, 0.3).same
    ]

    assert wrong == []


def test_articles_on_different_matters_do_not_even_meet() -> None:
    keys = [set(read(account(one["title"], one["text"], number)).keys()) for number, one in enumerate(articles())]

    assert sum(len(one & other) for number, one in enumerate(keys) for other in keys[:number]) == 0


def test_the_keys_are_the_same_in_every_process() -> None:
    script = (
        "from tests.likeness import account, articles\nfrom feedhub.plan import read\n"
        "print([read(account(one['title'], one['text'])).keys() for one in articles()])"
    )
    said = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]

    assert said[0] == said[1]


def test_one_page_under_two_ids_is_one_story_though_the_text_is_missing() -> None:
    one = account("Harbour bridge closes for repairs", "", 1, page="https://a.example/bridge")

    assert likeness(one, replace(one, entry_id=2)).same
    assert set(read(one).keys()) & set(read(replace(one, entry_id=2)).keys())


def test_a_page_that_shows_another_report_each_day_is_not_one_story() -> None:
    forms = [pair for pair in pairs() if pair.name == "daily market report"]
    one, other = (
        replace(side, page="https://a.example/today", title="收评") for side in (forms[0].one, forms[0].other)
    )

    assert not likeness(one, other).same


def test_titles_alone_make_no_story_of_two_pages() -> None:
    one = account("Harbour bridge closes for repairs", "", 1)
    other = account("Harbour bridge closes for repairs", "", 2, "b")

    assert not likeness(one, other).same


def test_the_same_text_long_after_is_another_story() -> None:
    one = account("Sentences", LONG, 1)
    later = account("Sentences", LONG, 2, "b")

    assert likeness(one, later).same
    assert not likeness(one, replace(later, published=later.published + timedelta(days=8))).same


def test_a_text_of_nothing_but_markup_or_symbols_is_like_no_other() -> None:
    for text in ("", "<p></p>", "<img src='a.png'>", "!!! ??? ...", "😀😀😀😀", "\ud800"):
        one, other = account("First", text, 1), account("Second", text, 2, "b")

        assert not likeness(one, other).same


def test_other_markup_and_adverts_between_make_no_difference() -> None:
    one = account("Sentences", LONG, 1)
    dressed = replace(
        account("Sentences", "", 2, "b"), content=f"<div><h2>{LONG}</h2></div><p class='share'>Share 12</p>"
    )

    assert likeness(one, dressed).same


def test_a_link_that_cannot_be_read_is_no_fault() -> None:
    one = account("Sentences", LONG, 1, link="http://[broken/", page="http://[broken/")

    assert likeness(one, replace(one, entry_id=2)).same


def test_an_endless_text_costs_no_more_than_a_long_one() -> None:
    endless = account("Endless", "word and number 1 <b>x</b>" * 400_000)

    begun = perf_counter()
    read(endless).keys()

    assert perf_counter() - begun < 2


def test_reading_and_comparing_take_well_under_a_millisecond_each(
    record_property: Callable[[str, object], None],
) -> None:
    made = [account(one["title"], one["text"] * 3) for one in articles()]

    def spent(one: Account) -> float:
        begun = perf_counter()
        read(one).keys()
        return perf_counter() - begun

    spent(made[0])  # the library is loaded by the first
    middle = median(spent(one) for one in made)
    record_property("ms an article", f"{middle * 1000:.2f}")

    assert middle < 0.02  # generous: the machine may be busy
