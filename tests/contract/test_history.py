"""The whole history of a feed over many passes: nothing is missing at any moment, and what is closed stays as it is.

Run on every database, with real files, as a reader of RFC 5005 meets them.
"""

import random
import re
import shutil
from dataclasses import replace

import pytest
from lxml import etree
from sqlalchemy import event

from feedhub.errors import OutputError
from feedhub.model import CategoryName
from tests import atom_rules
from tests.contract.desk import BASE, EVERYTHING, FINANCE, Desk
from tests.contract.test_store import put
from tests.history_client import Client, links


def test_a_document_is_closed_when_it_is_full_and_then_named_by_the_subscription_document(desk: Desk) -> None:
    desk.arrive("k1", "k2", "k3")
    desk.publish()

    assert desk.archives() == {}
    assert "prev-archive" not in links(etree.fromstring(desk.get(FINANCE)))

    desk.arrive("k4", "k5")
    desk.publish()

    assert sorted(desk.archives()) == ["archive/1.atom", "category/finance/archive/1.atom"]
    assert links(etree.fromstring(desk.get(FINANCE)))["prev-archive"] == f"{BASE}/category/finance/archive/1.atom"
    assert desk.titles(f"{BASE}/category/finance/archive/1.atom") == [f"Title of k{number}" for number in (4, 3, 2, 1)]
    assert desk.titles(FINANCE) == [f"Title of k{number}" for number in (5, 4, 3, 2)]


def test_a_new_post_touches_no_archive_document_until_one_more_is_full(desk: Desk) -> None:
    desk.arrive(*(f"k{number}" for number in range(6)))
    desk.publish()
    before = desk.archives()

    desk.arrive("x1")
    desk.publish()

    assert desk.archives() == before

    desk.arrive("x2")
    desk.publish()

    assert desk.archives().keys() - before.keys() == {"archive/2.atom", "category/finance/archive/2.atom"}
    assert {name: found for name, found in desk.archives().items() if name in before} == before


def test_an_edit_of_an_old_entry_comes_again_and_the_closed_document_stays(desk: Desk) -> None:
    desk.arrive(*(f"k{number}" for number in range(20)))
    desk.publish()
    before = desk.archives()
    reader = desk.client(FINANCE)

    desk.edit("k1", "Corrected")
    desk.publish()

    assert desk.archives() == before
    assert desk.titles(FINANCE)[-1] == "Corrected"
    assert len(desk.titles(FINANCE)) == 5
    reader.poll(FINANCE)
    for one in (reader, desk.client(FINANCE), desk.client(EVERYTHING)):
        assert [read.title for name, read in one.entries.items() if name.endswith(":k1")] == ["Corrected"]


def test_an_edit_stays_in_the_subscription_document_until_the_document_after_its_own_is_full(desk: Desk) -> None:
    desk.arrive(*(f"k{number}" for number in range(8)))
    desk.publish()
    desk.edit("k1", "Corrected")
    seen = []
    for number in range(8):
        desk.publish()
        seen.append("Corrected" in desk.titles(FINANCE))
        desk.arrive(f"x{number}")

    # With the edit, three arrivals fill a document, and four more the one after it.
    assert seen == [True] * 7 + [False]
    assert "Corrected" in desk.titles(f"{BASE}/category/finance/archive/3.atom")
    assert "Title of k1" in desk.titles(f"{BASE}/category/finance/archive/1.atom")


def test_edits_alone_fill_a_document_and_none_is_missed(desk: Desk) -> None:
    desk.arrive(*(f"k{number:02}" for number in range(20)))
    desk.publish()
    reader = desk.client(FINANCE)

    for number in range(14):
        desk.edit(f"k{number:02}", f"Edit {number}")
    desk.publish()
    reader.poll(FINANCE)

    expected = {one.title for one in desk.current.values()}
    assert {read.title for read in reader.entries.values()} == expected
    assert {read.title for read in desk.client(FINANCE).entries.values()} == expected
    assert max(len(desk.titles(f"{BASE}/{name}")) for name in desk.archives()) == 4
    newest = [f"Title of k{number}" for number in (19, 18, 17, 16)]
    assert desk.titles(FINANCE)[:4] == newest  # whatever is edited, those who read no archive miss no arrival


