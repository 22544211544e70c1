"""JSON within a page: in a script element, or after some text, up to where its brackets close. Pure."""

import json
import re
from typing import Any

from feedhub.config import is_selector
from feedhub.errors import ParseError
from feedhub.model import Response
from feedhub.parse.charset import decode

_OPENS = re.compile(r"[\[{]")
_PARSE = re.compile(r"""\s*JSON\.parse\(\s*("(?:[^"\\]|\\.)*")""")


def load(response: Response, embedded: str) -> Any:
    """Return the JSON value in a page: of the script that the selector `embedded` finds, or after the text `embedded`.

    Raises ParseError if there is no such script or text, or no JSON in it.
    """
    if is_selector(embedded):
        text = _script(response, embedded)
    else:
        from feedhub.parse.soup import charset

        page = decode(response.body, charset(response.body, response.charset))
        _, found, text = page.partition(embedded)
        if not found:
            raise ParseError(response.url, f"embedded = {embedded!r} is not in the page")
    quoted = _PARSE.match(text)
    if quoted:  # JSON.parse("…"): a text that holds JSON
        text = _unquoted(quoted[1])
    start = _OPENS.search(text)
    if not start:
        raise ParseError(response.url, f"embedded = {embedded!r} leads to no JSON")
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start.start())[0]
    except RecursionError:
        raise ParseError(response.url, "is JSON nested too deeply to be a list") from None
    except ValueError as error:
        raise ParseError(response.url, f"embedded = {embedded!r} leads to what is not JSON ({error})") from None


def _script(response: Response, selector: str) -> str:
    from feedhub.parse.soup import read

    found = read(response).tree.select_one(selector)
    if not found:
        raise ParseError(response.url, f"embedded = {selector!r} matches nothing in the page")
    return "".join(str(part) for part in found.strings) or found.get_text()


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return ""
