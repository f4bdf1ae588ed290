"""The sandbox around a whole factory."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.kit.factory import load_quiet
from tests.kit.fixtures import open_room  # noqa: F401


@pytest.fixture
def quiet_url(databases: Databases) -> Iterator[str]:
    """The sample factory without any order, on SQLite: time passes alike whatever the database."""
    with databases.fresh("sqlite", like=databases.template("sqlite", "quiet", load_quiet)) as url:
        yield url
