"""A database of any age becomes one of today, by itself; one from the future is left alone."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import feedhub.store
from feedhub.errors import StoreError
from feedhub.model import (
    CategoryName,
    DateBasis,
    Effect,
    Enclosure,
    Entry,
    Held,
    Identity,
    Incoming,
    Known,
    Look,
    SourceState,
    Stale,
    Validators,
)
from feedhub.plan import judge
from feedhub.search import Asked
from feedhub.store import Store
from feedhub.store.migrate import HEAD
from feedhub.store.tables import metadata

MIGRATIONS = Path(feedhub.store.__file__).parent / "migrations"
OLD = Path(__file__).parent / "old"
NOW = datetime(2022, 5, 27, 8, 0, tzinfo=UTC)

Open = Callable[[str], Store]


@pytest.fixture
def open_store() -> Iterator[Open]:
    """A function that opens a store, which is closed at the end."""
    opened: list[Store] = []

    def open_one(url: str) -> Store:
        opened.append(Store(url))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


def scripts() -> ScriptDirectory:
    """Return the revisions in the folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def revision(store: Store) -> str | None:
    """Return the revision that a database says it has."""
    with store.database.read() as connection:
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def not_of_the_index(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is among those that SQLAlchemy knows: that of the index of words is each database's own."""
    return kind != "table" or not (name or "").startswith("search_terms")


def differences(store: Store) -> list[object]:
    """Return what alembic would have to change to bring a database to the tables of today."""
    with store.database.read() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": not_of_the_index}
        context = MigrationContext.configure(connection, opts=options)
        found: list[object] = compare_metadata(context, metadata)
    return found


def old_database(directory: Path, dump: str) -> str:
    """Return the address of a database as an older feedhub left it."""
    path = directory / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript((OLD / dump).read_text(encoding="utf-8"))
    connection.close()
    return f"sqlite:///{path}"


def test_the_newest_revision_is_the_head_and_there_is_one() -> None:
    assert scripts().get_heads() == [HEAD]


def test_every_revision_before_the_head_has_an_old_database_to_be_tested_with() -> None:
    revisions = {script.revision for script in scripts().walk_revisions()}

    assert {path.stem for path in OLD.glob("*.sql")} >= revisions - {HEAD} | {"0001"}


def test_an_empty_database_becomes_one_of_today(address: str, open_store: Open) -> None:
    store = open_store(address)

    store.prepare()

    assert revision(store) == HEAD
    assert differences(store) == []


def test_preparing_again_changes_nothing(address: str, open_store: Open) -> None:
    open_store(address).prepare()
    store = open_store(address)
    store.sources.remember(SourceState("a", failures=1), None)

    store.prepare()

    assert store.sources.states() == {"a": SourceState("a", failures=1)}


def test_opening_alone_makes_no_tables(address: str, open_store: Open) -> None:
    store = open_store(address)

    with store.database.read() as connection:
        assert inspect(connection).get_table_names() == []


PREPARE = """
import sys
from feedhub.store import Store
store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
store.prepare()
store.close()
"""


def test_several_that_prepare_at_once_do_not_disturb_each_other(address: str, open_store: Open) -> None:
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", PREPARE, address],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                )
            )
            for _ in range(3)
        ]  # fmt: skip
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        errors = [process.communicate(timeout=60)[1] for process in processes]

    assert errors == [""] * 3
    store = open_store(address)
    assert revision(store) == HEAD
    assert differences(store) == []


def test_a_database_of_a_newer_feedhub_is_an_error_and_stays_as_it_is(address: str, open_store: Open) -> None:
    store = open_store(address)
    store.prepare()
    with store.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    newcomer = open_store(address)
    with pytest.raises(StoreError, match=r"'9999'.*newer"):
        newcomer.prepare()

    assert revision(newcomer) == "9999"
    assert differences(newcomer) == []


@pytest.mark.parametrize("dump", sorted(path.name for path in OLD.glob("*.sql")))
def test_an_old_database_becomes_one_of_today(tmp_path: Path, open_store: Open, dump: str) -> None:
    store = open_store(old_database(tmp_path, dump))

    store.prepare()

    assert revision(store) == HEAD
    assert differences(store) == []


@pytest.fixture
def old(tmp_path: Path, open_store: Open) -> Store:
    """The database of somebody who began with 0001 and updates."""
    store = open_store(old_database(tmp_path, "0001.sql"))
    store.prepare()
    return store


