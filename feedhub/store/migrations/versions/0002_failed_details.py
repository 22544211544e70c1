"""Items whose detail did not come are remembered beside the quarantined ones, so that the next pass asks them last."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the key of a failed item; a quarantined one has none."""
    op.add_column("quarantine", sa.Column("failed_key", sa.Text(), nullable=True))
