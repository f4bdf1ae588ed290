"""A company on a platform, and the program in one or two places."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from bot import sample
from bot.sample import NAMES
from storage.database import Database
from tests.crash.crowd import Crowd
from tests.crash.ladder import Ladder
from tests.crash.nursery import Nursery, open_nursery
from tests.crash.replica import Replica
from tests.crash.truth import Truth, in_hand, left_to_do, numbers
from tests.standin.feishu import Feishu, running
from tests.standin.program import EVERYBODY, GROUPS, environment, free_port, write_config
from tests.standin.talk import Talk

SAMPLE = Path(sample.__file__).parent
REST_SECONDS = 60.0


@dataclass
class Factory:
    """Everything that takes part."""

    database: Database
    feishu: Feishu
    replicas: list[Replica]
    ladder: Ladder
    crowd: Crowd
    before: set[str]

    @contextmanager
    def ordering(self) -> Iterator[None]:
        """People order and confirm; afterwards every message is delivered and every click has come through."""
        self.crowd.start()
        yield
        self.ladder.finish(REST_SECONDS)
        self.crowd.confirm_the_rest(REST_SECONDS)
        self.crowd.stop()
        assert not self.crowd.shocks, repr(self.crowd.shocks)
        self.comes_to_rest()

    def comes_to_rest(self) -> None:
        """Wait until nothing is left to do."""
        deadline = monotonic() + REST_SECONDS
        while any(left := self.left_to_do()):
            assert monotonic() < deadline, f"unhandled, owed: {left}\n{self.replicas[0].log()}"
            sleep(0.1)

    def left_to_do(self) -> tuple[int, int]:
        """See `truth`."""
        with self.database.read() as session:
            return left_to_do(session)

    def in_hand(self, process: int) -> int:
        """How much a process, alive or dead, has taken to itself and not yet come to an end with."""
        with self.database.read() as session:
            return in_hand(session, process)

    def wrong(self) -> list[str]:
        """See `truth`."""
        with self.database.read() as session:
            return Truth(session, Talk(self.feishu), self.crowd, self.before).wrong()


OpenFactory = Callable[[str, int], Factory]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where processes come from."""
    with open_nursery(environment()) as opened:
        yield opened


@pytest.fixture
def open_factory(nursery: Nursery, tmp_path: Path) -> Iterator[OpenFactory]:
    """Opens a factory on a database with so many replicas, ready for orders."""
    with ExitStack() as stack:
        yield lambda url, count: stack.enter_context(_factory(nursery, tmp_path, url, count))


@contextmanager
def _factory(nursery: Nursery, directory: Path, url: str, count: int) -> Iterator[Factory]:
    with running(EVERYBODY, GROUPS) as feishu, ExitStack() as stack:
        _load(nursery, directory, url)
        replicas = [_replica(nursery, directory, url, feishu) for _ in range(count)]
        sides = [Feishu(feishu.tenant, feishu.base_url, replica.port) for replica in replicas]
        ladder = Ladder(sides, seed=count)
        stack.callback(ladder.close)
        database = Database(url)
        stack.callback(database.close)
        with database.read() as session:
            before = numbers(session)
        crowd = Crowd(feishu, ladder, seed=count)
        stack.callback(crowd.stop)
        for replica in replicas:
            stack.callback(replica.end)
            replica.start()
            replica.wait_until_ready()
        yield Factory(database, feishu, replicas, ladder, crowd, before)


def _replica(nursery: Nursery, directory: Path, url: str, feishu: Feishu) -> Replica:
    port = free_port()
    return Replica(nursery, write_config(directory / f"{port}.toml", url, feishu.base_url, port), port)


def _load(nursery: Nursery, directory: Path, url: str) -> None:
    """Bring in the sample without its orders: how long an answer takes is not under test."""
    config, log = directory / "import.toml", directory / "import.log"
    config.write_text(f'[database]\nurl = "{url}"\n')
    files = [str(SAMPLE / f"{name}.csv") for name in NAMES if name != "orders"]
    process = nursery.fork(log, "--config", str(config), "import", *files)
    assert nursery.wait(process) == 0, log.read_text()
