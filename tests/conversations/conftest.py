"""Stories are told in rooms."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.kit.factory import BUSY, load_quiet
from tests.kit.fixtures import busy_room, open_room, room  # noqa: F401
from tests.kit.planning import busy  # noqa: F401

PLATFORMS = ("feishu", "wecom")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story is told on SQLite, and with the mark `every_database` or the option `--every-database` on PostgreSQL too.

    Most stories are about rules and words that no database has a part in. The mark is for those of lost, repeated and
    concurrent work, of many days, imports and replanning, and for kinds of statement that no test of the storage has.
    """
    is_marked = metafunc.definition.get_closest_marker("every_database") is not None
    is_on_both = is_marked or metafunc.config.getoption("--every-database")
    kinds = ["sqlite", "postgresql"] if is_on_both else ["sqlite"]
    for name in sorted({"quiet_url", "busy_url"} & set(metafunc.fixturenames)):
        metafunc.parametrize(name, kinds, indirect=True)
    if "platform" in metafunc.fixturenames and "both" not in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only_on")
        metafunc.parametrize("platform", [only.args[0]] if only else PLATFORMS)


@pytest.fixture
def quiet_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The sample factory without any order."""
    with databases.fresh(request.param, like=databases.template(request.param, "quiet", load_quiet)) as url:
        yield url


@pytest.fixture
def busy_url(request: pytest.FixtureRequest, databases: Databases, platform: str) -> Iterator[str]:
    """The sample factory with its forty orders."""
    name = f"busy-{platform}"
    with databases.fresh(request.param, like=databases.template(request.param, name, BUSY[platform])) as url:
        yield url
