"""The tables, as SQLAlchemy Core sees them. `migrations/` brings a database to them; a test holds the two together."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

HUB = 0
"""What stands for the feed of everything where others have the id of their category."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite has no such type: there it is kept without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value to keep."""
        return value.astimezone(UTC).replace(tzinfo=None) if value and dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the value as it was."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


meta = Table(
    "meta",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("title", Text, nullable=False, default=""),
    Column("link", Text, nullable=False, default=""),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_digest", String(64)),
    Column("config_digest", String(64)),
    Column("listed", Integer, nullable=False, default=0),
    Column("quarantined", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("last_error", Text),
    Column("fetched_at", Moment),
    Column("changed_at", Moment),
    Column("next_fetch_at", Moment),
    Column("wait_until", Moment),
    Column("identity", String(20), nullable=False, server_default="id"),  # by what its items are known; see plan
    Column("identity_reason", Text),  # why it is no longer the id
    Column("dropped", Integer, nullable=False, default=0, server_default="0"),
    Column("gone_url", Text),
    Column("moved_to", Text),
    Column("moved_at", Moment),
    Column("haste", Integer, nullable=False, server_default="0"),  # how often its interval is halved; see watch.gap
)

category = Table(  # what entries are filed under: categories, and sources, tags and saved queries that have a feed
    "category",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", String(400), nullable=False, unique=True),
    Column("slug", String(100), nullable=False),
    Column("slug_key", String(100), nullable=False, unique=True),
    Column("first_seen_at", Moment, nullable=False),
    Column("entries", Integer, nullable=False, default=0),
    Column("latest", Integer, nullable=False, default=0, index=True),  # the hub's number of its newest arrival
    Column("kind", String(20), nullable=False, server_default="category"),  # the keys of others begin with it
    Column("size", Integer),  # entries in each document of its feed; none: as in all feeds
)

selection = Table(  # what decides who is filed under the kinds that are no categories
    "selection",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("digest", String(64), nullable=False),  # of the conditions
    Column("considered", Integer, nullable=False),  # up to this entry it was decided
)

unsettled = Table(  # entries that changed since it was decided where they are filed
    "unsettled",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
)

entry = Table(
    "entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("namespace", String(120), nullable=False),
    Column("key", String(500), nullable=False),
    Column("name", String(120), nullable=False),
    Column("name_key", String(120), nullable=False, unique=True),
    Column("source_id", String(100), ForeignKey("source.id"), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("language", String(40), nullable=False),
    Column("published", Moment, nullable=False),
    Column("date_basis", String(20), nullable=False),
    Column("updated", Moment, nullable=False),
    Column("stated_updated", Moment),
    Column("first_seen_at", Moment, nullable=False),
    Column("path", Text, nullable=False),
    Column("archive_path", Text, nullable=False),
    Column("enclosures", Text, nullable=False, default="[]"),
    Column("number", Integer, unique=True),  # of its arrival in the hub, from 1; none: not filed yet; below 0: kept out
    # The longest column stands last, so that reading the others does not read it.
    Column("content", Text, nullable=False),
    UniqueConstraint("namespace", "key"),
    sqlite_autoincrement=True,
)

entry_category = Table(
    "entry_category",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True),
    Column("position", Integer, primary_key=True),  # in the order of first sight, from 0; below 0: no category
    Column("category_id", Integer, ForeignKey("category.id"), nullable=False),
    Column("number", Integer),  # of its arrival in the category; as in entry
    UniqueConstraint("entry_id", "category_id"),
    UniqueConstraint("category_id", "number"),
    Index(
        "ix_entry_category_unfiled",
        "entry_id",
        sqlite_where=text("number IS NULL"),
        postgresql_where=text("number IS NULL"),
    ),
)

month = Table(
    "month",
    metadata,
    Column("category_id", Integer, ForeignKey("category.id"), primary_key=True),
    Column("month", Integer, primary_key=True),  # yyyymm
    Column("entries", Integer, nullable=False),
)

month_entry = Table(
    "month_entry",
    metadata,
    Column("category_id", Integer, ForeignKey("category.id"), primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),  # of its arrival in the month, from 1
    Column("entry_id", Integer, ForeignKey("entry.id"), nullable=False),
    UniqueConstraint("entry_id", "category_id"),
)

sitemap = Table(
    "sitemap",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("changed_at", Moment),  # none: it names nothing
)

# The words stand in search_terms, which each kind of database has in its own way; see store.search.
search_document = Table(
    "search_document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, ForeignKey("entry.id"), nullable=False, unique=True),
    sqlite_autoincrement=True,  # a number is never used again: the index may still have terms of it
)

archive = Table(
    "archive",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", Integer, nullable=False),  # a category's id, or HUB
    Column("number", Integer, nullable=False),
    Column("first", Integer, nullable=False),  # arrivals in the feed; where `last` is less, there are none
    Column("last", Integer, nullable=False),
    Column("sources", Text, nullable=False),  # by id, what the sources of its entries were called when it was closed
    UniqueConstraint("feed", "number"),
    Index("ix_archive_feed_last", "feed", "last", "number"),
    sqlite_autoincrement=True,
)

edit = Table(
    "edit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", Integer, nullable=False),
    Column("entry_id", Integer, ForeignKey("entry.id"), nullable=False, index=True),
    Column("archive_id", Integer, ForeignKey("archive.id")),  # in which the edited entry stands; none: not closed yet
    Index("ix_edit_feed_archive_id", "feed", "archive_id"),
    sqlite_autoincrement=True,
)

