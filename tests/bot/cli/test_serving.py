"""`tongpin serve` as an operator runs it: its address, and its end."""

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from tests.bot.cli.conftest import UNREACHABLE
from tests.standin.program import environment, free_port

PATIENCE = 60.0
NOT_FOR_A_START = {
    "alembic",
    "anyio._backends",
    "apscheduler.schedulers",
    "bot.files",
    "bot.grammar.order_entry",
    "bot.sandbox",
    "core.planning.promise.engine",
    "fastapi",
    "httpx",
    "jinja2",
    "lark_oapi",
    "openpyxl",
    "psycopg",
    "requests",
    "sqlalchemy.dialects.postgresql",
    "websockets",
}
"""Slow to load, and needed by what comes later, or by other commands and settings."""
START = """
import sys
from pathlib import Path
from bot.cli import context, serving

context.CONFIG.path = Path(sys.argv[1])
chosen = context.settings()
context.upgrade(chosen)
program = serving.assemble(chosen, serving.Clock())
serving.apply_configured(program)
serving.make_app(program)
program.planner.close()
program.database.close()
print(*sys.modules)
"""
"""What `tongpin serve` does before it listens."""


class Serving:
    """One run of the program without a sandbox."""

    def __init__(self, folder: Path, told: str) -> None:
        self.port, self._config, self._log = free_port(), folder / "config.toml", folder / "out.txt"
        self._config.write_text(
            f'[server]\nport = {self.port}\npublic_url = "http://127.0.0.1:{self.port}/"\n'
            f'[database]\nurl = "sqlite:///{folder}/t.db"\n{told}',
            "utf-8",
        )
        command = [str(Path(sys.executable).with_name("tongpin")), "--config", str(self._config), "serve"]
        with self._log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, env=environment())

    @property
    def said(self) -> str:
        """What it wrote so far."""
        return self._log.read_text("utf-8")

    def wait_until(self, words: str) -> None:
        """Until it has written this."""
        deadline = monotonic() + PATIENCE
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert monotonic() < deadline, self.said
            sleep(0.02)

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
        connection.close()
        return found

    def wait_until_busy(self) -> None:
        """Until what was sent before has been read."""
        assert self.get("/healthz")[0] == 200

    def wait_until_ready(self, is_ready: bool = True) -> str:
        """Until `/readyz` says so; gives what it says."""
        deadline = monotonic() + PATIENCE
        while True:
            status, _, said = self.get("/readyz")
            if (status == 200) is is_ready:
                return said
            assert monotonic() < deadline, said
            sleep(0.005)

    def planner(self) -> psutil.Process:
        """The process for answers, its first besides itself; for plans it has another one as soon as it makes some."""
        return min(psutil.Process(self.process.pid).children(), key=lambda each: each.create_time())

    def wait_until_deaf(self) -> None:
        """Until it takes no more requests."""
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                return
            sleep(0.01)
        raise AssertionError("it goes on")

    def catches(self, number: signal.Signals) -> bool:
        """It has something of its own to do on this signal."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
        return bool(int(caught.split()[1], 16) >> (number - 1) & 1)

    def ends_with(self, *signals: signal.Signals) -> int:
        """Its exit code after these signals."""
        for each in signals:
            self.process.send_signal(each)
        return self.process.wait(PATIENCE)


@pytest.fixture(params=[""])
def serving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Serving]:
    started = Serving(tmp_path, request.param)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.wait()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_with_care_and_that_is_no_failure(serving: Serving, by: signal.Signals) -> None:
    serving.wait_until("Ctrl-C stops it")

    assert serving.ends_with(by) == 0
    assert "Traceback" not in serving.said
    assert "Aborted" not in serving.said


def test_it_can_be_stopped_while_it_starts(serving: Serving) -> None:
    deadline = monotonic() + PATIENCE
    while not serving.catches(signal.SIGTERM):
        assert monotonic() < deadline
        sleep(0.005)

    assert serving.ends_with(signal.SIGTERM) == 0


LOST = """
import signal, sys, weakref
from bot.cli import serving
from bot.cli.main import app

class Thing: ...

def lose(*_):
    signal.raise_signal(signal.SIGTERM)

def upgrade(chosen, really=serving.upgrade):
    thing = Thing()
    reference = weakref.ref(thing, lose)
    del thing
    really(chosen)

serving.upgrade = upgrade
app(["--config", sys.argv[1], "serve"])
"""


def test_a_signal_that_python_drops_while_it_starts_stops_it_all_the_same(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[server]\nport = {free_port()}\n[database]\nurl = "sqlite:///{tmp_path}/t.db"\n', "utf-8")

    ended = subprocess.run(
        [sys.executable, "-c", LOST, str(config)], timeout=PATIENCE, capture_output=True, text=True, env=environment()
    )

    assert "Exception ignored" in ended.stderr
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("serving", [UNREACHABLE], indirect=True)
def test_a_second_signal_ends_it_at_once(serving: Serving) -> None:
    serving.wait_until(f"Feishu callbacks: http://127.0.0.1:{serving.port}/feishu/webhook")
    with socket.create_connection(("127.0.0.1", serving.port)) as line:
        # A request that never ends: it would be waited for.
        line.sendall(b"POST /feishu/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
        serving.wait_until_busy()
        serving.process.send_signal(signal.SIGTERM)
        serving.wait_until_deaf()

        assert serving.ends_with(signal.SIGTERM) == 128 + signal.SIGTERM


@pytest.mark.parametrize("serving", ["", '[locale]\nlanguage = "en"\n'], indirect=True)
def test_the_bare_address_says_what_this_is(serving: Serving) -> None:
    serving.wait_until("No platform is enabled")

    status, headers, page = serving.get("/")

    assert status == 200
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert 'href="/healthz"' in page
    assert ("运行正常" in page) == ('lang="zh-CN"' in page)
    assert ("It is running and ready." in page) == ('lang="en"' in page)
    assert "://" not in page


def test_a_start_loads_nothing_that_is_only_needed_later(sqlite_url: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'database.url = "{sqlite_url}"\n{UNREACHABLE}', "utf-8")

    done = subprocess.run(
        [sys.executable, "-c", START, str(config)], capture_output=True, text=True, check=True, timeout=PATIENCE,
        env=environment(),
    )  # fmt: skip

    assert set(done.stdout.split()) & NOT_FOR_A_START == set()


def test_the_pages_tell_what_becomes_of_the_planner_and_nothing_of_it_stays(serving: Serving) -> None:
    serving.wait_until("Ctrl-C stops it")
    serving.wait_until_ready()
    first = serving.planner()

    first.kill()
    said = serving.wait_until_ready(is_ready=False)
    serving.wait_until_ready()
    second, figures = serving.planner(), serving.get("/metrics")[2]

    assert "planner: " in said
    assert second.pid != first.pid
    assert 'tongpin_planner_restarts_total{work="answers"} 1.0' in figures
    assert 'tongpin_planner_queue{work="answers"} 0.0' in figures
    assert serving.ends_with(signal.SIGTERM) == 0
    assert not second.is_running()


def test_an_address_without_a_page_is_not_found(serving: Serving) -> None:
    serving.wait_until("No platform is enabled")

    assert serving.get("/no/such/page")[0] == 404
