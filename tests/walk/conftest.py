"""The program, running."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One running program for all walks: a newcomer finds what others have left, too."""
    directory, port = tmp_path_factory.mktemp("walk"), free_port()
    environment = os.environ | {
        "TONGPIN_SERVER__PORT": str(port), "TONGPIN_DATABASE__URL": f"sqlite:///{directory}/tongpin.db",
    }  # fmt: skip
    command = [sys.executable, "-c", "from bot.cli import main; main()", "serve", "--sandbox"]
    with (directory / "output").open("w+") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            url = f"http://127.0.0.1:{port}/"
            _wait_until_ready(process, url)
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
            output.seek(0)
            said = output.read()
    assert process.returncode == 0, said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}readyz").status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the program did not become ready")
