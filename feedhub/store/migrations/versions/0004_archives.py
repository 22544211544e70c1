"""Archive documents: which are closed, which edits came after, what they show; and posts that no feed may show."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, and mark every feed, so that the next pass writes the history and the new formats."""
    op.create_table(
        "archive",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_archive"),
        sa.UniqueConstraint("feed", "number", name="uq_archive_feed_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_archive_feed_last", "archive", ["feed", "last", "number"], unique=False)
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("archive_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_edit_entry_id"),
        sa.ForeignKeyConstraint(["archive_id"], ["archive.id"], name="fk_edit_archive_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edit_entry_id", "edit", ["entry_id"], unique=False)
    op.create_index("ix_edit_feed_archive_id", "edit", ["feed", "archive_id"], unique=False)
    op.create_table(
        "archived_entry",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("archive_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enclosures", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("wording", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_archived_entry_entry_id"),
        sa.ForeignKeyConstraint(["archive_id"], ["archive.id"], name="fk_archived_entry_archive_id"),
        sa.ForeignKeyConstraint(["wording"], ["wording.digest"], name="fk_archived_entry_wording"),
        sa.PrimaryKeyConstraint("entry_id", "archive_id", name="pk_archived_entry"),
    )
    op.create_table(
        "withheld",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_withheld_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_withheld"),
    )
    op.execute(
        "INSERT INTO mark (kind, category_id, number) "
        "SELECT 'category', id, entries FROM category WHERE entries > 0 ORDER BY id"
    )
    op.execute("INSERT INTO mark (kind) SELECT 'hub' WHERE EXISTS (SELECT 1 FROM category WHERE entries > 0)")