def test_what_an_old_database_holds_is_read(old: Store) -> None:
    assert old.authority("other.example", date(2030, 1, 1)) == "hub.example,2022-05-26"
    assert old.posts.count() == 2
    second, first = old.posts.arrivals(None, 1, 2, content=True)
    assert (first.name, first.title) == ("NW1", '标题 NW1 "quoted" & it\'s')
    assert first.content == "<p>正文 it's</p>\n<p>𠮷</p>"
    assert [(one.name, one.slug, one.entries) for one in first.categories] == [
        ("财经", "caijing", 2),
        ("TechWeb", "techweb", 1),
    ]
    assert first.tags == ("财经新闻", "快讯", "TechWeb新闻")
    assert first.enclosures == (Enclosure("http://a.example/1.mp3", "audio/mpeg", 1000),)
    assert (first.path, first.archive_path) == (
        "caijing/2022/05/26/NW1.html",
        "_posts/2022/05/2022-05-26-NW1.md",
    )
    assert (first.source_title, first.source_link) == ("财经要闻", "http://a.example/")
    assert first.published == first.updated == datetime(2022, 5, 26, 13, 39, 19, tzinfo=UTC)
    assert (second.name, second.updated) == ("NW2", datetime(2022, 5, 26, 15, tzinfo=UTC))


def test_what_an_old_database_remembers_of_sources_is_read(old: Store) -> None:
    assert old.sources.states() == {
        "list-45": SourceState(
            "list-45",
            Validators('"v1"', "Thu, 26 May 2022 13:39:19 GMT"),
            "d" * 32,
            "c" * 32,
            listed=4,
            quarantined=1,
            fetched_at=NOW,
            changed_at=NOW,
            next_fetch_at=NOW + timedelta(minutes=5),
        ),
        "market-37": SourceState(
            "market-37",
            failures=2,
            last_error="fetch http://b.example/: timed out",
            fetched_at=NOW,
            wait_until=NOW + timedelta(hours=1),
        ),
    }
    assert old.sources.held("list-45") == [Held("list-45", "nodeList[3]", "has no title", "NW4")]
    assert old.ledger.known("market-37", [Identity("hub", key, "") for key in ("NW1", "NW2", "NW4")]) == {
        "hub NW1": Known("hub", "NW1", "list-45", 0, "cc"),
        "hub NW2": Known("hub", "NW2", "list-45", 0, None),
    }


def test_every_feed_of_an_old_database_is_published_anew(old: Store) -> None:
    categories = {old.categories.id(name) for name in ("财经", "TechWeb")}

    assert {mark.category_id for mark in old.marks.oldest(Stale.CATEGORY, 10)} >= categories
    assert old.marks.oldest(Stale.HUB, 1)


def test_an_old_database_goes_on_growing(old: Store) -> None:
    new = Entry(
        namespace="hub",
        key="NW5",
        title="New",
        link="http://a.example/NW5",
        published=NOW,
        date_basis=DateBasis.SOURCE,
        updated=None,
        source_id="market-37",
        priority=0,
        content="<p>New.</p>",
        categories=(CategoryName("Techweb"),),
    )
    edited = replace(new, key="NW1", source_id="list-45", title="Edited")
    assert [mark.entry_id for mark in old.marks.oldest(Stale.POST, 10)] == [3]

    effects = [
        old.entries.apply(Incoming(one, "ff", (one.key, f"{one.key}-x"), date(2022, 5, 27)), judge, Look(NOW))
        for one in (new, edited)
    ]

    assert effects == [Effect.NEW, Effect.UPDATED]
    assert old.posts.file_arrivals() == 2  # NW3 had not been filed
    posts = old.posts.arrivals(None, 1, old.posts.count(), content=False)
    assert {post.name: post.title for post in posts if post.name in ("NW1", "NW5")} == {"NW1": "Edited", "NW5": "New"}
    assert [post.name for post in old.posts.arrivals(old.categories.id("TechWeb"), 2, 2, content=False)] == ["NW5"]
    # What is new or edited, and what leads to it.
    assert list(dict.fromkeys(mark.entry_id for mark in old.marks.oldest(Stale.POST, 10))) == [3, 4, 1, 2]


def test_what_an_old_database_holds_can_be_searched_and_stands_in_its_months(old: Store) -> None:
    posts = {post.name: post for post in old.posts.arrivals(None, 1, old.posts.count(), content=False)}
    title = posts["NW1"].title

    found = old.search.find(Asked(f'"{title}"'), ZoneInfo("Asia/Shanghai"), 20)

    assert "NW1" in {post.name for post in found.posts}
    assert sum(month.entries for month in old.months.of(old.categories.id("Techweb"))) == 1
    assert [mark.number for mark in old.marks.oldest(Stale.SITEMAP, 10)] == [1]
