"""The ledger: further ids and clues of an entry, its earlier versions, and by what rule a source's items are known."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables; what is stored has no earlier versions, and gets its clues when it is seen again."""
    op.create_table(
        "alias",
        sa.Column("namespace", sa.String(120), nullable=False),
        sa.Column("key", sa.String(500), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("namespace", "key", name="pk_alias"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_alias_entry_id_entry"),
    )
    op.create_index("ix_alias_entry_id", "alias", ["entry_id"])
    op.create_table(
        "clue",
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "key", "entry_id", name="pk_clue"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wording",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_wording"),
    )
    op.create_table(
        "revision",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("wording", sa.String(64), nullable=False),
        sa.Column("sense", sa.String(40), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_revision"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_revision_entry_id_entry"),
        sa.ForeignKeyConstraint(["wording"], ["wording.digest"], name="fk_revision_wording_wording"),
    )
    op.create_table(
        "unrest",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_unrest"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_unrest_entry_id_entry"),
    )
    for name in ("title", "page", "stated"):
        op.add_column("sighting", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("source", sa.Column("identity", sa.String(20), nullable=False, server_default="id"))
    op.add_column("source", sa.Column("identity_reason", sa.Text(), nullable=True))
