"""A machine with a configuration, on which commands are typed."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.cli import context
from bot.cli.data import seed_sample
from tests.bot.config.desk import FEISHU
from tests.databases import Databases

UNREACHABLE = FEISHU + 'base_url = "http://127.0.0.1:9"\n'
COMPANY = """
[[departments]]
key = "production"
name = "生产一部"
lead = "wang.sheng"
chats = ["feishu:oc_ours"]

[[departments]]
key = "sales"
name = "销售部"
chats = ["feishu:oc_our_sales"]

[[people]]
key = "wang.sheng"
name = "王胜"
department = "production"
roles = ["PRODUCTION"]
feishu = "ou_ours"
"""


@pytest.fixture
def configured(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration file for an empty database of each kind; add to it what the test is about."""
    return configure(monkeypatch, tmp_path, database_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def seeded(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The same after `tongpin seed`, for tests that are not about that."""
    with databases.fresh(request.param, like=databases.template(request.param, "seeded", _seed)) as url:
        yield configure(monkeypatch, tmp_path, url)


def _seed(url: str) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()):
        configure(patch, Path(folder), url)
        seed_sample()


def configure(patch: pytest.MonkeyPatch, folder: Path, url: str) -> Path:
    """Write a configuration for a database, for every command to read."""
    path = folder / "config.toml"
    path.write_text(f'database.url = "{url}"\n', "utf-8")
    patch.setattr(context.CONFIG, "path", path)
    return path


def add(path: Path, text: str) -> None:
    """Write more into a configuration."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")
