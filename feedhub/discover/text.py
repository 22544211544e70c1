"""How much a text says, for scripts of few letters and of many characters alike. Pure."""

import re

from bs4 import Tag

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def line(element: Tag) -> str:
    """Return the text of an element as one line."""
    return " ".join(element.get_text(" ").split())


def own(element: Tag) -> str:
    """Return the text that stands directly in an element, as one line."""
    return " ".join(" ".join(str(part) for part in element.find_all(string=True, recursive=False)).split())


def weight(text: str) -> int:
    """Return the length of a text in Latin letters: a Chinese character says about as much as two and a half."""
    return len(text) + len(_WIDE.findall(text)) * 3 // 2


def median(values: list[int]) -> int:
    """Return the middle one of some numbers; 0 of none."""
    return sorted(values)[len(values) // 2] if values else 0
