"""The rules of the configuration over an entry: whether it stays, what of it changes, and which rule did it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedhub import pattern, template
from feedhub.config import ItemRule, write_duration
from feedhub.model import Entry
from feedhub.normalise import html
from feedhub.normalise.rewriting import rewritten

_SHOWN = 80  # characters of a value in a sentence


@dataclass(frozen=True, slots=True)
class Named:
    """A rule, and what it is called in reports: `rule 2`, `hub rule 1`."""

    name: str
    rule: ItemRule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an entry: `dropped` says by which rule and why, `changes` what each rule changed.

    `waiting` names the rules that look at what is not known yet.
    """

    entry: Entry
    dropped: str = ""
    changes: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def named(own: Sequence[ItemRule], hub: Sequence[ItemRule], *, arrives: bool = True) -> list[Named]:
    """Return the rules for an item in their order: those of its source, then those of the hub.

    An item that does not `arrive`, since it is stored, is not judged by its age: it would be lost by growing old.
    """
    rules = [Named(f"rule {number}", rule) for number, rule in enumerate(own, 1)]
    rules += [Named(f"hub rule {number}", rule) for number, rule in enumerate(hub, 1)]
    return [one for one in rules if arrives or one.rule.field != "age"]


def judge(
    entry: Entry,
    fields: Mapping[str, str],
    rules: Sequence[Named],
    now: datetime,
    unknown: frozenset[str] = frozenset(),
) -> Verdict:
    """Return what `rules`, one after the other, make of `entry`, whose item has `fields`.

    Each sees what those before it left. The first that excludes the entry ends it. Rules that look at one of the
    fields that are `unknown` wait, and so do those that look at what these would have changed: what is excluded for
    the rest will be excluded all the same when everything is known. Identity, dates and addresses of our own pages
    are no matter of rules. Rules are meant for an entry as its source gives it: over one that they have rewritten
    already, a rewriting rule may say something else.

    Raises PatternError if a regular expression takes too long.
    """
    changes: list[str] = []
    waiting: list[str] = []
    for one in rules:
        rule = one.rule
        if _asked(rule) & unknown:
            waiting.append(one.name)
            unknown |= {rule.target} if rule.target else set()
            continue
        if not rule.target:
            if reason := _excluded(entry, fields, rule, now):
                return Verdict(entry, f"{one.name}: {reason}", tuple(changes), tuple(waiting))
            continue
        if rule.when and not _passes(entry, fields, rule, now):
            continue
        changed = rewritten(entry, fields, rule)
        if changed != entry:
            changes.append(f"{one.name} {_told(entry, changed, rule)}")
            entry = changed
        if rule.rewrite and rule.template and not rule.when:
            unknown -= {rule.target}
    return Verdict(entry, "", tuple(changes), tuple(waiting))


def _asked(rule: ItemRule) -> set[str]:
    """Return the fields that a rule looks at."""
    asked = {rule.field, *template.names(rule.template or "")} - {""}
    # A rule that only adds, or writes a field anew whatever it was, does not look at it.
    anew = rule.template and not rule.when
    return asked if not rule.rewrite or anew else asked | {rule.rewrite}


# ---- tests


def _values(entry: Entry, fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the values of a field, one empty text where it has none."""
    match name:
        case "title" | "link" | "author" | "digest" | "language":
            return (str(getattr(entry, name)),)
        case "content":
            return (html.text(entry.content, len(entry.content)),)
        case "category":
            return tuple(category.name for category in entry.categories)
        case "tag":
            return entry.tags or ("",)
        case "enclosure":
            said = [value for one in entry.enclosures for value in (one.url, one.media_type) if value]
            return tuple(said) or ("",)
    return (fields.get(name, "").strip(),)


def _passes(entry: Entry, fields: Mapping[str, str], rule: ItemRule, now: datetime) -> str:
    """Return how the entry passes a rule's test, in words; nothing if it does not."""
    if rule.field == "age":
        return _aged(entry, rule, now)
    values = _values(entry, fields, rule.field)
    if rule.match is not None:
        found = any(map(pattern.compile(rule.match).search, values))
        return f"{rule.field} matches {_shown(rule.match)}" if found else ""
    meant = {one.strip().casefold() for one in rule.is_ or ()}
    for value in values:
        if rule.is_ is not None and value.strip().casefold() in meant:
            return f"{rule.field} is {_shown(value)}"
        if rule.shorter is not None and len(value) < rule.shorter:
            return f"{rule.field} has {len(value)} characters, fewer than {rule.shorter}"
        if rule.longer is not None and len(value) > rule.longer:
            return f"{rule.field} has {len(value)} characters, more than {rule.longer}"
    return ""


def _aged(entry: Entry, rule: ItemRule, now: datetime) -> str:
    side, limit = ("over", rule.over) if rule.over else ("under", rule.under)
    if limit is None or (now - entry.published > limit) != (side == "over"):
        return ""
    return f"published {entry.published:%Y-%m-%d %H:%M} UTC, {side} {write_duration(limit)} ago"


def _excluded(entry: Entry, fields: Mapping[str, str], rule: ItemRule, now: datetime) -> str:
    """Return why a rule that drops or keeps excludes the entry; nothing if it stays."""
    passed = _passes(entry, fields, rule, now)
    if rule.drop or passed:
        return passed if rule.drop else ""
    if rule.under is not None:
        return f"published {entry.published:%Y-%m-%d %H:%M} UTC, not under {write_duration(rule.under)} ago"
    if rule.match is not None:
        return f"{rule.keep} does not match {_shown(rule.match)}"
    if rule.is_ is not None:
        return f"{rule.keep} is not {' or '.join(map(_shown, rule.is_))}"
    wanted = f"fewer than {rule.shorter}" if rule.shorter is not None else f"more than {rule.longer}"
    return f"{rule.keep} has not {wanted} characters"


# ---- words


def _told(old: Entry, new: Entry, rule: ItemRule) -> str:
    """Return in words what a rule changed."""
    name = rule.target
    before, after = _values(old, {}, name), _values(new, {}, name)
    if rule.add:
        return f"added {name} {_shown(after[-1])}"
    if name == "content":
        return f"rewrote content: {len(before[0]):,} → {len(after[0]):,} characters of text"
    return f"rewrote {name}: {_shown(', '.join(before))} → {_shown(', '.join(after))}"


def _shown(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…")
