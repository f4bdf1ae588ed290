"""`tongpin backup` and `restore`."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.cli import archive
from bot.cli.context import program
from core.catalogue import Customer


def add_customer(code: str) -> None:
    """Another process stores a customer."""
    with program() as running:
        running.database.write(lambda session: session.add(Customer(code=code, name=code)))


def test_a_backup_shows_one_moment_while_others_go_on_writing(
    configured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up_late(connection: Any, tables: Any = archive._tables) -> Any:
        add_customer("LATE")
        return tables(connection)

    add_customer("EARLY")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(archive, "_tables", looked_up_late)  # the backup has begun and has looked already
        archive.backup(tmp_path / "all.gz")

    configured.write_text(f'database.url = "sqlite:///{tmp_path / "new.db"}"\n', "utf-8")
    archive.restore(tmp_path / "all.gz")

    with program() as running, running.database.read() as session:
        assert list(session.exec(select(Customer.code))) == ["EARLY"]
