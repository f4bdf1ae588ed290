"""Finding design tasks, their files, and what hangs on them."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, func, select

from core.design import DesignTask, DrawingFile, PrepTask, ShopQuestion, StartWaiver, StartWaiverState
from core.design.status import DRAWN_IN, TaskStatus
from core.errors import NotFound


def get_task(session: Session, task_no: str, *, lock: bool = False) -> DesignTask:
    """The task of this number. `lock` keeps other writers from it until the transaction ends."""
    task = session.get(DesignTask, task_no, with_for_update=lock or None, populate_existing=lock)
    if task is None:
        raise NotFound(kind="design_task", words=task_no, near=[])
    return task


def tasks_of(session: Session, order_no: str, *, lock: bool = False) -> list[DesignTask]:
    """The tasks of an order, by line. `lock` keeps other writers from them until the transaction ends."""
    found = select(DesignTask).where(DesignTask.order_no == order_no).order_by(col(DesignTask.line_no))
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return list(session.exec(found))


def unsettled_tasks(session: Session) -> list[DesignTask]:
    """Tasks whose latest start was not known when they were opened."""
    waiting = select(DesignTask).where(
        col(DesignTask.is_due_settled).is_(False), col(DesignTask.cancelled_at).is_(None),
        col(DesignTask.status) != TaskStatus.RELEASED,
    )  # fmt: skip
    return list(session.exec(waiting.order_by(col(DesignTask.task_no))))


def open_tasks(session: Session) -> list[DesignTask]:
    """Tasks of which no drawing is released, by number."""
    waiting = select(DesignTask).where(
        col(DesignTask.cancelled_at).is_(None), col(DesignTask.status) != TaskStatus.RELEASED
    )
    return list(session.exec(waiting.order_by(col(DesignTask.task_no))))


def drawn_by(session: Session, person: str) -> list[DesignTask]:
    """The tasks of an engineer that wait for files: those said to be collected for last come first."""
    theirs = (col(DesignTask.owner) == person) | (col(DesignTask.collector) == person)
    found = session.exec(
        select(DesignTask).where(theirs, col(DesignTask.status).in_(DRAWN_IN), col(DesignTask.cancelled_at).is_(None))
    ).all()
    chosen = [task for task in found if task.collector == person and task.collecting_at is not None]
    if chosen:
        return [max(chosen, key=lambda task: task.collecting_at.timestamp() if task.collecting_at else 0)]
    return sorted((task for task in found if task.owner == person), key=lambda task: task.task_no)


def files_of(session: Session, task_no: str, revision: int = 0) -> list[DrawingFile]:
    """The files of a task as they came; of one revision only, when it is named."""
    found = select(DrawingFile).where(DrawingFile.task_no == task_no)
    if revision:
        found = found.where(DrawingFile.drawing_revision == revision)
    return list(session.exec(found.order_by(col(DrawingFile.id))))


def count_files(session: Session, task_no: str, revision: int) -> int:
    """How many files a revision has."""
    found = select(func.count()).select_from(DrawingFile)
    return session.exec(found.where(DrawingFile.task_no == task_no, DrawingFile.drawing_revision == revision)).one()


def preps_of(session: Session, order_no: str) -> list[PrepTask]:
    """What is prepared for an order, by line and kind."""
    found = select(PrepTask).where(PrepTask.order_no == order_no)
    return list(session.exec(found.order_by(col(PrepTask.line_no), col(PrepTask.id))))


def get_waiver(session: Session, waiver_id: int) -> StartWaiver:
    """One waiver, kept from other writers."""
    waiver = session.get(StartWaiver, waiver_id, with_for_update=True, populate_existing=True)
    if waiver is None:
        raise NotFound(kind="start_waiver", words=str(waiver_id), near=[])
    return waiver


def waivers_of(session: Session, order_no: str) -> list[StartWaiver]:
    """The waivers of an order, the newest first."""
    found = select(StartWaiver).where(StartWaiver.order_no == order_no)
    return list(session.exec(found.order_by(col(StartWaiver.id).desc())))


def is_start_waived(session: Session, order_no: str, today: date) -> bool:
    """It may be started by a drawing that is not released."""
    granted = [it for it in waivers_of(session, order_no) if it.state is StartWaiverState.GRANTED]
    return any(waiver.holds(today) for waiver in granted)


def get_question(session: Session, question_no: str) -> ShopQuestion:
    """One question of the floor, kept from other writers."""
    question = session.get(ShopQuestion, question_no, with_for_update=True, populate_existing=True)
    if question is None:
        raise NotFound(kind="floor_question", words=question_no, near=[])
    return question


def questions_of(session: Session, order_nos: Collection[str]) -> list[ShopQuestion]:
    """What the floor has asked about these orders, the newest first."""
    found = select(ShopQuestion).where(col(ShopQuestion.order_no).in_(list(order_nos)))
    return list(session.exec(found.order_by(col(ShopQuestion.question_no).desc())))
