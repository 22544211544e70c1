"""What a rule that rewrites or adds makes of an entry. Pure."""

import html as references
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from feedhub import pattern, template
from feedhub.config import ItemRule
from feedhub.model import CategoryName, Entry
from feedhub.normalise import html, text, urls

_HREF = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)"')
_NEEDED = ("title", "link", "language")  # an entry that had one is not left without
_LONGEST = {"title": 1000, "author": 200, "digest": 2000}


def rewritten(entry: Entry, fields: Mapping[str, str], rule: ItemRule) -> Entry:
    """Return the entry with what a rule rewrites or adds. A value that cannot be is not taken."""
    if rule.add == "tag":
        return replace(entry, tags=_lines([*entry.tags, _filled(entry, fields, rule)]))
    names = [category.name for category in entry.categories]
    if rule.add == "category":
        return _filed(entry, [*names, _filled(entry, fields, rule)])
    new = _rewriter(entry, fields, rule)
    if rule.rewrite == "category":
        return _filed(entry, map(new, names))
    if rule.rewrite == "tag":
        return replace(entry, tags=_lines(map(new, entry.tags or ([""] if rule.template else []))))
    field = str(rule.rewrite)
    old = str(getattr(entry, field))
    written = new(old)
    if written == old:
        return entry
    fitting: dict[str, Any] = {field: _fit(field, written) or (old if field in _NEEDED else "")}
    entry = replace(entry, **fitting)
    return replace(entry, excerpt=text.excerpt(entry.digest or html.text(entry.content)))


def _fit(field: str, value: str) -> str:
    """Return a value as its field may have it: a line, an address, a language tag, sanitised HTML; else nothing."""
    match field:
        case "link":
            return urls.absolute(value, "")
        case "language":
            return text.language(value)
        case "content":  # what a rule puts together may be no whole mark-up any more
            return html.clean(value, "")
    return text.line(value, _LONGEST[field])


def _rewriter(entry: Entry, fields: Mapping[str, str], rule: ItemRule) -> Callable[[str], str]:
    """Return the function that a rule is over one value."""
    if rule.with_ is not None and rule.match is not None:
        compiled, replacement = pattern.compile(rule.match), rule.with_
        return lambda value: compiled.sub(replacement, value)
    if rule.map is not None:
        by_name = {old.strip().casefold(): new for old, new in rule.map.items()}
        return lambda value: by_name.get(value.strip().casefold(), value)
    if rule.strip is not None:
        strip = _stripper(rule.strip)
        if rule.rewrite == "link":
            return strip
        return lambda markup: _HREF.sub(
            lambda found: f'{found[1]}{references.escape(strip(references.unescape(found[2])))}"', markup
        )
    return lambda _value: _filled(entry, fields, rule)


def _stripper(names: str | tuple[str, ...]) -> Callable[[str], str]:
    if isinstance(names, str):
        return lambda url: urls.without(url, urls.is_tracking)
    return lambda url: urls.without(url, lambda name: any(fnmatchcase(name, one) for one in names))


def _filled(entry: Entry, fields: Mapping[str, str], rule: ItemRule) -> str:
    """Return a rule's template, filled with the fields of the item and of the entry as it is now."""
    tags, categories = ", ".join(entry.tags), ", ".join(category.name for category in entry.categories)
    now = {name: str(getattr(entry, name)) for name in ("title", "link", "author", "digest", "content", "language")}
    values = {**fields, **now, "tag": tags, "category": categories}
    if rule.rewrite == "link":
        return template.fill_url(str(rule.template), values)
    if rule.rewrite == "content":  # the only one that is mark-up
        values = {name: value if name == "content" else references.escape(value) for name, value in values.items()}
    else:
        values["content"] = html.text(entry.content)
    return template.fill(str(rule.template), values)


def _filed(entry: Entry, names: Iterable[str]) -> Entry:
    """Return the entry in the categories of these names; those that it has keep their slug."""
    known = {category.name: category for category in entry.categories}
    categories = tuple(known.get(name) or CategoryName(name) for name in _lines(names))
    return replace(entry, categories=categories or entry.categories)


def _lines(values: Iterable[str]) -> tuple[str, ...]:
    """Return values as lines, each once, without those that are empty."""
    lines = (text.line(value, 100) for value in values)
    return tuple(dict.fromkeys(line for line in lines if line))
