"""Design tasks as people see them."""

from dataclasses import replace
from datetime import date, tzinfo

from sqlmodel import Session

from cards.asides import DesignView, FileView, PrepView, QuestionView, StartWaiverView
from cards.views import OrderView
from core.design import DesignTask, PrepTask, ShopQuestion, StartWaiver
from handlers.queries.names import Names
from storage import designs


def with_designs(order: OrderView, session: Session, names: Names, today: date, zone: tzinfo) -> OrderView:
    """The order with what is drawn for it, prepared by that, asked about it, and waived."""
    tasks, questions = designs.tasks_of(session, order.order_no), designs.questions_of(session, [order.order_no])
    if not (tasks or questions):
        return order
    preps, waivers = designs.preps_of(session, order.order_no), designs.waivers_of(session, order.order_no)
    return replace(
        order, designs=tuple(_design(task, preps, session, names, task.is_late(today, zone)) for task in tasks),
        questions=tuple(question_view(it, names) for it in questions),
        waivers=tuple(_waiver(it, names, today) for it in waivers),
    )  # fmt: skip


def _design(task: DesignTask, preps: list[PrepTask], session: Session, names: Names, is_late: bool) -> DesignView:
    return DesignView(
        task_no=task.task_no, revision=task.revision, line_no=task.line_no, status=task.status,
        is_cancelled=task.cancelled_at is not None, is_released=task.is_released, is_superseded=task.is_superseded,
        is_late=is_late, owner=names.person(task.owner), due_at=task.due_at,
        expected_date=task.expected_date, expected_reason=task.expected_reason,
        rework_work_minutes=task.rework_work_minutes,
        drawing_revision=task.drawing_revision, released_revision=task.released_revision,
        exempt_reason=task.exempt_reason, rework_reason=task.rework_reason,
        submitted_by=names.person(task.submitted_by), checked_by=names.person(task.checked_by),
        released_by=names.person(task.released_by),
        files=tuple(
            FileView(
                name=file.name, size=file.size, revision=file.drawing_revision, person=names.person(file.uploaded_by),
                at=file.uploaded_at,
            )
            for file in designs.files_of(session, task.task_no)
        ),
        preps=tuple(
            PrepView(kind=prep.kind, owner=names.person(prep.owner), is_done=prep.is_done)
            for prep in preps
            if prep.task_no == task.task_no
        ),
    )  # fmt: skip


def question_view(it: ShopQuestion, names: Names) -> QuestionView:
    """One question with names for keys."""
    return QuestionView(
        question_no=it.question_no, order_no=it.order_no, task_no=it.task_no, drawing_revision=it.drawing_revision,
        question=it.question, asked_by=names.person(it.asked_by), asked_at=it.asked_at,
        engineer=names.person(it.engineer), due_at=it.due_at, answer=it.answer,
        answered_by=names.person(it.answered_by) if it.answered_by else "", answered_at=it.answered_at,
    )  # fmt: skip


def _waiver(it: StartWaiver, names: Names, today: date) -> StartWaiverView:
    return StartWaiverView(
        id=it.id or 0, state=it.state, reason=it.reason, until=it.until, asked_by=names.person(it.asked_by),
        asked_at=it.asked_at, decided_by=names.person(it.decided_by) if it.decided_by else "", refusal=it.refusal,
        is_over=it.until < today,
    )  # fmt: skip
