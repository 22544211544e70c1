"""Sources → the TOML tables that configure them, for a library that reads TOML writes none. Pure."""

import re
from collections.abc import Mapping

Value = str | Mapping[str, str]
Table = Mapping[str, Value]

_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def quoted(text: str) -> str:
    """Return `text` as a basic string.

    Source: TOML 1.0.0, "String": quotes, backslashes and control characters but the tab have to be escaped.
    """
    return '"' + re.sub(r'["\\\x00-\x1f\x7f]', lambda found: _escaped(found[0]), text) + '"'


def source(values: Mapping[str, Value], fields: Table | None = None) -> str:
    """Return one `[[source]]` table with these keys in this order, its `fields` after it, and a newline at its end."""
    lines = ["[[source]]", *_lines(values)]
    if fields:
        lines += ["[source.fields]", *_lines(fields)]
    return "\n".join([*lines, ""])


def _lines(values: Mapping[str, Value]) -> list[str]:
    return [f"{key} = {_written(value)}" for key, value in values.items()]


def _written(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    return "{ " + ", ".join(f"{key} = {quoted(text)}" for key, text in value.items()) + " }"


def _escaped(character: str) -> str:
    return _SHORT.get(character) or f"\\u{ord(character):04x}"
