"""The words of posts can be searched, and posts stand in the months of their categories and in site maps."""

import sqlalchemy as sa
from alembic import op

from feedhub.store import calendar, indexing, sitemaps

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the index with all that is stored in it, the months with their counts, and when site maps changed."""
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_search_document_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_search_document"),
        sa.UniqueConstraint("entry_id", name="uq_search_document_entry_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "month",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_month_category_id"),
        sa.PrimaryKeyConstraint("category_id", "month", name="pk_month"),
    )
    op.create_table(
        "month_entry",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_month_entry_category_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_month_entry_entry_id"),
        sa.PrimaryKeyConstraint("category_id", "month", "number", name="pk_month_entry"),
        sa.UniqueConstraint("entry_id", "category_id", name="uq_month_entry_entry_id_category_id"),
    )
    op.create_table(
        "sitemap",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_sitemap"),
    )
    connection = op.get_bind()
    indexing.create(connection)
    calendar.create(connection)
    sitemaps.create(connection)
