"""The sandbox inside a running program: one Feishu tenant with the factory's people and chats, and its page."""

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from pydantic import SecretStr

from bot.app import Program
from bot.clock import Clock
from bot.config import FeishuSettings, Settings
from bot.grammar.commands import every_command
from bot.sandbox.feishu import FeishuTenant, HttpPost, TenantSettings
from bot.sandbox.feishu.http import router_for
from bot.sandbox.page import page_router
from bot.sandbox.passage import Passage
from cards.wording import Wording
from storage.database import Database
from storage.people import accounts, departments, find_people

EVERYBODY = "oc_collab"
"""产销研协同组: everybody is in it."""

DEPARTMENTS = ("sales", "production", "rnd", "purchasing", "quality", "warehouse", "management")


def with_sandbox(settings: Settings) -> Settings:
    """The same settings, with Feishu played by this very process under keys made up for this run."""
    base_url = f"http://127.0.0.1:{settings.server.port}/sandbox/feishu"
    feishu = FeishuSettings(
        enabled=True, mode=settings.feishu.mode, app_id="cli_sandbox", app_secret=SecretStr(secrets.token_hex(16)),
        verification_token=SecretStr(secrets.token_hex(16)), encrypt_key=SecretStr(secrets.token_hex(16)),
        base_url=base_url,
    )  # fmt: skip
    return settings.model_copy(update={"feishu": feishu})


class Sandbox:
    """Feishu's side: the tenant, its page, and a clock that can be moved."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        feishu, folder = settings.feishu, _folder(settings)
        self._settings, self._clock = settings, clock
        self._clock_file = folder / "sandbox-clock.json"
        self.tenant = FeishuTenant(
            TenantSettings(
                app_id=feishu.app_id, app_secret=feishu.app_secret.get_secret_value(),
                encrypt_key=feishu.encrypt_key.get_secret_value(),
                verification_token=feishu.verification_token.get_secret_value(),
                tenant_name="星澜智能家居", path=folder / "sandbox-feishu.db",
                has_long_connection=feishu.mode == "websocket",
            ),
            clock=clock,
            post=HttpPost(f"http://127.0.0.1:{settings.server.port}/feishu/webhook"),
        )  # fmt: skip
        self._resume_clock()
        clock.on_advance(self._clock_moved)

    def populate(self, database: Database) -> None:
        """The tenant's people and groups are the factory's; those that are there already are left as they are."""
        with database.read() as session:
            found = {department.key: department for department in departments(session)}
            people = sorted(find_people(session), key=lambda person: (_rank(person.department), person.key))
            names = accounts(session, [person.key for person in people], "feishu")
        words = Wording(self._settings.locale.language, self._settings.zone)
        people = [person for person in people if person.key in names]
        for person in people:
            titles = words.show([words.label(role) for role in person.roles])
            belongs_to = found[person.department].name
            self.tenant.add_person(names[person.key], person.name, department=belongs_to, job_title=titles)
        for department in found.values():
            members = [names[person.key] for person in people if person.department == department.key]
            self._add_groups(department.name, department.chats, members)

    def _add_groups(self, name: str, chats: Sequence[str], members: Sequence[str]) -> None:
        known = {chat.chat_id for chat in self.tenant.chats()}
        for chat in chats:
            platform, _, chat_id = chat.partition(":")
            if platform == "feishu" and chat_id not in known:
                everybody = [person.open_id for person in self.tenant.people()]
                self.tenant.add_group(chat_id, name, everybody if chat_id == EVERYBODY else members)

    def pages(self, program: Program, is_stopping: Callable[[], bool]) -> FastAPI:
        """The page at `/`, whose clock moves this program's time, and the tenant's REST side."""
        words = Wording(self._settings.locale.language, self._settings.zone)
        commands = [
            {
                "word": f"/{entry.word}",
                "alias": entry.alias,
                "usage": entry.view.example_in(words),
                "summary": words.say(f"help.{entry.word}"),
            }
            for entry in every_command()
        ]
        app = FastAPI(title="Tongpin", docs_url=None, redoc_url=None, openapi_url=None)
        app.include_router(router_for(self.tenant))
        app.include_router(
            page_router(
                self.tenant, self._clock, lambda: commands, let_pass=Passage(self._clock, program).let_pass,
                language=self._settings.locale.language, is_stopping=is_stopping,
            )
        )  # fmt: skip
        return app

    def start(self) -> None:
        """Begin to push events."""
        self.tenant.start()

    def stop(self) -> None:
        """Push no more."""
        self.tenant.stop()
        self.tenant.close()

    def _clock_moved(self) -> None:
        self._clock_file.write_text(json.dumps({"shift_seconds": self._clock.shift.total_seconds()}), "utf-8")
        self.tenant.clock_moved()

    def _resume_clock(self) -> None:
        """Time goes on from where it was moved to: it never runs backwards, not even over a restart."""
        if self._clock_file.exists():
            saved = json.loads(self._clock_file.read_text("utf-8"))
            self._clock.advance(timedelta(seconds=max(0.0, float(saved["shift_seconds"]))))


def _rank(department: str) -> int:
    """Sales first: the first thing to try is an order."""
    return DEPARTMENTS.index(department) if department in DEPARTMENTS else len(DEPARTMENTS)


def _folder(settings: Settings) -> Path:
    """The program's own, which may be needed before there is a database in it."""
    folder = settings.folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder
