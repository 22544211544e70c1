"""EDGE: bringing a database to the newest schema, by itself and always forward."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from feedhub.errors import StoreError
from feedhub.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0012"
"""The newest revision in migrations/versions; a test keeps it so."""


def migrate(database: Database) -> None:
    """Bring `database` to HEAD. A database that is there already costs one query.

    Raises StoreError if it was written by a newer feedhub.
    """
    current = _revision(database)
    if current == HEAD:
        return
    from alembic import command
    from alembic.util import CommandError

    with database.write(durable=True) as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise StoreError(
                f"the database {database} has the schema {current!r}, which this feedhub does not know: "
                "it was written by a newer one"
            ) from None


def is_current(database: Database) -> bool:
    """Whether `database` has the newest schema."""
    return _revision(database) == HEAD


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _revision(database: Database) -> str | None:
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
