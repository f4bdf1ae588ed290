"""Tongpin itself as a server under test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.app import Program, assemble
from bot.clock import Clock
from bot.config import (
    DatabaseSettings,
    DeliverySettings,
    FeishuSettings,
    ServerSettings,
    Settings,
    WecomSettings,
)
from bot.seeding import seed
from storage.schema import upgrade
from tests.bench import wecom_deliveries
from tests.bench.deliveries import APP_ID, APP_SECRET, ENCRYPT_KEY, VERIFICATION_TOKEN
from tests.bench.processes import Served, free_port, python, serving
from tests.bench.standin import StandIn

NOWHERE = "http://127.0.0.1:9"
"""No platform: nothing is ever sent there."""


def settings_for(
    url: str, *, port: int = 8000, platform: str = NOWHERE, delivery: DeliverySettings | None = None
) -> Settings:
    """Settings with Feishu enabled and the keys of `deliveries`."""
    return Settings(
        server=ServerSettings(port=port),
        database=DatabaseSettings(url=url),
        delivery=delivery or DeliverySettings(),
        feishu=FeishuSettings(
            enabled=True, app_id=APP_ID, app_secret=SecretStr(APP_SECRET), encrypt_key=SecretStr(ENCRYPT_KEY),
            verification_token=SecretStr(VERIFICATION_TOKEN), base_url=platform,
        ),
    )  # fmt: skip


def wecom_settings_for(url: str, *, port: int = 8000) -> Settings:
    """Settings with WeCom enabled, and only that, and the keys of `wecom_deliveries`."""
    return Settings(
        server=ServerSettings(port=port, secret_key=SecretStr("bench-secret-key-of-the-forms")),
        database=DatabaseSettings(url=url),
        wecom=WecomSettings(
            enabled=True, corp_id=wecom_deliveries.CORP_ID, agent_id=wecom_deliveries.AGENT_ID,
            secret=SecretStr(wecom_deliveries.SECRET), token=SecretStr(wecom_deliveries.TOKEN),
            encoding_aes_key=SecretStr(wecom_deliveries.ENCODING_AES_KEY), base_url=NOWHERE,
        ),
    )  # fmt: skip


def load_sample(url: str) -> str:
    """Bring a fresh database to the sample factory; gives its URL."""
    upgrade(url)
    program = assemble(settings_for(url), Clock(), feishu_wire=StandIn(), threads=0)
    try:
        seed(program)
    finally:
        let_go(program)
    return url


def let_go(program: Program) -> None:
    """Close a program that was never started."""
    program.planner.close()
    program.database.close()


def write_config(path: Path, url: str, port: int, platform: str) -> Path:
    """A configuration file as an operator would write it."""
    path.write_text(
        f'[server]\nport = {port}\n[database]\nurl = "{url}"\n[feishu]\nenabled = true\napp_id = "{APP_ID}"\n'
        f'app_secret = "{APP_SECRET}"\nverification_token = "{VERIFICATION_TOKEN}"\nencrypt_key = "{ENCRYPT_KEY}"\n'
        f'base_url = "{platform}"\n',
        "utf-8",
    )
    return path


@contextmanager
def tongpin(url: str, folder: Path, platform: str) -> Iterator[Served]:
    """`tongpin serve`, as it is installed."""
    port = free_port()
    config = write_config(folder / f"config-{port}.toml", url, port, platform)
    start = "from bot.cli import main; main()"
    with serving(python("-c", start, "--config", str(config), "serve"), port, folder) as served:
        yield served


@contextmanager
def module(name: str, folder: Path, *arguments: str, ready: str = "/readyz") -> Iterator[Served]:
    """A server of this folder: `python -m tests.bench.<name> PORT …`; see `serving`."""
    port = free_port()
    with serving(python("-m", f"tests.bench.{name}", str(port), *arguments), port, folder, ready=ready) as served:
        yield served
