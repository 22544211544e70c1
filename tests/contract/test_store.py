"""The Store's contract, on every database that it works on."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest

from feedhub.address import RESERVED_SLUGS
from feedhub.errors import StateHeldError, StoreError
from feedhub.model import (
    Alias,
    CategoryName,
    Change,
    DateBasis,
    Dropped,
    Earlier,
    Effect,
    Enclosure,
    Entry,
    Held,
    Identity,
    Incoming,
    Known,
    Look,
    Mark,
    Past,
    Post,
    SourceState,
    Stale,
    Stored,
    Unrest,
    Validators,
)
from feedhub.plan import judge, judge_history
from feedhub.store import Database, Store

NOW = datetime(2022, 5, 27, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DAY = date(2022, 5, 26)

Open = Callable[[], Store]


@pytest.fixture
def reopen(address: str) -> Iterator[Open]:
    """A function that opens the test's database as one more process would."""
    opened: list[Store] = []

    def open_store() -> Store:
        store = Store(address)
        opened.append(store)
        store.prepare()
        return store

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Open) -> Store:
    """An empty store that has met the sources a and b."""
    store = reopen()
    store.sources.meet("a", "Source A", "http://a.example/")
    store.sources.meet("b", "", "")
    return store


def entry(key: str = "k1", **changes: Any) -> Entry:
    """Return an entry of source a in the category Finance."""
    plain = Entry(
        namespace="hub",
        key=key,
        title=f"Title of {key}",
        link=f"http://a.example/{key}",
        published=datetime(2022, 5, 26, 13, 39, 19, tzinfo=UTC),
        date_basis=DateBasis.SOURCE,
        updated=None,
        source_id="a",
        priority=0,
        content="<p>Text.</p>",
        categories=(CategoryName("Finance"),),
        tags=("finance news",),
    )
    return replace(plain, **changes)


def put(store: Store, one: Entry, now: datetime = NOW, fingerprint: str = "f1", **names: str) -> Effect:
    """Register the categories of an entry as the pipeline does, apply it, and return the effect."""
    for category in one.categories:
        slug = category.slug or "-".join(category.name.lower().split())
        store.categories.register(category.name, slug, slug, now)
    taken = (names.get("first", one.key), names.get("second", f"{one.key}-{one.namespace}"))
    return store.entries.apply(Incoming(one, fingerprint, taken, DAY), judge, Look(now))


def everything(store: Store) -> list[Post]:
    """Return every filed post with its content, the newest first."""
    return store.posts.arrivals(None, 1, store.posts.count(), content=True)


def only(store: Store) -> Post:
    """Return the one post that is filed."""
    store.posts.file_arrivals()
    (post,) = everything(store)
    return post


def marks_of(store: Store) -> list[tuple[Stale, int | None, int | None, int | None]]:
    """Return all marks without their ids, in the order in which they were made."""
    marks = sorted((mark for kind in Stale for mark in store.marks.oldest(kind, 1000)), key=lambda mark: mark.id)
    return [(mark.kind, mark.entry_id, mark.category_id, mark.number) for mark in marks]


def clear(store: Store) -> None:
    """Take away all marks."""
    store.marks.clear([mark for kind in Stale for mark in store.marks.oldest(kind, 1000)])


def names(post: Post) -> list[str]:
    """Return the names of a post's categories."""
    return [category.name for category in post.categories]


# ---- authority


def test_the_authority_is_minted_once_and_kept(store: Store, reopen: Open) -> None:
    assert store.authority("hub.example", date(2022, 5, 26)) == "hub.example,2022-05-26"
    assert store.authority("other.example", date(2023, 1, 1)) == "hub.example,2022-05-26"
    assert reopen().authority("third.example", date(2024, 1, 1)) == "hub.example,2022-05-26"


def test_a_new_hub_has_its_start_page_to_render(store: Store) -> None:
    store.authority("hub.example", date(2022, 5, 26))
    store.authority("hub.example", date(2022, 5, 26))

    assert [mark[0] for mark in marks_of(store)] == [Stale.HUB, Stale.DIRECTORY, Stale.STATUS]


# ---- the slug registry


def test_a_category_keeps_the_slug_that_it_got(store: Store, reopen: Open) -> None:
    assert store.categories.slug("财经") is None
    assert store.categories.register("财经", "caijing", "caijing", NOW) == "caijing"
    assert store.categories.register("财经", "other", "other", NOW) == "caijing"

    again = reopen()
    assert again.categories.slug("财经") == "caijing"
    assert again.categories.register("财经", "third", "third", NOW) == "caijing"


def test_a_name_of_signs_that_stand_for_many_letters_is_a_category_too(store: Store, reopen: Open) -> None:
    name = "\ufdfa" * 100

    assert store.categories.register(name, "a", "a", NOW) == reopen().categories.slug(name) == "a"


@pytest.mark.parametrize(
    ("first", "second"),
    [("TechWeb", "Techweb"), ("TechWeb", "ＴｅｃｈＷｅｂ"), ("新浪(财经)", "新浪（财经）"), ("A B", " a  b ")],
)
def test_spellings_of_one_name_are_one_category(store: Store, first: str, second: str) -> None:
    assert store.categories.register(first, "techweb", "techweb", NOW) == "techweb"
    assert store.categories.slug(second) == "techweb"
    assert store.categories.register(second, "other", "other", NOW) == "techweb"
    assert store.categories.id(first) == store.categories.id(second)


def test_names_with_the_same_slug_are_numbered_also_without_case(store: Store, reopen: Open) -> None:
    register = store.categories.register

    assert register("One", "news", "news", NOW) == "news"
    assert register("Two", "News", "News", NOW) == "News-2"
    assert register("Three", "news", "news", NOW) == "news-3"
    assert register("Four", "news-2", "news-2", NOW) == "news-2-2"
    again = reopen().categories
    assert [again.slug(name) for name in ("One", "Two", "Three", "Four")] == ["news", "News-2", "news-3", "news-2-2"]


