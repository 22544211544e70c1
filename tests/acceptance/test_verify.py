"""`verify` names every difference between database, archive and public tree; `verify --repair` mends what it can."""

import fcntl
import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.test_cut_off import COUNT, NOW, articles, trees
from tests.hub import HEAD, Hub, three_lists
from tests.publisher import Publisher

PAGE = "bao3/2022/05/21/NW003.html"
POST = "_posts/2022/05/2022-05-21-NW003.md"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a hub with forty articles in eleven categories; two to a page, so that there are closed ones."""
    with Publisher() as publisher:
        hub = Hub(tmp_path_factory.mktemp("published"), publisher)
        two_to_a_page(hub)
        articles(publisher)

        assert hub.sync(*NOW).code == 0

        return hub.state


@pytest.fixture
def whole(hub: Hub, published: Path) -> Hub:
    """A hub with a copy of that state."""
    two_to_a_page(hub)
    articles(hub.publisher)
    shutil.copytree(published, hub.state)
    return hub


def two_to_a_page(hub: Hub) -> None:
    """Let a page of a category hold two posts."""
    hub.configure(HEAD + "[site]\npage_entries = 2\n" + three_lists(hub.publisher.address))


def edit(hub: Hub, *statements: str) -> None:
    """Change the database behind feedhub's back, with nothing that would hold it together."""
    with closing(sqlite3.connect(hub.state / "feedhub.db")) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def found(hub: Hub, *arguments: str) -> dict[str, Any]:
    """Return what `verify` finds; its exit code says whether something remains."""
    result = hub.run("verify", "--json", *arguments)
    report = result.report

    assert "Traceback" not in result.stderr
    assert result.code == (1 if report["remaining"] else 0)

    return report


def places(report: dict[str, Any], kind: str) -> list[str]:
    """Return where a report has findings of one kind."""
    return [one["place"] for one in report["findings"] if one["kind"] == kind]


def assert_as_before(hub: Hub, before: dict[str, bytes]) -> None:
    """Nothing differs any more, and the files have the bytes of a hub that nobody disturbed."""
    assert found(hub)["findings"] == []
    assert trees(hub) == before


def test_a_sound_hub_has_no_difference_and_looking_changes_nothing(whole: Hub) -> None:
    before, database = whole.snapshot(), (whole.state / "feedhub.db").read_bytes()

    result = whole.run("verify")
    report = found(whole)

    assert (result.code, result.stderr) == (0, "")
    assert "no differences" in result.stdout
    assert report["documents"] == report["files"] == len(before)
    assert whole.snapshot() == before
    assert (whole.state / "feedhub.db").read_bytes() == database


def test_before_the_first_pass_there_is_nothing_to_verify_and_nothing_is_made(hub: Hub) -> None:
    result = hub.run("verify")

    assert result.code == 1
    assert "there is no database" in result.stderr
    assert not hub.state.exists()


# ---- files


def _missing(path: Path) -> None:
    path.unlink()


