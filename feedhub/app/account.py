"""What became of one entry: its versions, and how it came to be as it is. For the commands `history` and `explain`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feedhub import address, diff
from feedhub.config import Config
from feedhub.diff import Piece
from feedhub.errors import UnknownEntryError
from feedhub.model import DateBasis, Post
from feedhub.store import Record, Store, exists


@dataclass(frozen=True, slots=True)
class Edit:
    """A step from one version to the next, `at` when it was seen; `title` and `text` say what differs."""

    number: int  # of the version that came, the first being 1
    at: datetime
    title: Sequence[Piece]
    text: Sequence[Piece]

    def as_json(self) -> dict[str, object]:
        """Return the edit as a JSON object: pairs of what became of a piece, and the piece."""
        pieces = {name: [[p.kind.value, p.text] for p in getattr(self, name)] for name in ("title", "text")}
        return {"version": self.number, "at": self.at.isoformat(), **pieces}


@dataclass(frozen=True, slots=True)
class Versions:
    """An entry and its edits, the oldest first."""

    post: Post
    first_at: datetime
    edits: Sequence[Edit]

    def as_json(self) -> dict[str, object]:
        """Return the versions as a JSON object, times in RFC 3339."""
        edits = [edit.as_json() for edit in self.edits]
        return {"id": self.post.name, "title": self.post.title, "first": self.first_at.isoformat(), "edits": edits}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened or was decided; `at` where it has a time."""

    topic: str
    text: str
    at: datetime | None = None

    def as_json(self) -> dict[str, object]:
        """Return the fact as a JSON object."""
        return {"topic": self.topic, "at": self.at.isoformat() if self.at else None, "text": self.text}


@contextmanager
def _reading(config: Config) -> Iterator[Store]:
    if not exists(config.state.database):
        raise UnknownEntryError("nothing is stored yet: run feedhub sync first")
    store = Store(config.state.database)
    try:
        store.require_current()
        yield store
    finally:
        store.close()


def history(config: Config, asked: str) -> Versions:
    """Return the versions of the entry that `asked` means. Raises UnknownEntryError, StoreError."""
    with _reading(config) as store:
        record = _one(store, asked)
        [post] = store.posts.by_id([record.entry_id])
        revisions = store.revisions.of(record.entry_id)
    versions = [*((one.title, one.content) for one in revisions), (post.title, post.content)]
    edits = [
        Edit(
            revision.number + 1,
            revision.replaced_at,
            diff.difference(versions[number][0], versions[number + 1][0]),
            diff.difference(diff.lines(versions[number][1]), diff.lines(versions[number + 1][1])),
        )
        for number, revision in enumerate(revisions)
    ]
    return Versions(post, record.first_seen_at, edits)


def explain(config: Config, asked: str) -> list[Fact]:
    """Return how the entry that `asked` means came to be, or what is known of an item that did not come through.

    Raises UnknownEntryError, StoreError.
    """
    with _reading(config) as store:
        held = [Fact("held back", f"{source}: {what}") for source, what in store.records.held_back(asked)]
        try:
            record = _one(store, asked)
        except UnknownEntryError:
            if not held:
                raise
            return held
        return [*_facts(store, config, record), *held]


def _facts(store: Store, config: Config, record: Record) -> Iterator[Fact]:
    [post] = store.posts.by_id([record.entry_id])
    authority = store.minted_authority()
    yield Fact("entry", post.title)
    yield Fact("feed id", address.tag_uri(authority, post.name) if authority else "not minted yet")
    yield Fact("identity", _identity(record))
    for other in record.other_ids:
        yield Fact("identity", f"known as {other.key!r} too: {other.reason}", other.first_seen_at)
    state = store.sources.state(post.source_id)
    if state.identity_reason:
        yield Fact("identity", f"{post.source_id} is known by {state.identity}: {state.identity_reason}")
    yield from _sightings(config, record)
    yield Fact("date", _date(post, record))
    yield Fact("fields", f"from {post.source_id}, priority {record.priority}")
    yield Fact("original", post.link or "it has no link")
    yield from _versions(store, post, record)
    if told := record.told_before:
        yield Fact("story", f"tells that of {told.name}, {told.title!r}: {told.reason} ({told.score:.0%} alike)")
    for teller in post.also:
        yield Fact("story", f"also reported by {teller.source_title}: {teller.link or '/' + teller.path}")
    if post.withdrawal:
        yield Fact("withdrawn", post.withdrawal.reason, post.withdrawal.at)
        if post.withdrawal.restored_at:
            yield Fact("withdrawn", "it was there again", post.withdrawal.restored_at)
    for category in post.categories:
        yield Fact("category", f"{category.name}, /{address.category_page(category.slug)}")
    yield from _files(config, post, record)


def _one(store: Store, asked: str) -> Record:
    found = store.records.find(asked)
    if not found:
        raise UnknownEntryError(f"nothing is known by {asked!r}: give the id, the file name, or an address of the post")
    if len(found) > 1:
        names = ", ".join(f"{one.key} in {one.namespace}" for one in found)
        raise UnknownEntryError(f"{asked!r} is the id of {len(found)} entries ({names}): give the file name of one")
    return found[0]


def _identity(record: Record) -> str:
    key, namespace = record.key, "the hub" if record.namespace == "hub" else record.namespace
    if "#" in key and not key.startswith(("link:", "digest:")):
        return f"{key!r} in {namespace}: its publisher had given the id before # to another article"
    kinds = {
        "link:": "no id was given, so the link",
        "digest:": "neither id nor link was given, so title and date",
        "sha256:": "the digest of a very long id",
    }
    how = next((how for prefix, how in kinds.items() if key.startswith(prefix)), "the publisher's id")
    return f"{how}, {key!r}, in {namespace}"


def _sightings(config: Config, record: Record) -> Iterator[Fact]:
    urls = {source.id: source.url for source in config.source}
    for number, one in enumerate(record.sightings):
        where = urls.get(one.source_id, "not configured any more")
        dated = f", dated {one.stated!r}" if one.stated else ""
        first = "first seen" if number == 0 else "also seen"
        yield Fact("seen", f"{first} by {one.source_id} ({where}){dated}", one.first_seen_at)


def _date(post: Post, record: Record) -> str:
    reasons = {
        DateBasis.SOURCE: "as its publisher says",
        DateBasis.FIRST_SEEN: "its publisher gives no date, so this is when it was first seen",
        DateBasis.CLAMPED: "its publisher's date lay in the future, so this is when it was first seen",
    }
    return f"published {_utc(post.published)}, {reasons[record.date_basis]}; updated {_utc(post.updated)}"


def _versions(store: Store, post: Post, record: Record) -> Iterator[Fact]:
    revisions = store.revisions.of(record.entry_id)
    yield Fact("versions", f"{len(revisions) + 1}" + (f"; feedhub history {post.name} shows them" if revisions else ""))
    for one in revisions:
        yield Fact("edited", f"version {one.number}, {one.title!r}, was replaced", one.replaced_at)


def _files(config: Config, post: Post, record: Record) -> Iterator[Fact]:
    if record.number is None or record.waiting:
        yield Fact("files", "wait to be written: the next pass does it")
    page = address.gone(post.path) if post.withdrawn else post.path
    for path in (Path(config.state.archive) / post.archive_path, Path(config.state.public) / page):
        try:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            yield Fact("file", f"{path}: {error.strerror}; feedhub verify says more")
        else:
            yield Fact("file", str(path), written.replace(microsecond=0))


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
