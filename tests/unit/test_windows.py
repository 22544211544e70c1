"""Pages part the arrivals, and a page that is closed stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.publish import windows

ENTRIES = st.integers(0, 500)
SIZES = st.integers(1, 60)


def numbers(window: tuple[int, int]) -> list[int]:
    return list(range(window[0], window[1] + 1))


@pytest.mark.parametrize(
    ("entries", "pages", "front"),
    [
        (0, 0, (1, 0)),
        (1, 0, (1, 1)),
        (10, 0, (1, 10)),
        (19, 0, (1, 19)),
        (20, 1, (11, 20)),
        (29, 1, (11, 29)),
        (30, 2, (21, 30)),
    ],
)
def test_a_page_is_closed_when_the_front_page_would_hold_two(entries: int, pages: int, front: tuple[int, int]) -> None:
    assert (pages, front) == (windows.closed_pages(entries, 10), windows.front(entries, 10))


@given(ENTRIES, SIZES)
def test_the_pages_part_the_arrivals(entries: int, size: int) -> None:
    pages = [windows.closed(page, size) for page in range(1, windows.closed_pages(entries, size) + 1)]

    stand = [number for window in [*pages, windows.front(entries, size)] for number in numbers(window)]

    assert list(range(1, entries + 1)) == stand


@given(ENTRIES, SIZES)
def test_a_closed_page_is_full_and_the_front_page_holds_between_one_and_two(entries: int, size: int) -> None:
    front = len(numbers(windows.front(entries, size)))
    closed = {len(numbers(windows.closed(page, size))) for page in range(1, windows.closed_pages(entries, size) + 1)}

    assert (closed <= {size}, min(entries, size) <= front < 2 * size) == (True, True)


@given(ENTRIES, SIZES)
def test_the_page_of_an_arrival_is_where_it_stands(entries: int, size: int) -> None:
    pages = {
        number: page
        for page in range(1, windows.closed_pages(entries, size) + 1)
        for number in numbers(windows.closed(page, size))
    }

    found = {number: windows.page_of(number, entries, size) for number in range(1, entries + 1)}

    assert {number: pages.get(number) for number in range(1, entries + 1)} == found


@given(ENTRIES, ENTRIES, SIZES)
def test_an_arrival_never_leaves_the_page_that_was_closed_on_it(entries: int, more: int, size: int) -> None:
    before = {number: windows.page_of(number, entries, size) for number in range(1, entries + 1)}
    after = {number: windows.page_of(number, entries + more, size) for number in range(1, entries + 1)}

    assert {n: page for n, page in before.items() if page} == {n: after[n] for n, page in before.items() if page}


@given(ENTRIES, SIZES)
def test_a_subscription_document_holds_the_newest(entries: int, size: int) -> None:
    assert list(range(1, entries + 1))[-size:] == numbers(windows.newest(entries, size))


@given(ENTRIES, ENTRIES, SIZES)
def test_the_pages_to_render_are_those_that_closed_and_the_one_before(entries: int, more: int, size: int) -> None:
    old, new = windows.closed_pages(entries, size), windows.closed_pages(entries + more, size)
    closed = set(range(old + 1, new + 1))

    expected = closed | ({old} if closed and old else set())

    assert expected == set(windows.stale_pages(entries, entries + more, size))


@given(ENTRIES, st.lists(st.integers(0, 40), max_size=10), SIZES)
def test_arrivals_in_several_passes_render_what_one_pass_would(entries: int, passes: list[int], size: int) -> None:
    together = set(windows.stale_pages(entries, entries + sum(passes), size))

    apart: set[int] = set()
    for arrivals in passes:
        apart |= set(windows.stale_pages(entries, entries + arrivals, size))
        entries += arrivals

    assert together == apart
