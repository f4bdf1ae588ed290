"""What every test can ask for: fresh databases, a browser."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import postgres
from tests.databases import Databases

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED = pytest.StashKey[Path]()
LOCK = pytest.StashKey[int]()

settings.register_profile("house", deadline=None, print_blob=True)  # other work on the machine is no defect
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` rewrites the golden files instead of comparing with them."""
    parser.addoption("--record", action="store_true", help="rewrite golden files; review the diff like code")


def pytest_configure(config: pytest.Config) -> None:
    """Make the session's directory; its `alive` stays locked for as long as this process lives."""
    for name in [name for name in os.environ if name.startswith("TONGPIN_")]:
        del os.environ[name]  # the developer's own configuration is not under test
    given = getattr(config, "workerinput", {}).get("tongpin_directory")
    if given is not None:
        config.stash[SHARED] = Path(given)
        return
    is_root = os.geteuid() == 0
    # PostgreSQL then runs as somebody else, who must be able to reach the place.
    directory = Path(tempfile.mkdtemp(prefix="tongpin-test-", dir="/tmp" if is_root else None))
    directory.chmod(0o711 if is_root else 0o700)
    config.stash[SHARED] = directory
    config.stash[LOCK] = postgres.hold(directory / "alive")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist the session's directory."""
    node.workerinput["tongpin_directory"] = str(node.config.stash[SHARED])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove the directory, in the process that made it."""
    if LOCK not in config.stash:
        return
    directory = config.stash[SHARED]
    Databases(directory, "main").close()
    os.close(config.stash[LOCK])
    postgres.wait_until_stopped(directory)
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """Makes databases; most tests want `database_url` instead."""
    return Databases(request.config.stash[SHARED], os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database with the present schema and no rows; the test runs once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database without a schema, once on each kind."""
    is_sqlite = request.param == "sqlite"
    made = databases.sqlite(tmp_path, migrated=False) if is_sqlite else databases.postgresql(migrated=False)
    with made as url:
        yield url


@pytest.fixture
def sqlite_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh SQLite database with the present schema."""
    with databases.sqlite(tmp_path) as url:
        yield url


@pytest.fixture
def postgres_url(databases: Databases) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database with the present schema."""
    with databases.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A headless Chromium, one per process."""
    # Late: half a second, and most runs of a few tests need no browser.
    from tests.browser import launched

    with launched() as started:
        yield started
