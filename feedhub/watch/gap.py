"""Whether a list overflowed between two looks, and how much sooner it is to be asked for. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedhub.model import Gap, Learnt

_LEAST = 3  # items in a list, of which one could have stayed
_SAME_TITLES = 0.2  # of a list, which is the old one then, with other ids
_PINNED = 3  # items that a list keeps at its top
_ROOM = 0.75  # of a list that is known: so much, and half as many looks would do
_DAY = timedelta(days=1)
_MOST_HASTE = 4
_LOOKS, _TITLES = 20, 200  # that are remembered


@dataclass(frozen=True, slots=True)
class Seen:
    """A listed item: whether it was known from an earlier look, its date and its title."""

    known: bool
    date: datetime | None
    title: str


def judge(learnt: Learnt, seen: Sequence[Seen], now: datetime) -> Gap | None:
    """Return the gap between the last look and this one at `now`; None where nothing says that there is one.

    No gap is found at a first look, in a short list, in one that is replaced as a whole (an issue of a paper), in one
    that is sorted otherwise than by date, and in one whose titles are those of last time. Items that stay at the top
    of a list, whatever comes, do not count as known.
    """
    if learnt.looked_at is None or learnt.listed < _LEAST or len(seen) < _LEAST:
        return None
    fresh = seen[_pinned(seen) :]
    if len(fresh) < _LEAST or any(one.known for one in fresh) or _is_replaced(learnt):
        return None
    same = sum(digest(one.title) in learnt.titles for one in fresh)
    if same >= _SAME_TITLES * len(fresh):
        return None
    dates = [one.date for one in fresh if one.date]
    if learnt.newest and dates and min(dates) < learnt.newest:
        return None
    by_date = bool(learnt.newest and len(dates) == len(fresh))
    since, until = (learnt.newest, min(dates)) if by_date else (learnt.looked_at, now)
    return Gap(learnt.source_id, since or learnt.looked_at, min(until, now), len(fresh))


def learn(learnt: Learnt, seen: Sequence[Seen], gap: Gap | None, now: datetime) -> Learnt:
    """Return what is known after a look at a list that changed."""
    dates = [one.date for one in seen if one.date]
    newest = min(max(dates), now) if dates else None
    titles = tuple(digest(one.title) for one in seen[:_TITLES] if one.title)
    same = learnt.looked_at is not None and titles == learnt.titles  # it comes again since something failed
    first = learnt.looked_at is None
    return replace(
        learnt,
        looked_at=now,
        listed=len(seen),
        newest=newest,
        titles=titles,
        rested=learnt.rested or same,
        overlaps=learnt.overlaps if first or same else (*learnt.overlaps, _familiar(learnt, seen))[-_LOOKS:],
        gap_at=now if gap else learnt.gap_at,
    )


def overlap(learnt: Learnt, seen: Sequence[Seen]) -> float:
    """Return the share of a list that is known, or was in the last list at least: what is held back is not known."""
    return _familiar(learnt, seen) / len(seen) if seen else 1


def hasten(learnt: Learnt, haste: int, gap: Gap | None, known: float, now: datetime) -> tuple[int, datetime | None]:
    """Return how often the interval is to be halved, and since when; `known` is the share of the list that was.

    Once more after each gap. A day in which at least three quarters of the list were known takes one back: twice the
    interval leaves half the list known then.
    """
    if gap:
        return min(haste + 1, _MOST_HASTE), now
    if not haste or learnt.hastened_at is None:
        return 0, None
    if known < _ROOM:
        return haste, now
    return (haste - 1, now) if now - learnt.hastened_at >= _DAY else (haste, learnt.hastened_at)


def is_over(learnt: Learnt, now: datetime) -> bool:
    """Whether the last gap is a day or more ago."""
    return learnt.gap_at is None or now - learnt.gap_at >= _DAY


def digest(title: str) -> str:
    """Return what stands for a title in memory."""
    return hashlib.blake2b(" ".join(title.split()).casefold().encode(), digest_size=6).hexdigest()


def _familiar(learnt: Learnt, seen: Sequence[Seen]) -> int:
    return sum(one.known or digest(one.title) in learnt.titles for one in seen)


def _is_replaced(learnt: Learnt) -> bool:
    """Whether the list is one that rests, and then is another as a whole."""
    return learnt.rested and bool(learnt.overlaps) and not any(learnt.overlaps)


def _pinned(seen: Sequence[Seen]) -> int:
    """Return how many items at the top of a list, newest first, are there whatever comes."""
    known = next((number for number, one in enumerate(seen) if not one.known), 0)
    rest = seen[known:]
    if not 0 < known <= _PINNED or not rest:
        return 0
    first, last = rest[0].date, rest[-1].date
    if first is None or last is None or first <= last:
        return 0
    return known if all(one.date is not None and one.date < last for one in seen[:known]) else 0
