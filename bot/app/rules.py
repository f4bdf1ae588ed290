"""The company's own settings as handlers go by them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlmodel import Session

from bot.app.files import file_url_of
from bot.clock import Clock
from bot.config import Settings
from bot.planner.computer import Planner
from handlers.context import ApprovalTimes, Rules
from storage.counters import data_version, rebooked_orders
from storage.shop import factory_calendar

if TYPE_CHECKING:
    from bot.pages.signing import FormLinks

T = TypeVar("T")


class MasterDataCache(Generic[T]):
    """Something read from the master data, kept as long as none of them have changed."""

    def __init__(self, read: Callable[[Session], T]) -> None:
        self._read = read
        self._kept: tuple[int, T] | None = None

    def __call__(self, session: Session) -> T:
        """What it is now."""
        version, kept = data_version(session), self._kept
        if kept is None or rebooked_orders(session, kept[0], version) is None:
            kept = version, self._read(session)
        # Version and value change together: threads must not take one for the other's.
        self._kept = version, kept[1]
        return kept[1]


def rules_of(
    settings: Settings, planner: Planner, links: "FormLinks | None", mirrors: frozenset[str], clock: Clock
) -> Rules:
    """What the configuration says. `mirrors`: platforms into whose own approvals reviews are mirrored."""
    acknowledgements = settings.acknowledgements
    return Rules(
        quote_hold=settings.quote_hold,
        remind_after_work_minutes=acknowledgements.remind_after_minutes,
        lead_after_work_minutes=acknowledgements.lead_after_minutes,
        coordinator_after_work_minutes=acknowledgements.coordinator_after_minutes,
        receipt_work_minutes=round(settings.changes.receipt_after_work_hours * 60),
        idle_remind_work_minutes=round(settings.changes.idle_remind_after_work_hours * 60),
        idle_expire_work_minutes=round(settings.changes.idle_expire_after_work_hours * 60),
        handover_work_minutes=round(settings.handovers.answer_after_work_hours * 60),
        calendar=MasterDataCache(lambda session: factory_calendar(session, settings.zone)),
        approvals=ApprovalTimes(
            remind_after_work_minutes=settings.approvals.remind_after_minutes,
            lead_after_work_minutes=settings.approvals.lead_after_minutes,
            coordinator_after_work_minutes=settings.approvals.coordinator_after_minutes,
        ),
        answer_after_work_minutes=round(settings.reviews.answer_after_work_hours * 60),
        planning=settings.plan_policy,
        file_url=file_url_of(settings, clock),
        design_buffer_work_minutes=round(settings.design.buffer_work_hours * 60),
        planner=planner.state,
        form_url=links.url if links is not None else str,
        mirrors=mirrors,
    )
