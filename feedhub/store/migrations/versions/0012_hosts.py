"""The robots.txt files of hosts, and sources that are gone or have moved."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the table; each robots.txt is asked for when it is first needed. The start page links to a new page."""
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("origin", name="pk_robots"),
    )
    op.add_column("source", sa.Column("gone_url", sa.Text(), nullable=True))
    op.add_column("source", sa.Column("moved_to", sa.Text(), nullable=True))
    op.add_column("source", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("INSERT INTO mark (kind) SELECT 'hub' WHERE EXISTS (SELECT 1 FROM meta)")
