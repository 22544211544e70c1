"""What a source usually gives, learnt from its looks, and whether a look falls far short of it. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from feedhub.model import Aspect, Collapse, Item, Learnt, Yield

_LOOKS = 5  # before anything is expected
_REMEMBERED = 30
_APART = timedelta(hours=1)  # so that those remembered tell of more than one busy hour
_RECENT, _EARLIER, _TEXTS = 4, 10, 40  # of the new articles: judged, needed to judge by, remembered
_PATIENCE, _PATIENT_LOOKS = timedelta(days=7), 5  # after which what is there is taken for what is expected
_SHARES = (Aspect.TITLE, Aspect.DATE, Aspect.LINK, Aspect.BODY)
_OF_ITEMS = {Aspect.TITLE: "title", Aspect.DATE: "date", Aspect.LINK: "link", Aspect.BODY: "text"}
_MARKUP = re.compile(r"<[^>]{0,2000}>|&[a-zA-Z0-9#]{1,10};|\s+")


@dataclass(frozen=True, slots=True)
class _Bar:
    """Below which part of the usual something has collapsed, and above which, once it has, it is well again."""

    falls: float
    rises: float

    def under(self, *, is_open: bool) -> float:
        return self.rises if is_open else self.falls


_ITEMS, _SHARE, _LENGTH = _Bar(0.2, 0.5), _Bar(0.25, 0.5), _Bar(0.125, 0.3)


def measure(items: Sequence[Item], at: datetime) -> Yield:
    """Return what a list gives, as its items stand in it."""
    lengths = [length for item in items if (length := _length(item))]
    return Yield(
        at,
        len(items),
        title=_share(items, "title"),
        date=_share(items, "published", "updated"),
        link=_share(items, "link"),
        body=len(lengths) / len(items) if items else 0,
        length=round(median(lengths)) if lengths else 0,
    )


def judge(looks: Sequence[Yield], now: Yield, is_open: Collection[Aspect]) -> dict[Aspect, str]:
    """Return which aspects of the look `now` have collapsed, against the earlier `looks`, in words.

    What varied before is not expected: only a list that always had many items can have too few. Those that are open
    have to rise well above the bar before they are mended. The share of quarantined items is judged by `surge`.
    """
    if len(looks) < _LOOKS:
        return {}
    found: dict[Aspect, str] = {}
    usual, least = _median(looks), min(look.items for look in looks)
    bar = _ITEMS.under(is_open=Aspect.ITEMS in is_open)
    if usual.items >= 8 and least >= 0.75 * usual.items and now.items <= bar * usual.items:
        found[Aspect.ITEMS] = f"the list has {now.items} items, and always had about {usual.items}"
    if now.items < 3:
        return found
    for aspect in _SHARES:
        share = getattr(now, aspect)
        bar = _SHARE.under(is_open=aspect in is_open)
        steady = _low([getattr(look, aspect) for look in looks]) >= 0.6
        if getattr(usual, aspect) >= 0.8 and steady and share <= bar:
            found[aspect] = f"{_percent(share)} of the items have a {_OF_ITEMS[aspect]}, and nearly all had one"
    bar = _LENGTH.under(is_open=Aspect.LENGTH in is_open)
    steady = _low([look.length for look in looks]) >= 0.3 * usual.length
    if usual.length >= 100 and usual.body >= 0.5 and steady and 0 < now.length <= bar * usual.length:
        found[Aspect.LENGTH] = f"the texts have about {now.length} characters, and had about {usual.length}"
    return found


def surge(looks: Sequence[Yield], now: Yield, is_open: Collection[Aspect]) -> dict[Aspect, str]:
    """Return whether far more items than usual are no good, in words."""
    if len(looks) < _LOOKS or now.items < 5 or _median(looks).quarantined > 0.1:
        return {}
    if now.quarantined < (0.25 if Aspect.QUARANTINED in is_open else 0.5):
        return {}
    return {Aspect.QUARANTINED: f"{_percent(now.quarantined)} of the items are in quarantine, and hardly any were"}


def thin(texts: Sequence[int]) -> int:
    """Return how long articles usually are, if the newest few are all but empty against that; else 0."""
    recent, earlier = texts[-_RECENT:], texts[:-_RECENT]
    if len(earlier) < _EARLIER:
        return 0
    usual = round(median(earlier))
    short = sum(one <= _LENGTH.falls * usual for one in earlier)
    collapsed = usual >= 200 and max(recent) <= _LENGTH.falls * usual and short <= 0.1 * len(earlier)
    return usual if collapsed else 0


def lacks(item: Item, collapsed: Collection[Aspect], looks: Sequence[Yield]) -> str:
    """Return what a listed item lacks of what its source no longer gives, in words; empty if it has everything."""
    fields = item.fields
    has = {
        Aspect.TITLE: bool(_text(fields, "title")),
        Aspect.DATE: bool(_text(fields, "published") or _text(fields, "updated")),
        Aspect.LINK: bool(_text(fields, "link")),
        Aspect.BODY: bool(_length(item)),
    }
    for aspect, there in has.items():
        if aspect in collapsed and not there:
            return f"has no {_OF_ITEMS[aspect]}"
    if Aspect.LENGTH in collapsed and is_short(item, _median(looks).length):
        return "has hardly any text"
    return ""


def is_short(item: Item, usual: int) -> bool:
    """Whether the text of an item is far shorter than is `usual`, if that is known."""
    return usual > 0 and _length(item) <= _LENGTH.rises * usual


def came(learnt: Learnt, item: Item, key: str) -> Learnt:
    """Return what is known after a new article came, with its text."""
    texts = (*learnt.texts, _length(item))[-_TEXTS:]
    return replace(learnt, texts=texts, newest_keys=(*learnt.newest_keys, key)[-_RECENT:])


def learn(learnt: Learnt, look: Yield, found: Mapping[Aspect, str]) -> Learnt:
    """Return what is known after a look and its new articles. What collapsed does not become what is expected."""
    collapses = {
        aspect: Collapse(before.since, before.looks + 1, before.what) if before else Collapse(look.at, 1, what)
        for aspect, what in found.items()
        for before in [learnt.collapses.get(aspect)]
    }
    if Aspect.TEXT in collapses and Aspect.TEXT not in learnt.collapses:
        learnt = replace(learnt, poor_keys=learnt.newest_keys)
    learnt = replace(learnt, collapses=collapses)
    return learnt if collapses else replace(learnt, yields=_remembered(learnt.yields, look))


def is_settled(learnt: Learnt, now: datetime) -> bool:
    """Whether something has been collapsed for so long, a week, that it is what is to be expected."""
    return any(now - one.since >= _PATIENCE and one.looks >= _PATIENT_LOOKS for one in learnt.collapses.values())


def accept(learnt: Learnt) -> Learnt:
    """Return what is known when what is there now is well: the expectation is learnt anew."""
    return replace(learnt, yields=(), texts=(), poor_keys=(), collapses={})


def _remembered(looks: tuple[Yield, ...], look: Yield) -> tuple[Yield, ...]:
    if len(looks) > _LOOKS and looks[-1].at - looks[-2].at < _APART:
        looks = looks[:-1]
    return (*looks, look)[-_REMEMBERED:]


def _median(looks: Sequence[Yield]) -> Yield:
    newest = looks[-1]
    shares = {name: median(getattr(look, name) for look in looks) for name in (*_SHARES, Aspect.QUARANTINED)}
    return Yield(
        newest.at,
        round(median(look.items for look in looks)),
        length=round(median(look.length for look in looks)),
        **{str(name): share for name, share in shares.items()},
    )


def _low(values: Sequence[float]) -> float:
    """Return the value that a fifth of `values` are below."""
    return sorted(values)[len(values) // 5]


def _share(items: Sequence[Item], *names: str) -> float:
    having = sum(any(_text(item.fields, name) for name in names) for item in items)
    return having / len(items) if items else 0


def _text(fields: Mapping[str, str], name: str) -> str:
    return fields.get(name, "").strip()


def _length(item: Item) -> int:
    return len(_MARKUP.sub("", item.fields.get("content", "") or item.fields.get("digest", "")))


def _percent(share: float) -> str:
    return "none" if share == 0 else f"{share:.0%}"