@pytest.mark.parametrize("slug", ["index", "feed", "category", "Archive", sorted(RESERVED_SLUGS)[-1]])
def test_the_names_of_the_public_tree_are_no_slugs(store: Store, slug: str) -> None:
    assert store.categories.register("Clash", slug, slug, NOW) == f"{slug}-2"


def test_the_number_of_an_unknown_category_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.categories.id("never seen")


def test_only_categories_with_entries_are_listed_by_slug(store: Store) -> None:
    put(store, entry("k1", categories=(CategoryName("Zebra"),)))
    put(store, entry("k2", categories=(CategoryName("Ant"), CategoryName("Zebra"))))
    store.categories.register("Empty", "empty", "empty", NOW)
    assert store.categories.all() == []

    store.posts.file_arrivals()

    assert [(one.slug, one.name, one.entries) for one in store.categories.all()] == [
        ("ant", "Ant", 1),
        ("zebra", "Zebra", 2),
    ]
    assert store.categories.get(store.categories.id("Zebra")) == store.categories.all()[1]


def test_the_categories_with_the_newest_arrivals_come_first(store: Store) -> None:
    for number, name in enumerate(["One", "Two", "Three", "One"]):
        put(store, entry(f"k{number}", categories=(CategoryName(name),)))
        store.posts.file_arrivals()

    assert [category.name for category in store.categories.latest(10)] == ["One", "Three", "Two"]
    assert [category.name for category in store.categories.latest(2)] == ["One", "Three"]


# ---- entries


def test_a_new_entry_is_a_post_with_all_that_it_came_with(store: Store, reopen: Open) -> None:
    full = entry(
        title="“股市” & <b>",
        published=datetime(2022, 5, 26, 21, 39, 19, tzinfo=timezone(timedelta(hours=8))),
        updated=datetime(2022, 5, 26, 14, 0, tzinfo=UTC),
        author="某记者",
        digest="摘要",
        excerpt="Text…",
        content="<p>𠮷 Text.</p>",
        language="zh-CN",
        categories=(CategoryName("财经", "finance"), CategoryName("Stocks")),
        tags=("b", "a"),
        enclosures=(Enclosure("http://a.example/1.mp3", "audio/mpeg", 10), Enclosure("http://a.example/2")),
    )

    assert put(store, full) is Effect.NEW

    store.posts.file_arrivals()
    (post,) = everything(reopen())
    assert post == Post(
        id=post.id,
        name="k1",
        title="“股市” & <b>",
        link="http://a.example/k1",
        published=datetime(2022, 5, 26, 13, 39, 19, tzinfo=UTC),
        updated=datetime(2022, 5, 26, 14, 0, tzinfo=UTC),
        author="某记者",
        digest="摘要",
        excerpt="Text…",
        content="<p>𠮷 Text.</p>",
        language="zh-CN",
        path="finance/2022/05/26/k1.html",
        archive_path="_posts/2022/05/2022-05-26-k1.md",
        source_id="a",
        source_title="Source A",
        source_link="http://a.example/",
        categories=post.categories,
        tags=("b", "a"),
        enclosures=full.enclosures,
    )
    assert [(one.name, one.slug, one.entries) for one in post.categories] == [
        ("财经", "finance", 1),
        ("Stocks", "stocks", 1),
    ]
    assert post.published.utcoffset() == post.updated.utcoffset() == timedelta(0)


def test_what_is_stored_comes_before_the_judge_as_it_was_applied(store: Store) -> None:
    full = entry(
        updated=datetime(2022, 5, 26, 14, 0, tzinfo=UTC),
        categories=(CategoryName("Finance"), CategoryName("Stocks")),
        tags=("b", "a"),
        enclosures=(Enclosure("http://a.example/1.mp3", "audio/mpeg", 10),),
        language="zh-CN",
        date_basis=DateBasis.CLAMPED,
    )
    put(store, full)
    seen: list[tuple[Stored | None, Entry, Look]] = []

    def watch(stored: Stored | None, incoming: Entry, look: Look) -> Change:
        seen.append((stored, incoming, look))
        return judge(stored, incoming, look)

    store.entries.apply(Incoming(full, "f1", ("x", "y"), DAY), watch, Look(LATER))

    assert full.updated
    assert seen == [(Stored(full, full.updated), full, Look(LATER))]


def test_the_same_entry_again_changes_nothing(store: Store) -> None:
    put(store, entry())
    before = only(store)
    clear(store)

    assert put(store, entry(), LATER) is Effect.UNCHANGED

    assert only(store) == before
    assert marks_of(store) == []


def test_an_edit_that_a_reader_sees_moves_updated_and_nothing_that_addresses_are_made_of(store: Store) -> None:
    put(store, entry())
    before = only(store)
    edited = entry(title="Another", content="<p>Else.</p>", published=NOW, author="New", link="http://a.example/new")

    assert put(store, edited, LATER) is Effect.UPDATED

    assert only(store) == replace(
        before, title="Another", content="<p>Else.</p>", author="New", link="http://a.example/new", updated=LATER
    )


def test_an_edit_that_no_reader_sees_is_stored_and_leaves_updated(store: Store) -> None:
    put(store, entry())
    before = only(store)

    assert put(store, entry(content="<p> <b>Text.</b></p>"), LATER) is Effect.SILENT

    assert only(store) == replace(before, content="<p> <b>Text.</b></p>")


