"""Entries that never rest: a counter, an advert or a clock in the text makes another version at each look. Pure.

A place is where two versions differ, told by the words around it. What changed at the same place at several looks in
a row, or went back to a version that was there before more than once, is no news; a change anywhere else is.
"""

import hashlib
from datetime import timedelta
from difflib import SequenceMatcher

from feedhub.diff import common, words
from feedhub.model import Look, Past, Unrest
from feedhub.plan.wording import visible

_ROUNDS = 3  # changes of one place, at each look, after which it is known to be restless
_RETURNS = 1  # to an earlier version, after which that is no news
_REMEMBERED = timedelta(days=7)  # though the version that is stored comes round in between
_APART = 4  # words between two changes
_MOST_PAIRS = 250_000  # of words that are compared: difflib may take as long as the cube of their number
_MOST_PLACES = 40  # that are remembered


def after(past: Past, old: tuple[str, str], new: tuple[str, str], sense: str, look: Look) -> tuple[Unrest, bool]:
    """Return what to remember of an entry that changed from `old` to `new`, and whether it only did not rest.

    Both are a title and a content; `sense` is the digest of the new version. A place has to change at each look: an
    article that is edited now and then is edited each time.
    """
    before = past.unrest
    known = _known(before, look)
    found = places(old, new)
    counts = {place: known.get(place, 0) + 1 for place in sorted(found)[:_MOST_PLACES]}
    returned = sense in past.senses
    flaps = returned and before.returns >= _RETURNS
    restless = bool(counts) and len(found) <= _MOST_PLACES and all(count > _ROUNDS for count in counts.values())
    kept = {**known, **counts} if len(known) < _MOST_PLACES else counts
    return Unrest(look.now, before.returns + returned, kept), flaps or restless


def _known(before: Unrest, look: Look) -> dict[str, int]:
    """Return the places that count: those that changed at the look before; for a week, those known to be restless."""
    if before.changed_at is None or look.before is None:
        return {}
    if before.changed_at >= look.before:
        return dict(before.places)
    recent = look.now - before.changed_at < _REMEMBERED
    return {place: count for place, count in before.places.items() if recent and count >= _ROUNDS}


def places(old: tuple[str, str], new: tuple[str, str]) -> set[str]:
    """Return where two versions differ. What is too long to be compared word by word is one place."""
    found = _places("title", words(old[0]), words(new[0]))
    if old[1] != new[1]:
        found |= _places("text", words(visible(old[1])), words(visible(new[1])))
    return found


def _places(part: str, old: list[str], new: list[str]) -> set[str]:
    if old == new:
        return set()
    start = common(old, new)
    end = common(old[start:][::-1], new[start:][::-1])
    head = old[max(0, start - 2) : start]
    tail = old[len(old) - end :][:2]
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if len(inner_old) * len(inner_new) > _MOST_PAIRS:
        return {_name(part, *head, "|", *tail)}
    spans: list[tuple[int, int]] = []
    for what, first, last, _, _ in SequenceMatcher(None, inner_old, inner_new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        if spans and first - spans[-1][1] < _APART:  # a word or two that two adverts have in common
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    around, shift = [*head, *inner_old, *tail], len(head)
    return {
        _name(part, *around[max(0, first + shift - 2) : first + shift], "|", *around[last + shift : last + shift + 2])
        for first, last in spans
    }


def _name(*parts: str) -> str:
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()
