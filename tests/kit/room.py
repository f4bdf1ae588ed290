"""One company in one story: its people and chats, the running program, the clock."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from time import monotonic, sleep
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlmodel import Session, select

from bot.app import Program, assemble
from bot.clock import ManualClock
from bot.config import Settings
from bot.outbound import Pace
from bot.planner.inline import InlinePlanner
from bot.planner.processes import PlannerProcesses
from bot.sandbox.common.failures import Failures
from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.wecom import WecomTenant
from core.people import Department, Person, PersonIdentity
from handlers.command import Command
from storage.rates import Rate
from tests.kit.both_stages import BothStages
from tests.kit.calendar import Timeline
from tests.kit.deeds import Deeds, FeishuDeeds, WecomDeeds
from tests.kit.engine import MoodyEngine
from tests.kit.factory import START, both_settings, settings, wecom_settings
from tests.kit.feishu_stage import FeishuStage
from tests.kit.shown import Shown
from tests.kit.stage import Flash, Stage
from tests.kit.view import View
from tests.kit.wecom_stage import WecomStage
from tests.kit.writing import InlineWriter

STAGES: dict[str, Callable[[ManualClock], Stage]] = {
    "feishu": FeishuStage, "wecom": WecomStage, "both": BothStages,
}  # fmt: skip
SETTINGS: dict[str, Callable[..., Settings]] = {
    "feishu": settings, "wecom": wecom_settings, "both": both_settings,
}  # fmt: skip
PACE = Pace(lanes=8, app_rate=Rate(timedelta(milliseconds=22), 8))
"""As in production, but one sender does the work of eight."""


class Room(View):
    """Everybody is in every group, so that a story can have the wrong person click."""

    def __init__(
        self, url: str, *, start: datetime = START, threads: int = 0, pace: Pace = PACE, platform: str = "feishu",
        has_planner_process: bool = False, **changes: object,
    ) -> None:  # fmt: skip
        self.clock = ManualClock(start)
        self.engine = MoodyEngine()
        self.platform = platform
        self.stage: Stage = STAGES[platform](self.clock)
        self.flash = Flash()
        self._settings = SETTINGS[platform](url, **changes)
        self._threads, self._pace, self._has_planner_process = threads, pace, has_planner_process
        self.program = self._assemble()
        self._timeline = Timeline(self.clock, self.stage, lambda: self.program)
        self._populate()
        self.settle()
        self.now_at_start = self.now

    @property
    def tenant(self) -> FeishuTenant:
        """The company's Feishu, in stories that are about it."""
        assert isinstance(self.stage, FeishuStage)
        return self.stage.tenant

    @property
    def corp(self) -> WecomTenant:
        """The company's WeCom, in stories that are about it."""
        return self._on_wecom.tenant

    @property
    def _on_wecom(self) -> WecomStage:
        assert isinstance(self.stage, WecomStage)
        return self.stage

    @property
    def deeds(self) -> Deeds:
        """What only some stories do."""
        return FeishuDeeds(self.stage) if isinstance(self.stage, FeishuStage) else WecomDeeds(self._on_wecom)

    # --- what people do --------------------------------------------------------------------

    def says(self, person: str, text: str, *, to: str = "", mention: bool = True, reply_to: str | None = None) -> str:
        """Somebody writes: in a group with a mention of the bot, or in their own chat with it. Gives the message."""
        self._timeline.tick()
        message = self.stage.say(person, to or person, text, mention=mention, reply_to=reply_to)
        self._timeline.come_to_rest()
        return message

    def taps(
        self, person: str, button: str, *, to: str = "", on: Shown | str = "", nth: int = 0, settle: bool = True
    ) -> str:
        """Somebody presses a button: on a card, or on the newest one in a chat (about an order) that has it.

        Gives the toast.
        """
        card = self.again(on) if isinstance(on, Shown) else self.card_with(button, to or person, about=on)
        self.flash = self.stage.tap(person, card, card.button(button, nth))
        if settle:
            self.settle()
        return self.toast

    def taps_as_seen(self, person: str, button: str, card: Shown, message_id: str = "") -> str:
        """Somebody whose client has not caught up presses a button as the card showed it then. Gives the toast.

        `message_id` is another message that looks the same: a forwarded copy whose client lets it be clicked.
        """
        self.flash = self.stage.tap_as_seen(person, message_id or card.message_id, card.button(button))
        self.settle()
        return self.toast

    def sends_value(
        self, person: str, value: Mapping[str, Any], on: Shown, *, form: Mapping[str, Any] | None = None
    ) -> str:
        """Somebody makes a client send what no button (and no form) of the card holds. Gives the toast."""
        self.flash = self.stage.send_value(person, value, on, form)
        self.settle()
        return self.toast

    def submits(
        self, person: str, values: Mapping[str, Any], *, to: str = "", on: Shown | str = "", is_raw: bool = False
    ) -> str:
        """Somebody fills a form in and sends it; fields left out keep what stands in them. Gives the toast."""
        card = self.again(on) if isinstance(on, Shown) else self._card_with_form(set(values), to or person, on)
        form = next(name for name, fields in card.forms.items() if is_raw or fields >= values.keys())
        self.flash = self.stage.submit(person, card, form, values, is_raw=is_raw)
        self.settle()
        return self.toast

    def sends_file(
        self, person: str, name: str, content: bytes, *, kind: Literal["file", "image"] = "file", to: str = "",
        reply_to: Shown | None = None,
    ) -> None:  # fmt: skip
        """Somebody sends a file: to the bot alone, or into a group; as an answer to a card, where that can be."""
        self._timeline.tick()
        message = reply_to.message_id if reply_to else None
        self.deeds.send_file(person, name, content, kind=kind, to=to, reply_to=message)
        self._timeline.come_to_rest()

    def stranger(self, name: str) -> str:
        """Somebody of the company, in every group, whom the program does not know. Gives their key."""
        self.stage.join(name, f"ou_{name}", name)
        self.settle()
        return name

    def gives_second_account(self, person: str) -> None:
        """The same person gets another account, in every group: `wang.sheng/2`."""
        other = f"{self.stage.accounts[person]}_2"
        with Session(self.program.database._writing) as session, session.begin():
            session.add(PersonIdentity(platform=self.platform, platform_user_id=other, person_key=person))
        self.stage.join(f"{person}/2", other, f"{person} 2")
        self.settle()

    # --- time and trouble ------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The moment it is."""
        return self.clock()

    @property
    def zone(self) -> ZoneInfo:
        """The factory's time zone."""
        return self._settings.zone

    @property
    def today(self) -> date:
        """The day it is at the factory."""
        return self.now.astimezone(self.zone).date()

    def advance(self, **units: float) -> None:
        """Let time pass (`days=3`); whatever falls due on the way happens, in order."""
        self._timeline.advance(timedelta(**units))

    def sleep(self, **units: float) -> None:
        """Let time pass while no process is running; see `restart`."""
        self.clock.advance(timedelta(**units))

    def settle(self) -> None:
        """Let everything happen that is due now."""
        self._timeline.settle()

    def until(self, holds: Callable[[], object]) -> None:
        """Wait for what threads of the program do: only for rooms that have some."""
        deadline = monotonic() + 60
        while not holds():
            assert monotonic() < deadline, "it did not happen within a minute"
            sleep(0.01)
            self.settle()

    @property
    def failures(self) -> Failures:
        """What goes wrong on the platform's side."""
        return self.stage.failures

    @property
    def processes(self) -> PlannerProcesses:
        """The planner, in a room that has one of processes."""
        assert isinstance(self.program.planner, PlannerProcesses)
        return self.program.planner

    def compute(self, command: Command) -> Command:
        """What the planner makes of a command, which goes no further."""
        assert isinstance(self.program.planner, InlinePlanner)
        return self.program.planner.compute(command)

    def restart(self) -> None:
        """The process is killed and started again: nothing but the database and the platform is left."""
        self.program.stop()
        self.program = self._assemble()
        if self.program.database.is_sqlite:
            self.program.inbox.forget_leases()
        self.program.scheduler.catch_up()

    def tampers(self, statement: str) -> None:
        """Somebody changes the database behind the program's back."""
        self.program.database.write(lambda session: session.connection().exec_driver_sql(statement))

    def close(self) -> None:
        """The story is over."""
        self.engine.finish()
        self.program.stop()
        self.stage.close()

    # --- within ----------------------------------------------------------------------------

    def _assemble(self) -> Program:
        program = assemble(
            self._settings,
            self.clock,
            **self._wires(),
            engine=None if self._has_planner_process else self.engine,
            pace=self._pace,
            threads=self._threads,
        )
        self.stage.open(program)
        if not self._threads:
            program.database.writer.close()
            program.database.writer = InlineWriter()
        if program.database.is_sqlite:
            event.listen(program.database._writing, "connect", _trust_the_disk)
        return program

    def _wires(self) -> dict[str, Any]:
        stage, wires = self.stage, dict[str, Any]()
        if isinstance(stage, BothStages | FeishuStage):
            wires["feishu_wire"] = stage.feishu.tenant if isinstance(stage, BothStages) else stage.tenant
        if isinstance(stage, BothStages | WecomStage):
            corp = stage.wecom.tenant if isinstance(stage, BothStages) else stage.tenant
            wires |= {"wecom_wire": corp, "wecom_line": corp.bot_line}
        return wires

    def _populate(self) -> None:
        if isinstance(self.stage, BothStages):
            self._introduce(self.stage.feishu, "feishu")
            self._introduce(self.stage.wecom, "wecom")
        else:
            self._introduce(self.stage, self.platform)

    def _introduce(self, stage: Stage, platform: str) -> None:
        with self.read() as session:
            identities = session.exec(select(PersonIdentity).where(PersonIdentity.platform == platform))
            accounts = {it.person_key: it.platform_user_id for it in identities}
            people = {it.key: (accounts[it.key], it.name, it.department) for it in session.exec(select(Person))}
            groups = {it.key: it.name for it in session.exec(select(Department))}
        stage.populate(people, groups)


def _trust_the_disk(connection: Any, _record: Any) -> None:
    """Stories are about what happens, not about power cuts."""
    connection.execute("PRAGMA synchronous=OFF")
