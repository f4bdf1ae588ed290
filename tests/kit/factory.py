"""The sample factory in a database, and what a program that runs on it is told."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.app import assemble
from bot.clock import ManualClock
from bot.config import Settings
from bot.sample import sample_files
from bot.sandbox.feishu import FeishuTenant, TenantSettings
from bot.sandbox.wecom import WecomSettings, WecomTenant
from bot.seeding import seed, store

AES_KEY = "Yq3vN8kTz0RcWf5LmXo7HdJs2BgUePa9ViKyCt4Qx1B"
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
            "reconcile_forms": "50 3 * * sun",
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


def wecom_settings(url: str, **changes: object) -> Settings:
    """A configuration for a story on WeCom."""
    told: dict[str, object] = {
        "server": {"secret_key": "secret-key", "public_url": "https://tongpin.example.com"},
        "feishu": {"enabled": False},
        "wecom": {
            "enabled": True, "corp_id": "ww-story", "agent_id": 1000031, "secret": "app-secret", "token": "token",
            "encoding_aes_key": AES_KEY, "redraw_seconds": 0, "spread_seconds": 0, "sign_in": False,
            "aibot": {"enabled": True, "bot_id": "aib-story", "secret": "bot-secret"},
        },
    }  # fmt: skip
    return settings(url, **(told | changes))


def both_settings(url: str, **changes: object) -> Settings:
    """A configuration for a story on both platforms."""
    on_wecom = wecom_settings(url)
    told: dict[str, object] = {"server": on_wecom.server, "wecom": on_wecom.wecom}
    return settings(url, **(told | changes))


def wecom_tenant(clock: ManualClock) -> WecomTenant:
    """The company's WeCom, with nobody in it yet."""
    console = WecomSettings(
        corp_id="ww-story", agent_id=1000031, secret="app-secret", token="token", encoding_aes_key=AES_KEY,
        aibot_id="aib-story", aibot_secret="bot-secret",
    )  # fmt: skip
    return WecomTenant(console, clock)


def load_quiet(url: str) -> None:
    """Bring the sample's master data, without its orders, into a migrated database."""
    _load(url, has_orders=False)


def load_busy(url: str) -> None:
    """Bring the whole sample into a migrated database, its chats on Feishu."""
    _load(url, has_orders=True)


def load_busy_wecom(url: str) -> None:
    """The same with its chats on WeCom."""
    _load(url, has_orders=True, chosen=wecom_settings)


BUSY = {"feishu": load_busy, "wecom": load_busy_wecom}


def _load(url: str, *, has_orders: bool, chosen: Callable[[str], Settings] = settings) -> None:
    clock = ManualClock(START)
    program = assemble(chosen(url), clock, feishu_wire=tenant(clock), wecom_wire=wecom_tenant(clock), threads=0)
    if has_orders:
        seed(program)
    else:
        store(program, [file for file in sample_files(clock().date()) if file.table != "order"])
    program.stop()
