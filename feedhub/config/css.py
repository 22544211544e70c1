"""The language of fields in pages: a CSS selector, and what of the element is wanted. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

_PATH = re.compile(r"(\+)?\s*(.*?)\s*(?:@\s*([A-Za-z_][\w:.-]*)|\|\s*(html|own|text))?", re.DOTALL)

Part = Literal["", "html", "own", "text"]


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands: a selector, empty for the block itself, and an attribute or a part of the element.

    `after`: it is within the element that follows the block, as `dd` follows `dt`.
    """

    selector: str
    attribute: str = ""
    part: Part = ""
    after: bool = False


def split(path: str) -> Path:
    """Return the path that is written `h2`, `a@href`, `div.body | html`, `h2 | own`, `@data-id`, `.` or `+ .date`."""
    found = _PATH.fullmatch(path.strip())
    if not found:
        return Path(path.strip())
    selector = "" if found[2].strip() == "." else found[2].strip()
    return Path(selector, found[3] or "", found[4] or "", bool(found[1]))  # type: ignore[arg-type]


def is_selector(embedded: str) -> bool:
    """Whether `embedded` selects a script (`script#data`), and is not a text before JSON (`var data =`)."""
    return bool(re.match(r"script(?:[#.\[:]|$)", embedded)) and not embedded.rstrip().endswith("=")


def fault(path: str) -> str:
    """Return why `path` cannot be read, or nothing."""
    selector = split(path).selector
    return selector_fault(selector) if selector else ""


def page_fault(path: str) -> str:
    """Return why `path` cannot be read in a whole page, after which there is nothing; or nothing."""
    return f"{path!r} begins with a plus: nothing follows a whole page" if split(path).after else fault(path)


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
