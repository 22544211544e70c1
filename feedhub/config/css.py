"""The language of fields in pages: a CSS selector, and what of the element is wanted. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

_PATH = re.compile(r"(.*?)\s*(?:@\s*([A-Za-z_][\w:.-]*)|\|\s*(html|own|text))?", re.DOTALL)

Part = Literal["", "html", "own", "text"]


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands: a selector, empty for the block itself, and an attribute or a part of the element."""

    selector: str
    attribute: str = ""
    part: Part = ""


def split(path: str) -> Path:
    """Return the path that is written `h2`, `a@href`, `div.body | html`, `h2 | own`, `@data-id` or `.`."""
    found = _PATH.fullmatch(path.strip())
    if not found:
        return Path(path.strip())
    selector = "" if found[1].strip() == "." else found[1].strip()
    return Path(selector, found[2] or "", found[3] or "")  # type: ignore[arg-type]


def is_selector(embedded: str) -> bool:
    """Whether `embedded` selects a script (`script#data`), and is not a text before JSON (`var data =`)."""
    return bool(re.match(r"script(?:[#.\[:]|$)", embedded)) and not embedded.rstrip().endswith("=")


def fault(path: str) -> str:
    """Return why `path` cannot be read, or nothing."""
    selector = split(path).selector
    return selector_fault(selector) if selector else ""


def selector_fault(selector: str) -> str:
    """Return why `selector` is no CSS selector, or nothing."""
    import soupsieve

    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        return f"{selector!r} is no CSS selector: {str(error).splitlines()[0]}"
    except (ValueError, TypeError) as error:
        return f"{selector!r} is no CSS selector: {error}"
    return ""
