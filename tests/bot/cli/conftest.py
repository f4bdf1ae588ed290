"""A machine with a configuration, on which commands are typed."""

from pathlib import Path

import pytest

from bot.cli import context
from tests.bot.config.desk import FEISHU

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
    path = tmp_path / "config.toml"
    path.write_text(f'database.url = "{database_url}"\n', "utf-8")
    monkeypatch.setattr(context.CONFIG, "path", path)
    return path


def add(path: Path, text: str) -> None:
    """Write more into a configuration."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")
