"""What a plug-in needs of feedhub, and all that it should use: these names are public, and are kept.

A plug-in is a package with an entry point. In the group `feedhub.sources` its name is a kind of source, and it leads to
a function `(settings, response) -> Listing`, or to a `Kind`. In the group `feedhub.extractors` it leads to a function
`(html, url) -> html`, which finds the text of an article in its page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from feedhub.errors import ItemError, ParseError, SourceError
from feedhub.model import STANDARD_FIELDS, Enclosure, Item, Listing, Response

__all__ = [
    "STANDARD_FIELDS",
    "Enclosure",
    "Extractor",
    "Item",
    "ItemError",
    "Kind",
    "Listing",
    "ParseError",
    "Response",
    "Settings",
    "SourceError",
]

Extractor = Callable[[str, str], str]


class Settings(BaseModel):
    """The keys under `settings` of a source of this kind: a plug-in derives its own from it. Frozen, none unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: pure functions over what was fetched, and the keys that they are set by.

    `listing` returns what the document at the source's address holds, or raises ParseError. `detail`, where there is
    one, is asked for each new item, with the document at the address in the item's field `detail`, else at its link;
    it returns an item whose fields win over the listed ones. `fields` names what items have beside STANDARD_FIELDS.
    """

    listing: Callable[[Any, Response], Listing]
    settings: type[BaseModel] = Settings
    detail: Callable[[Any, Response, Item], Item] | None = None
    fields: tuple[str, ...] = ()
