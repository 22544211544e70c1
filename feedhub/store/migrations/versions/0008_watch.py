"""What is learnt of sources, the gaps in their lists, and incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables; every source is learnt from its next look on, and the status page is made at the next pass."""
    op.create_table(
        "learnt",
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_learnt"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_learnt_source_id_source"),
    )
    op.create_table(
        "gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gap"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_gap_source_id_source"),
    )
    op.create_index("ix_gap_source_id", "gap", ["source_id"])
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_incident_source_id_source"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_changed_at", "incident", ["changed_at"])
    op.create_index("ix_incident_source_id_kind", "incident", ["source_id", "kind"])
    op.add_column("source", sa.Column("haste", sa.Integer(), nullable=False, server_default="0"))
    op.execute("INSERT INTO mark (kind) SELECT 'status' WHERE EXISTS (SELECT 1 FROM meta)")
