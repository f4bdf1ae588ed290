"""One company in one story: its people and chats, the running program, the clock."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from time import monotonic, sleep
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlmodel import Session, select

from bot.app import Program, assemble
from bot.clock import ManualClock
from bot.outbound import Pace
from bot.planner.inline import InlinePlanner
from bot.planner.processes import PlannerProcesses
from bot.sandbox.feishu import TapOutcome
from bot.sandbox.feishu.failures import Failures
from core.people import Department, Person, PersonIdentity
from handlers.command import Command
from storage.rates import Rate
from tests.kit.calendar import Timeline
from tests.kit.door import Reply, knock
from tests.kit.engine import MoodyEngine
from tests.kit.factory import START, settings, tenant
from tests.kit.shown import Shown
from tests.kit.view import GROUPS, View
from tests.kit.writing import InlineWriter

PACE = Pace(lanes=8, app_rate=Rate(timedelta(milliseconds=22), 8))
"""As in production, but one sender does the work of eight."""


class Room(View):
    """Everybody is in every group, so that a story can have the wrong person click."""

    def __init__(
        self, url: str, *, start: datetime = START, threads: int = 0, pace: Pace = PACE,
        has_planner_process: bool = False, **changes: object,
    ) -> None:  # fmt: skip
        self.clock = ManualClock(start)
        self.engine = MoodyEngine()
        self.tenant = tenant(self.clock)
        self.tenant.deliver_to(self._knock)
        self.outcome = TapOutcome()
        self._settings = settings(url, **changes)
        self._threads, self._pace, self._has_planner_process = threads, pace, has_planner_process
        self.program = self._assemble()
        self._timeline = Timeline(self.clock, self.tenant, lambda: self.program)
        self._open_ids = self._populate()
        self.settle()
        self.now_at_start = self.now

    # --- what people do --------------------------------------------------------------------

    def says(self, person: str, text: str, *, to: str = "", mention: bool = True, reply_to: str | None = None) -> str:
        """Somebody writes: in a group with a mention of the bot, or in their own chat with it. Gives the message."""
        chat, who = self.chat(to or person, opened_by=person), self._open_ids[person]
        is_group = to in GROUPS
        message = self.tenant.say(who, chat, text, mention_bot=is_group and mention, reply_to=reply_to)
        self.settle()
        return message

    def taps(
        self, person: str, button: str, *, to: str = "", on: Shown | str = "", nth: int = 0, settle: bool = True
    ) -> str:
        """Somebody presses a button: on a card, or on the newest one in a chat (about an order) that has it.

        Gives the toast.
        """
        card = self.again(on) if isinstance(on, Shown) else self.card_with(button, to or person, about=on)
        self.outcome = self.tenant.tap(self._open_ids[person], card.message_id, card.button(button, nth).value)
        if settle:
            self.settle()
        return self.toast

    def taps_as_seen(self, person: str, button: str, card: Shown, message_id: str = "") -> str:
        """Somebody whose client has not caught up presses a button as the card showed it then. Gives the toast.

        `message_id` is another message that looks the same: a forwarded copy whose client lets it be clicked.
        """
        value = dict(card.button(button).value)
        self._click(person, message_id or card.message_id, {"tag": "button", "value": value})
        return self.toast

    def sends_value(
        self, person: str, value: Mapping[str, Any], on: Shown, *, form: Mapping[str, Any] | None = None
    ) -> str:
        """Somebody makes a client send what no button (and no form) of the card holds. Gives the toast."""
        filled = {"form_value": dict(form)} if form else {}
        self._click(person, on.message_id, {"tag": "button", "value": dict(value), **filled})
        return self.toast

    def submits(
        self, person: str, values: Mapping[str, Any], *, to: str = "", on: Shown | str = "", is_raw: bool = False
    ) -> str:
        """Somebody fills a form in and sends it; fields left out keep what stands in them. Gives the toast."""
        card = self.again(on) if isinstance(on, Shown) else self._card_with_form(set(values), to or person, on)
        form = next(name for name, fields in card.forms.items() if is_raw or fields >= values.keys())
        self.outcome = self.tenant.submit(self._open_ids[person], card.message_id, form, values, raw=is_raw)
        self.settle()
        return self.toast

    def stranger(self, name: str) -> str:
        """Somebody of the company, in every group, whom the program does not know. Gives their key."""
        self._open_ids[name] = f"ou_{name}"
        self.tenant.add_person(f"ou_{name}", name)
        for group in GROUPS:
            self.tenant.add_members(next(iter(self._open_ids.values())), f"oc_{group}", [f"ou_{name}"])
        self.settle()
        return name

    def gives_second_account(self, person: str) -> None:
        """The same person gets another account, in every group: `wang.sheng/2`."""
        account, other = self._open_ids[person], f"{self._open_ids[person]}_2"
        with Session(self.program.database._writing) as session, session.begin():
            session.add(PersonIdentity(platform="feishu", platform_user_id=other, person_key=person))
        self._open_ids[f"{person}/2"] = other
        self.tenant.add_person(other, f"{person} 2")
        for group in GROUPS:
            self.tenant.add_members(account, f"oc_{group}", [other])
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
        return self.tenant.failures

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
        self.tenant.close()

    def _click(self, person: str, message_id: str, action: Mapping[str, Any]) -> None:
        """A callback as the platform would send it, without the client's own checks."""
        clicker = next(it for it in self.tenant.people() if it.open_id == self._open_ids[person])
        callbacks = self.tenant._clicks._callbacks
        self.outcome = callbacks.click(clicker, self.tenant.message(message_id), action)
        self.settle()

    # --- within ----------------------------------------------------------------------------

    def _assemble(self) -> Program:
        program = assemble(
            self._settings,
            self.clock,
            feishu_wire=self.tenant,
            engine=None if self._has_planner_process else self.engine,
            pace=self._pace,
            threads=self._threads,
        )
        if not self._threads:
            program.database.writer.close()
            program.database.writer = InlineWriter()
        if program.database.is_sqlite:
            event.listen(program.database._writing, "connect", _trust_the_disk)
        return program

    def _knock(self, headers: Mapping[str, str], body: bytes) -> Reply:
        assert self.program.feishu_door is not None
        return knock(self.program.feishu_door, headers, body)

    def _populate(self) -> dict[str, str]:
        with self.read() as session:
            identities = session.exec(select(PersonIdentity).where(PersonIdentity.platform == "feishu"))
            accounts = {it.person_key: it.platform_user_id for it in identities}
            for person in session.exec(select(Person)):
                self.tenant.add_person(accounts[person.key], person.name, department=person.department)
            names = {it.key: it.name for it in session.exec(select(Department))}
        for group in GROUPS:
            self.tenant.add_group(f"oc_{group}", names.get(group, group), list(accounts.values()))
        return accounts


def _trust_the_disk(connection: Any, _record: Any) -> None:
    """Stories are about what happens, not about power cuts."""
    connection.execute("PRAGMA synchronous=OFF")
