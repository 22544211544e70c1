"""What is wrong with a source, in words for whoever reads them. Pure, and without secrets: they are published."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from feedhub.errors import FetchError, SourceError
from feedhub.model import Aspect, Collapse, Gap, Kind, SourceState, Trouble

_FAILURES = 3  # in a row
_DETAILS = 3  # that were asked for, of which none came, at two passes in a row
_BELIEVED = timedelta(days=3)
_USER = re.compile(r"(?<=://)[^/?#\s@]*@")
_QUERY = re.compile(r"(?<=://)([^\s?#]+)[?#]\S*")


def failing(error: SourceError, failures: int) -> list[Trouble]:
    """Return whether a source fails, after so many passes in a row, or is gone for good (RFC 9110, 15.5.11)."""
    if isinstance(error, FetchError) and error.status == 410:
        return [Trouble(Kind.GONE, f"its list is gone: {_public(error.fact)}")]
    if failures < _FAILURES:
        return []
    return [Trouble(Kind.FAILING, f"its list cannot be had: {error.stage}: {_public(error.fact)}")]


def details(failed: int, came: int, failed_before: int) -> list[Trouble]:
    """Return whether no detail comes, at this pass and the one before."""
    if came or failed < _DETAILS or failed_before < _DETAILS:
        return []
    return [Trouble(Kind.DETAILS, f"none of {failed} details came")]


def collapsed(collapses: Mapping[Aspect, Collapse]) -> list[Trouble]:
    """Return what is to be said of what collapsed."""
    words = [one.what for aspect, one in collapses.items() if aspect is not Aspect.QUARANTINED]
    found = [Trouble(Kind.COLLAPSED, "; ".join(words))] if words else []
    surge = collapses.get(Aspect.QUARANTINED)
    return [*found, Trouble(Kind.QUARANTINE, surge.what)] if surge else found


def gap(found: Gap) -> list[Trouble]:
    """Return what is to be said of a gap that stays."""
    return [] if found.filled else [Trouble(Kind.GAP, str(found).removeprefix("gap: "))]


def moved(state: SourceState, now: datetime) -> list[Trouble]:
    """Return whether a list has another address for good: redirects that were set by mistake are gone in some days."""
    if not state.moved_to or not state.moved_at or now - state.moved_at < _BELIEVED:
        return []
    return [Trouble(Kind.MOVED, f"its publisher says that its list is at {_public(state.moved_to)} for good")]


def identity(reason: str | None, rule: str) -> list[Trouble]:
    """Return what is to be said of a source whose items are known by something else than their ids."""
    return [Trouble(Kind.IDENTITY, f"{_public(reason)}; they are known by their {rule}")] if reason else []


def _public(fact: str) -> str:
    """Return a fact without what may be secret in addresses: names, passwords and queries."""
    return _QUERY.sub(r"\1", _USER.sub("", fact))
