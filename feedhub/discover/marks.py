"""What tells an element from others and will be there tomorrow too: class names, ids and the like. Pure."""

import re

import soupsieve
from bs4 import Tag

_STATES = frozenset(
    """
    odd even first last active current selected open closed hover focus new hot top on off cur now sticky alt loaded
    loading lazy lazyload lazyloaded show shown hide hidden visible visited read unread expanded collapsed disabled
    enabled fade in out animated clearfix clear cf fl fr l r left right nobg no-border firstItem lastItem even-row
    odd-row is-active is-visible is-hidden first-child last-child
    """.split()
)
_MADE = re.compile(
    r"(?:css|sc|jsx|jss|emotion|svelte|astro|tss|ember|react|ng|v|data-v|mui|makeStyles|c)-?[a-z]*[-_]?"
    r"(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{4,}|sc-[A-Za-z]{5,8}",
)
_OF_ONE = re.compile(r"(?:post|item|article|node|thread|topic|comment|id|cat|category|tag|author|user|p|n)[-_]\d+\w*")
_MODULE = re.compile(r"([A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*?_{1,3}|[A-Za-z][\w-]*?--)([A-Za-z0-9_+-]{5,8})")
_UTILITY = re.compile(
    r"-?(?:[mp][trblxy]?|w|h|gap|text|font|bg|border|rounded|flex|grid|items|justify|leading|tracking|max|min|space|col"
    r"|row|order|z|top|overflow|shadow|opacity|transition|duration|cursor|align|d|float|size|inset|line)-[\w.-]+"
    r"|flex|grid|block|inline|relative|absolute|fixed|static|container|row|wrap|wrapper|inner|box|col|truncate|"
    r"uppercase|group|table|border|rounded|shadow"
)
_MEANT = re.compile(
    r"news|post|article|entry|item|list|story|card|feed|title|headline|subject|date|time|publish|summary|desc|excerpt|"
    r"thread|topic|result|release|product|notice|row|teaser|archive|blog",
    re.IGNORECASE,
)
_ATTRIBUTES = ("itemprop", "data-testid", "data-test", "data-component", "data-type", "role", "rel")
_FARTHEST = 200
_VALUE = re.compile(r"[A-Za-z][A-Za-z_.:-]{1,39}")


def classes(element: Tag) -> list[str]:
    """Return the class names of an element that do not speak of its state, in its order."""
    value = element.get("class")
    names = value if isinstance(value, list) else str(value or "").split()
    return [name for name in names if name not in _STATES and not _OF_ONE.fullmatch(name)]


def kin(element: Tag) -> tuple[str, ...]:
    """Return what makes elements of one page alike: the tag and its class names, machine-made ones too.

    Cells of a table are alike where they stand in one column.
    """
    name = str(element.name)
    if name in ("td", "th"):
        name += str(place(element))
    return (name, *sorted(one for one in classes(element) if not re.search(r"\d{3}", one))[:4])


def place(element: Tag) -> int:
    """Return which of its siblings of the same name an element is, counted from 1; 0 where that is far to count."""
    count = 1
    for number, sibling in enumerate(element.previous_siblings):
        count += isinstance(sibling, Tag) and sibling.name == element.name
        if number > _FARTHEST:
            return 0
    return count


def marks(element: Tag) -> list[str]:
    """Return simple CSS selectors that this element matches and will match tomorrow, those that mean most first."""
    found = [mark for name in classes(element) if (mark := _class_mark(name))]
    for attribute in _ATTRIBUTES:
        value = element.get(attribute)
        text = " ".join(value) if isinstance(value, list) else str(value or "")
        if _VALUE.fullmatch(text) and text not in ("nofollow", "noopener", "presentation", "button"):
            found.append(f'[{attribute}="{text}"]')
    return sorted(dict.fromkeys(found), key=_rank)


def own_id(element: Tag) -> str:
    """Return the selector of an element's id, where that is no number or hash; else nothing."""
    name = str(element.get("id") or "")
    steady = re.fullmatch(r"[A-Za-z][\w-]{1,39}", name) and not re.search(r"\d{2}", name) and not _looks_made(name)
    return f"#{soupsieve.escape(name)}" if steady else ""


def _class_mark(name: str) -> str:
    if not re.fullmatch(r"-?[^\W\d][\w-]*", name) or len(name) > 60:
        return ""  # md:w-1/2 and what else means a style
    module = _MODULE.fullmatch(name)
    if module and _gibberish(module[2]):
        return f'[class*="{module[1]}"]'  # CSS modules: a name, then a hash of the style sheet
    if _looks_made(name) or len(re.findall(r"\d", name)) > 2:
        return ""
    return f".{soupsieve.escape(name)}"


def _looks_made(name: str) -> bool:
    """Whether a program made up a name, and makes up another at the next build."""
    if _MADE.fullmatch(name):
        return True
    bare = name.lstrip("_-")
    return _gibberish(bare) if len(bare) <= 10 and "-" not in bare and "_" not in bare else False


def _gibberish(text: str) -> bool:
    """Whether digits stand between letters, or capitals where no word begins: `kTzLmB`, `a1b2c`, not `newsList2`."""
    if re.search(r"\d[A-Za-z]+\d|[A-Za-z]\d+[A-Za-z]|^\d", text):
        return True
    humps = re.findall(r"[A-Z]+[a-z]*", text[1:])
    return len(text) >= 5 and len(humps) >= 2 and all(len(hump) <= 3 for hump in humps) and len(text) <= 8


def _rank(mark: str) -> tuple[int, bool, int]:
    group = 1
    if mark.startswith("."):
        group = 3 if _UTILITY.fullmatch(mark[1:]) else 0 if _MEANT.search(mark) else 2
    return (group, len(mark) < 4, len(mark))
