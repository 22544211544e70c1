"""What entries are filed under, and by what it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FeedKind(StrEnum):
    """What entries are filed under, beside the hub; the value is the folder of its documents."""

    CATEGORY = "category"
    SOURCE = "source"
    TAG = "tag"
    QUERY = "feed"  # a saved query


@dataclass(frozen=True, slots=True)
class Category:
    """A category as published, or what is published like one. `entries` counts what is filed under it."""

    id: int
    name: str
    slug: str
    entries: int
    kind: FeedKind = FeedKind.CATEGORY
    size: int | None = None  # entries in each document of its feed; none: as in all feeds


@dataclass(frozen=True, slots=True)
class Selection:
    """What decides which entries are filed under something that is no category: all sources, all tags, or one query.

    Another `digest` under the same `key` is another decision: what was filed by the old one goes. `names` has what the
    configuration calls what is filed under, by slug; `size` is that of a query.
    """

    key: str
    kind: FeedKind
    digest: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """Something that entries were filed under, and that goes or begins anew, with how many closed documents it has."""

    category: Category
    archives: int
    goes: bool