def _different(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES = (
    (_missing, "missing"),
    (_different, "different"),
    (_empty, "different"),
    (_link, "wrong type"),
    (_directory, "wrong type"),
    (_pipe, "wrong type"),
)
DOCUMENTS = (
    f"public/{PAGE}", f"archive/{POST}", "public/category/bao3.html", "public/category/bao3/page/1.html",
    "public/category/yinhangjia.atom", "public/index.html", "public/feed.xml", "public/style.css",
    "public/categories.html", "public/feeds.opml",
)  # fmt: skip


@pytest.mark.parametrize("turn", range(3))
def test_every_kind_of_document_that_is_damaged_is_named_and_mended(whole: Hub, turn: int) -> None:
    before = trees(whole)
    expected = set()
    for number, name in enumerate(DOCUMENTS, 2 * turn):
        damage, kind = DAMAGES[number % len(DAMAGES)]
        damage(whole.state / name)
        expected.add((kind, name))

    report = found(whole)

    assert {(one["kind"], one["place"]) for one in report["findings"]} == expected

    mended = found(whole, "--repair")

    assert (mended["remaining"], mended["mended"]) == (0, len(DOCUMENTS))
    for left in whole.state.rglob("elsewhere"):
        left.unlink()
    assert_as_before(whole, before)


@pytest.mark.parametrize("tree", ["public", "archive"])
def test_a_tree_that_is_lost_as_a_whole_is_made_again(whole: Hub, tree: str) -> None:
    before = trees(whole)
    shutil.rmtree(whole.state / tree)
    lost = [name for name in before if name.startswith(tree)]

    assert sorted(places(found(whole), "missing")) == sorted(lost)
    assert found(whole, "--repair")["remaining"] == 0
    assert_as_before(whole, before)


def test_where_something_foreign_stands_in_the_way_it_is_named_and_left(whole: Hub) -> None:
    before = trees(whole)
    place = whole.public / PAGE
    place.unlink()
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    (whole.public / "category" / "bao4.html").unlink()

    report = found(whole, "--repair")
    [blocked] = [one for one in report["findings"] if not one["mended"]]

    assert blocked["place"] == f"public/{PAGE}"
    assert "Directory not empty" in blocked["advice"]
    assert (place / "mine.txt").read_text() == "mine"
    assert (whole.public / "category" / "bao4.html").is_file()
    assert whole.sync(*NOW).code == 0

    shutil.rmtree(place)
    found(whole, "--repair")

    assert_as_before(whole, before)


def test_a_file_where_a_folder_belongs_is_named(whole: Hub) -> None:
    before = trees(whole)
    shutil.rmtree(whole.public / "category" / "bao3")
    (whole.public / "category" / "bao3").write_text("mine")

    report = found(whole, "--repair")

    assert report["findings"][0]["kind"] == "wrong type"
    assert "category/bao3 is no directory" in report["findings"][0]["what"]
    assert report["remaining"] == 3  # a closed page, a month, and the list of months

    (whole.public / "category" / "bao3").unlink()
    found(whole, "--repair")

    assert_as_before(whole, before)


def test_files_that_are_not_ours_are_named_and_make_no_difference(whole: Hub) -> None:
    foreign = [whole.public / "robots.txt", whole.public / "about" / "me.html", whole.archive / "_posts" / "draft.md"]
    for path in [*foreign, whole.archive / "_config.yml"]:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")

    report = found(whole, "--repair")

    assert report["not_ours"] == {
        "count": 3,
        "files": ["public/robots.txt", "public/about/me.html", "archive/_posts/draft.md"],
    }
    assert report["differences"] == 0
    assert "not ours, and left alone: 3" in whole.run("verify").stdout
    assert all(path.read_text() == "mine" for path in foreign)


def test_pages_that_there_are_no_more_go_and_what_may_be_the_only_copy_stays(whole: Hub) -> None:
    before = trees(whole)
    old = ["category/bao3/page/99.html", "category/bao3/page/98.html"]
    for name in [*old, "bao3/2020/01/01/OLD.html", "category/never-known.html"]:
        path = whole.public / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old")
    (whole.archive / "_posts/2020/01").mkdir(parents=True)
    (whole.archive / "_posts/2020/01/2020-01-01-OLD.md").write_text("old")

    assert len(places(found(whole), "extra")) == 5

    report = found(whole, "--repair")
    kept = [one["place"] for one in report["findings"] if not one["mended"]]

    assert sorted(kept) == [
        "archive/_posts/2020/01/2020-01-01-OLD.md",
        "public/bao3/2020/01/01/OLD.html",
        "public/category/never-known.html",
    ]
    assert [name for name in old if (whole.public / name).exists()] == []
    for name in kept:
        (whole.state / name).unlink()
    assert_as_before(whole, before)


def test_files_that_were_never_finished_go_and_those_of_others_stay(whole: Hub) -> None:
    before = trees(whole)
    ours = [whole.public / "category/.bao3.html.tmp", whole.archive / "_posts/2022/05/.2022-05-21-NW003.md.tmp"]
    for path in [*ours, whole.public / ".mine.txt.tmp"]:
        path.write_text("half")

    assert len(places(found(whole), "temporary")) == 2
    assert found(whole, "--repair")["remaining"] == 0
    assert not any(path.exists() for path in ours)
    assert (whole.public / ".mine.txt.tmp").exists()
    assert_as_before(whole, before)


def test_a_name_in_the_tree_that_is_no_text_is_shown_on_one_line(whole: Hub) -> None:
    (whole.public / "category" / "bao3" / "a\nb\x1b[2J").write_text("x")
    (whole.public / os.fsdecode(b"\xff.html")).write_text("x")

    result = whole.run("verify")

    assert result.code == 0
    assert "\x1b" not in result.stdout
    assert "a\nb" not in result.stdout


# ---- marks


def test_what_a_pass_left_to_publish_is_one_difference_and_sync_or_repair_does_it(whole: Hub) -> None:
    expected = trees(whole)
    copy = whole.directory / "copy"
    shutil.copytree(whole.state, copy)
    for mend in (("sync", "--json", *NOW), ("verify", "--repair")):
        with closing(sqlite3.connect(whole.state / "feedhub.db")) as connection:
            connection.execute("INSERT INTO mark (kind, entry_id) SELECT 'post', id FROM entry WHERE name < 'NW005'")
            connection.commit()
        (whole.public / PAGE).unlink()

        report = found(whole)

        assert [(one["kind"], one["place"]) for one in report["findings"]] == [("waiting", "10 documents")]
        assert "sync" in report["findings"][0]["advice"]
        assert whole.run(*mend).code == 0
        assert_as_before(whole, expected)


# ---- the database


def test_rows_that_lead_nowhere_and_wrong_counts_are_named_and_mended(whole: Hub) -> None:
    before = trees(whole)
    edit(
        whole,
        "UPDATE category SET entries = entries + 7 WHERE slug = 'bao3'",
        "UPDATE category SET latest = 0 WHERE slug = 'bao4'",
        "UPDATE category SET slug_key = 'wrong' WHERE slug = 'bao5'",
        "UPDATE entry SET name_key = 'wrong' WHERE name = 'NW007'",
        "INSERT INTO mark (kind, category_id, number) VALUES ('category', 999, 0)",
        "INSERT INTO mark (kind, entry_id) VALUES ('post', 999)",
        "INSERT INTO mark (kind) VALUES ('nonsense')",
        "INSERT INTO clue (source_id, key, entry_id) VALUES ('market-37', 'k', 999)",
        "INSERT INTO alias VALUES ('hub', 'old', 999, 'why', '2022-05-21 00:00:00')",
        "INSERT INTO entry_tag VALUES (999, 0, 'tag')",
        "INSERT INTO entry_category VALUES (999, 0, 1, NULL)",
        "INSERT INTO sighting (entry_id, source_id, fingerprint, first_seen_at) VALUES (999, 'x', 'f', '2022-05-21')",
        "DELETE FROM source WHERE id = 'list-45'",
        "UPDATE entry SET source_id = 'list-45' WHERE name = 'NW020'",
        "UPDATE entry_tag SET position = position + 3 WHERE entry_id = (SELECT id FROM entry WHERE name = 'NW011')",
        "DELETE FROM entry_category WHERE position >= 0 AND entry_id = (SELECT id FROM entry WHERE name = 'NW012')",
        "DELETE FROM entry_category WHERE position >= 0 AND entry_id = (SELECT id FROM entry WHERE name = 'NW022')",
    )

    report = found(whole)

    assert set(report["counts"]) >= {"count", "key", "mark", "clue", "reference", "position", "category"}
    assert places(report, "count") == ["category bao3", "category bao4"]
    assert sorted(places(report, "key")) == ["category bao5", "entry NW007"]
    assert places(report, "category") == ["entry NW012", "entry NW022"]
    assert len(places(report, "mark")) == 3

    mended = found(whole, "--repair")

    assert mended["remaining"] == 0
    edit(whole, "UPDATE entry SET source_id = 'market-37' WHERE name = 'NW020'")
    found(whole, "--repair")

    # When the lost source last had something new is in no other place.
    after = trees(whole)
    assert {path for path in before if before[path] != after[path]} == {"public/status.html"}
    assert before.keys() == after.keys()


def test_what_was_lost_for_good_is_named_with_what_to_do(whole: Hub) -> None:
    edit(
        whole,
        "UPDATE entry SET path = (SELECT path FROM entry WHERE name = 'NW001') WHERE name = 'NW002'",
        "UPDATE entry SET number = 1000 WHERE name = 'NW039'",
        "DELETE FROM entry_category WHERE entry_id = (SELECT id FROM entry WHERE name = 'NW001') AND position = 1",
        "UPDATE entry SET published = 'yesterday' WHERE name = 'NW005'",
        "UPDATE entry SET archive_path = '../../out.md' WHERE name = 'NW006'",
        "INSERT INTO wording VALUES ('abc', X'00')",
        "INSERT INTO revision VALUES ((SELECT id FROM entry WHERE name = 'NW008'), 2, 't', 'abc', 's', '2022', '2022')",
    )
    report = found(whole, "--repair")
    remaining = {(one["kind"], one["place"]): one for one in report["findings"] if not one["mended"]}

    assert ("address", "entries NW001, NW002") in remaining
    assert remaining["arrival", "the hub"]["what"] == f"lacks the arrival numbers {COUNT} to 999"
    assert remaining["arrival", "category yinhangjia"]["what"].startswith("lacks the arrival number")
    assert ("wording", "wording abc") in remaining
    assert ("revision", "entry NW008") in remaining
    assert sum(kind == "broken" for kind, _ in remaining) >= 2
    assert not (whole.state.parent / "out.md").exists()
    lost = {"address", "arrival", "revision", "wording", "broken"}
    assert all("backup" in one["advice"] for (kind, _), one in remaining.items() if kind in lost)


def test_a_damaged_index_is_made_again_and_a_damaged_page_asks_for_the_backup(whole: Hub) -> None:
    before = trees(whole)
    file = whole.state / "feedhub.db"
    with closing(sqlite3.connect(file)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_mark_kind_id'").fetchone()[0]
        connection.execute("INSERT INTO mark (kind) VALUES ('hub')")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole_page = bytearray(file.read_bytes())
    empty_leaf = bytes([0x0A, 0, 0, 0, 0, size >> 8 & 0xFF, size & 0xFF, 0])
    whole_page[(root - 1) * size : (root - 1) * size + 8] = empty_leaf
    file.write_bytes(whole_page)

    assert "wrong # of entries in index" in str(found(whole)["findings"])
    assert found(whole, "--repair")["remaining"] == 0
    assert_as_before(whole, before)

    with closing(sqlite3.connect(file)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry_tag'").fetchone()[0]
    broken = bytearray(file.read_bytes())
    broken[(root - 1) * size : root * size] = b"\xff" * size
    file.write_bytes(broken)
    result = whole.run("verify", "--repair")

    assert result.code == 1
    assert "backup" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


# ---- being cut off


def test_a_repair_that_is_killed_anywhere_is_completed_by_the_next(whole: Hub) -> None:
    before = trees(whole)
    chance = random.Random(2022)
    began = time.monotonic()
    whole.run("verify", "--repair")
    lasted = time.monotonic() - began
    killed = 0
    for _ in range(int(os.environ.get("FEEDHUB_TEST_KILLS", "4"))):
        shutil.rmtree(whole.archive)
        shutil.rmtree(whole.public / "category")
        edit(whole, "UPDATE category SET entries = entries + 1, latest = 1")
        process = whole.start("verify", "--repair")
        time.sleep(lasted * chance.uniform(0.4, 1.2))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL

        assert found(whole, "--repair")["remaining"] == 0
        assert_as_before(whole, before)

    assert killed > 0


def test_verify_waits_for_whoever_writes_the_state(whole: Hub) -> None:
    with (whole.state / "feedhub.db.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = whole.start("verify")
        assert process.stderr
        said = process.stderr.readline()
    _, complaints = process.communicate(timeout=60)

    assert "waiting for it" in said
    assert (process.returncode, complaints) == (0, "")


# ---- rebuild --check


def test_rebuild_check_names_what_would_change_and_writes_nothing(whole: Hub) -> None:
    assert whole.run("rebuild", "--check").code == 0

    (whole.public / PAGE).write_text("other")
    (whole.public / "index.html").unlink()
    before, database = whole.snapshot(), (whole.state / "feedhub.db").read_bytes()
    result = whole.run("rebuild", "--check")

    assert result.code == 1
    assert "post page: 0 new, 1 changed" in result.stdout
    assert "start page: 1 new, 0 changed" in result.stdout
    assert f"public/{PAGE}" in result.stdout
    assert "2 files would be written" in result.stdout
    assert whole.snapshot() == before
    assert (whole.state / "feedhub.db").read_bytes() == database
    assert whole.run("rebuild").stdout == "2 files written\n"
    assert whole.run("rebuild", "--check").stdout == "0 files would be written\n"
