"""The sample factory in a database, and what a program that runs on it is told."""

from datetime import UTC, datetime

from bot.app import assemble
from bot.clock import ManualClock
from bot.config import Settings
from bot.sample import sample_files
from bot.sandbox.feishu import FeishuTenant, TenantSettings
from bot.seeding import seed, store

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
        "jobs": {
            "feasibility_check": "0 7 * * *",
            "prune": "40 3 * * sun",
            "plan_review": "30 5 1 1 *",
            "risk_scan": "45 4 1 1 *",
        },
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


def load_quiet(url: str) -> None:
    """Bring the sample's master data, without its orders, into a migrated database."""
    _load(url, has_orders=False)


def load_busy(url: str) -> None:
    """Bring the whole sample into a migrated database."""
    _load(url, has_orders=True)


def _load(url: str, *, has_orders: bool) -> None:
    clock = ManualClock(START)
    program = assemble(settings(url), clock, feishu_wire=tenant(clock), threads=0)
    if has_orders:
        seed(program)
    else:
        store(program, [file for file in sample_files(clock().date()) if file.table != "order"])
    program.stop()
