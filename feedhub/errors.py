"""The whole tree of errors.

FeedhubError
  SourceError      theirs: recorded with the source, retried at the next pass, never stops the others
    FetchError       no usable answer came
      NotAskedError    it was not asked for, since the publisher fails or asked us to wait
      DisallowedError  it was not asked for, since a robots.txt does not allow it
    ParseError       an answer came, and it is not what the source promised
    DiscoveryError   an answer came, and nothing to follow was found in it
  ItemError        theirs: one item cannot become an entry; it is quarantined and named
    PatternError     a regular expression of the configuration takes too long on its text
    LackError        it lacks what its source used to give, and is held until that is mended
  ExchangeError    theirs: a file or directory to take in is not what it should be
  UnknownEntryError  nothing is known by the id or address that was asked for
  RefusedError     what was asked for would do harm or nothing: the sentence says why, and what to do
  Interrupted      nobody's: SIGINT or SIGTERM came
  OurError         ours: stops the program with a sentence and an exit code
    ConfigError      the configuration cannot be used
    StoreError       the database cannot be used
      TooSlowError     a question to it takes longer than is allowed
    OutputError      a file cannot be written
    StateHeldError   another process holds the state
    ServeError       the web server cannot listen
"""

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class FeedhubError(Exception):
    """Anything that feedhub raises on purpose."""


class SourceError(FeedhubError):
    """A publisher's fault. `fact` says what happened, `url` where."""

    stage = "source"

    def __init__(self, url: str, fact: str) -> None:
        url = re.sub(r"(?<=://)[^/?#]*@", "", url)  # a name and password are nobody's business
        super().__init__(f"{self.stage} {url}: {fact}")
        self.url = url
        self.fact = fact


class FetchError(SourceError):
    """No usable answer came: refused, timed out, too large, forbidden address, or a status that is no success.

    `status` is the HTTP status, where there was one; `retry_after` the publisher's Retry-After as it came.
    """

    stage = "fetch"

    def __init__(self, url: str, fact: str, *, status: int | None = None, retry_after: str | None = None) -> None:
        super().__init__(url, fact)
        self.status = status
        self.retry_after = retry_after


class NotAskedError(FetchError):
    """A document was not asked for, since the publisher fails or asked us to wait, `until` then if that is known."""

    def __init__(self, url: str, fact: str, *, until: datetime | None = None) -> None:
        super().__init__(url, fact)
        self.until = until


class DisallowedError(FetchError):
    """A document was not asked for, since the robots.txt of its host does not allow it."""


class ParseError(SourceError):
    """An answer came, and it is not what the source promised."""

    stage = "parse"


class DiscoveryError(SourceError):
    """An answer came, and nothing to follow was found in it or beside it."""

    stage = "discover"


class ItemError(FeedhubError):
    """One item cannot become an entry. The message is the reason, in words for the report."""


class PatternError(ItemError):
    """A regular expression of the configuration takes too long on what a publisher wrote."""

    def __init__(self, pattern: str, text: str) -> None:
        excerpt = text if len(text) <= 40 else f"{text[:39]}…"
        super().__init__(
            f"the pattern {pattern[:200]!r} takes too long on {excerpt!r} ({len(text):,} characters): "
            "it has a repetition within a repetition, or several that match the same; make it more exact"
        )
        self.pattern = pattern


class LackError(ItemError):
    """One item lacks what its source used to give. The message says what."""


class ExchangeError(FeedhubError):
    """A file or directory to take in is not what it should be."""


class UnknownEntryError(FeedhubError):
    """Nothing is known by the id or address that was asked for, or more than one entry is."""


class RefusedError(FeedhubError):
    """What was asked for would do harm, or nothing. The message says why, and what to do instead."""


class OurError(FeedhubError):
    """Our own fault, or that of the machine we run on: the program ends and says so."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with the configuration: where it stands, what it is, and what to do."""

    file: Path | None
    line: int | None
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        key = f"{self.key}: " if self.key else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{key}{self.message}{hint}"


class ConfigError(OurError):
    """The configuration cannot be used; `complaints` has every reason found, not only the first."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = tuple(complaints)


class StoreError(OurError):
    """The database cannot be opened, read or written."""


class TooSlowError(StoreError):
    """A question to the database takes longer than is allowed."""


class OutputError(OurError):
    """A file cannot be written; everything that was published stays as it was."""


class StateHeldError(OurError):
    """Another process holds the state."""


class ServeError(OurError):
    """The web server cannot listen where it should."""


class Interrupted(FeedhubError):  # noqa: N818 - not an error: somebody wished it
    """SIGINT or SIGTERM came; what was in hand is finished or rolled back."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.exit_code = 128 + signal_number
