"""The sandbox inside a running program: a tenant on each platform with the factory's people and chats, and a page."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI

from bot.app import Program
from bot.clock import Clock
from bot.config import Settings
from bot.grammar.commands import every_command
from bot.sandbox import feishu, wecom
from bot.sandbox.company import Company
from bot.sandbox.feishu.http import router_for as feishu_router
from bot.sandbox.page import Corp, Counterparts, page_router
from bot.sandbox.passage import Passage
from bot.sandbox.wecom.aibot.http import ws_router
from bot.sandbox.wecom.http import router_for as wecom_router
from cards.wording import Wording
from storage.database import Database

COMPANY = "星澜智能家居"
BOT_NAME = "同频"


class Sandbox:
    """The platforms' side: the tenants, their page, and a clock that can be moved."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        folder = _folder(settings)
        self._settings, self._clock = settings, clock
        self._words = Wording(settings.locale.language, settings.zone)
        self._clock_file = folder / "sandbox-clock.json"
        self.feishu = _feishu(settings, clock, folder / "sandbox-feishu.db")
        self.wecom = _wecom(settings, clock, folder / "sandbox-wecom.db")
        self.counterparts = Counterparts()
        """Who is who, once it is populated."""
        self._resume_clock()
        clock.on_advance(self._clock_moved)

    def populate(self, database: Database) -> None:
        """The tenants' people and groups are the factory's; those that are there already are left as they are."""
        company = Company.read(database, self._words)
        company.move_into_feishu(self.feishu)
        company.move_into_wecom(self.wecom)
        self.counterparts = company.counterparts()

    def pages(self, program: Program, is_stopping: Callable[[], bool]) -> FastAPI:
        """The page at `/`, whose clock moves this program's time, and the tenants' own sides."""
        commands = [
            {
                "word": f"/{entry.word}",
                "alias": entry.alias,
                "usage": entry.view.example_in(self._words),
                "summary": self._words.say(f"help.{entry.word}"),
            }
            for entry in every_command()
        ]
        app = FastAPI(title="Tongpin", docs_url=None, redoc_url=None, openapi_url=None)
        app.include_router(feishu_router(self.feishu))
        app.include_router(wecom_router(self.wecom))
        app.include_router(ws_router(self.wecom))
        app.include_router(
            page_router(
                self.feishu, self._clock, lambda: commands, corp=Corp(self.wecom, self.counterparts),
                let_pass=Passage(self._clock, program).let_pass, language=self._settings.locale.language,
                is_stopping=is_stopping,
            )
        )  # fmt: skip
        return app

    def start(self) -> None:
        """Begin to push events."""
        self.feishu.start()
        self.wecom.start()

    def stop(self) -> None:
        """Push no more."""
        for tenant in (self.feishu, self.wecom):
            tenant.stop()
            tenant.close()

    def _clock_moved(self) -> None:
        self._clock_file.write_text(json.dumps({"shift_seconds": self._clock.shift.total_seconds()}), "utf-8")
        self.feishu.clock_moved()
        self.wecom.clock_moved()

    def _resume_clock(self) -> None:
        """Time goes on from where it was moved to: it never runs backwards, not even over a restart."""
        if self._clock_file.exists():
            saved = json.loads(self._clock_file.read_text("utf-8"))
            self._clock.advance(timedelta(seconds=max(0.0, float(saved["shift_seconds"]))))


def _feishu(settings: Settings, clock: Clock, path: Path) -> feishu.FeishuTenant:
    told = settings.feishu
    tenant = feishu.TenantSettings(
        app_id=told.app_id, app_secret=told.app_secret.get_secret_value(),
        encrypt_key=told.encrypt_key.get_secret_value(), verification_token=told.verification_token.get_secret_value(),
        tenant_name=COMPANY, path=path, has_long_connection=told.mode == "websocket",
    )  # fmt: skip
    post = feishu.HttpPost(f"http://127.0.0.1:{settings.server.port}/feishu/webhook")
    return feishu.FeishuTenant(tenant, clock=clock, post=post)


def _wecom(settings: Settings, clock: Clock, path: Path) -> wecom.WecomTenant:
    told, bot = settings.wecom, settings.wecom.aibot
    corp = wecom.WecomSettings(
        corp_id=told.corp_id, agent_id=told.agent_id, secret=told.secret.get_secret_value(),
        token=told.token.get_secret_value(), encoding_aes_key=told.encoding_aes_key.get_secret_value(),
        aibot_id=bot.bot_id, aibot_secret=bot.secret.get_secret_value(), aibot_token=bot.token.get_secret_value(),
        aibot_aes_key=bot.encoding_aes_key.get_secret_value(), aibot_mode=bot.mode,
        bot_files_base=told.base_url, path=path, name=BOT_NAME, corp_name=COMPANY,
        trusted_domains=_trusted(settings.server.public_url),
    )  # fmt: skip
    here = f"http://127.0.0.1:{settings.server.port}"
    tenant = wecom.WecomTenant(corp, clock, wecom.HttpPost(f"{here}/wecom/callback"))
    tenant.deliver_bot_callbacks_to(wecom.HttpPost(f"{here}/wecom/aibot"))
    return tenant


def _trusted(public_url: str) -> frozenset[str]:
    """Where a web sign-in may lead back to."""
    return frozenset({"127.0.0.1", "localhost", urlsplit(public_url).hostname or ""})


def _folder(settings: Settings) -> Path:
    """The program's own, which may be needed before there is a database in it."""
    folder = settings.folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder
