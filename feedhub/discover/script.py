"""A page whose list is made by a script → the lists in the JSON that the page brings along. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag

from feedhub.discover.draft import Draft, ReadsDate
from feedhub.discover.json import lists

_SMALLEST = 200  # characters of a script that may bring a list
_MOST = 60  # scripts that are looked at
_VARIABLE = re.compile(
    r"(?:(?:window|self|globalThis)(?:\.|\[[\"'])|(?:var|let|const)\s+)[\w$]+(?:[\"']\])?\s*=(?=\s*[\[{])"
)


def embedded(tree: BeautifulSoup, reads: ReadsDate) -> list[Draft]:
    """Return the lists in the scripts of a page, the best first, at most three."""
    drafts = [draft for place, value in _values(tree) for draft in lists(value, reads, place)]
    return sorted(drafts, key=lambda draft: -draft.score)[:3]


def _values(tree: BeautifulSoup) -> Iterator[tuple[str, Any]]:
    """Yield the JSON values in scripts, with what `embedded` has to be to find them."""
    for number, script in enumerate(tree.find_all("script", limit=_MOST)):
        text = script.get_text()
        if len(text) < _SMALLEST:
            continue
        kind = str(script.get("type") or "").lower()
        if "json" in kind:
            value = _read(text, 0)
            selector = _selector(tree, script, kind)
            if value is not None and selector:
                yield selector, value
        elif kind in ("", "text/javascript", "application/javascript", "module") and number < _MOST:
            for found in _VARIABLE.finditer(text):
                value = _read(text, found.end())
                if value is not None:
                    yield found[0], value


def _read(text: str, start: int) -> Any:
    opening = re.compile(r"[\[{]").search(text, start)
    if not opening:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, opening.start())[0]
    except (ValueError, RecursionError):
        return None


def _selector(tree: BeautifulSoup, script: Tag, kind: str) -> str:
    """Return a selector that finds `script` first: by its id, its type, or a type of thing that only it is about."""
    name = str(script.get("id") or "")
    if re.fullmatch(r"[A-Za-z_][\w-]*", name):
        return f"script#{name}"
    plain = f'script[type="{kind}"]'
    if tree.select_one(plain) is script:
        return plain
    for thing in dict.fromkeys(re.findall(r'"@type"\s*:\s*"(\w+)"', script.get_text())[:4]):
        told = f'{plain}:-soup-contains("{thing}")'
        if tree.select_one(told) is script:
            return told
    return ""
