"""A desk on which configurations are written."""

from pathlib import Path

import pytest

from tests.bot.config.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder."""
    return Desk(tmp_path)
