"""Stories are told in rooms."""

from collections.abc import Iterator, Sequence
from zlib import crc32

import pytest

from tests.databases import Databases
from tests.kit.factory import BUSY, load_quiet
from tests.kit.fixtures import busy_room, open_room, room  # noqa: F401
from tests.kit.planning import busy  # noqa: F401

PLATFORMS = ("feishu", "wecom")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story is told on SQLite and on one of the platforms, these in turn; how it is told elsewhere is asked for.

    The mark `every_database` tells it on PostgreSQL and on either platform, too: it is for what a feature promises, and
    for lost, repeated and concurrent work, many days, imports and replanning. `every_platform` is for what a platform
    has a part in. The options `--every-database` and `--every-platform` are for before a release. Most stories are
    about rules and words which neither has a part in.
    """
    kinds = ["sqlite", "postgresql"] if _is_wanted(metafunc, "every_database") else ["sqlite"]
    for name in sorted({"quiet_url", "busy_url"} & set(metafunc.fixturenames)):
        metafunc.parametrize(name, kinds, indirect=True)
    if "platform" in metafunc.fixturenames and "both" not in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only_on")
        metafunc.parametrize("platform", [only.args[0]] if only else _platforms(metafunc))


def _is_wanted(metafunc: pytest.Metafunc, mark: str) -> bool:
    is_marked = metafunc.definition.get_closest_marker(mark) is not None
    return is_marked or bool(metafunc.config.getoption(f"--{mark.replace('_', '-')}"))


def _platforms(metafunc: pytest.Metafunc) -> Sequence[str]:
    if _is_wanted(metafunc, "every_platform") or _is_wanted(metafunc, "every_database"):
        return PLATFORMS
    return [PLATFORMS[crc32(metafunc.definition.nodeid.encode()) % len(PLATFORMS)]]  # the same one in every run


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
