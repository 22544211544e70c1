"""Which known entry a listed item is: by its id, by an alias, or by clues when its id is another. Pure.

Conservative: two items that are listed side by side are two, whatever they have in common.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from feedhub.model import Alias, IdentityRule, Known, Listed
from feedhub.plan.wording import plain

_ALIKE = 0.6  # of two titles, as difflib measures it
_ALIKE_BY_DATE = 0.8  # where nothing but the date leads from one to the other
_SHARE = 0.05  # of a list whose different items have one id, above which ids are no good
_RENAMED = 2  # new ids that an entry got, after which another one says that ids are no good
_NUMBER = re.compile(r"\d+")
_RULES = dict(pairwise(IdentityRule))


@dataclass(frozen=True, slots=True)
class Recognised:
    """The listed items under the identities that they have for ever, and, if ids are no good, why."""

    listed: tuple[Listed, ...]
    fault: str = ""


def weaker(rule: IdentityRule) -> IdentityRule:
    """Return the rule to try where the items cannot be known by `rule`."""
    return _RULES.get(rule, rule)


def shared(listed: Sequence[Listed]) -> str:
    """Return why the items cannot be known by the keys that they have: too many different ones have one with others.

    Empty where they can. A few that share an id are parted one by one.
    """
    extra = sum(_articles(group) - 1 for group in _by_key(listed).values() if len(group) > 1)
    if extra < 2 or extra <= _SHARE * len(listed):
        return ""
    what = "id" if any(one.given for one in listed) else "link"
    return f"{extra} of {len(listed)} different items had the {what} of another"


def part(listed: Sequence[Listed], known: Mapping[str, Known]) -> list[Listed]:
    """Return the items, each under an identity of its own if its id is another's: of a known entry, or in the list.

    Of several with one id, the one that is known under it keeps it, else the first.
    """
    owners = {name: _owner(group, known.get(name)) for name, group in _by_key(listed).items()}
    return [
        one if owner and not _are_two(one, owner) else _apart(one)
        for one in listed
        for owner in [owners[one.identity.full_key]]
    ]


def recognise(
    listed: Sequence[Listed], known: Mapping[str, Known], clued: Mapping[str, Sequence[Known]], rule: IdentityRule
) -> Recognised:
    """Return the items; those that are not `known` as the entry that their clues lead to.

    `clued` are the entries of this source by clue. An entry that is listed itself is not meant, nor one that an earlier
    item is. An item that is listed twice, with nothing but its id another, is one.
    """
    listed = _as_one(listed, known)
    present = {entry.full_key for one in listed if (entry := known.get(one.identity.full_key))}
    settled: list[Listed] = []
    renamed = again = 0
    for one in listed:
        entry = known.get(one.identity.full_key)
        if entry is None:
            entry = _meant(one, clued, present, rule)
            if entry and one.given:
                renamed += 1
                again += entry.aliases >= _RENAMED
            if entry:
                reason = "the publisher changed its id" if one.given else "recognised by its link, or title and date"
                one = replace(one, alias=Alias(one.identity.namespace, one.identity.key, reason))
        if entry is None:
            settled.append(one)
            continue
        present.add(entry.full_key)
        settled.append(replace(one, identity=replace(one.identity, namespace=entry.namespace, key=entry.key)))
    unstable = again >= 2 and again * 2 >= renamed
    return Recognised(tuple(settled), f"{again} items got another id at each look" if unstable else "")


def _meant(one: Listed, clued: Mapping[str, Sequence[Known]], present: set[str], rule: IdentityRule) -> Known | None:
    """Return the entry that an item is by the candidates of its clues: of its page, and of title and date."""
    by_page, by_title, by_date = (
        {entry.full_key: entry for entry in clued.get(clue, ()) if entry.full_key not in present} for clue in one.clues
    )
    if both := by_page.keys() & by_title.keys():
        return by_page[min(both)]
    if len(by_page) == 1 and rule is not IdentityRule.TITLE:
        [entry] = by_page.values()
        same_date = bool(one.stated) and one.stated == entry.stated
        # Without ids the page is all there is; with them another id on one page can be another article.
        if not one.given or same_date or _alike(one.title, entry.title):
            return entry
    if len(by_title) == 1 and not by_page and not (one.given and one.firm):
        return next(iter(by_title.values()))
    # Neither the page nor the title is as it was.
    versions = [entry for entry in by_date.values() if _alike(one.title, entry.title, _ALIKE_BY_DATE)]
    return versions[0] if len(versions) == 1 and not by_page and not by_title else None


def _as_one(listed: Sequence[Listed], known: Mapping[str, Known]) -> list[Listed]:
    """Return the items; those that are copies of another have its identity, of one that is known if there is one."""
    originals: dict[tuple[str, ...], Listed] = {}
    for one in sorted(listed, key=lambda one: one.identity.full_key not in known):
        originals.setdefault(_told(one), one)
    return [
        one if one.identity.full_key in known else replace(one, identity=own)
        for one in listed
        for own in [originals[_told(one)].identity if _told(one) else one.identity]
    ]


def _told(one: Listed) -> tuple[str, ...]:
    """Return all that is listed of an item but its id; nothing if that is too little to tell articles apart."""
    fields = one.item.fields
    if not (one.given and one.page and one.stated and (fields.get("content") or fields.get("digest"))):
        return ()
    return tuple(f"{name}={value}" for name, value in sorted(fields.items()) if name not in ("id", "base"))


def _by_key(listed: Iterable[Listed]) -> dict[str, list[Listed]]:
    groups: dict[str, list[Listed]] = {}
    for one in listed:
        groups.setdefault(one.identity.full_key, []).append(one)
    return groups


def _owner(group: Sequence[Listed], entry: Known | None) -> Listed | None:
    """Return which of the items with one key it belongs to; none if the entry that is known under it is another."""
    if entry is None:
        return group[0]
    same = [one for one in group if one.page == entry.page and plain(one.title) == plain(entry.title)]
    near = [one for one in group if one.page == entry.page]
    others = [one for one in group if not _is_another(one, entry)]
    return next(iter([*same, *near, *others]), None)


def _is_another(one: Listed, entry: Known) -> bool:
    """Whether the publisher gave the key of a known entry to another article: its date, page and title are all others.

    Only what this source lists otherwise than before; the page and date of another source say nothing.
    """
    if entry.fingerprint in (None, one.identity.fingerprint) or not entry.title:
        return False
    if _alike(one.title, entry.title) or (one.stated and one.stated == entry.stated):
        return False
    # Without an id the page is the key, and the same.
    return one.page != entry.page if one.given else bool(one.stated and entry.stated)


def _are_two(one: Listed, owner: Listed) -> bool:
    """Whether two items that stand in one list are two articles."""
    if one is owner:
        return False
    if plain(one.title) == plain(owner.title):
        # Without an id, the issues of a daily briefing have their date alone.
        return not one.given and one.stated != owner.stated and bool(one.clues[1] and owner.clues[1])
    if one.given and one.page and owner.page:
        return one.page != owner.page
    return not (one.given and one.firm)


def _articles(group: Sequence[Listed]) -> int:
    """Return how many articles there are among items with one key: as many as page and title both tell apart."""
    first = group[0]
    # The issues of a daily briefing may differ by date alone; an id that they share says more.
    titles = {(plain(one.title), "" if first.given or not one.clues[1] else one.stated) for one in group}
    pages = {one.page for one in group}
    if not first.given:
        return len(titles)
    return min(len(pages), len(titles)) if all(pages) else 1 if first.firm else len(titles)


def _alike(one: str, other: str, measure: float = _ALIKE) -> bool:
    """Whether two titles are versions of one. Another number in them is another issue or day."""
    first, second = plain(one)[:300], plain(other)[:300]
    if first == second:
        return True
    same_numbers = _NUMBER.findall(first) == _NUMBER.findall(second)
    return same_numbers and SequenceMatcher(None, first, second, autojunk=False).ratio() >= measure


def _apart(one: Listed) -> Listed:
    """Return an item under an identity made of the key that is another's and of what tells the articles apart."""
    mark = (one.clues[0] if one.given else "") or one.clues[1] or plain(one.title)
    key = f"{one.identity.key[:470]}#{mark.rpartition(':')[2][:24]}"
    # Its page is that of the other, perhaps, and leads back to it.
    return replace(one, identity=replace(one.identity, key=key), clues=("", one.clues[1], ""))
