"""`tongpin backup` and `restore`: the whole state in one file that any database of the same schema takes."""

import base64
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sqlalchemy import MetaData, Table, create_engine, delete, func, insert, select, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.types import JSON, Date, DateTime, LargeBinary, Numeric

from bot.cli.context import Failed, settings, upgrade
from bot.filing import DiskStore
from core.design import DrawingFile
from storage.database import engine_url, sqlite_engine
from storage.filestore import FileStore
from storage.tables import core_table

FORMAT = "tongpin-backup-1"
SEEDED = frozenset({"audit_head", "data_version"})
"""Tables that a new schema already holds one row of."""
BATCH = 500
FILE = core_table(DrawingFile)


def backup(file: Path) -> None:
    """Write every row of every table as they were at one moment, whatever `serve` does meanwhile."""
    chosen = settings()
    upgrade(chosen)
    engine = _seeing_one_moment(chosen.database.url)
    count = 0
    with engine.begin() as connection, gzip.open(file, "wt", encoding="utf-8") as out:
        _write(out, {"format": FORMAT, "revision": _revision(connection)})
        for table in _tables(connection):
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                _write(out, {"table": table.name, "row": {key: _plain(value) for key, value in row.items()}})
                count += 1
        missing = _write_files(out, connection, DiskStore(chosen.files_folder))
    engine.dispose()
    print(f"{count} rows written to {file}")
    if missing:
        print(f"{missing} files of drawings are not in {chosen.files_folder} and so not in the backup.")


def _write_files(out: IO[str], connection: Connection, store: FileStore) -> int:
    """The bytes of drawings' files, each once. How many of them are not there."""
    missing = 0
    for digest in connection.execute(select(FILE.c.sha256).distinct().order_by(FILE.c.sha256)).scalars():
        content = store.read(digest)
        if content is None:
            missing += 1
        else:
            _write(out, {"file": digest, "content": _plain(content)})
    return missing


def _seeing_one_moment(url: str) -> Engine:
    """Its transactions see nothing that is committed after their first look."""
    if make_url(url).get_backend_name() == "sqlite":
        return sqlite_engine(url, "BEGIN")
    return create_engine(engine_url(url), isolation_level="REPEATABLE READ")


def restore(file: Path) -> None:
    """Bring a backup into an empty database."""
    chosen = settings()
    upgrade(chosen)
    engine = create_engine(engine_url(chosen.database.url))
    try:
        with engine.begin() as connection, gzip.open(file, "rt", encoding="utf-8") as lines:
            count = _restore(connection, lines, file, DiskStore(chosen.files_folder))
    except (gzip.BadGzipFile, EOFError, UnicodeDecodeError, json.JSONDecodeError):
        raise Failed(f"{file}: not a whole backup of Tongpin; nothing was changed.") from None
    finally:
        engine.dispose()
    print(f"{count} rows restored from {file}")


def _restore(connection: Connection, lines: IO[str], file: Path, store: FileStore) -> int:
    head = json.loads(next(lines, "{}"))
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise Failed(f"{file}: not a backup of Tongpin; nothing was changed.")
    if head["revision"] != _revision(connection):
        raise Failed(f"{file}: made by schema {head['revision']}, this is {_revision(connection)}. Use that version.")
    tables = {table.name: table for table in _tables(connection)}
    _require_empty(connection, tables)
    for name in SEEDED:
        connection.execute(delete(tables[name]))
    count = 0
    for name, rows in _batches(lines, store):
        connection.execute(insert(tables[name]), [_typed(tables[name], row, connection) for row in rows])
        count += len(rows)
    _count_on(connection, tables)
    return count


def _batches(lines: IO[str], store: FileStore) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rows of one table at a time; files go to their place on the way."""
    name, rows = "", list[dict[str, Any]]()
    for line in lines:
        entry = json.loads(line)
        if "file" in entry:
            store.keep(entry["file"], base64.b64decode(entry["content"]))
            continue
        if rows and (entry["table"] != name or len(rows) >= BATCH):
            yield name, rows
            rows = []
        name = entry["table"]
        rows.append(entry["row"])
    if rows:
        yield name, rows


def _tables(connection: Connection) -> list[Table]:
    """The tables as the database has them: plain values, parents before children."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _require_empty(connection: Connection, tables: dict[str, Table]) -> None:
    for name, table in tables.items():
        if name not in SEEDED and connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise Failed(f"database: '{name}' is not empty. Restore into a new database (database.url).")


def _count_on(connection: Connection, tables: dict[str, Table]) -> None:
    """PostgreSQL's own counters go on behind the restored rows."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables.values():
        for column in table.primary_key.columns:
            sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
            highest = connection.execute(select(func.max(column))).scalar()
            if sequence and highest:
                connection.execute(select(func.setval(sequence, highest)))


def _revision(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _write(out: IO[str], entry: dict[str, Any]) -> None:
    out.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n")


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case _:
            return value


def _typed(table: Table, row: dict[str, Any], connection: Connection) -> dict[str, Any]:
    is_sqlite = connection.dialect.name == "sqlite"
    return {key: _read(table.c[key].type, value, is_sqlite) for key, value in row.items()}


def _read(kind: Any, value: Any, is_sqlite: bool) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if is_sqlite else moment
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return Decimal(value) if isinstance(kind, Numeric) else value
