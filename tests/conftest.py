"""What every test can ask for: fresh databases, a browser."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings

from tests import postgres
from tests.databases import Databases

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED = pytest.StashKey[Path]()
LOCK = pytest.StashKey[int]()
MEMORY = "/dev/shm"
ROOM_BYTES = 1 << 30

gc.set_threshold(50_000, 50, 100)
"""A story makes millions of short-lived objects among many that stay; looking through them all took a fifth of it."""

# What structlog does unasked draws every frame with all its variables: seconds, where one of them is a factory.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])

# The same examples in every run: whoever changes nothing breaks nothing. Others: `pytest --hypothesis-profile roaming`.
settings.register_profile("house", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("roaming", deadline=None, print_blob=True)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` rewrites golden files instead of comparing with them; the others tell each story everywhere."""
    parser.addoption("--record", action="store_true", help="rewrite golden files; review the diff like code")
    parser.addoption("--every-database", action="store_true", help="tell every story on PostgreSQL, too")
    parser.addoption("--every-platform", action="store_true", help="tell every story on Feishu and on WeCom")


@pytest.fixture
def platform() -> str:
    """The one that a story is told on; `tests/conversations` has them told on each."""
    return "feishu"


def pytest_configure(config: pytest.Config) -> None:
    """Make the session's directory; its `alive` stays locked for as long as this process lives."""
    for name in [name for name in os.environ if name.startswith("TONGPIN_")]:
        del os.environ[name]  # the developer's own configuration is not under test
    # Where it is set, every process that a test starts would compile every module again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    given = getattr(config, "workerinput", {}).get("tongpin_directory")
    if given is not None:
        config.stash[SHARED] = Path(given)
        return
    directory = databases_directory()
    postgres.sweep(directory.parent, "tongpin-test-*")
    config.stash[SHARED] = directory
    config.stash[LOCK] = postgres.hold(directory / "alive")


def databases_directory() -> Path:
    """A new directory for the databases: in memory if there is room, since they are copied a thousand times."""
    is_root = os.geteuid() == 0
    place = MEMORY if has_room(MEMORY) else "/tmp" if is_root else None
    directory = Path(tempfile.mkdtemp(prefix="tongpin-test-", dir=place))
    # PostgreSQL runs as somebody else if we are root, who must be able to reach the place.
    directory.chmod(0o711 if is_root else 0o700)
    return directory


def has_room(place: str) -> bool:
    """Whether files may be made there, and enough of them. A container often has next to nothing."""
    return os.access(place, os.W_OK | os.X_OK) and shutil.disk_usage(place).free >= ROOM_BYTES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that wait for most of a minute go first: what is left at the end is shared out in small pieces."""
    items.sort(key=lambda item: item.path.parent.name != "crash")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist the session's directory."""
    node.workerinput["tongpin_directory"] = str(node.config.stash[SHARED])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove the directory, in the process that made it."""
    if LOCK not in config.stash:
        return
    directory = config.stash[SHARED]
    with closing(Databases(directory, "main")) as databases:
        databases.drop_templates()
    os.close(config.stash[LOCK])
    postgres.wait_until_stopped(directory)
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Makes databases; most tests want `database_url` instead."""
    # Late: a test without a database waits for no import of SQLAlchemy.
    from tests import compiled

    compiled.share()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with closing(Databases(request.config.stash[SHARED], worker)) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database with the present schema and no rows; the test runs once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The URL of a fresh database without a schema, once on each kind."""
    with databases.fresh(request.param) as url:
        yield url


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    """The URL of a fresh SQLite database with the present schema."""
    with databases.fresh("sqlite", like=databases.migrated("sqlite")) as url:
        yield url


@pytest.fixture
def postgres_url(databases: Databases) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database with the present schema."""
    with databases.fresh("postgresql", like=databases.migrated("postgresql")) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A headless Chromium, one per process."""
    # Late: half a second, and most runs of a few tests need no browser.
    from tests.browser import launched

    with launched() as started:
        yield started
