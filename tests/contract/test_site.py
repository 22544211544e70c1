"""What the pages want of a store: what a search finds, months, what stands beside a post, and site maps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feedhub import address as addresses
from feedhub.errors import StoreError, TooSlowError
from feedhub.model import CategoryName, Incoming, Look, Month, Post, SourceState, Stale
from feedhub.plan import judge
from feedhub.search import Asked
from feedhub.store import Reader, Search, Store
from tests.contract.test_store import LATER, NOW, clear, entry, marks_of, put

ZONE = ZoneInfo("Asia/Shanghai")
TEXTS = {
    "k1": ("央行：稳健的货币政策", "<p>中国人民银行今日<b>宣</b>布降息。</p>"),
    "k2": ("ECB holds interest rates", "<p>The European Central Bank said so at its café.</p>"),
    "k3": ("股市收涨", "<p>银行板块领涨，货币基金走弱。It&#x27;s <i>news</i>.</p>"),
}


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A store with three posts, the oldest first."""
    opened = Store(address)
    opened.prepare()
    for source in ("a", "b"):
        opened.sources.remember(SourceState(source), None)
    for number, (key, (title, content)) in enumerate(TEXTS.items(), 1):
        put(opened, entry(key, title=title, content=content, published=datetime(2022, 5, number, tzinfo=UTC)))
    opened.posts.file_arrivals()
    yield opened
    opened.close()


def found(store: Store, text: str, **narrowed: Any) -> list[str]:
    """Return the names of the posts that a search finds, by name."""
    posts = store.search.find(Asked(text, **narrowed), ZONE, 20).posts
    return sorted(post.name for post in posts)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("央行", ["k1"]),
        ("银行", ["k1", "k3"]),
        ("行", ["k1", "k3"]),
        ("涨", ["k3"]),
        ("人民银行", ["k1"]),
        ("人民板块", []),
        ("宣布降息", ["k1"]),
        ("货币 -政策", ["k3"]),
        ("货币政策", ["k1"]),
        ("ecb", ["k2"]),
        ("ＥＣＢ CAFE", ["k2"]),
        ('"central bank"', ["k2"]),
        ('"bank central"', []),
        ("rate", []),
        ("it's", ["k3"]),
        ("finance", ["k1", "k2", "k3"]),  # a tag
        ("p", []),
        ("-银行", []),
        ("' OR 1=1 --", []),
        ('" NEAR( title:x * ^', []),
        ("", []),
    ],
)
def test_words_are_found_as_people_write_them(store: Store, asked: str, names: list[str]) -> None:
    assert found(store, asked) == names


def test_what_has_a_word_in_its_title_comes_first_or_the_newest_if_wished(store: Store) -> None:
    def order(**asked: Any) -> list[str]:
        return [post.name for post in store.search.find(Asked("银行 ", **asked), ZONE, 20).posts]

    put(store, entry("k4", title="银行", content="<p>Text.</p>", published=datetime(2022, 4, 1, tzinfo=UTC)))
    store.posts.file_arrivals()

    assert order()[0] == "k4"
    assert order(newest_first=True) == ["k3", "k1", "k4"]


def test_a_search_is_narrowed_to_a_category_a_source_and_days_of_the_hub(store: Store) -> None:
    put(store, entry("k4", title="银行", source_id="b", categories=(CategoryName("Bonds"),)))
    store.posts.file_arrivals()

    assert found(store, "银行", category="bonds") == ["k4"]
    assert found(store, "银行", source="b") == ["k4"]
    assert found(store, "银行", since=date(2022, 5, 3)) == ["k3", "k4"]
    assert found(store, "银行", until=date(2022, 5, 1)) == ["k1"]
    assert found(store, "银行", category="none") == []


def test_pages_part_what_was_found_and_the_total_is_of_all(store: Store) -> None:
    pages = [store.search.find(Asked("finance", newest_first=True, page=page), ZONE, 2) for page in (1, 2)]

    assert [[post.name for post in page.posts] for page in pages] == [["k3", "k2"], ["k1"]]
    assert [page.total for page in pages] == [3, 3]


def test_an_edited_post_is_found_by_its_new_words_only(store: Store) -> None:
    put(
        store, entry("k1", title="改了", content="<p>新的文字。</p>", published=datetime(2022, 5, 1, tzinfo=UTC)), LATER
    )

    assert (found(store, "央行"), found(store, "新的")) == ([], ["k1"])