def test_another_source_adds_its_categories_and_tags_in_order_of_first_sight(store: Store) -> None:
    put(store, entry(categories=(CategoryName("Finance"), CategoryName("Stocks")), tags=("one", "two")))
    before = only(store)
    other = entry(
        source_id="b",
        title="Otherwise",
        categories=(CategoryName("Bonds"), CategoryName("stocks"), CategoryName("Gold")),
        tags=("three", "two"),
    )

    assert put(store, other, LATER) is Effect.JOINED
    assert put(store, other, LATER) is Effect.UNCHANGED

    post = only(store)
    assert names(post) == ["Finance", "Stocks", "Bonds", "Gold"]
    assert post.tags == ("one", "two", "three")
    assert (post.title, post.source_id, post.path, post.updated) == (before.title, "a", before.path, before.updated)


@pytest.mark.parametrize(("first", "second"), [("TechWeb", "ＴｅｃｈＷｅｂ"), ("新浪(财经)", "新浪（财经）")])
def test_a_category_that_another_source_spells_otherwise_is_there_once(store: Store, first: str, second: str) -> None:
    put(store, entry(categories=(CategoryName(first, "one"),)))
    put(store, entry(source_id="b", categories=(CategoryName(second, "two"),)), LATER)

    assert names(only(store)) == [first]
    assert put(store, entry(source_id="b", categories=(CategoryName(second, "two"),)), LATER) is Effect.UNCHANGED


def test_a_new_entry_with_two_spellings_of_one_category_has_it_once(store: Store) -> None:
    both = (CategoryName("TechWeb", "one"), CategoryName("Techweb", "two"), CategoryName("ＴｅｃｈＷｅｂ", "three"))

    assert put(store, entry(categories=both)) is Effect.NEW

    assert names(only(store)) == ["TechWeb"]


def test_a_source_of_higher_priority_takes_an_entry_over(store: Store) -> None:
    put(store, entry())
    better = entry(source_id="b", priority=5, title="Better", categories=(CategoryName("Bonds"),), tags=("bonds",))

    assert put(store, better, LATER) is Effect.UPDATED
    assert put(store, entry(title="Title of k1"), LATER) is Effect.UNCHANGED

    post = only(store)
    assert (post.title, post.source_id, post.source_title) == ("Better", "b", "b")
    assert names(post) == ["Finance", "Bonds"]
    assert post.tags == ("finance news", "bonds")
    assert post.path.startswith("finance/")


def test_the_same_key_in_another_namespace_is_another_entry(store: Store) -> None:
    assert put(store, entry()) is Effect.NEW
    assert put(store, entry(namespace="other")) is Effect.NEW

    store.posts.file_arrivals()
    assert sorted(post.name for post in everything(store)) == ["k1", "k1-other"]


def test_a_file_name_that_another_has_also_without_case_falls_back(store: Store) -> None:
    put(store, entry("AbC"), first="AbC", second="abc-1111")
    put(store, entry("aBc"), first="aBc", second="aBc-2222")
    put(store, entry("abc"), first="abc", second="abc-3333")
    store.posts.file_arrivals()

    posts = {post.link.rpartition("/")[2]: post for post in everything(store)}
    assert {key: post.name for key, post in posts.items()} == {"AbC": "AbC", "aBc": "aBc-2222", "abc": "abc-3333"}
    assert posts["aBc"].path == "finance/2022/05/26/aBc-2222.html"
    assert posts["aBc"].archive_path == "_posts/2022/05/2022-05-26-aBc-2222.md"


def test_a_file_name_stays_when_the_entry_is_applied_with_another(store: Store) -> None:
    put(store, entry(), first="short", second="long")
    put(store, entry(title="New"), LATER, first="other", second="another")

    assert only(store).name == "short"


def test_an_entry_of_a_source_that_was_never_met_is_an_error_and_leaves_nothing(store: Store) -> None:
    with pytest.raises(StoreError):
        put(store, entry(source_id="stranger"))

    assert store.ledger.known("a", [Identity("hub", "k1", "f1")]) == {}
    assert store.marks.count() == 0


def test_an_error_inside_leaves_nothing_and_the_store_goes_on(store: Store, reopen: Open) -> None:
    put(store, entry())
    only(store)
    clear(store)
    before = everything(store)

    class CutOffError(Exception):
        pass

    def cut_off(_stored: Stored | None, _incoming: Entry, _look: Look) -> Change:
        raise CutOffError

    for one in (entry(title="Edited"), entry("k2")):
        with pytest.raises(CutOffError):
            store.entries.apply(Incoming(one, "f2", ("n1", "n2"), DAY), cut_off, Look(LATER))

    for seen in (store, reopen()):
        assert seen.posts.file_arrivals() == 0
        assert everything(seen) == before
        assert seen.marks.count() == 0
        found = seen.ledger.known("a", [Identity("hub", "k1", "f2"), Identity("hub", "k2", "f2")])
        assert found == {"hub k1": Known("hub", "k1", "a", 0, "f1")}
    assert put(store, entry("k2")) is Effect.NEW


def test_many_at_once_are_stored_as_one_by_one_would_with_the_addresses_they_bring(store: Store) -> None:
    assert store.categories.adopt("FINANCE", "Finance", NOW) == "Finance"
    many = [
        Incoming(entry("k1"), "f1", ("k1", "x1"), DAY, "old/k1.html", "_posts/k1.md"),
        Incoming(entry("k2"), "f2", ("k2", "x2"), DAY),
        Incoming(entry("k3"), "f3", ("K1", "x3"), DAY, "old/K1.html", "_posts/K1.md"),
        Incoming(entry("k1", title="Other", tags=("more",)), "f4", ("k1", "x1"), DAY, "else.html", "else.md"),
    ]
    effects = store.entries.apply_all(many, judge_history, Look(NOW))
    again = store.entries.apply_all(many, judge_history, Look(LATER))

    assert effects == [Effect.NEW, Effect.NEW, Effect.NEW, Effect.JOINED]
    assert set(again) == {Effect.UNCHANGED}
    assert store.posts.file_arrivals() == 3
    assert {(post.name, post.path, post.archive_path) for post in everything(store)} == {
        ("k1", "old/k1.html", "_posts/k1.md"),
        ("k2", "FINANCE/2022/05/26/k2.html", "_posts/2022/05/2022-05-26-k2.md"),
        ("x3", "FINANCE/2022/05/26/x3.html", "_posts/2022/05/2022-05-26-x3.md"),
    }
    assert {post.title: post.tags for post in everything(store)}["Title of k1"] == ("finance news", "more")


