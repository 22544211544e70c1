"""Lists and details in JSON, read by JMESPath expressions. Pure."""

import functools
import json
import math
import re
from collections.abc import Mapping
from typing import Any

import jmespath

from feedhub import pattern
from feedhub.config import Detail, Fields, Rule
from feedhub.errors import ParseError
from feedhub.model import Item, Listing, Response
from feedhub.parse import embedding, limit
from feedhub.parse.charset import decode

_JSONP = re.compile(
    r"\s*(?:/\*.*?\*/\s*)?(?:typeof [\w$.]+ === ['\"]function['\"] && )?[\w$.\[\]'\"]+\s*\((.*)\)", re.DOTALL
)
# Beside its own errors, jmespath lets through those of the functions it calls: floor() of 1e999, a step of 0.
_UNFIT = (jmespath.exceptions.JMESPathError, ArithmeticError, ValueError, TypeError, RecursionError)
_GUARDS = ("for(;;);", "while(1);", ")]}',", ")]}'")


def listing(
    response: Response, items: str, fields: Fields, embedded: str | None = None, cursor: str | None = None
) -> Listing:
    """Return the items that the expression `items` finds, each with its `fields` as text.

    The JSON is the whole answer, or the value in it that `embedded` leads to. `cursor` finds what leads to the next
    page.
    Raises ParseError if the answer is not JSON or `items` finds no list. An empty list is no error.
    """
    document = load(response) if embedded is None else embedding.load(response, embedded)
    try:
        found = _compiled(items).search(document)
    except _UNFIT as error:
        raise ParseError(response.url, f"items = {items!r} does not fit the document: {error}"[:400]) from None
    if not isinstance(found, list):
        shape = (
            f"an object with the keys {', '.join(map(str, document))}"
            if isinstance(document, dict)
            else (f"a {_kind(document)}")
        )
        raise ParseError(response.url, f"items = {items!r} finds {_kind(found)}, not a list, in {shape}"[:400])
    limit.check_items(response.url, len(found))
    rules = fields.rules()
    listed = (Item(_extract(record, rules), f"{items}[{number}]") for number, record in enumerate(found))
    following = _extract(document, {"next": Rule(path=cursor)})["next"] if cursor else ""
    return Listing(tuple(listed), next=following)


def detail(response: Response, wanted: Detail) -> Item:
    """Return the fields of a detail, `content` among them; the JSON may be embedded in a page.

    Raises ParseError if the answer is not JSON or has no content.
    """
    document = load(response) if wanted.embedded is None else embedding.load(response, wanted.embedded)
    content = wanted.content or Rule(path="content")
    fields = _extract(document, {**wanted.fields.rules(), "content": content})
    if not fields["content"].strip():
        raise ParseError(response.url, f"content = {content.path!r} finds nothing in the detail")
    return Item({name: value for name, value in fields.items() if value}, "detail")


def load(response: Response) -> Any:
    """Return the JSON value of a response; a byte order mark, JSONP and anti-hijacking prefixes are put up with.

    Raises ParseError if it is none.
    """
    text = decode(response.body, response.charset).strip("\ufeff \t\r\n\0")
    for guard in _GUARDS:
        text = text.removeprefix(guard)
    try:
        return json.loads(text)
    except RecursionError:
        raise ParseError(response.url, "is JSON nested too deeply to be a list") from None
    except ValueError as error:
        wrapped = _JSONP.fullmatch(text.rstrip("; \t\r\n"))
        if wrapped:
            try:
                return json.loads(wrapped[1])
            except (ValueError, RecursionError):
                pass
        start = " ".join(text[:60].split())
        raise ParseError(response.url, f"is not JSON ({error}); it begins with {start!r}") from None


def _extract(record: Any, rules: Mapping[str, Rule]) -> dict[str, str]:
    """Return each field as text: a missing one is empty, a list is joined, a number written as JSON has it."""
    fields = {}
    for name, rule in rules.items():
        try:
            value = _text(_compiled(rule.path).search(record))
        except _UNFIT:
            value = ""
        if rule.match is not None:
            value = pattern.compile(rule.match).part(value)
        fields[name] = value
    return fields


def _text(value: Any) -> str:
    if isinstance(value, str):
        # A lone surrogate is legal in JSON and in nothing that we write.
        return _legal(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(text for text in map(_text, value) if text)
    if isinstance(value, bool | dict):
        return _legal(json.dumps(value, ensure_ascii=False))
    return "" if isinstance(value, float) and not math.isfinite(value) else str(value)


def _legal(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", type(None): "nothing"}
    return names.get(type(value), "a number")


@functools.lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    return _Key(expression) if re.fullmatch(r"[A-Za-z_]\w*", expression) else jmespath.compile(expression)


class _Key:
    """A JMESPath expression that is one plain key, which most are: looked up without the interpreter."""

    def __init__(self, key: str) -> None:
        self._key = key

    def search(self, value: Any) -> Any:
        return value.get(self._key) if isinstance(value, dict) else None
