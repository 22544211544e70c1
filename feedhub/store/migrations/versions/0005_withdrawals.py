"""Withdrawals, the pages that are looked at again, and the edits of each category in their order."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables. Nothing was withdrawn before, and what was edited before is in no feed of changes."""
    op.create_table(
        "withdrawal",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("entry_id", name="pk_withdrawal"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_withdrawal_entry_id_entry"),
    )
    op.create_index("ix_withdrawal_told_until", "withdrawal", ["told_until"])
    op.create_table(
        "recheck",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_recheck"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_recheck_entry_id_entry"),
    )
    op.create_index("ix_recheck_source_id_due_at", "recheck", ["source_id", "due_at"])
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_change_category_id_category"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_change_entry_id_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_category_id_id", "change", ["category_id", "id"])
