"""What a handler is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from cards.card import Card
from cards.wording import Wording
from core.calendar import WorkingCalendar
from core.planning.plan.policy import PlanPolicy
from handlers.command import Command, to_bytes
from handlers.computing import PlannerState
from handlers.sender import Sender
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTimes:
    """When somebody who does not decide about a change is asked again; minutes of working time since their turn."""

    remind_after_work_minutes: int = 240
    lead_after_work_minutes: int = 480
    """Their time is up."""
    coordinator_after_work_minutes: int = 720


@dataclass(frozen=True, slots=True)
class Rules:
    """The company's own settings that handlers go by."""

    quote_hold: timedelta
    remind_after_work_minutes: int
    lead_after_work_minutes: int
    coordinator_after_work_minutes: int
    calendar: Callable[[Session], WorkingCalendar]
    """When the factory works, as its master data tell now."""
    answer_after_work_minutes: int = 240
    """How long those who are asked in a review have to answer."""
    planning: PlanPolicy = field(default_factory=PlanPolicy)
    planner: Callable[[], PlannerState] = PlannerState
    """How the planner is now."""
    design_buffer_work_minutes: int = 480
    """So long before the latest start of the first operation a drawing is due."""
    file_url: Callable[[int, str], str] | None = None
    """The address of a drawing's file, from its id, for a person; None where nothing signs addresses."""
    form_url: Callable[[str], str] = str
    """The address of a form's page, from its ticket."""
    mirrors: frozenset[str] = frozenset()
    """Platforms into whose own approvals reviews are mirrored."""
    approvals: ApprovalTimes = field(default_factory=ApprovalTimes)
    receipt_work_minutes: int = 240
    """In which a change has to be acknowledged, and old parts be decided about."""
    idle_remind_work_minutes: int = 1440
    """After which whoever has begun a change and not gone on with it is reminded …"""
    idle_expire_work_minutes: int = 4800
    """… and after which, from the beginning, it expires."""
    handover_work_minutes: int = 480
    """In which whoever is offered something to take over has to answer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words were said or a card was clicked; empty for the clock and for programs.

    `chat` is `platform:chat id`, `private` the lane of the sender's own chat with the bot.
    """

    chat: str = ""
    message: str = ""
    is_group: bool = False
    private: str = ""
    is_tap: bool = False


@dataclass(slots=True)
class Context:
    """The unit of work, who asks, when, where, and what the sender is answered."""

    uow: UnitOfWork
    sender: Sender
    now: datetime
    place: Place
    rules: Rules
    wording: Wording
    replies: list[Card] = field(default_factory=list)
    private_replies: list[Card] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The calendar day at the factory."""
        day: date = self.uow.today
        return day

    @property
    def month_began(self) -> datetime:
        """The first moment of this month at the factory."""
        return datetime.combine(self.today.replace(day=1), time(), self.uow.timezone)

    def reply(self, card: Card) -> None:
        """Answer where the question was asked."""
        self.replies.append(card)

    def reply_privately(self, card: Card) -> None:
        """Answer in the sender's own chat with the bot: personal lists never land in a group."""
        (self.private_replies if self.place.is_group else self.replies).append(card)

    def owe(self, key: str, command: Command) -> None:
        """Have another command carried out right after this one."""
        self.uow.owe_command(key, "command", to_bytes(command, self.place.chat, self.place.message))

    def remind(self, key: str, due_at: datetime, command: Command) -> None:
        """Have a command carried out at a time."""
        self.uow.set_timer(key, due_at, command.to_payload())
