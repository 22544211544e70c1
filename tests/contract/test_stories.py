"""Stories in the Store, on every database: who is attached to whom, what is kept out, and what is let go."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedhub.model import Account, CategoryName, DateBasis, Entry, Incoming, Likeness, Look, Post, Stale
from feedhub.plan import judge
from feedhub.store import Matching, Store
from feedhub.store.tables import telling, telling_key

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WINDOW = timedelta(days=7)
FINANCE, WORLD = CategoryName("Finance"), CategoryName("World")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store that knows the sources a and b."""
    opened = Store(address)
    opened.prepare()
    for name in "ab":
        opened.sources.meet(name, f"Source {name.upper()}", f"http://{name}.example/")
    yield opened
    opened.close()


def by_words(account: Account) -> list[int]:
    """Return a key for each word of a text: its length and first letter will do."""
    words = account.content.replace("<p>", "").replace("</p>", "").split()
    return [len(word) * 1000 + ord(word[0]) - 2**62 for word in words]


def same_text(one: Account, other: Account) -> Likeness:
    """Whether two have the same text, so that a test sees at once what is to be attached."""
    return Likeness(one.content == other.content, 1.0, "the same text")


COMPARISON = Matching(by_words, same_text, WINDOW)


def put(
    store: Store,
    key: str,
    text: str,
    *categories: CategoryName,
    now: datetime = NOW,
    source_id: str = "a",
    published: datetime | None = None,
) -> None:
    """Store an entry as a pass does."""
    own = categories or (FINANCE,)
    for category in own:
        store.categories.register(category.name, category.name.lower(), category.name.lower(), now)
    one = Entry(
        namespace="hub",
        key=key,
        title=f"Title of {key}",
        link=f"http://{source_id}.example/{key}",
        published=published or now,
        date_basis=DateBasis.SOURCE,
        updated=None,
        source_id=source_id,
        priority=0,
        content=f"<p>{text}</p>",
        categories=own,
    )
    store.entries.apply(Incoming(one, text, (key, f"{key}-2"), date(2026, 11, 24)), judge, Look(now))


def arrive(store: Store, *, repeats: bool = True, how: Matching = COMPARISON) -> None:
    """Compare what waits, and file what came."""
    while waiting := store.stories.waiting(100):
        store.stories.compare(waiting, how)
    store.posts.file_arrivals(repeats=repeats)


def listed(store: Store, category: str = "") -> list[str]:
    """Return the names of the posts that the feed of a category, or of everything, lists; as they came."""
    category_id = next((one.id for one in store.categories.all() if one.name == category), None)
    return sorted(post.name for post in store.posts.arrivals(category_id, 1, 100, content=False))


def posts(store: Store) -> dict[str, Post]:
    """Return every post of the first ids by its name."""
    return {post.name: post for post in store.posts.by_id(range(1, 60))}


def also(store: Store) -> dict[str, list[str]]:
    """Return for each post the paths of those that tell the same."""
    return {name: [teller.title for teller in post.also] for name, post in posts(store).items()}


def test_the_later_ones_are_attached_to_the_first_and_each_names_the_others(store: Store) -> None:
    put(store, "k1", "harbour opens")
    put(store, "k2", "harbour opens", source_id="b")
    put(store, "k3", "something else entirely")
    arrive(store)
    put(store, "k4", "harbour opens", now=NOW + timedelta(hours=1))
    arrive(store)

    assert also(store) == {
        "k1": ["Title of k2", "Title of k4"],
        "k2": ["Title of k1", "Title of k4"],
        "k3": [],
        "k4": ["Title of k1", "Title of k2"],
    }
    teller = posts(store)["k1"].also[0]
    assert (teller.source_title, teller.link, teller.path) == (
        "Source B",
        "http://b.example/k2",
        posts(store)["k2"].path,
    )
    assert store.stories.count() == 2


def test_whoever_is_named_is_rendered_again_without_being_updated(store: Store) -> None:
    put(store, "k1", "harbour opens")
    arrive(store)
    before = posts(store)["k1"]
    for kind in Stale:
        store.marks.clear(store.marks.oldest(kind, 100))
    put(store, "k2", "harbour opens", source_id="b")
    arrive(store)

    assert {mark.entry_id for mark in store.marks.oldest(Stale.POST, 100)} == {1, 2}
    assert [mark.number for mark in store.marks.oldest(Stale.CATEGORY_ENTRY, 100)] == [1]
    assert store.marks.oldest(Stale.HUB, 100)
    assert posts(store)["k1"].updated == before.updated


def test_nothing_waits_twice_and_a_second_look_changes_nothing(store: Store) -> None:
    put(store, "k1", "harbour opens")
    put(store, "k2", "harbour opens", source_id="b")
    arrive(store)
    for kind in Stale:
        store.marks.clear(store.marks.oldest(kind, 100))
    store.stories.compare([1, 2], COMPARISON)

    assert (store.stories.waiting(10), store.marks.count(), store.stories.count()) == ([], 0, 1)


def test_without_repeats_each_feed_lists_the_first_that_it_got(store: Store) -> None:
    put(store, "k1", "harbour opens", FINANCE)
    arrive(store, repeats=False)
    put(store, "k2", "harbour opens", FINANCE, WORLD, source_id="b")
    put(store, "k3", "harbour opens", WORLD, source_id="b")
    put(store, "k4", "markets close", WORLD)
    arrive(store, repeats=False)

    assert listed(store) == ["k1", "k4"]
    assert listed(store, "Finance") == ["k1"]
    assert listed(store, "World") == ["k2", "k4"]
    assert {category.name: category.entries for category in store.categories.all()} == {"Finance": 1, "World": 2}
    assert (store.posts.count(), sorted(posts(store))) == (2, ["k1", "k2", "k3", "k4"])
    assert store.posts.file_arrivals(repeats=False) == 0


