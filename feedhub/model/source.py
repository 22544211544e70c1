"""What is remembered of a source between two passes."""

from dataclasses import dataclass
from datetime import datetime

from feedhub.model.identity import IdentityRule
from feedhub.model.request import Validators


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between two passes."""

    source_id: str
    validators: Validators = Validators()
    body_digest: str | None = None  # of the last body that was dealt with completely
    config_digest: str | None = None  # of the settings under which that was
    listed: int = 0
    quarantined: int = 0
    failures: int = 0  # passes in a row
    last_error: str | None = None
    fetched_at: datetime | None = None
    changed_at: datetime | None = None
    next_fetch_at: datetime | None = None
    wait_until: datetime | None = None  # the publisher asked for it (Retry-After)
    identity: IdentityRule = IdentityRule.ID
    identity_reason: str | None = None  # why it is another than the id
    dropped: int = 0  # by rules, of the last list
    haste: int = 0  # how often its interval is halved, since its list overflowed between two fetches
    gone_url: str | None = None  # where its publisher said that the list is gone for good
    moved_to: str | None = None  # where its publisher says that the list is for good
    moved_at: datetime | None = None  # since when, without a break


@dataclass(frozen=True, slots=True)
class Held:
    """A listed item that did not come through: where it stands, why, and enough of it to be recognised.

    With a `failed_key` (that of its identity) its detail did not come, and is asked for again; without one the item
    itself is no good, and is quarantined.
    """

    source_id: str
    place: str
    reason: str
    excerpt: str
    failed_key: str | None = None

    def __str__(self) -> str:
        state = "quarantined" if self.failed_key is None else "failed"
        named = self.excerpt if self.excerpt == self.place else f"{self.place} {self.excerpt}"
        return f"{state}: {named}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item that a rule dropped after its detail was asked for: it is not asked for again while it is listed so."""

    source_id: str
    key: str  # the full key of its identity
    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document of a feed's history that is still to be read.

    One that `catches_up` was named after all the others had been read: it is followed only as long as it brings
    something new.
    """

    source_id: str
    url: str
    catches_up: bool
    failures: int = 0  # in a row
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What the status page says of a source. `changed_at` is when it last had something new."""

    source_id: str
    title: str
    link: str
    changed_at: datetime | None
