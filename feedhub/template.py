"""`{name}` templates of the configuration, filled from an item's fields. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import quote

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def names(template: str) -> frozenset[str]:
    """Return the names that `template` asks for."""
    return frozenset(_PLACEHOLDER.findall(template))


def fill(template: str, fields: Mapping[str, str]) -> str:
    """Return `template` with each `{name}` replaced by the field of that name; a missing field is empty."""
    return _PLACEHOLDER.sub(lambda found: fields.get(found[1], ""), template)


def fill_url(template: str, fields: Mapping[str, str]) -> str:
    """Return the URL that `template` makes of `fields`.

    A value inside the URL is percent-encoded, so that an id with `&` or `/` stays one value (RFC 3986, 2.1);
    a value at the very start is a URL itself and stays as it is.
    """

    def encoded(found: re.Match[str]) -> str:
        value = fields.get(found[1], "")
        return value if found.start() == 0 else quote(value, safe="")

    return _PLACEHOLDER.sub(encoded, template)