def test_an_edit_that_no_reader_sees_does_not_come_again(desk: Desk) -> None:
    desk.arrive(*(f"k{number}" for number in range(12)))
    desk.publish()
    before, titles = desk.archives(), desk.titles(FINANCE)

    desk.put(replace(desk.current["k1"], content="<div><p>k1</p></div>"))
    desk.publish()

    assert desk.titles(FINANCE) == titles
    assert desk.rebuild() == 0
    assert desk.archives() == before


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_nobody_misses_anything_and_closed_documents_stay(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    desk.size = chance.choice([1, 2, 5])
    addresses = (EVERYTHING, FINANCE)
    readers: dict[str, Client] = {address: Client(desk.get) for address in addresses}
    before: dict[str, tuple[bytes, int]] = {}
    for number in range(16):
        for _ in range(chance.choice([0, 1, 2, 9])):
            desk.arrive(f"k{len(desk.current):03}", categories=("Finance", *chance.choice([(), ("Bonds",)])))
        for key in chance.sample(sorted(desk.current), min(len(desk.current), chance.choice([0, 0, 1, 3, 8]))):
            _change(desk, key, number, chance)
        if number == 8:
            desk.size = chance.choice([1, 3, 7])
            desk.store.sources.meet("a", "Source A, renamed", "http://a.example/new")
        desk.publish()
        found = desk.archives()

        assert {name: found.get(name) for name in before} == before

        before = found
        for address in addresses if desk.current else ():
            readers[address].poll(address)
            _assert_whole(desk, readers[address], address)
    _assert_rebuilt_the_same(desk)


def _change(desk: Desk, key: str, number: int, chance: random.Random) -> None:
    """Change an entry: its title, its markup alone, its categories, or all that another source may take over."""
    old = desk.current[key]
    match chance.choice(["title", "text", "markup", "join", "take over"]):
        case "title":
            desk.edit(key, f"{key} edited in pass {number}")
        case "text":
            desk.put(replace(old, content=f"<p>{key} {number}</p>"))
        case "markup":
            desk.put(replace(old, content=old.content.replace("<p>", f'<p class="c{number}">')))
        case "join":
            put(desk.store, replace(old, source_id="b", categories=(CategoryName("Bonds"),), tags=(f"t{number}",)))
        case "take over":
            desk.put(replace(old, source_id="b", priority=old.priority + 1, author="B", title=f"{key} by b {number}"))


def _assert_whole(desk: Desk, reader: Client, address: str) -> None:
    """One who reads after each pass, and one who begins now, have every entry as it is now."""
    expected = {f"tag:hub.example,2022-05-26:{key}": _seen(one.title, one.content) for key, one in desk.current.items()}
    for client in (reader, desk.client(address)):
        assert {name: _seen(read.title, read.content) for name, read in client.entries.items()} == expected
    for document in (address, *reader.archives):
        assert atom_rules.violations(desk.get(document)) == []
    titles = etree.fromstring(desk.get(address)).findall("{*}entry/{*}id")
    assert len({title.text for title in titles}) == len(titles)


def _seen(title: str, content: str) -> tuple[str, str]:
    """Return what a reader sees of an entry: its title, and its text without the markup."""
    return title, re.sub(r"<[^>]*>", "", content)


def _assert_rebuilt_the_same(desk: Desk) -> None:
    """A rebuild leaves every closed document alone; and where the tree is gone, the very same comes back."""
    closed = desk.archives()
    desk.rebuild()  # a new size, or a new name of a source, shows wherever nothing was published since

    assert desk.archives() == closed
    assert desk.rebuild() == 0

    before = {path: path.read_bytes() for path in desk.public.rglob("*.*") if path.is_file()}
    shutil.rmtree(desk.public)
    desk.rebuild()

    assert {path: path.read_bytes() for path in desk.public.rglob("*.*") if path.is_file()} == before


def test_a_document_that_was_closed_with_another_size_stays_and_the_next_one_follows_it(desk: Desk) -> None:
    desk.arrive(*(f"k{number}" for number in range(9)))
    desk.publish()
    before = desk.archives()

    desk.size = 3
    desk.arrive("x1")
    desk.publish()

    sizes = [len(desk.titles(f"{BASE}/archive/{number}.atom")) for number in (1, 2)]
    assert sizes == [4, 4]
    assert {name: found for name, found in desk.archives().items() if name in before} == before
    desk.arrive("x2")
    desk.publish()
    assert len(desk.titles(f"{BASE}/archive/3.atom")) == 3


@pytest.mark.parametrize("blocked", ["archive/2.atom", "category/finance/archive/3.atom", "category/finance.atom"])
def test_an_archive_document_stands_before_the_document_that_leads_to_it(desk: Desk, blocked: str) -> None:
    desk.arrive(*(f"k{number}" for number in range(4)))
    desk.publish()
    known = set(desk.client(FINANCE).entries)
    desk.arrive(*(f"x{number}" for number in range(9)))
    path = desk.public / blocked
    obstacle = path.with_name(f".{path.name}.tmp")
    obstacle.mkdir(parents=True)  # where the file would be written before it takes its name
    with pytest.raises(OutputError, match="cannot write"):
        desk.publish()
    obstacle.rmdir()

    assert set(desk.client(FINANCE).entries) >= known

    desk.publish()

    assert len(desk.client(FINANCE).entries) == len(desk.client(EVERYTHING).entries) == 13


def test_the_statements_of_an_edit_and_of_an_arrival_do_not_grow_with_the_history(desk: Desk) -> None:
    def statements(first: int) -> int:
        counted: list[str] = []

        def count(*given: object) -> None:
            counted.append(str(given[2]))

        engine = desk.store.database.connection().engine
        event.listen(engine, "before_cursor_execute", count)
        for number in range(first, first + desk.size):
            desk.edit(f"k{number:03}", f"Edited {desk.now}")
            desk.arrive(f"n{desk.now}")
        desk.publish()
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    desk.arrive(*(f"k{number:03}" for number in range(40)))
    desk.publish()
    few = statements(0)
    # As many as bring pages and documents to the same place again.
    desk.arrive(*(f"k{number:03}" for number in range(40, 96)))
    desk.publish()

    assert statements(4) == few


def test_one_bad_post_is_left_out_with_its_reason_and_the_feeds_go_out_until_it_is_mended(desk: Desk) -> None:
    desk.arrive("k1", "k2", "k3")
    desk.put(replace(desk.current["k2"], content='<p>k2 <a href="/x">x</a> and more</p>'))
    desk.publish()

    assert desk.titles(FINANCE) == desk.titles(EVERYTHING) == ["Title of k3", "Title of k1"]
    assert atom_rules.violations(desk.get(FINANCE)) == []
    [held] = desk.store.posts.withheld("a")
    assert (held.name, held.reason) == ("k2", "content has a relative href: '/x'")
    assert (desk.public / held.path).exists()

    desk.put(replace(desk.current["k2"], content="<p>k2 is mended</p>"))
    desk.publish()

    assert desk.titles(FINANCE) == ["Title of k3", "Title of k2", "Title of k1"]
    assert desk.store.posts.withheld("a") == []
    assert desk.rebuild() == 0


def test_a_withheld_post_that_is_mended_later_is_in_the_history_though_no_reader_would_see_the_edit(desk: Desk) -> None:
    desk.arrive("k1", "k2", "k3", "k4")
    desk.put(replace(desk.current["k2"], content='<p><a href="/x">k2</a></p>'))
    desk.publish()
    closed = desk.archives()

    assert len(desk.client(FINANCE).entries) == 3

    desk.put(replace(desk.current["k2"], content='<p><a href="http://a.example/x">k2</a></p>'))
    desk.publish()
    desk.arrive(*(f"x{number}" for number in range(20)))
    desk.publish()

    assert len(desk.client(FINANCE).entries) == len(desk.client(EVERYTHING).entries) == 24
    assert {name: desk.archives()[name] for name in closed} == closed
