"""What is remembered of hosts, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedhub.model import Robots
from feedhub.store import Store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ONE = Robots("https://a.example", NOW, "User-agent: *\nDisallow: /新闻\n")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    store = Store(address)
    store.prepare()
    yield store
    store.close()


def test_a_robots_txt_is_kept_as_it_was_in_place_of_the_last_one(store: Store) -> None:
    for kept in (ONE, Robots(ONE.origin, NOW, None, NOW - timedelta(days=2))):
        store.hosts.keep(kept)

        assert store.hosts.robots(ONE.origin) == kept
    assert store.hosts.robots("https://b.example") is None


def test_what_no_database_can_keep_is_left_out(store: Store) -> None:
    store.hosts.keep(replace(ONE, text="Disallow: /\0a"))
    store.hosts.keep(replace(ONE, origin="https://" + "a" * 300))

    assert store.hosts.robots(ONE.origin) == replace(ONE, text="Disallow: /a")


def test_what_nobody_asked_for_in_a_long_time_goes(store: Store) -> None:
    store.hosts.keep(ONE)
    store.hosts.keep(Robots("https://b.example", NOW + timedelta(days=91), ""))

    assert store.hosts.robots(ONE.origin) is None
