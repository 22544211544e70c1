"""A rehearsal on every database: seen within, gone afterwards; and the checks of what the tables hold."""

import threading

import pytest
from sqlalchemy import delete, insert, update

from feedhub.errors import StoreError
from feedhub.store import Store
from feedhub.store.tables import category, entry_category, entry_tag, mark
from tests.contract.test_store import Open, entry, everything, marks_of, put, reopen, store

__all__ = ["reopen", "store"]


def test_what_is_rehearsed_is_seen_within_and_gone_afterwards(store: Store, reopen: Open) -> None:
    put(store, entry("k1"))
    with store.database.rehearse():
        put(store, entry("k2", title="Two"))
        store.posts.file_arrivals()

        assert [post.name for post in everything(store)] == ["k2", "k1"]

    assert store.posts.count() == 0
    assert len(marks_of(store)) == 1
    assert put(store, entry("k2")).value == "new"
    assert reopen().posts.file_arrivals() == 2


def test_an_error_in_a_rehearsed_transaction_undoes_that_one_alone(store: Store) -> None:
    with store.database.rehearse():
        put(store, entry("k1"))
        with pytest.raises(StoreError), store.database.write() as connection:
            connection.execute(insert(mark).values(kind="hub"))
            connection.execute(insert(entry_tag).values(entry_id=None, position=0, tag="x"))
        put(store, entry("k2"))
        store.posts.file_arrivals()

        assert store.posts.count() == 2
        assert "hub" not in [kind.value for kind, *_ in marks_of(store)][:2]

    assert store.posts.count() == 0


def test_a_rehearsal_that_fails_is_undone_too_and_one_may_stand_in_another(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.database.rehearse():
        put(store, entry("k1"))
        with store.database.rehearse():
            put(store, entry("k2"))
        store.posts.file_arrivals()

        assert store.posts.count() == 1

        raise ZeroDivisionError
    assert marks_of(store) == []


def test_other_threads_take_part_in_a_rehearsal(store: Store) -> None:
    with store.database.rehearse():
        other = threading.Thread(target=put, args=(store, entry("k1")))
        other.start()
        other.join()

        assert len(marks_of(store)) == 1

    assert marks_of(store) == []


def test_a_sound_store_has_no_flaws(store: Store) -> None:
    put(store, entry("k1"))
    put(store, entry("k1", title="Other"))
    put(store, entry("k2"))
    store.posts.file_arrivals()

    assert store.soundness.file() == []
    assert [flaw for check in store.soundness.checks() for flaw in store.soundness.flaws(check)] == []


def test_flaws_that_follow_from_the_rest_are_mended_and_marked(store: Store) -> None:
    for key in ("k1", "k2", "k3"):
        put(store, entry(key))
    store.posts.file_arrivals()
    before = everything(store)
    store.marks.clear([one for kind in {mark[0] for mark in marks_of(store)} for one in store.marks.oldest(kind, 99)])
    with store.database.write() as connection:
        connection.execute(update(category).values(entries=9, latest=9))
        connection.execute(update(entry_tag).values(position=4))
        connection.execute(delete(entry_category).where(entry_category.c.number == 2))
        connection.execute(update(category).values(name_key="wrong"))
        connection.execute(insert(mark).values(kind="post", entry_id=999))

    found = {check.kind: store.soundness.flaws(check) for check in store.soundness.checks()}
    for check in store.soundness.checks():
        store.soundness.mend(check) if store.soundness.flaws(check) else None

    assert {kind for kind, flaws in found.items() if flaws} == {
        "mark",
        "category",
        "position",
        "count",
        "arrival",
        "key",
    }
    assert [flaw for check in store.soundness.checks() for flaw in store.soundness.flaws(check)] == []
    assert everything(store) == before
    assert {kind.value for kind, *_ in marks_of(store)} == {"post", "category", "hub", "directory"}
