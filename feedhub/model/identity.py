"""Under what an item is one entry for ever, and by what else it is recognised."""

from dataclasses import dataclass
from enum import StrEnum

from feedhub.model.item import Item


class IdentityRule(StrEnum):
    """By what the items of a source are known: each is tried where the one before it turned out to be no good."""

    ID = "id"  # the publisher's own; without one as the next
    LINK = "link"  # without one as the next
    TITLE = "title"  # title and date, with the link


@dataclass(frozen=True, slots=True)
class Identity:
    """Under what an item is one entry for ever, and the digest of what was listed of it."""

    namespace: str
    key: str
    fingerprint: str

    @property
    def full_key(self) -> str:
        """The key with its namespace, for looking up."""
        return f"{self.namespace} {self.key}"


@dataclass(frozen=True, slots=True)
class Alias:
    """A further id under which an entry is known from now on, and why."""

    namespace: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed item with its identity, and what else tells which article it is.

    `page` is its link in a form in which variants are one, `stated` its date in a form in which zones are one. `clues`
    are digests of the page, of title and date, and of the date; empty where there is nothing that tells.
    """

    item: Item
    identity: Identity
    given: bool = True  # the identity is the publisher's id, and not derived from the rest
    firm: bool = False  # a field that the configuration names is the id
    page: str = ""
    title: str = ""
    stated: str = ""
    clues: tuple[str, str, str] = ("", "", "")
    alias: Alias | None = None  # to be kept


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that is stored already, seen from one source."""

    namespace: str
    key: str
    source_id: str  # that its fields are from
    priority: int
    fingerprint: str | None  # as this source last listed it; None: this source never did
    title: str = ""
    page: str = ""  # its link, variants aside
    stated: str = ""  # its date, as this source last listed it
    aliases: int = 0  # further ids that it got

    @property
    def full_key(self) -> str:
        """The key with its namespace."""
        return f"{self.namespace} {self.key}"