def test_many_at_once_are_all_stored_or_none(store: Store) -> None:
    store.categories.register("Finance", "finance", "finance", NOW)
    unknown = entry("k2", categories=(CategoryName("Never registered"),))
    with pytest.raises(KeyError):
        store.entries.apply_all(
            [Incoming(entry("k1"), "f", ("k1", "x1"), DAY), Incoming(unknown, "f", ("k2", "x2"), DAY)], judge, Look(NOW)
        )

    assert (store.posts.file_arrivals(), store.marks.count()) == (0, 0)


def test_an_old_slug_is_adopted_as_it_stands_and_decides_which_category_is_meant(store: Store) -> None:
    store.categories.register("Finance", "finance", "finance", NOW)

    assert store.categories.adopt("TechWeb", "Tech", NOW) == "Tech"
    assert store.categories.adopt("techweb", "Other", NOW) == "Tech"
    assert store.categories.adopt("money", "FINANCE", NOW) == "money"
    assert store.categories.adopt("cash", "Money", NOW) == "cash"
    assert store.categories.adopt("Search", "Find", NOW) == "Find"
    assert store.categories.register("search (2)", "x", "x", NOW) == "x"
    assert [store.categories.slug(name) for name in ("Tech", "money", "cash", "Find")] == [
        "TechWeb", "money", "cash", "Search-2",
    ]  # fmt: skip


def test_a_failure_after_the_first_statement_leaves_nothing(store: Store) -> None:
    # The second category is not registered: the entry's row is written by the time that this is noticed.
    store.categories.register("Finance", "finance", "finance", NOW)
    half = entry(categories=(CategoryName("Finance"), CategoryName("Never registered")))

    with pytest.raises(KeyError):
        store.entries.apply(Incoming(half, "f1", ("n1", "n2"), DAY), judge, Look(NOW))

    assert store.posts.file_arrivals() == 0
    assert store.marks.count() == 0
    assert put(store, half, first="n1") is Effect.NEW
    assert only(store).name == "n1"


# ---- what is known


def test_known_entries_are_found_by_identity_with_what_this_source_listed(store: Store) -> None:
    put(store, entry("k1"), fingerprint="fa")
    put(store, entry("k2", priority=3), fingerprint="fa2")
    put(store, entry("k1", source_id="b"), fingerprint="fb")
    asked = [Identity("hub", key, "whatever") for key in ("k1", "k2", "k3")] + [Identity("other", "k1", "whatever")]

    assert store.ledger.known("a", asked) == {
        "hub k1": Known("hub", "k1", "a", 0, "fa"),
        "hub k2": Known("hub", "k2", "a", 3, "fa2"),
    }
    assert store.ledger.known("b", asked) == {
        "hub k1": Known("hub", "k1", "a", 0, "fb"),
        "hub k2": Known("hub", "k2", "a", 3, None),
    }
    assert store.ledger.known("a", []) == {}


def test_a_list_that_changed_is_known_by_its_new_fingerprint(store: Store) -> None:
    put(store, entry(), fingerprint="f1")
    put(store, entry(), LATER, fingerprint="f2")

    assert store.ledger.known("a", [Identity("hub", "k1", "")]) == {"hub k1": Known("hub", "k1", "a", 0, "f2")}


def test_more_identities_are_looked_up_than_fit_into_one_query(store: Store) -> None:
    for number in range(0, 1000, 100):
        put(store, entry(f"k{number}"))
    asked = [Identity("hub", f"k{number}", "") for number in range(1001)]

    found = store.ledger.known("a", asked)

    assert sorted(found) == sorted(f"hub k{number}" for number in range(0, 1000, 100))


@pytest.mark.parametrize("key", ["'; DROP TABLE entry; --", "%", "_", "a b", "键", "😀", "\\", '"', "x" * 500])
def test_a_key_is_taken_literally(store: Store, key: str) -> None:
    put(store, entry(key), first="n1", second="n2")

    assert store.ledger.known("a", [Identity("hub", key, ""), Identity("hub", "zz", "")]) == {
        f"hub {key}": Known("hub", key, "a", 0, "f1")
    }


# ---- the ledger


def listed(one: Entry, fingerprint: str = "f1", **told: object) -> Incoming:
    """Return an entry as a source lists it."""
    made = Incoming(
        one, fingerprint, (one.key, f"{one.key}-x"), DAY, title=one.title, page="//a.example/1", stated="May"
    )
    return replace(made, **told)  # type: ignore[arg-type]


def see(store: Store, incoming: Incoming, now: datetime = NOW) -> Effect:
    """Apply what a source lists, its categories registered."""
    store.categories.register("Finance", "finance", "finance", now)
    return store.entries.apply(incoming, judge, Look(now))


def test_an_entry_is_found_by_its_clues_by_the_source_that_lists_it(store: Store, reopen: Open) -> None:
    see(store, listed(entry("k1"), clues=("page:1", "title:1")))
    see(store, listed(entry("k2"), clues=("page:1", "")))
    expected = Known("hub", "k1", "a", 0, "f1", "Title of k1", "//a.example/1", "May")

    found = reopen().ledger.clued("a", ["page:1", "title:1", "title:2", ""])

    assert found["title:1"] == [expected]
    assert [one.key for one in found["page:1"]] == ["k1", "k2"]
    assert set(found) == {"page:1", "title:1"}
    assert store.ledger.clued("b", ["page:1", "title:1"]) == {}


