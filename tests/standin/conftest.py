"""Tongpin with the sample factory, talking to a Feishu that is not the sandbox."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.standin.feishu import Feishu, running
from tests.standin.program import EVERYBODY, GROUPS, Served, free_port, open_id, seed, serving, write_config
from tests.standin.talk import Talk

STRANGER = "stranger"
"""Somebody of the company whom the program was never told of."""


@dataclass
class Standing(Talk):
    """A conversation, and the program on the other side of it."""

    served: Served

    def restart(self) -> None:
        """SIGKILL, and start again; what the program had started is gone by then."""
        self.served.kill()
        assert not self.served.leftovers()
        self.served.start()


@contextmanager
def standing(
    directory: Path,
    database: str,
    *,
    is_seeded: bool = True,
    connecting: Callable[[Feishu], Iterator[None]] | None = None,
) -> Iterator[Standing]:
    """The platform and the program, both gone afterwards; `connecting` opens the long connection's other end."""
    with running(EVERYBODY | {open_id(STRANGER)}, GROUPS) as feishu, ExitStack() as stack:
        if connecting is not None:
            stack.enter_context(contextmanager(connecting)(feishu))
        feishu.port = free_port()
        mode = "webhook" if connecting is None else "websocket"
        config = write_config(directory / "config.toml", database, feishu.base_url, feishu.port, mode)
        if not is_seeded:
            seed(config)
        yield Standing(feishu, stack.enter_context(serving(config, feishu.port)))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that `tongpin seed` filled, made once per session; take a copy."""
    directory = tmp_path_factory.getbasetemp() / "standin"
    if tmp_path_factory.getbasetemp().name.startswith("popen-"):
        directory = tmp_path_factory.getbasetemp().parent / "standin"  # shared by the workers of pytest-xdist
    directory.mkdir(exist_ok=True)
    made, database = directory / "made", directory / "sample.db"
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            seed(write_config(directory / "config.toml", f"sqlite:///{database}", "http://127.0.0.1:9", free_port()))
            made.touch()
    return database


def copied(sample: Path, directory: Path) -> str:
    """The URL of a copy of the sample in this directory."""
    for part in sample.parent.glob(sample.name + "*"):
        shutil.copyfile(part, directory / part.name)
    return f"sqlite:///{directory / sample.name}"


@pytest.fixture(scope="session")
def tongpin(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """One running program for all tests that do not disturb it."""
    directory = tmp_path_factory.mktemp("tongpin")
    with standing(directory, copied(sample, directory)) as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Standing]:
    """The program, once on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("tongpin")
    else:
        with standing(tmp_path, request.getfixturevalue("postgres_url"), is_seeded=False) as started:
            yield started
