"""A small factory in a database of each kind, with two orders in its plan."""

from collections.abc import Iterator

import pytest

from tests.handlers.planning.desk import Desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Two orders on CNC, the first of them for today; PRESS can do the same."""
    made = Desk(database_url)
    yield made
    made.close()