def test_a_clue_that_leads_to_many_tells_nothing(store: Store) -> None:
    for number in range(5):
        see(store, listed(entry(f"k{number}"), clues=("page:1", f"title:{number}")))

    assert set(store.ledger.clued("a", ["page:1", "title:2"])) == {"title:2"}


def test_an_alias_leads_to_its_entry_for_ever_and_is_counted(store: Store, reopen: Open) -> None:
    see(store, listed(entry("k1"), clues=("page:1", "")))
    for number in (1, 2):
        alias = Alias("hub", f"other-{number}", "the publisher changed its id")
        see(store, listed(entry("k1"), f"f{number + 1}", alias=alias, clues=("page:1", "title:9")), LATER)

    seen = reopen().ledger
    known = Known("hub", "k1", "a", 0, "f3", "Title of k1", "//a.example/1", "May")
    asked = [Identity("hub", key, "") for key in ("other-1", "k1", "other-3")]
    assert seen.known("a", asked) == {"hub other-1": known, "hub k1": known}
    assert seen.clued("a", ["title:9"]) == {"title:9": [replace(known, aliases=2)]}


def test_an_alias_that_is_another_entrys_stays_with_that(store: Store) -> None:
    alias = Alias("hub", "other", "the publisher changed its id")
    see(store, listed(entry("k1")))
    see(store, listed(entry("k2")))
    see(store, listed(entry("k1"), "f2", alias=alias))
    see(store, listed(entry("k2"), "f2", alias=alias))

    assert store.ledger.known("a", [Identity("hub", "other", "")])["hub other"].key == "k1"