archived_entry = Table(
    "archived_entry",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True),
    Column("archive_id", Integer, ForeignKey("archive.id"), primary_key=True),  # the newest one that shows it so
    Column("source_id", String(100), nullable=False),
    Column("title", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("language", String(40), nullable=False),
    Column("updated", Moment, nullable=False),
    Column("enclosures", Text, nullable=False),
    Column("categories", Text, nullable=False),  # their ids, in order
    Column("tags", Text, nullable=False),
    Column("wording", String(64), ForeignKey("wording.digest"), nullable=False),  # the content
)

withheld = Table(
    "withheld",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
)

entry_tag = Table(
    "entry_tag",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("tag", String(120), nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True),
    Column("source_id", String(100), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("title", Text),  # this and what follows as it was listed
    Column("page", Text),
    Column("stated", Text),
)

alias = Table(  # further keys under which an entry is known; its own stands with it
    "alias",
    metadata,
    Column("namespace", String(120), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("entry_id", Integer, ForeignKey("entry.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
)

clue = Table(  # digests of link, and of title and date, by which a source's item is recognised when its id is another
    "clue",
    metadata,
    Column("source_id", String(100), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("entry_id", Integer, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)

wording = Table(  # texts of earlier versions, each once, compressed
    "wording",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

revision = Table(  # what an entry was before an edit
    "revision",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1, the oldest
    Column("title", Text, nullable=False),
    Column("wording", String(64), ForeignKey("wording.digest"), nullable=False),
    Column("sense", String(40), nullable=False),  # digest of what a reader saw
    Column("updated", Moment, nullable=False),
    Column("replaced_at", Moment, nullable=False),
)

unrest = Table(  # what is remembered of entries that changed, to recognise those that never rest
    "unrest",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("changed_at", Moment, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("places", Text, nullable=False),
)

withdrawal = Table(  # entries that were taken back
    "withdrawal",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("restored_at", Moment),
    Column("told_until", Moment, index=True),  # the feeds say so until then; none: they do not, or no more
)

recheck = Table(  # entries whose page is to be looked at again
    "recheck",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("source_id", String(100), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("missing", Integer, nullable=False),
    Index("ix_recheck_source_id_due_at", "source_id", "due_at"),
)

change = Table(  # edits by category, in their order
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("category_id", Integer, ForeignKey("category.id"), nullable=False),
    Column("entry_id", Integer, ForeignKey("entry.id"), nullable=False),
    Column("number", Integer, nullable=False),  # of the revision that was replaced
    Index("ix_change_category_id_id", "category_id", "id"),
    sqlite_autoincrement=True,
)

uncompared = Table(  # entries that are new or were edited, and have not been held against others since
    "uncompared",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
)

telling = Table(  # entries that others are held against, and under which keys they are found; the oldest go
    "telling",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("packed", LargeBinary, nullable=False),  # the keys, of 64 bits each
)

telling_key = Table(  # each key leads to few: a later one takes the slot of an earlier one
    "telling_key",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("entry_id", Integer, nullable=False),
    sqlite_with_rowid=False,
)

duplicate = Table(  # that an entry tells the story of one that came before it, and like which entry it was found to be
    "duplicate",
    metadata,
    Column("entry_id", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("first_id", Integer, ForeignKey("entry.id"), nullable=False, index=True),
    Column("like_id", Integer, ForeignKey("entry.id"), nullable=False),
    Column("score", Float, nullable=False),  # share of the shorter text that is in the other
    Column("reason", Text, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", String(100), ForeignKey("source.id"), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("failed_key", Text),
)

dropped = Table(
    "dropped",
    metadata,
    Column("source_id", String(100), ForeignKey("source.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("reason", Text, nullable=False),
)

backfill = Table(
    "backfill",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", String(100), ForeignKey("source.id"), nullable=False),
    Column("address", String(64), nullable=False),  # digest of url
    Column("url", Text, nullable=False),
    Column("digest", String(64)),  # of the body, once it was read
    Column("catches_up", Boolean, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("retry_at", Moment),
    UniqueConstraint("source_id", "address"),
)

learnt = Table(  # what the looks at a source taught, as JSON; see watch
    "learnt",
    metadata,
    Column("source_id", String(100), ForeignKey("source.id"), primary_key=True),
    Column("memory", Text, nullable=False),
)

gap = Table(
    "gap",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", String(100), ForeignKey("source.id"), nullable=False, index=True),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("items", Integer, nullable=False),
    Column("filled", Boolean, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", String(100), ForeignKey("source.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("cause", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),  # when it last opened or closed
    Column("closed_at", Moment),
    Column("outcome", Text, nullable=False),
    Index("ix_incident_source_id_kind", "source_id", "kind"),
    sqlite_autoincrement=True,
)

robots = Table(
    "robots",
    metadata,
    Column("origin", String(300), primary_key=True),
    Column("asked_at", Moment, nullable=False),
    Column("text", Text),
    Column("failing_since", Moment),
)

mark = Table(
    "mark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("entry_id", Integer),
    Column("category_id", Integer),
    Column("number", Integer),
    Index("ix_mark_kind_id", "kind", "id"),
    sqlite_autoincrement=True,
)
