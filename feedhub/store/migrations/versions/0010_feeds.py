"""Sources, tags and saved queries have feeds: they are filed beside the categories."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the kind and the size, what decides, and which entries are to be decided again. The next pass files."""
    op.add_column("category", sa.Column("kind", sa.String(length=20), nullable=False, server_default="category"))
    op.add_column("category", sa.Column("size", sa.Integer(), nullable=True))
    op.create_table(
        "selection",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("considered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_selection"),
    )
    op.create_table(
        "unsettled",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_unsettled_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_unsettled"),
    )