def test_what_an_edit_replaces_is_kept_and_the_same_text_once(store: Store, reopen: Open) -> None:
    versions = [("One", "<p>一</p>"), ("Two", "<p>一</p>"), ("Two", "<p>二</p>"), ("Two", "<b>二</b>")]
    for number, (title, content) in enumerate(versions):
        see(store, listed(entry(title=title, content=content), f"f{number}"), NOW + timedelta(days=number))
    only(store)

    seen = reopen()
    [post] = everything(seen)
    first, second = seen.revisions.of(post.id)

    assert (first.number, first.title, first.content) == (1, "One", "<p>一</p>")
    assert (second.number, second.title, second.content) == (2, "Two", "<p>一</p>")
    assert (first.replaced_at, second.replaced_at) == (NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert (second.updated, post.updated) == (NOW + timedelta(days=1), NOW + timedelta(days=2))
    with seen.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM wording").scalar() == 1


def test_unrest_is_remembered_and_comes_before_the_judge(store: Store) -> None:
    past: list[Past] = []

    def restless(stored: Stored | None, incoming: Entry, look: Look) -> Change:
        if stored is None:
            return judge(stored, incoming, look)
        past.append(stored.past)
        return Change(Effect.UNCHANGED, stored.entry, stored.updated, Unrest(look.now, len(past), {"here": len(past)}))

    see(store, listed(entry()))
    for number in (1, 2):
        store.entries.apply(listed(entry(), f"f{number}"), restless, Look(LATER))

    assert past == [Past(), Past(Unrest(LATER, 1, {"here": 1}), frozenset())]


# ---- arrivals


def at(hour: int) -> datetime:
    """Return a moment of one day."""
    return datetime(2022, 5, 26, hour, tzinfo=UTC)


def numbered(store: Store, category: str | None = None) -> list[str]:
    """Return the names of the posts by the number of their arrival in a category, or in the hub."""
    category_id = store.categories.id(category) if category else None
    found: list[str] = []
    while posts := store.posts.arrivals(category_id, len(found) + 1, len(found) + 1, content=False):
        found += [post.name for post in posts]
    return found


def test_arrivals_are_numbered_oldest_first_and_for_ever(store: Store, reopen: Open) -> None:
    for key, hour in (("new", 9), ("old", 3), ("same-b", 5), ("same-a", 5)):
        put(store, entry(key, published=at(hour)))
    assert store.posts.count() == 0

    assert store.posts.file_arrivals() == 4
    assert numbered(store) == ["old", "same-a", "same-b", "new"]

    put(store, entry("oldest", published=at(1)))
    assert store.posts.file_arrivals() == 1
    again = reopen()
    assert again.posts.file_arrivals() == 0
    assert numbered(again) == numbered(again, "Finance") == ["old", "same-a", "same-b", "new", "oldest"]
    assert again.posts.count() == 5


def test_filing_again_changes_nothing(store: Store) -> None:
    put(store, entry())
    store.posts.file_arrivals()
    clear(store)
    before = everything(store), store.categories.all()

    assert store.posts.file_arrivals() == 0

    assert (everything(store), store.categories.all()) == before
    assert marks_of(store) == []


def test_an_entry_that_joins_a_category_later_arrives_there_with_a_number_of_its_own(store: Store) -> None:
    for key, hour in (("k1", 1), ("k2", 2)):
        put(store, entry(key, published=at(hour)))
    put(store, entry("k3", published=at(3), categories=(CategoryName("Bonds"),)))
    store.posts.file_arrivals()
    clear(store)

    put(store, entry("k1", source_id="b", categories=(CategoryName("Bonds"),)), LATER)
    assert store.posts.file_arrivals() == 0

    bonds = store.categories.id("Bonds")
    assert numbered(store) == ["k1", "k2", "k3"]
    assert numbered(store, "Finance") == ["k1", "k2"]
    assert numbered(store, "Bonds") == ["k3", "k1"]
    assert store.categories.get(bonds).entries == 2
    assert (Stale.CATEGORY, None, bonds, 1) in marks_of(store)
    assert Stale.HUB in {mark[0] for mark in marks_of(store)}


def test_a_window_of_arrivals_has_its_ends_and_comes_newest_first(store: Store) -> None:
    for hour in range(1, 8):
        categories = (CategoryName("Finance"),) if hour % 2 else (CategoryName("Bonds"),)
        put(store, entry(f"k{hour}", published=at(hour), categories=categories))
    store.posts.file_arrivals()
    finance = store.categories.id("Finance")

    def window(category_id: int | None, first: int, last: int) -> list[str]:
        return [post.name for post in store.posts.arrivals(category_id, first, last, content=False)]

    assert window(None, 3, 5) == ["k5", "k4", "k3"]
    assert window(None, 6, 100) == ["k7", "k6"]
    assert window(None, 8, 100) == []
    assert window(None, 5, 4) == []
    assert window(finance, 2, 3) == ["k5", "k3"]
    assert window(finance, 1, 4) == ["k7", "k5", "k3", "k1"]


def test_content_is_read_only_where_it_is_wanted(store: Store) -> None:
    put(store, entry())
    post = only(store)

    (light,) = store.posts.arrivals(None, 1, 1, content=False)

    assert light == replace(post, content="")
    assert post.content == "<p>Text.</p>"


def test_posts_are_read_in_the_order_of_their_ids(store: Store) -> None:
    for number in range(3):
        put(store, entry(f"k{number}"))
    store.posts.file_arrivals()
    ids = [post.id for post in everything(store)]
    shuffled = [ids[1], ids[2], ids[0]]

    assert [post.id for post in store.posts.by_id(shuffled)] == shuffled
    assert store.posts.by_id([ids[0], 10_000]) == store.posts.by_id([ids[0]])
    assert store.posts.by_id([]) == []


# ---- marks


def test_a_new_entry_is_marked_and_filing_marks_all_that_lists_it(store: Store) -> None:
    put(store, entry(categories=(CategoryName("Finance"), CategoryName("Bonds"))))
    (mark,) = store.marks.oldest(Stale.POST, 10)
    assert marks_of(store) == [(Stale.POST, mark.entry_id, None, None)]

    store.posts.file_arrivals()

    made = marks_of(store)
    assert {(Stale.CATEGORY, None, store.categories.id(name), 0) for name in ("Finance", "Bonds")} <= set(made)
    assert {mark[0] for mark in made} == {Stale.POST, Stale.SITEMAP, Stale.CATEGORY, Stale.HUB, Stale.DIRECTORY}
    assert store.marks.count() == len(made)


@pytest.mark.parametrize(
    "edited",
    [
        entry("k2", title="Seen"),
        entry("k2", content="<p><i>Text.</i></p>"),
        entry("k2", source_id="b", tags=("more",)),
    ],
    ids=["updated", "silent", "joined"],
)
def test_an_edit_is_marked_wherever_the_entry_is_listed(store: Store, edited: Entry) -> None:
    for key, hour in (("k1", 1), ("k2", 2)):
        put(store, entry(key, published=at(hour)))
    put(store, entry("k2", source_id="b", categories=(CategoryName("Bonds"),)))
    store.posts.file_arrivals()
    clear(store)
    ids = {post.name: post.id for post in everything(store)}

    put(store, replace(edited, published=at(2)), LATER)

    assert sorted(map(str, marks_of(store))) == sorted(
        map(
            str,
            [
                (Stale.POST, ids["k2"], None, None),
                (Stale.POST, ids["k1"], None, None),  # which leads to it
                (Stale.SITEMAP, None, None, 1),
                (Stale.CATEGORY_ENTRY, None, store.categories.id("Finance"), 2),
                (Stale.CATEGORY_ENTRY, None, store.categories.id("Bonds"), 1),
                (Stale.HUB, None, None, None),
            ],
        )
    )


def test_marks_are_cleared_and_those_made_meanwhile_survive(store: Store, reopen: Open) -> None:
    put(store, entry())
    taken = store.marks.oldest(Stale.POST, 10)
    put(reopen(), entry(title="Edited meanwhile"), LATER)

    store.marks.clear(taken)

    (left,) = store.marks.oldest(Stale.POST, 10)
    assert left.entry_id == taken[0].entry_id
    assert left.id > taken[0].id


def test_a_mark_never_gets_the_id_of_one_that_was_cleared(store: Store) -> None:
    put(store, entry())
    cleared = store.marks.oldest(Stale.POST, 10)
    clear(store)
    put(store, entry(title="Edited"), LATER)

    store.marks.clear(cleared)

    assert len(store.marks.oldest(Stale.POST, 10)) == 1


def test_marks_come_oldest_first_and_no_more_than_asked_for(store: Store) -> None:
    for number in range(5):
        put(store, entry(f"k{number}"))

    three = store.marks.oldest(Stale.POST, 3)

    assert len(three) == 3
    assert [mark.id for mark in three] == sorted(mark.id for mark in three)
    assert store.marks.oldest(Stale.POST, 100)[:3] == three
    assert store.marks.oldest(Stale.CATEGORY, 100) == []


def test_many_marks_are_cleared_at_once(store: Store) -> None:
    put(store, entry())
    store.marks.clear([Mark(number, Stale.HUB) for number in range(100, 3000)])
    store.marks.clear([])

    assert store.marks.count() == 1


def test_everything_can_be_marked_again(store: Store) -> None:
    for number in range(2):
        put(store, entry(f"k{number}"))
    store.categories.register("Empty", "empty", "empty", NOW)
    store.posts.file_arrivals()
    ids = sorted(post.id for post in everything(store))

    store.marks.everything()
    store.marks.everything()

    assert marks_of(store) == [
        *((Stale.POST, entry_id, None, None) for entry_id in ids),
        (Stale.CATEGORY, None, store.categories.id("Finance"), 0),
        (Stale.SITEMAP, None, None, 1),
        (Stale.HUB, None, None, None),
        (Stale.DIRECTORY, None, None, None),
        (Stale.STATUS, None, None, None),
    ]


# ---- sources


FULL_STATE = SourceState(
    source_id="a",
    validators=Validators('W/"é"', "Thu, 26 May 2022 13:39:19 GMT"),
    body_digest="d" * 64,
    config_digest="c" * 64,
    listed=100,
    quarantined=2,
    failures=3,
    last_error="fetch http://a.example/: 超时",
    fetched_at=datetime(2022, 5, 27, 8, 0, tzinfo=UTC),
    changed_at=datetime(2022, 5, 27, 7, 0, 0, 123456, tzinfo=UTC),
    next_fetch_at=datetime(2022, 5, 27, 20, 0, tzinfo=timezone(timedelta(hours=8))),
    wait_until=datetime(2022, 1, 1, 0, 0, tzinfo=timezone(-timedelta(hours=5))),
)


def test_every_field_of_a_state_comes_back_in_utc(store: Store, reopen: Open) -> None:
    store.sources.remember(FULL_STATE, None)

    state = reopen().sources.state("a")

    assert state == FULL_STATE
    for moment in (state.fetched_at, state.changed_at, state.next_fetch_at, state.wait_until):
        assert moment is not None
        assert moment.utcoffset() == timedelta(0)


def test_a_state_can_be_emptied_again(store: Store) -> None:
    store.sources.remember(FULL_STATE, None)
    store.sources.remember(SourceState("a"), None)

    assert store.sources.state("a") == SourceState("a")


def test_a_source_that_was_never_met_has_an_empty_state_and_can_be_remembered(store: Store) -> None:
    assert store.sources.state("c") == SourceState("c")

    store.sources.remember(SourceState("c", failures=1), [])

    assert store.sources.states() == {
        "a": SourceState("a"),
        "b": SourceState("b"),
        "c": SourceState("c", failures=1),
    }


def test_a_source_keeps_the_first_name_that_its_publisher_gave_unless_the_configuration_fixes_one(store: Store) -> None:
    store.sources.remember(SourceState("c", failures=1), None)

    assert store.sources.meet("c", "First", "http://c.example/", fixed=False) == "First"
    assert store.sources.meet("c", "Second", "http://c.example/", fixed=False) == "First"
    assert store.sources.meet("c", "Fixed", "http://c.example/") == "Fixed"


def test_meeting_a_source_again_keeps_its_state_and_takes_its_new_name(store: Store) -> None:
    store.sources.remember(FULL_STATE, None)
    put(store, entry())

    store.sources.meet("a", "Renamed", "http://new.example/")

    assert store.sources.state("a") == FULL_STATE
    post = only(store)
    assert (post.source_title, post.source_link) == ("Renamed", "http://new.example/")


def test_items_held_back_are_replaced_and_stay_where_none_are_given(store: Store) -> None:
    first = [Held("a", f"record[{n}]", "has no title", f"id {n}") for n in (10, 2)]
    other = [Held("b", "record[0]", "has no date", "标题")]
    store.sources.remember(SourceState("a"), first)
    store.sources.remember(SourceState("b"), other)
    assert store.sources.held("a") == first

    store.sources.remember(SourceState("a"), None)
    assert store.sources.held("a") == first

    second = [Held("a", "record[7]", "has no link", "id 7")]
    store.sources.remember(SourceState("a"), second)
    assert store.sources.held("a") == second

    store.sources.remember(SourceState("a"), [])
    assert store.sources.held("a") == []
    assert store.sources.held("b") == other


# ---- several at once


def run_together(*works: Callable[[], None]) -> None:
    """Run each of `works` in a thread of its own; what one raises is raised."""
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if failures:
        raise failures[0]


def test_two_stores_that_write_at_once_lose_nothing(store: Store, reopen: Open) -> None:
    stores = {"a": reopen(), "b": reopen()}
    start = threading.Barrier(2)
    # PostgreSQL has no lock of the whole database, so there the categories are known before.
    for name in ("Finance", "a", "b"):
        store.categories.register(name, name.lower(), name.lower(), NOW)

    def write(source_id: str) -> None:
        start.wait(10)
        for number in range(200):
            one = entry(
                f"{source_id}{number}",
                source_id=source_id,
                categories=(CategoryName("Finance"), CategoryName(source_id)),
            )
            assert put(stores[source_id], one) is Effect.NEW

    run_together(lambda: write("a"), lambda: write("b"))

    assert store.posts.file_arrivals() == 400
    assert {post.name for post in everything(store)} == {f"{s}{n}" for s in "ab" for n in range(200)}
    assert {one.name: one.entries for one in store.categories.all()} == {"Finance": 400, "a": 200, "b": 200}
    assert len(store.marks.oldest(Stale.POST, 1000)) == 400


def test_two_stores_that_write_the_same_in_turns_have_it_once(store: Store, reopen: Open) -> None:
    stores = {"a": reopen(), "b": reopen()}
    effects: dict[str, list[Effect]] = {"a": [], "b": []}
    start = threading.Barrier(2)

    def write(source_id: str) -> None:
        start.wait(10)
        for number in range(30):
            one = entry(f"k{number}", source_id=source_id, categories=(CategoryName(source_id),), tags=(source_id,))
            with stores[source_id].database.hold(lambda _holder: None):
                effects[source_id].append(put(stores[source_id], one))

    run_together(lambda: write("a"), lambda: write("b"))

    assert store.posts.file_arrivals() == 30
    posts = everything(store)
    assert {post.name for post in posts} == {f"k{number}" for number in range(30)}
    assert {frozenset(post.tags) for post in posts} == {frozenset("ab")}
    assert all({*pair} == {Effect.NEW, Effect.JOINED} for pair in zip(effects["a"], effects["b"], strict=True))


def test_one_store_serves_several_threads(store: Store) -> None:
    def write(mine: int) -> None:
        for number in range(40):
            put(store, entry(f"k{mine}-{number}"))
            store.posts.count()

    run_together(*(partial(write, mine) for mine in range(4)))

    assert store.posts.file_arrivals() == 160


# ---- holding the state


def forbid(holder: str) -> None:
    """Fail: nobody was to be waited for."""
    raise AssertionError(f"waited for {holder}")


def holder_name(database: Database) -> str:
    """Return as whom a database knows this process, when it holds the state."""
    return str(os.getpid()) if database.is_sqlite else "unknown"


def test_dropped_items_are_replaced_and_stay_where_none_are_given(store: Store) -> None:
    first, other = Dropped("a", "hub k1", "f1", "rule 1: x"), Dropped("b", "hub k1", "f9", "hub rule 2: y")
    store.sources.remember(SourceState("a", dropped=1), [], [first])
    store.sources.remember(SourceState("b"), [], [other])

    store.sources.remember(SourceState("a", dropped=1), [])

    assert store.sources.dropped("a") == {"hub k1": first}
    assert store.sources.state("a").dropped == 1
    second = replace(first, key="hub k2")
    store.sources.remember(SourceState("a"), [], [second])

    assert store.sources.dropped("a") == {"hub k2": second}
    assert store.sources.dropped("b") == {"hub k1": other}


def test_of_the_history_of_a_feed_the_document_noted_last_is_read_first_and_each_once(store: Store) -> None:
    added = [store.backfill.add("a", url) for url in ("http://a.example/2", "http://a.example/1", "http://a.example/2")]
    store.backfill.add("b", "http://a.example/2", catches_up=True)
    first = store.backfill.next("a")

    assert added == [True, True, False]
    assert first == Earlier("a", "http://a.example/1", catches_up=False)
    store.backfill.read(first, "d1")
    second = store.backfill.next("a")

    assert second == Earlier("a", "http://a.example/2", catches_up=False)
    store.backfill.read(second, "d2")

    assert store.backfill.next("a") is None
    assert store.backfill.next("b") == Earlier("b", "http://a.example/2", catches_up=True)
    assert (store.backfill.count("a"), store.backfill.count("a", "d1"), store.backfill.count("b", "d1")) == (2, 1, 0)


def test_a_document_that_did_not_come_keeps_its_failures_and_its_time(store: Store) -> None:
    store.backfill.add("a", "http://a.example/1")
    failed = Earlier("a", "http://a.example/1", catches_up=False, failures=2, retry_at=LATER)

    store.backfill.failed(failed)

    assert store.backfill.next("a") == failed


def test_a_state_is_held_and_let_go_and_held_again(store: Store) -> None:
    for _ in range(3):
        with store.database.hold(forbid, wait=False):
            put(store, entry())


def test_a_second_holder_that_does_not_wait_is_refused(store: Store, reopen: Open) -> None:
    second = reopen().database

    with (
        store.database.hold(forbid),
        pytest.raises(StateHeldError, match=holder_name(second).replace("unknown", "another process")),
        second.hold(forbid, wait=False),
    ):
        pytest.fail("held twice")

    with second.hold(forbid, wait=False):
        pass


def test_a_second_holder_waits_and_is_told_once_for_whom(store: Store, reopen: Open) -> None:
    second = reopen().database
    waiting, story = threading.Event(), []

    def wait_for(holder: str) -> None:
        story.append(f"waits for {holder}")
        waiting.set()

    def hold_second() -> None:
        with second.hold(wait_for):
            story.append("held")

    def hold_first() -> None:
        assert waiting.wait(10)
        story.append("lets go")

    with store.database.hold(forbid):
        thread = threading.Thread(target=hold_second)
        thread.start()
        hold_first()
    thread.join(10)

    assert story == [f"waits for {holder_name(second)}", "lets go", "held"]


def test_a_state_is_let_go_when_an_error_ends_the_work(store: Store, reopen: Open) -> None:
    with pytest.raises(ZeroDivisionError), store.database.hold(forbid):
        raise ZeroDivisionError

    with reopen().database.hold(forbid, wait=False):
        pass


HOLD = """
import sys
from feedhub.store import Store
store = Store(sys.argv[1])
with store.database.hold(lambda holder: None):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_that_holds_the_state_is_named_and_its_death_lets_go(store: Store, address: str) -> None:
    told: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(StateHeldError), store.database.hold(forbid, wait=False):
            pytest.fail("held twice")

        def wait_for(holder: str) -> None:
            told.append(holder)
            process.kill()

        with store.database.hold(wait_for):
            put(store, entry())

    assert told == [str(process.pid) if store.database.is_sqlite else "unknown"]


# ---- opening


@pytest.mark.parametrize("url", ["", "feedhub.db", "nosuchthing:///x", "sqlite:////proc/nowhere/x.db"])
def test_an_address_that_leads_to_no_database_is_an_error(url: str) -> None:
    with pytest.raises(StoreError):
        Store(url)


def test_a_file_that_is_no_database_is_an_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("state") / "feedhub.db"
    path.write_bytes(b"this is a text, and a long one, and no database at all. " * 100)

    with pytest.raises(StoreError, match="not a database"):
        Store(f"sqlite:///{path}")


def test_the_directory_of_a_new_database_is_made(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("state") / "deep" / "er" / "feedhub.db"

    store = Store(f"sqlite:///{path}")
    store.prepare()
    store.close()

    assert path.is_file()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_may_live_in_memory(url: str) -> None:
    store = Store(url)
    with store.database.hold(forbid, wait=False):
        store.prepare()
        store.sources.meet("a", "Source A", "")
        put(store, entry())
        assert only(store).name == "k1"
    store.close()


def test_a_password_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store("postgresql+psycopg://me:secret@/hub?host=/nowhere/at/all")

    assert "secret" not in str(caught.value)
