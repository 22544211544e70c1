"""Stories: which entries tell the same, and what is needed to find that out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables; what is stored is not compared until it is edited."""
    op.create_table(
        "uncompared",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_uncompared"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_uncompared_entry_id_entry"),
    )
    op.create_table(
        "telling",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_telling"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_telling_entry_id_entry"),
    )
    op.create_table(
        "telling_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "slot", name="pk_telling_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "duplicate",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("like_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_duplicate"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_duplicate_entry_id_entry"),
        sa.ForeignKeyConstraint(["first_id"], ["entry.id"], name="fk_duplicate_first_id_entry"),
        sa.ForeignKeyConstraint(["like_id"], ["entry.id"], name="fk_duplicate_like_id_entry"),
    )
    op.create_index("ix_duplicate_first_id", "duplicate", ["first_id"])
