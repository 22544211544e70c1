"""What is said of a source that has troubles, to everybody who reads the status page."""

from datetime import UTC, datetime

import pytest

from feedhub.errors import FetchError, ParseError
from feedhub.model import Aspect, Collapse, Gap, Kind
from feedhub.watch import trouble

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_source_fails_at_the_third_pass_in_a_row() -> None:
    error = FetchError("https://a.example/feed?key=secret", "answered 503 Service Unavailable", status=503)

    assert trouble.failing(error, 2) == []
    [found] = trouble.failing(error, 3)
    assert (found.kind, found.cause) == (
        Kind.FAILING,
        "its list cannot be had: fetch: answered 503 Service Unavailable",
    )


@pytest.mark.parametrize(
    "fact", ["redirected to https://me:word@b.example/x?key=secret#word", "no https://me:word@b.example/x"]
)
def test_no_secret_of_an_address_is_told(fact: str) -> None:
    [found] = trouble.failing(ParseError("https://a.example/", fact), 9)

    assert found.cause.endswith("https://b.example/x")


def test_details_that_do_not_come_are_told_at_the_second_pass() -> None:
    assert trouble.details(failed=5, came=0, failed_before=0) == []
    assert trouble.details(failed=5, came=1, failed_before=5) == []
    assert [one.kind for one in trouble.details(failed=5, came=0, failed_before=5)] == [Kind.DETAILS]


def test_what_collapsed_is_one_trouble_and_quarantine_another() -> None:
    collapses = {
        Aspect.DATE: Collapse(NOW, 1, "no dates"),
        Aspect.BODY: Collapse(NOW, 1, "no texts"),
        Aspect.QUARANTINED: Collapse(NOW, 1, "many are no good"),
    }

    assert [(one.kind, one.cause) for one in trouble.collapsed(collapses)] == [
        (Kind.COLLAPSED, "no dates; no texts"),
        (Kind.QUARANTINE, "many are no good"),
    ]
    assert trouble.collapsed({}) == []


def test_a_gap_that_was_filled_is_no_trouble() -> None:
    assert [one.kind for one in trouble.gap(Gap("s", NOW, NOW, 5))] == [Kind.GAP]
    assert trouble.gap(Gap("s", NOW, NOW, 5, filled=True)) == []


def test_ids_that_are_no_good_are_told_with_what_is_used_in_their_place() -> None:
    assert trouble.identity(None, "id") == []
    [found] = trouble.identity("5 of 9 different items had the id of another", "link")
    assert found.cause == "5 of 9 different items had the id of another; they are known by their link"
