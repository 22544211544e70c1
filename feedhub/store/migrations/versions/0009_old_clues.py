"""By what an entry is recognised, found by the entry, so that old clues can go."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the index; old clues go when the entry is listed otherwise again."""
    op.create_index("ix_clue_entry_id", "clue", ["entry_id"])
