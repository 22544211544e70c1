"""What a pass did, in numbers and names. Pure values."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from feedhub.model import DateBasis, Entry

COUNTS = ("listed", "new", "updated", "unchanged", "duplicates", "dropped", "quarantined", "failed")


@dataclass(slots=True)
class SourceReport:
    """One source's part of a pass.

    `listed` items were in the list; each is new, updated (an edit), unchanged, a duplicate (known from another source,
    or twice in the list), dropped (by a rule), quarantined, or failed (its detail did not come; it is tried again at
    the next pass).
    `withdrawn` counts items that were there before and are taken back.
    """

    source_id: str
    listed: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    dropped: int = 0
    quarantined: int = 0
    failed: int = 0
    withdrawn: int = 0
    error: str | None = None
    skipped: str | None = None
    notes: list[str] = field(default_factory=list)  # the quarantined, failed and (the first) dropped items by name

    def add(self, other: "SourceReport") -> None:
        """Add what another document of the same source brought."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes

    def as_json(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        counts = {name: getattr(self, name) for name in COUNTS}
        return {
            **counts,
            "withdrawn": self.withdrawn,
            "error": self.error,
            "skipped": self.skipped,
            "notes": self.notes,
        }


@dataclass(slots=True)
class Report:
    """A whole pass."""

    sources: list[SourceReport] = field(default_factory=list)
    files_written: int = 0
    notes: list[str] = field(default_factory=list)  # on feeds that are not filled yet, or leave something out

    @property
    def failed(self) -> bool:
        """Whether something failed: a source, or a detail. A quarantined item is the publisher's affair."""
        return any(source.error or source.failed for source in self.sources)

    def totals(self) -> dict[str, int]:
        """Return the sum over all sources of each count, the sources that failed, and the files written."""
        sums = {name: sum(getattr(source, name) for source in self.sources) for name in COUNTS}
        errors = sum(1 for source in self.sources if source.error)
        sums["withdrawn"] = sum(source.withdrawn for source in self.sources)
        return {"sources": len(self.sources), **sums, "errors": errors, "files_written": self.files_written}

    def as_json(self) -> dict[str, Any]:
        """Return the report as one JSON object, the sources by id in the order of the configuration."""
        return {
            "sources": {source.source_id: source.as_json() for source in self.sources},
            "totals": self.totals(),
            "notes": self.notes,
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """What a source gives now: how many items it lists, its first entries, and what was said of items that are none."""

    listed: int
    entries: Sequence[Entry]
    notes: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """Return the preview as one JSON object; a date that nobody stated is null."""
        return {
            "listed": self.listed,
            "entries": [_shown(entry) for entry in self.entries],
            "notes": list(self.notes),
        }


def _shown(entry: Entry) -> dict[str, Any]:
    stated = entry.date_basis is not DateBasis.FIRST_SEEN
    return {
        "id": entry.key,
        "title": entry.title,
        "link": entry.link,
        "published": entry.published.isoformat() if stated else None,
        "author": entry.author,
        "categories": [category.name for category in entry.categories],
        "excerpt": entry.excerpt,
    }


@dataclass(slots=True)
class OutlineReport:
    """What taking in an OPML file did. The bad ones are pairs: which outline, and why."""

    added: list[tuple[str, str]] = field(default_factory=list)  # id and address
    known: int = 0  # configured already
    bad: list[tuple[str, str]] = field(default_factory=list)
    file: str = ""  # that the sources were written to; empty: there was nothing to write
    hint: str = ""  # what to add to the configuration, so that it includes the file

    def as_json(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        return {
            "added": [{"source": name, "url": url} for name, url in self.added],
            "known": self.known,
            "bad": [{"outline": outline, "reason": reason} for outline, reason in self.bad],
            "file": self.file or None,
            "hint": self.hint or None,
        }


@dataclass(slots=True)
class HistoryReport:
    """What taking in old posts did: each file is new, joined, known or broken.

    A joined one added categories or tags to a known post. `broken` and `notes` are pairs of a path and a reason.
    """

    files: int = 0
    new: int = 0
    joined: int = 0
    known: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    files_written: int = 0

    def count(self, *, new: bool, joined: bool) -> None:
        """Count a file that was stored."""
        self.new += new
        self.joined += joined
        self.known += not (new or joined)

    def as_json(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        return {
            **{name: getattr(self, name) for name in ("files", "new", "joined", "known")},
            "broken": [{"file": file, "reason": reason} for file, reason in self.broken],
            "notes": [{"file": file, "note": note} for file, note in self.notes],
            "files_written": self.files_written,
        }


# ---- what a look at the whole state found


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: of which kind, where, what, and what to do about it.

    `mended` says what was done about it, if something was.
    """

    kind: str
    place: str
    what: str
    advice: str = ""
    mended: str = ""

    def __str__(self) -> str:
        told = f": {self.mended}" if self.mended else f" ({self.advice})" if self.advice else ""
        return f"{'mended' if self.mended else self.kind}: {self.place} {self.what}{told}"


_MOST_FINDINGS = 1000  # of one kind that are kept by name; all are counted


@dataclass(slots=True)
class Findings:
    """What was found when the database and the two trees were held against each other."""

    documents: int = 0  # that the database implies
    files: int = 0  # that stand in the trees
    counts: Counter[str] = field(default_factory=Counter)  # by kind
    mended: int = 0
    named: list[Finding] = field(default_factory=list)
    not_ours: int = 0  # files in the trees that no feedhub wrote
    not_ours_named: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it by name while there are few of its kind."""
        self.counts[finding.kind] += 1
        self.mended += bool(finding.mended)
        if self.counts[finding.kind] <= _MOST_FINDINGS:
            self.named.append(finding)

    def add_not_ours(self, place: str) -> None:
        """Count a file that is not ours."""
        self.not_ours += 1
        if self.not_ours <= _MOST_FINDINGS:
            self.not_ours_named.append(place)

    @property
    def remaining(self) -> int:
        """How many differences were not mended."""
        return self.counts.total() - self.mended

    def as_json(self) -> dict[str, Any]:
        """Return the findings as one JSON object."""
        return {
            "documents": self.documents,
            "files": self.files,
            "differences": self.counts.total(),
            "mended": self.mended,
            "remaining": self.remaining,
            "counts": dict(self.counts),
            "findings": [asdict(one) for one in self.named],
            "not_ours": {"count": self.not_ours, "files": self.not_ours_named},
        }


# ---- what a pass would do


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What a pass would do to one entry. `was` is the title before, where that is another."""

    source_id: str
    effect: str
    key: str
    title: str
    link: str
    was: str = ""
    words_added: int = 0
    words_removed: int = 0
    categories: tuple[str, ...] = ()  # that it gets
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class WouldWrite:
    """The documents that would be written: how many of each kind are new or changed, and the first of them by name."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)

    def add(self, kind: str, name: str, *, new: bool) -> None:
        """Count a document, and keep its name while there are few."""
        (self.new if new else self.changed)[kind] += 1
        if len(self.names) < _MOST_FINDINGS:
            self.names.append(name)

    @property
    def total(self) -> int:
        """How many documents would be written."""
        return self.new.total() + self.changed.total()

    def as_json(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        return {"total": self.total, "new": dict(self.new), "changed": dict(self.changed), "names": self.names}


@dataclass(slots=True)
class Rehearsed:
    """What a pass would do, of which nothing was kept."""

    report: Report
    changes: Sequence[EntryChange]
    documents: WouldWrite

    def as_json(self) -> dict[str, Any]:
        """Return the report of the pass as it would be, with the changes and the documents."""
        changes = [asdict(one) for one in self.changes]
        return {**self.report.as_json(), "changes": changes, "documents": self.documents.as_json()}


# ---- what a pass tells while it runs


@dataclass(frozen=True, slots=True)
class SourceListed:
    """A source's list was read; `to_do` items of it need work."""

    source_id: str
    to_do: int


@dataclass(frozen=True, slots=True)
class ItemDone:
    """One of those items was dealt with, in whatever way."""

    source_id: str


@dataclass(frozen=True, slots=True)
class SourceDone:
    """A source is through."""

    report: SourceReport


@dataclass(frozen=True, slots=True)
class Publishing:
    """Documents are being rendered; `waiting` of them are left."""

    waiting: int


Event = SourceListed | ItemDone | SourceDone | Publishing
Tell = Callable[[Event], None]
