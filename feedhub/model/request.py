"""What is asked of a publisher, and what it answers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Validators:
    """What a publisher gave us to ask again with (RFC 9110, 8.8): sent back as they came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Render:
    """That a page is wanted as its scripts leave it: once the CSS selector `wait` matches, or else when it is quiet."""

    wait: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One GET or POST, with the limits under which it may run. What may be secret is not shown."""

    url: str
    validators: Validators = Validators()
    timeout: timedelta = timedelta(seconds=20)  # for the whole exchange
    max_bytes: int = 10_000_000  # of the decompressed body
    per_host: int = 4  # requests in flight to this host
    allow_networks: tuple[Network, ...] = ()  # that are not public and may be reached all the same
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    render: Render | None = None
    robots: bool = False  # whether the robots.txt of the host is asked whether this may be


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: 200 with a body, or 304 without one. Everything else is a FetchError."""

    url: str  # after redirects
    status: int
    body: bytes = b""
    media_type: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    moved_to: str = ""  # where permanent redirects led from the address that was asked, as far as they went
    shared_with: str = ""  # the origins whose scripts may read it (Access-Control-Allow-Origin)

    @property
    def not_modified(self) -> bool:
        """Whether the publisher said that nothing changed (RFC 9110, 15.4.5)."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Robots:
    """The robots.txt of one origin (RFC 9309): empty where there is none, `text` is None where it never could be had.

    `failing_since` is since when it cannot be had; until it can, the last text holds.
    """

    origin: str
    asked_at: datetime
    text: str | None
    failing_since: datetime | None = None
