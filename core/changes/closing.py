"""The end of a change: everybody concerned has acknowledged it, and nothing of the old is undecided."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlmodel import SQLModel

from core.changes import errors, followed
from core.changes.affected import Affected, Location
from core.changes.disposition import Disposition, DispositionChoice
from core.changes.flagged import FlaggedWork, WorkChoice
from core.changes.notice import ChangeNotice
from core.changes.status import ChangeStatus
from core.events import Event


class Closing(SQLModel):
    """The part of `ChangeRequest` that runs between its effect and its end."""

    if TYPE_CHECKING:
        change_no: str
        revision: int
        status: ChangeStatus
        notices: list[ChangeNotice]
        dispositions: list[Disposition]
        works: list[FlaggedWork]

        def close(self, *, now: datetime) -> list[Event]:
            """End it."""
            ...

    @property
    def unacknowledged(self) -> list[ChangeNotice]:
        """Who has not said yet that they know."""
        return [notice for notice in self.notices if not notice.is_given]

    @property
    def undecided(self) -> list[Disposition]:
        """Places of old parts that nobody has decided about."""
        return [it for it in self.dispositions if not it.is_decided]

    @property
    def undecided_works(self) -> list[FlaggedWork]:
        """Work orders of which nobody has said to which revision they are made."""
        return [it for it in self.works if not it.is_decided]

    @property
    def is_settled(self) -> bool:
        """Nobody has to be waited for."""
        return not (self.unacknowledged or self.undecided or self.undecided_works)

    def awaits(self, person: str) -> bool:
        """This person has still to acknowledge it, or to decide about something."""
        is_silent = any(notice.person == person for notice in self.unacknowledged)
        is_undecided = any(it.owner == person for it in self.undecided)
        return is_silent or is_undecided or any(it.owner == person for it in self.undecided_works)

    def owe_notice(
        self, person: str, department: str, affected: Sequence[Affected], *, due_at: datetime, now: datetime
    ) -> list[Event]:
        """These things of a person's are touched. More of them later asks again; the same again is not news."""
        self._require_in_effect()
        notice = next((it for it in self.notices if it.person == person), None)
        if notice is None:
            notice = ChangeNotice(
                change_no=self.change_no, person=person, department=department, asked_at=now, due_at=due_at
            )
            self.notices.append(notice)
            notice.add(affected)
        elif not notice.add(affected) or not notice.is_given:
            return []
        notice.acknowledged_at, notice.acknowledged_by, notice.escalation_level = None, "", 0
        notice.asked_at, notice.due_at = now, due_at
        self.revision += 1
        return [followed.NoticeOwed(at=now, subject=self.change_no, person=person)]

    def notice_of(self, person: str) -> ChangeNotice:
        """What this person has to acknowledge; refused when it is nothing."""
        for notice in self.notices:
            if notice.person == person:
                return notice
        raise errors.NothingToAcknowledge(change_no=self.change_no, who=[it.person for it in self.notices])

    def acknowledge(self, person: str, by: str, *, now: datetime) -> list[Event]:
        """Somebody knows, or somebody says so for them; a second tap is not news. The last one may close it."""
        notice = self.notice_of(person)
        if notice.is_given:
            return []
        notice.acknowledged_at, notice.acknowledged_by = now, by
        self.revision += 1
        given = followed.NoticeAcknowledged(at=now, subject=self.change_no, person=person, by=by)
        return [given, *self.close_if_settled(now=now)]

    def chase_owner(
        self, person: str, level: int, lead: str, coordinator: str, managers: Sequence[str], *, now: datetime
    ) -> list[Event]:
        """They have not answered: go one step up the line. Nothing happens once nothing is awaited of them."""
        notice = self.notice_of(person)
        following = notice.next_in_line(level, lead, coordinator, managers)
        if following is None or not self.awaits(person) or level <= notice.escalation_level:
            return []
        notice.escalation_level, chased = following
        self.revision += 1
        return [
            followed.NoticeChased(
                at=now, subject=self.change_no, person=person, level=notice.escalation_level, chased=chased
            )
        ]

    def owe_disposition(self, location: Location, owner: str, *, now: datetime) -> list[Event]:
        """Somebody has to decide what becomes of what lies there; the same place again is not news."""
        self._require_in_effect()
        place = (location.kind, location.ref, location.item)
        if place in {(it.location, it.ref, it.item) for it in self.dispositions}:
            return []
        made = Disposition(
            change_no=self.change_no, entry=len(self.dispositions) + 1, location=location.kind, ref=location.ref,
            item=location.item, words=location.words, qty=location.qty, uom=location.uom, owner=owner,
        )  # fmt: skip
        self.dispositions.append(made)
        self.revision += 1
        return [
            followed.DispositionOwed(
                at=now, subject=self.change_no, entry=made.entry, item=made.item, qty=made.qty, owner=owner
            )
        ]

    def disposition_at(self, entry: int) -> Disposition:
        """One of its places of old parts."""
        for it in self.dispositions:
            if it.entry == entry:
                return it
        raise errors.NoSuchDisposition(change_no=self.change_no)

    def dispose(
        self, entry: int, split: Mapping[DispositionChoice, Decimal], person: str, note: str, *, now: datetime
    ) -> list[Event]:
        """Decide what becomes of all that lies there. The same again is not news; something else is refused."""
        it = self.disposition_at(entry)
        wanted = {choice: qty for choice, qty in split.items() if qty}
        if it.is_decided:
            if wanted == it.split:
                return []
            raise errors.AlreadyDisposed(item=it.item, person=it.decided_by)
        told = sum(wanted.values(), Decimal(0))
        if told != it.qty or any(qty < 0 for qty in wanted.values()):
            raise errors.DispositionNotWhole(item=it.item, told=told, qty=it.qty, uom=it.uom)
        it.decide(wanted, person, note, now=now)
        self.revision += 1
        decided = followed.DispositionDecided(
            at=now, subject=self.change_no, entry=entry, split={key.value: qty for key, qty in wanted.items()},
            person=person, note=note,
        )  # fmt: skip
        return [decided, *self.close_if_settled(now=now)]

    def owe_work(self, order_no: str, line_no: int, why: str, owner: str, *, now: datetime) -> list[Event]:
        """Somebody has to decide to which revision this work order is made; the same one again is not news."""
        self._require_in_effect()
        if (order_no, line_no) in {(it.order_no, it.line_no) for it in self.works}:
            return []
        made = FlaggedWork(
            change_no=self.change_no, entry=len(self.works) + 1, order_no=order_no, line_no=line_no, why=why,
            owner=owner,
        )  # fmt: skip
        self.works.append(made)
        self.revision += 1
        return [followed.WorkOwed(at=now, subject=self.change_no, entry=made.entry, order_no=order_no, owner=owner)]

    def work_at(self, entry: int) -> FlaggedWork:
        """One of its flagged work orders."""
        for it in self.works:
            if it.entry == entry:
                return it
        raise errors.NoSuchWork(change_no=self.change_no)

    def decide_work(self, entry: int, choice: WorkChoice, person: str, reason: str, *, now: datetime) -> list[Event]:
        """Say to which revision it is made. The same again is not news; something else is refused."""
        it = self.work_at(entry)
        if it.is_decided:
            if it.choice is choice:
                return []
            raise errors.WorkDecidedAlready(order_no=it.order_no, person=it.decided_by or None)
        it.decide(choice, person, reason, now=now)
        self.revision += 1
        decided = followed.WorkDecided(
            at=now, subject=self.change_no, entry=entry, order_no=it.order_no, choice=choice, person=person,
            reason=reason,
        )  # fmt: skip
        return [decided, *self.close_if_settled(now=now)]

    def close_if_settled(self, *, now: datetime) -> list[Event]:
        """It ends when nobody has to be waited for."""
        return self.close(now=now) if self.status is ChangeStatus.APPLIED and self.is_settled else []

    def require_settled(self) -> None:
        """Refuse to end it while somebody has to be waited for."""
        if not self.is_settled:
            people = [it.person for it in self.unacknowledged]
            raise errors.ChangeUnsettled(
                change_no=self.change_no,
                people=people,
                open_count=len(self.undecided) or None,
                work_count=len(self.undecided_works) or None,
            )

    def _require_in_effect(self) -> None:
        if self.status is not ChangeStatus.APPLIED:
            raise errors.NotInEffect(change_no=self.change_no, status=self.status)
