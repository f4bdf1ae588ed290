import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from storage import schema
from storage.database import engine_url
from storage.models import METADATA
from storage.schema import MIGRATIONS, pending, upgrade


def looked_up(url: str, look: Callable[[Connection], Any]) -> Any:
    engine = create_engine(engine_url(url))
    try:
        with engine.connect() as connection:
            return look(connection)
    finally:
        engine.dispose()


def tables(url: str) -> set[str]:
    return set(looked_up(url, lambda connection: inspect(connection).get_table_names()))


def revise(url: str, to: str) -> None:
    """Run Alembic's own command, as a developer would."""

    def run(connection: Connection) -> None:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, to)
        connection.commit()

    looked_up(url, run)


def test_the_migrations_make_what_the_code_declares(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))

    assert looked_up(database_url, differences) == []


def test_an_empty_database_is_told_from_an_up_to_date_one(bare_database_url: str) -> None:
    assert looked_up(bare_database_url, pending)

    upgrade(bare_database_url)

    assert not looked_up(bare_database_url, pending)


def test_the_head_written_down_is_the_last_migration() -> None:
    assert ScriptDirectory.from_config(schema._config()).get_heads() == [schema.HEAD]


def test_a_database_of_a_later_program_is_left_alone(database_url: str) -> None:
    def age(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()

    looked_up(database_url, age)

    with pytest.raises(schema.SchemaIsNewer, match="9999"):
        upgrade(database_url)


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    before = tables(database_url)

    upgrade(database_url)

    assert tables(database_url) == before
    assert looked_up(database_url, lambda c: c.execute(text("SELECT count(*) FROM audit_head")).scalar()) == 1


def test_down_and_up_again_leaves_nothing_behind(database_url: str) -> None:
    before = tables(database_url)

    revise(database_url, "base")
    assert tables(database_url) == {"alembic_version"}
    upgrade(database_url)

    assert tables(database_url) == before


def test_what_is_owed_when_a_program_is_upgraded_is_owed_afterwards(database_url: str) -> None:
    revise(database_url, "0001")
    columns = "lane, key, subject, reply_to, replaces, urgency, due_at, created_at, state, attempts, message, error"
    moment = "'2026-11-23 01:00:00'"
    owed = f"'feishu:oc_1', 'n1', '', '', '', 1, {moment}, {moment}, 'PENDING', 3, '', ''"

    def owe(connection: Connection) -> None:
        connection.execute(text(f"INSERT INTO outbox_message ({columns}) VALUES ({owed})"))
        connection.commit()

    looked_up(database_url, owe)
    upgrade(database_url)

    found = text("SELECT key, attempts, put_off FROM outbox_message")
    assert looked_up(database_url, lambda connection: connection.execute(found).all()) == [("n1", 3, 0)]


def test_processes_that_start_together_make_the_schema_once(bare_database_url: str) -> None:
    start = [sys.executable, "-c", "import sys; from storage.schema import upgrade; upgrade(sys.argv[1])"]
    root = Path(schema.__file__).parents[1]

    starting = [subprocess.Popen([*start, bare_database_url], cwd=root, stderr=subprocess.PIPE) for _ in range(3)]

    assert [(each.communicate(timeout=60)[1], each.returncode) for each in starting] == [(b"", 0)] * 3
    assert not looked_up(bare_database_url, pending)


def test_a_start_that_is_cut_off_leaves_nothing_half_made(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit trail's guard is the last thing that is made."""
    real = command.upgrade

    def cut_off(*arguments: Any) -> None:
        real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "upgrade", cut_off)
    with pytest.raises(KeyboardInterrupt):
        upgrade(bare_database_url)
    assert tables(bare_database_url) == set()

    monkeypatch.undo()
    upgrade(bare_database_url)
    assert not looked_up(bare_database_url, pending)


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/var/data/tongpin.db")

    with sqlite3.connect(tmp_path / "var" / "data" / "tongpin.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_revisions_are_named_by_their_number() -> None:
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py") if path.name != "__init__.py")

    assert names
    assert all(re.fullmatch(rf"v{number:04d}_[a-z_]+\.py", name) for number, name in enumerate(names, 1))
