"""Documents of sources whose kind a plug-in gives, and pages whose text a plug-in finds. Pure if the plug-in is.

A plug-in is foreign code: whatever it raises is a fault of its source, and what it gives is looked at.
"""

import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from feedhub.config import PluginSource
from feedhub.errors import FeedhubError, ParseError
from feedhub.model import Item, Listing, Response
from feedhub.plugin import installed

T = TypeVar("T")


def listing(source: PluginSource, response: Response) -> Listing:
    """Return what the plug-in finds in the document of `source`.

    Raises ParseError if that is not what it promises, or if the plug-in fails.
    """
    found = _run(source.kind, response.url, source.plugin().listing, source.settings, response)
    if not isinstance(found, Listing):
        raise ParseError(response.url, f"the plug-in {source.kind!r} gave {type(found).__name__}, not a Listing")
    for item in found.items:
        _check(source.kind, response.url, item)
    return found


def detail(source: PluginSource, response: Response, listed: Item) -> Item:
    """Return what the plug-in finds in the detail of the item `listed`. Raises ParseError as `listing` does."""
    read = source.plugin().detail
    if read is None:
        raise ParseError(response.url, f"the plug-in {source.kind!r} has no details")
    found: Item = _run(source.kind, response.url, read, source.settings, response, listed)
    _check(source.kind, response.url, found)
    return found


def extracted(name: str, html: str, url: str) -> str:
    """Return the HTML of an article that the extractor `name` finds in a page. Raises ParseError if it fails."""
    found = _run(name, url, installed.extractor(name), html, url)
    if not isinstance(found, str):
        raise ParseError(url, f"the extractor {name!r} gave {type(found).__name__}, not a text")
    return found


def _run(name: str, url: str, function: Callable[..., T], *arguments: Any) -> T:
    try:
        return function(*arguments)
    except FeedhubError as error:
        raise ParseError(url, f"plug-in {name!r}: {getattr(error, 'fact', error)}"[:400]) from error
    except (Exception, SystemExit) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{last.filename}, line {last.lineno}, in {last.name}"
        raise ParseError(url, f"plug-in {name!r} failed: {type(error).__name__}: {error} ({where})"[:600]) from error


def _check(name: str, url: str, item: object) -> None:
    if not isinstance(item, Item):
        raise ParseError(url, f"the plug-in {name!r} gave {type(item).__name__}, not an Item")
    for key, value in item.fields.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise ParseError(url, f"the plug-in {name!r} gave the field {key!r} as {type(value).__name__}, not as text")