def test_of_two_that_come_together_the_first_is_listed_and_what_is_kept_out_stays_out(store: Store) -> None:
    put(store, "k1", "harbour opens")
    put(store, "k2", "harbour opens", source_id="b", published=NOW - timedelta(hours=5))
    arrive(store, repeats=False)

    assert listed(store) == ["k1"]

    arrive(store, repeats=True)
    put(store, "k3", "harbour opens", source_id="b")
    arrive(store, repeats=True)

    assert listed(store) == ["k1", "k3"]


def test_an_entry_that_is_another_story_after_an_edit_arrives_after_all(store: Store) -> None:
    put(store, "k1", "text follows")
    put(store, "k2", "text follows", source_id="b")
    arrive(store, repeats=False)

    assert (listed(store), also(store)["k1"]) == (["k1"], ["Title of k2"])

    put(store, "k2", "the dam held", source_id="b", now=NOW + timedelta(hours=1))
    arrive(store, repeats=False)

    assert (listed(store), also(store)) == (["k1", "k2"], {"k1": [], "k2": []})


def test_an_edit_may_join_two_stories_and_the_first_of_all_stays_the_first(store: Store) -> None:
    for number, text in enumerate(("one tale", "one tale", "quite another", "quite another"), 1):
        put(store, f"k{number}", text)
    arrive(store)
    put(store, "k3", "one tale", now=NOW + timedelta(hours=1))
    arrive(store)

    assert also(store) == {
        "k1": ["Title of k2", "Title of k3", "Title of k4"],
        "k2": ["Title of k1", "Title of k3", "Title of k4"],
        "k3": ["Title of k1", "Title of k2", "Title of k4"],
        "k4": ["Title of k1", "Title of k2", "Title of k3"],
    }


def test_an_edited_first_is_attached_with_what_points_to_it(store: Store) -> None:
    put(store, "k1", "early draft")
    put(store, "k2", "final words")
    arrive(store)
    put(store, "k1", "final words", now=NOW + timedelta(hours=1))
    arrive(store)

    assert also(store) == {"k1": ["Title of k2"], "k2": ["Title of k1"]}


def test_what_is_older_than_the_window_when_first_seen_is_history_and_met_by_nobody(store: Store) -> None:
    old = NOW - timedelta(days=30)
    put(store, "k1", "harbour opens", published=old)
    put(store, "k2", "harbour opens", source_id="b", published=old)
    arrive(store)

    assert store.stories.count() == 0
    assert kept(store) == (0, 0)


def test_what_came_before_the_window_is_let_go_little_by_little(store: Store) -> None:
    for number in range(1, 11):
        put(store, f"k{number}", f"{'x' * number} tale", now=NOW)
    arrive(store)

    assert kept(store)[0] == 10

    for number in range(11, 21):
        put(store, f"k{number}", f"{'y' * number} tale", now=NOW + WINDOW + timedelta(hours=1))
    arrive(store)

    assert kept(store)[0] == 10


def test_a_flood_of_one_text_takes_no_more_room_than_some(store: Store) -> None:
    for number in range(1, 51):
        put(store, f"k{number:02}", "buy now")
    arrive(store)

    assert kept(store)[1] == 2 * 8
    assert store.stories.count() == 49
    assert {len(post.also) for post in posts(store).values()} == {20}


def test_how_many_are_rendered_again_does_not_grow_with_the_story(store: Store) -> None:
    for number in range(1, 51):
        put(store, f"k{number:02}", "buy now")
    arrive(store)
    for kind in Stale:
        store.marks.clear(store.marks.oldest(kind, 1000))
    put(store, "k51", "buy now")
    arrive(store)

    assert len({mark.entry_id for mark in store.marks.oldest(Stale.POST, 1000)}) <= 24  # with the neighbours of its own


def test_what_was_taken_back_is_named_no_more_and_its_story_may_be_told_again(store: Store) -> None:
    put(store, "k1", "harbour opens")
    put(store, "k2", "harbour opens", source_id="b")
    arrive(store, repeats=False)
    for kind in Stale:
        store.marks.clear(store.marks.oldest(kind, 100))
    store.withdrawals.withdraw(1, "its page is gone", NOW, NOW + WINDOW)

    assert also(store) == {"k1": ["Title of k2"], "k2": []}
    assert {mark.entry_id for mark in store.marks.oldest(Stale.POST, 100)} == {1, 2}

    put(store, "k3", "harbour opens", source_id="b")
    arrive(store, repeats=False)

    assert listed(store) == ["k1", "k2"]  # the next of those that told it comes in its place, and no further one

    store.withdrawals.restore(1, NOW)

    assert also(store)["k2"] == ["Title of k1", "Title of k3"]


def test_when_it_is_not_wished_nothing_waits(store: Store) -> None:
    put(store, "k1", "harbour opens")
    store.stories.give_up()

    assert store.stories.waiting(10) == []


def test_a_judge_that_fails_leaves_everything_waiting(store: Store) -> None:
    put(store, "k1", "harbour opens")
    put(store, "k2", "harbour opens")

    def fails(_one: Account, _other: Account) -> Likeness:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.stories.compare([1, 2], replace(COMPARISON, compare=fails))

    assert (store.stories.waiting(10), kept(store)) == ([1, 2], (0, 0))


def kept(store: Store) -> Sequence[int]:
    """Return how many entries can be met, and under how many keys in all."""
    with store.database.read() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (telling, telling_key)
        )
