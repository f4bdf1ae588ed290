"""Bringing a database up to date, safely with several processes starting at once."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import Connection, make_url

from storage.database import engine_url, sqlite_engine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0023"
"""The newest revision. Written down, so that Alembic, slow to import, is needed only where something is to be done."""
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x70_6E_67_70_69_6E
"""PostgreSQL advisory lock: one process migrates, the others wait and find it done."""
PATIENCE_SECONDS = 60.0
"""On SQLite the others wait for the lock of the file."""


class SchemaIsNewer(Exception):
    """A later Tongpin has upgraded the database; its revision is the argument."""


def upgrade(url: str) -> None:
    """Create or upgrade the schema: in one transaction, so that a start which is killed leaves nothing half done.

    Raises SchemaIsNewer.
    """
    _make_folder(url)
    engine = _engine(url)
    try:
        # Begun here: what Alembic finds begun it leaves for us to end.
        with engine.begin() as connection:
            _upgrade(connection)
    finally:
        engine.dispose()


def pending(connection: Connection) -> bool:
    """The schema is not the one this program was written for."""
    return revision(connection) != HEAD


def revision(connection: Connection) -> str:
    """The revision the database is at; empty for a database without a schema."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found or ""


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(engine_url(url))
    # A table is changed by copying it; with references on, dropping the old one would drop what refers to it.
    return sqlite_engine(url, "BEGIN IMMEDIATE", patience=PATIENCE_SECONDS, keeps_references=False)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    found = revision(connection)
    if found == HEAD:
        return
    if found > HEAD:
        raise SchemaIsNewer(found)
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _make_folder(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
