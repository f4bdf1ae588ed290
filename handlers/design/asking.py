"""The floor asks R&D: one engineer, a clock, an answer that stays with the order."""

from datetime import datetime

from core.design import DesignTask, ShopQuestion
from core.design.errors import NobodyToAsk
from core.design.events import FloorAsked
from core.errors import NotAllowed
from core.people import Role
from handlers.bus import handles
from handlers.context import Context
from handlers.design.facts import RND, lead_of_rnd
from handlers.design_commands import AnswerFloor, AskEngineer, ChaseFloorQuestion
from handlers.ownership import name_of
from handlers.queries.search import only_order
from storage import designs, roster


@handles(AskEngineer)
def ask_engineer(cmd: AskEngineer, ctx: Context) -> None:
    """Whoever draws the order is on duty for it; without a drawing of its own, the lead of R&D."""
    session = ctx.uow.session
    order = only_order(session, cmd.words)
    task = _current(designs.tasks_of(session, order.order_no))
    engineer = _on_duty(task, ctx)
    calendar = ctx.rules.calendar(session)
    question = ShopQuestion(
        question_no=ctx.uow.next_number("ASK"), order_no=order.order_no, task_no=task.task_no if task else "",
        drawing_revision=task.floor_revision if task else 0, question=cmd.question,
        asked_by=ctx.sender.key, asked_at=ctx.now, engineer=engineer,
        due_at=calendar.add_work_minutes(ctx.now, ctx.rules.remind_after_work_minutes),
    )  # fmt: skip
    ctx.uow.add(question)
    ctx.uow.record(
        FloorAsked(
            at=ctx.now, subject=order.order_no, question_no=question.question_no, person=ctx.sender.key,
            engineer=engineer, drawing_revision=question.drawing_revision,
        )
    )  # fmt: skip
    start_clock(question, 1, question.due_at, ctx)


@handles(AnswerFloor)
def answer_question(cmd: AnswerFloor, ctx: Context) -> None:
    """Anybody who draws can answer; the first answer counts."""
    question, sender = designs.get_question(ctx.uow.session, cmd.question_no), ctx.sender
    if not (RND in (sender.department, *sender.leads) or Role.COORDINATOR in sender.roles):
        raise NotAllowed(who=[name_of(question.engineer, ctx)])
    ctx.uow.record(*question.reply(cmd.answer, sender.key, now=ctx.now))
    ctx.uow.drop_timer(_timer(question.question_no))


@handles(ChaseFloorQuestion)
def chase_question(cmd: ChaseFloorQuestion, ctx: Context) -> None:
    """Nobody has answered: the engineer again, then the lead, then the coordinator."""
    session = ctx.uow.session
    question = designs.get_question(session, cmd.question_no)
    line = {1: question.engineer, 2: lead_of_rnd(session), 3: roster.coordinator(session)}
    ctx.uow.record(*question.chase(cmd.level, line[cmd.level], now=ctx.now))


def start_clock(question: ShopQuestion, level: int, at: datetime, ctx: Context) -> None:
    """The next step up the line."""
    ctx.remind(_timer(question.question_no), at, ChaseFloorQuestion(question_no=question.question_no, level=level))


def _timer(question_no: str) -> str:
    return f"question:{question_no}"


def _current(tasks: list[DesignTask]) -> DesignTask | None:
    """The one that is being drawn; else the last that was."""
    alive = [task for task in tasks if task.cancelled_at is None]
    return max(alive, key=lambda task: (not task.is_released, task.task_no), default=None)


def _on_duty(task: DesignTask | None, ctx: Context) -> str:
    """Its engineer, unless they have left."""
    session = ctx.uow.session
    active = {person.key for person in roster.people_of(session, RND)}
    if task is not None and task.owner in active:
        return task.owner
    engineer = lead_of_rnd(session)
    if not engineer:
        raise NobodyToAsk()
    return engineer
