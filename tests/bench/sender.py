"""One sender process over a filled outbox: `python -m tests.bench.sender DATABASE_URL JOURNAL THREADS`.

Its platform accepts everything, but is busy for one call in a hundred. What was accepted is written to the journal
at once, so that a killed process has told all it did.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from bot.clock import Clock
from bot.config import Settings
from bot.outbound import Outbound, Pace
from bot.platforms.port import Address, Attachment, PlatformBusy, Sent
from cards.wording import Wording
from storage import outbox
from storage.database import Database
from storage.rates import Rate

BUSY_SHARE = 0.01
BUSY_SECONDS = 0.05
LEASE = timedelta(seconds=2)
NO_LIMIT = Rate(timedelta(microseconds=1), 10**6)


class Journal:
    """A `Platform` that writes down what it accepts, one line per message: when, chat, key."""

    renew_before = timedelta(days=13)
    is_frugal = False
    reach = "feishu:%"

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._calls = 0

    def send(self, to: Address, card: Mapping[str, Any], *, key: str, is_repeat: bool = False) -> Sent:
        """Accept, or be busy."""
        self._calls += 1
        if crc32(f"{key}{self._calls}".encode()) % 10_000 < BUSY_SHARE * 10_000:
            raise PlatformBusy("busy", BUSY_SECONDS)
        os.write(self._file, f"{time.perf_counter():.6f} {to.id} {key}\n".encode())
        return Sent(f"om_{key}", to.id)

    def reply(self, message: str, card: Mapping[str, Any], *, to: Address, key: str, is_repeat: bool = False) -> Sent:
        """Not asked for here."""
        raise AssertionError("nothing replies")

    def update(self, message: str, card: Mapping[str, Any], *, is_last: bool = False) -> None:
        """Not asked for here."""
        raise AssertionError("nothing is updated")

    def recall(self, message: str) -> None:
        """Not asked for here."""
        raise AssertionError("nothing is recalled")

    def download(self, attachment: Attachment) -> bytes:
        """Not asked for here."""
        raise AssertionError("nothing is downloaded")

    def upload(self, name: str, content: bytes) -> str:
        """Not asked for here."""
        raise AssertionError("nothing is uploaded")

    def send_file(self, to: Address, key: str, *, once: str) -> Sent:
        """Not asked for here."""
        raise AssertionError("no file is sent")

    def found_group(self, name: str, members: Sequence[str], *, key: str) -> str:
        """Not asked for here."""
        raise AssertionError("no group is founded")

    def close(self) -> None:
        """Let go of the journal."""
        os.close(self._file)


def drain(url: str, journal: Path, threads: int) -> None:
    """Send until nothing is owed any more. Prints when it begins to send."""
    database, settings = Database(url), Settings()
    platform = Journal(journal)
    pace = Pace(
        threads=threads, lanes=16, per_lane=16, chat_interval=timedelta(0), lease=LEASE,
        app_rate=NO_LIMIT, minute_rate=NO_LIMIT,
    )  # fmt: skip
    wording = Wording(settings.locale.language, settings.zone)
    outbound = Outbound(
        database, {"feishu": platform}, wording, Clock(), settings.zone, owner=f"bench-{os.getpid()}", pace=pace
    )
    print("sending", flush=True)
    outbound.start()
    while _is_owed(database):
        time.sleep(0.02)
    outbound.stop()
    platform.close()
    database.close()


def _is_owed(database: Database) -> bool:
    with database.read() as session:
        return outbox.pending_count(session) > 0


if __name__ == "__main__":
    drain(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
