"""The load generator, a process of its own: `python -m tests.bench.load PORT FILE SECONDS [RATE]`.

Closed loop: 32 connections, each sending its next request when the answer has come. With a rate: requests leave at
their time, whatever the server does, and a latency counts from that time.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import uvloop

from tests.bench.deliveries import keep, kept
from tests.bench.figures import percentile
from tests.bench.processes import ROOT, python

CONNECTIONS = 32
WARM_UP = 64
"""The first answers are not measured: caches fill, connections open."""
LATE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    """What the load generator saw. Latencies in milliseconds; `answered` counts the warm-up too."""

    answered: int
    refused: int
    per_second: float
    p50: float
    p95: float
    p99: float
    worst: float


class _Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request on its way."""

    def __init__(self, run: "_Run") -> None:
        self._run = run
        self._received = b""
        self._due = 0.0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own has no base class

    def send(self, request: bytes, due: float) -> None:
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if found and len(body) >= _content_length(head):
            self._received = b""
            self._run.answered(self, head.startswith(b"HTTP/1.1 200"), self._due)

    def connection_lost(self, exc: Exception | None) -> None:
        self._run.lost(self)


class _Run:
    """One run over all connections."""

    def __init__(self, requests: list[bytes], seconds: float, rate: float) -> None:
        self._requests: Iterator[bytes] = iter(requests)
        self._seconds, self._rate = seconds, rate
        self._idle: list[_Connection] = []
        self._waiting: list[float] = []
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._on_their_way = 0
        self._began = self._first = self._last = 0.0
        self.count = self.refused = 0
        self.latencies: list[float] = []

    async def run(self, port: int) -> Load:
        loop = asyncio.get_running_loop()
        connections = [
            (await loop.create_connection(lambda: _Connection(self), "127.0.0.1", port))[1] for _ in range(CONNECTIONS)
        ]
        self._began = time.perf_counter()
        if self._rate:
            self._idle = connections
            await self._pour()
        else:
            for connection in connections:
                self._send(connection, time.perf_counter())
        await asyncio.wait_for(self._done, self._seconds + LATE_SECONDS)
        return self._load()

    async def _pour(self) -> None:
        """Open loop: each request at its time, over whichever connection is free."""
        for number in range(int(self._seconds * self._rate)):
            due = self._began + number / self._rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if self._idle:
                self._send(self._idle.pop(0), due)  # in turn: a server closes whoever is silent for seconds
            else:
                self._waiting.append(due)
        self._rate = 0
        self._seconds = 0
        self._end_if_idle()

    def answered(self, connection: _Connection, is_good: bool, due: float) -> None:
        now = time.perf_counter()
        self.count += 1
        self.refused += not is_good
        self._on_their_way -= 1
        if self.count > WARM_UP:
            self._first = self._first or now
            self._last = now
            self.latencies.append((now - due) * 1000)
        if self._waiting:
            self._send(connection, self._waiting.pop(0))
        elif self._rate:
            self._idle.append(connection)
        elif now - self._began < self._seconds:
            self._send(connection, now)
        self._end_if_idle()

    def lost(self, connection: _Connection) -> None:
        if not self._done.done():
            self._done.set_exception(ConnectionError("the server closed a connection"))

    def _send(self, connection: _Connection, due: float) -> None:
        request = next(self._requests, None)
        if request is None:
            return
        self._on_their_way += 1
        connection.send(request, due)

    def _end_if_idle(self) -> None:
        if not self._on_their_way and not self._rate and not self._done.done():
            self._done.set_result(None)

    def _load(self) -> Load:
        took = max(self._last - self._first, 1e-9)
        p50, p95, p99 = (percentile(self.latencies, share) for share in (0.5, 0.95, 0.99))
        return Load(
            self.count,
            self.refused,
            max(0, len(self.latencies) - 1) / took,
            p50,
            p95,
            p99,
            max(self.latencies, default=0.0),
        )


def _content_length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0] or 0)


def load(port: int, requests: list[bytes], folder: Path, seconds: float, rate: float = 0.0) -> Load:
    """Have another process put load on a server of this machine."""
    path = keep(requests, folder / f"requests-{port}")
    command = python("-m", "tests.bench.load", str(port), str(path), str(seconds), str(rate))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the load generator failed:\n{done.stderr[-2000:]}")
    return Load(**json.loads(done.stdout))


async def _main(port: int, path: Path, seconds: float, rate: float) -> Load:
    return await _Run(kept(path), seconds, rate).run(port)


if __name__ == "__main__":
    port, path, seconds, rate = sys.argv[1:5]
    print(json.dumps(asdict(uvloop.run(_main(int(port), Path(path), float(seconds), float(rate))))))
