"""A reader of archived feeds (RFC 5005, 4), as somebody would write who has only read the RFC.

It knows a feed by the address of its subscription document. Each time, it reads that, and walks back over the archive
documents that it has not read yet.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"

Get = Callable[[str], bytes]
"""Returns the document at an address; it fails if there is none."""


@dataclass(frozen=True)
class Read:
    """An entry as a document has it."""

    title: str
    content: str
    updated: datetime


@dataclass
class Client:
    """What somebody knows of a feed who reads it from time to time."""

    get: Get
    entries: dict[str, Read] = field(default_factory=dict)
    archives: list[str] = field(default_factory=list)  # addresses, in the order in which they were read

    def poll(self, subscription: str) -> None:
        """Read the feed. An entry in several documents counts as it was updated last, then as the newest has it."""
        document = self._parse(subscription)
        pending = []
        address = links(document).get("prev-archive")
        while address and address not in self.archives:
            archived = self._parse(address)
            assert archived.find(_ARCHIVE) is not None, f"{address} does not say that it is an archive document"
            assert links(archived)["current"] == subscription
            assert links(archived)["self"] == address
            pending.append((address, archived))
            address = links(archived).get("prev-archive")
        for address, archived in reversed(pending):
            self._take(archived)
            self.archives.append(address)
        self._take(document)

    def _parse(self, address: str) -> etree._Element:
        return etree.fromstring(self.get(address))

    def _take(self, document: etree._Element) -> None:
        for entry in document.iterfind(f"{_ATOM}entry"):
            name = text(entry, "id")
            read = Read(text(entry, "title"), text(entry, "content"), datetime.fromisoformat(text(entry, "updated")))
            if name not in self.entries or read.updated >= self.entries[name].updated:
                self.entries[name] = read


def links(document: etree._Element) -> dict[str, str]:
    """Return the addresses that a feed document links to, by relation."""
    return {link.get("rel", "alternate"): link.get("href", "") for link in document.iterfind(f"{_ATOM}link")}


def text(entry: etree._Element, name: str) -> str:
    """Return the text of an element of an entry."""
    return entry.findtext(f"{_ATOM}{name}") or ""
