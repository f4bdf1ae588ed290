"""`tongpin backup` and `restore`."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.cli import archive
from bot.cli.context import program, settings
from bot.filing import DiskStore
from core.catalogue import Customer
from core.design import DrawingFile


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


def test_the_files_of_drawings_come_along_and_a_lost_one_is_told(
    configured: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, lost = (sha256(content).hexdigest() for content in (b"%PDF-1", b"%PDF-2"))
    DiskStore(settings().files_folder).keep(kept, b"%PDF-1")
    with program() as running:
        running.database.write(lambda session: session.add_all([a_file(kept), a_file(lost)]))
    archive.backup(tmp_path / "all.gz")
    assert "1 files of drawings are not in" in capsys.readouterr().out

    configured.write_text(
        f'database.url = "sqlite:///{tmp_path / "new.db"}"\nfiles.directory = "{tmp_path / "elsewhere"}"\n', "utf-8"
    )
    archive.restore(tmp_path / "all.gz")

    assert DiskStore(tmp_path / "elsewhere").read(kept) == b"%PDF-1"
    with program() as running, running.database.read() as session:
        assert set(session.exec(select(DrawingFile.sha256))) == {kept, lost}


def a_file(digest: str) -> DrawingFile:
    return DrawingFile(
        task_no="DT-1", drawing_revision=1, name="a.pdf", media_type="application/pdf", size=6, sha256=digest,
        uploaded_by="qian.qi", uploaded_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
