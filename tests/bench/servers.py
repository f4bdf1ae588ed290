"""A folder and a PostgreSQL server for one benchmark, gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import postgres


@contextmanager
def databases() -> Iterator[tuple[Path, str]]:
    """A folder, and the URL of an empty database on a server that keeps what it has acknowledged."""
    directory = Path(tempfile.mkdtemp(prefix="tongpin-bench-", dir="/tmp" if os.geteuid() == 0 else None))
    directory.chmod(0o711)  # PostgreSQL runs as somebody else when we are root
    lock = postgres.hold(directory / "alive")
    try:
        server = postgres.start_server(directory, durable=True)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        yield directory, server.rpartition("/")[0] + "/bench"
    finally:
        os.close(lock)
        postgres.wait_until_stopped(directory)
        shutil.rmtree(directory, ignore_errors=True)
