"""Seeded databases: the sample factory is loaded once per process and kind of database, then copied for each story."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.app import assemble
from bot.clock import ManualClock
from bot.config import Settings
from bot.files import ImportFile
from bot.sample import sample_files
from bot.sandbox.feishu import FeishuTenant, TenantSettings
from bot.seeding import seed, store
from tests.databases import Databases

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 09:00 at the factory: a working day an hour into its first shift."""


def settings(url: str, **changes: object) -> Settings:
    """A whole configuration for a story. Reads neither file nor environment."""
    told: dict[str, object] = {
        "database": {"url": url},
        "feishu": {
            "enabled": True,
            "app_id": "cli_story",
            "app_secret": "app-secret",
            "verification_token": "verification-token",
            "encrypt_key": "encrypt-key",
        },
        # Every half hour, as by default, is 1,440 times in a story of thirty days.
        "jobs": {"feasibility_check": "0 7 * * *", "prune": "40 3 * * sun"},
    }
    return Settings.model_validate(told | changes)


def tenant(clock: ManualClock) -> FeishuTenant:
    """The company's Feishu, with nobody in it yet."""
    console = TenantSettings(
        app_id="cli_story",
        app_secret="app-secret",
        encrypt_key="encrypt-key",
        verification_token="verification-token",
    )
    return FeishuTenant(console, clock=clock)


class Factories:
    """Makes databases with the sample's master data, with or without its orders."""

    def __init__(self, databases: Databases, directory: Path) -> None:
        self._databases = databases
        self._directory = directory
        self._templates: dict[tuple[str, bool], str] = {}
        self._open = ExitStack()

    def close(self) -> None:
        """Drop the templates."""
        self._open.close()

    @contextmanager
    def make(self, kind: str, directory: Path, *, has_orders: bool) -> Iterator[str]:
        """The URL of a new one. `kind` is `sqlite` or `postgresql`."""
        template = self._template(kind, has_orders)
        is_sqlite = kind == "sqlite"
        databases = self._databases
        copy = databases.sqlite(directory, like=template) if is_sqlite else databases.postgresql(like=template)
        with copy as url:
            yield url

    def _template(self, kind: str, has_orders: bool) -> str:
        if (kind, has_orders) not in self._templates:
            made = self._databases.sqlite(self._directory) if kind == "sqlite" else self._databases.postgresql()
            url = self._open.enter_context(made)
            _load(url, has_orders)
            self._templates[kind, has_orders] = url
        return self._templates[kind, has_orders]


def _load(url: str, has_orders: bool) -> None:
    clock = ManualClock(START)
    program = assemble(settings(url), clock, feishu_wire=tenant(clock), threads=0)
    if has_orders:
        seed(program)
    else:
        store(program, _without_orders(sample_files(clock().date())))
    program.stop()
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(urlsplit(url).path)) as connection:
            # What is still in the write-ahead log would be missing from a copy of the file.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _without_orders(files: list[ImportFile]) -> list[ImportFile]:
    return [file for file in files if file.table != "order"]