def test_what_was_taken_back_or_is_not_published_yet_is_not_found(store: Store) -> None:
    ids = {post.name: post.id for post in everything(store)}
    put(store, entry("k4", title="降息"))
    store.withdrawals.withdraw(ids["k1"], "gone", NOW, LATER)

    assert found(store, "降息") == []

    store.withdrawals.restore(ids["k1"], LATER)

    assert found(store, "降息") == ["k1"]


def everything(store: Store) -> list[Post]:
    """Return every filed post, newest first."""
    return store.posts.arrivals(None, 1, store.posts.count(), content=False)


def test_a_reader_beside_the_writer_sees_what_is_stored_and_writes_nothing(store: Store, address: str) -> None:
    reader = Reader(address, 5)
    with store.database.write() as writing:
        assert [post.name for post in Search(reader.read).find(Asked("ecb"), ZONE, 20).posts] == ["k2"]
        writing.exec_driver_sql("DELETE FROM mark")

    with pytest.raises(StoreError), reader.read() as connection:
        connection.exec_driver_sql("DELETE FROM mark")


def test_a_question_that_takes_too_long_is_broken_off(store: Store, address: str) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(TooSlowError), Reader(address, 0.2).read() as connection:
        connection.exec_driver_sql(endless).scalar()


def test_a_database_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Any) -> None:
    with pytest.raises(StoreError), Reader(f"sqlite:///{tmp_path}/none.db", 1).read():
        pass

    assert list(tmp_path.iterdir()) == []


# ---- months


def test_months_count_what_was_published_in_them(store: Store) -> None:
    finance = store.categories.id("Finance")
    jan = datetime(2021, 1, 31, 23, 30, tzinfo=UTC)
    february = date(2021, 2, 1)  # in the hub's zone
    store.entries.apply(Incoming(entry("old", published=jan), "f1", ("old", "old-x"), february), judge, Look(NOW))
    store.posts.file_arrivals()

    assert store.months.of(finance) == [Month(202205, 3), Month(202102, 1)]
    assert store.months.since(finance, 3) == [(202102, 1)]
    assert store.months.place(finance, 2) == (202205, 2)
    assert [post.name for post in store.months.posts(finance, 202205, 1, 2)] == ["k2", "k1"]


# ---- beside a post


def test_posts_stand_between_the_arrivals_before_and_after_them(store: Store) -> None:
    ids = {post.name: post.id for post in everything(store)}
    beside = store.beside.of(list(ids.values()))

    def titles(name: str) -> tuple[str | None, str | None]:
        near = beside[ids[name]]
        return near.earlier.title if near.earlier else None, near.later.title if near.later else None

    assert titles("k1") == (None, TEXTS["k2"][0])
    assert titles("k2") == (TEXTS["k1"][0], TEXTS["k3"][0])
    assert titles("k3") == (TEXTS["k2"][0], None)


def test_a_new_post_lets_only_the_one_before_it_be_rendered_again(store: Store) -> None:
    ids = {post.name: post.id for post in everything(store)}
    clear(store)

    put(store, entry("k4"))
    store.posts.file_arrivals()

    new = next(post.id for post in everything(store) if post.name == "k4")
    assert sorted(mark[1] or 0 for mark in marks_of(store) if mark[0] is Stale.POST) == [ids["k3"], new]


def test_what_was_taken_back_stands_beside_nothing(store: Store) -> None:
    ids = {post.name: post.id for post in everything(store)}
    clear(store)

    store.withdrawals.withdraw(ids["k2"], "gone", NOW, NOW + timedelta(days=1))

    assert {mark[1] for mark in marks_of(store) if mark[0] is Stale.POST} == set(ids.values())
    later = store.beside.of([ids["k1"]])[ids["k1"]].later
    assert later and later.title == TEXTS["k3"][0]


# ---- site maps


def test_a_site_map_names_the_posts_that_are_there_and_is_marked_with_each_change(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "SITEMAP_URLS", 2)
    ids = {post.name: post.id for post in everything(store)}
    clear(store)
    store.withdrawals.withdraw(ids["k1"], "gone", NOW, LATER)
    put(store, replace(entry("k4"), title="News"))
    store.posts.file_arrivals()

    assert [mark[3] for mark in marks_of(store) if mark[0] is Stale.SITEMAP] == [1, 2]
    assert [one.path.rpartition("/")[2] for one in store.sitemaps.located(1)] == ["k2.html"]
    assert [one.path.rpartition("/")[2] for one in store.sitemaps.located(2)] == ["k3.html", "k4.html"]

    store.sitemaps.keep(1, NOW)
    store.sitemaps.keep(1, LATER)
    store.sitemaps.keep(2, None)

    assert store.sitemaps.all() == [(1, LATER)]
