"""One place where the program runs, in one life after the other."""

import signal
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from tests.crash.nursery import Nursery
from tests.standin.program import START_SECONDS, is_ready


@dataclass
class Replica:
    """`tongpin serve` with a configuration of its own."""

    nursery: Nursery
    config: Path
    port: int
    process: int = 0
    """The id of the present life's process; 0 while there is none."""

    def start(self) -> None:
        """A new life."""
        self.process = self.nursery.fork(self._log, "--config", str(self.config), "serve")

    def kill(self) -> None:
        """SIGKILL: nobody gets to tidy up. It must have been alive until then."""
        process, self.process = self.process, 0
        code = self.nursery.end(process)
        assert code == -signal.SIGKILL, f"it had ended by itself with {code}:\n{self.log()}"

    def stop(self) -> None:
        """End it as an operator does; uvicorn ends of the very signal once it has tidied up."""
        process, self.process = self.process, 0
        code = self.nursery.end(process, signal.SIGTERM)
        assert code in (0, -signal.SIGTERM), f"it ended with {code}:\n{self.log()}"

    def end(self) -> None:
        """Nothing of it is left, however the test went."""
        if self.process:
            self.nursery.end(self.process)

    def wait_until_ready(self) -> None:
        """Wait for `/readyz`."""
        deadline = monotonic() + START_SECONDS
        while not is_ready(self.port):
            assert monotonic() < deadline, f"not ready after {START_SECONDS} s:\n{self.log()}"
            sleep(0.02)

    def log(self) -> str:
        """What all its lives wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _log(self) -> Path:
        return self.config.with_suffix(".log")
