"""Dates in the elements of a list: which text or attribute is one, alone or with words around it. Pure."""

import re
from collections.abc import Iterator

from bs4 import Tag

from feedhub.discover.draft import ReadsDate
from feedhub.discover.text import line, own

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_PATTERNS = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?",
    r"\d{4}年\d{1,2}月\d{1,2}日?(?: *\d{1,2}:\d{2}(?::\d{2})?)?",
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?: \d{1,2}:\d{2})?",
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}",
    r"(?:\d+|半) ?个?(?:秒钟?|分钟?|小?时|天|周|星期|月|年)之?前",
    r"(?:\d+|an?) (?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s? ago",
    r"[今昨前]天 *(?:\d{1,2}:\d{2})?",
    r"\d{1,2}月\d{1,2}日(?: *\d{1,2}:\d{2})?",
    r"\d{2}-\d{2}(?: \d{2}:\d{2})?",
    rf"{_MONTH} \d{{1,2}}\b",
)
_COMPILED = tuple((pattern, re.compile(rf"(?<![\w.-])(?:{pattern})(?![\w-])")) for pattern in _PATTERNS)
_HINT = re.compile(r"date|time|publish|pub|ago|day|日期|时间", re.IGNORECASE)
# A price, a version, a score and the length of a film are dates to whoever wants to see one.
_DOUBTFUL = re.compile(r"[\d.,]+|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}[-/]\d{1,2}|now|may|march", re.IGNORECASE)
_ATTRIBUTES = (
    "datetime",
    "content",
    "data-time",
    "data-date",
    "data-timestamp",
    "data-datetime",
    "data-utime",
    "title",
)
_LONGEST = 120


def wanted(element: Tag, reads: ReadsDate) -> Iterator[tuple[str, str]]:
    """Yield how a date is had of an element: the end of a path (`@datetime`, `| own`, or nothing), and a pattern.

    The pattern is empty where the whole is a date. An attribute is surer than a text, and has the time of day.
    """
    for attribute in _ATTRIBUTES:
        value = str(element.get(attribute) or "").strip()
        if 6 <= len(value) <= 40 and re.search(r"\d{4}", value) and reads(value):
            yield f"@{attribute}", ""
    for end, text in (("", line(element)), (" | own", own(element))):
        if text and (pattern := _pattern(text, element, reads)) is not None:
            yield end, pattern


def _pattern(text: str, element: Tag, reads: ReadsDate) -> str | None:
    """Return the pattern that finds the date in `text`: empty if it is one as it stands, None if there is none."""
    if len(text) > _LONGEST or not re.search(
        r"\d|刚刚|刚才|今天|昨天|today|yesterday|just now|ago|半", text, re.IGNORECASE
    ):
        return None
    hinted = bool(_HINT.search(" ".join((element.name, *_names(element)))))
    two = re.fullmatch(r"\d{2}-\d{2}", text)
    if len(text) <= 50 and reads(text) and (hinted or two or not _DOUBTFUL.fullmatch(text)):
        return ""
    for pattern, compiled in _COMPILED:
        found = compiled.search(text)
        if found and reads(found[0].strip()):
            return pattern
    return None


def _names(element: Tag) -> list[str]:
    value = element.get("class")
    return [str(name) for name in value] if isinstance(value, list) else []
