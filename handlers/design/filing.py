"""Files of drawings: which task they are for, and under which revision they are kept."""

from collections.abc import Iterable

from sqlmodel import Session

from cards.design.notes import collecting_note, file_link, filed_note
from core.design import DesignTask, DrawingFile
from core.design.errors import (
    FilesNotServed,
    NoFileYet,
    NoTaskForFile,
    NotTheEngineer,
    RevisionClosed,
    WhichTaskForFile,
)
from core.design.events import SheetFiled
from core.people import Role
from handlers.bus import handles
from handlers.context import Context
from handlers.design.facts import RND, require_engineer
from handlers.design.showing import ENGINEERS
from handlers.design_commands import CollectFiles, FileFacts, KeepFiles, OpenFiles
from handlers.queries.names import Names
from handlers.sender import Sender
from storage import designs, living

CHECKS = "dfm"
"""The living cards with the findings of a check."""
MOST_LINKS = 4
"""Files of which a link is given at once."""


def subject_of(session: Session, messages: Iterable[str]) -> str:
    """The design task whose card stands on the first of these messages that has one; empty for none."""
    for message in filter(None, messages):
        card = living.card_by_message(session, message) or living.card_behind(session, message)
        if card is not None and card.kind.partition(":")[0] == ENGINEERS:
            return card.subject
    return ""


def checked_line(session: Session, messages: Iterable[str]) -> tuple[str, int] | None:
    """The order's line whose check stands on the first of these messages that has one."""
    for message in filter(None, messages):
        card = living.card_by_message(session, message) or living.card_behind(session, message)
        if card is not None and card.kind.partition(":")[0] == CHECKS:
            return card.subject, int(card.kind.partition(":")[2])
    return None


def task_for_files(session: Session, subject: str, sender: Sender, names: Names) -> str:
    """The task that files of this person are for: of the card they answer (`subject`), or the one they draw.

    Empty when the files are none of a drawing: the person draws nothing and answers no task's card. Raises what
    `RevisionClosed`, `NotTheEngineer`, `NoTaskForFile` and `WhichTaskForFile` say, before anything is fetched.
    """
    task = session.get(DesignTask, subject) if subject else None
    is_rnd = RND in (sender.department, *sender.leads) or Role.COORDINATOR in sender.roles
    if task is None and not is_rnd:
        return ""
    task = task or _own(session, sender)
    if not is_rnd:
        raise NotTheEngineer(task_no=task.task_no, who=[names.person(task.owner)])
    if not task.is_drawn_in:
        raise RevisionClosed(task_no=task.task_no, revision=task.drawing_revision, status=task.status)
    return task.task_no


def _own(session: Session, sender: Sender) -> DesignTask:
    found = designs.drawn_by(session, sender.key)
    if not found:
        raise NoTaskForFile()
    if len(found) > 1:
        raise WhichTaskForFile(tasks=[task.task_no for task in found])
    return found[0]


@handles(KeepFiles)
def keep_files(cmd: KeepFiles, ctx: Context) -> None:
    """Under the current revision; the same bytes in it once."""
    task = designs.get_task(ctx.uow.session, cmd.task_no, lock=True)
    require_engineer(task, ctx)
    known = {file.sha256 for file in designs.files_of(ctx.uow.session, task.task_no, task.drawing_revision)}
    fresh, again = [], []
    for told in cmd.files:
        is_known = told.sha256 in known
        filed = task.take_file(told.name, told.sha256, ctx.sender.key, is_known=is_known, now=ctx.now)
        ctx.uow.record(*filed)
        if is_known:
            again.append(told.name)
            continue
        known.add(told.sha256)
        fresh.append(told.name)
        _tell_sheet(task, told, ctx)
        ctx.uow.add(
            DrawingFile(
                task_no=task.task_no, drawing_revision=task.drawing_revision, name=told.name,
                media_type=told.media_type, size=told.size, sha256=told.sha256, uploaded_by=ctx.sender.key,
                uploaded_at=ctx.now, source=told.source,
            )
        )  # fmt: skip
    ctx.reply(filed_note(task, fresh, again, ctx.wording))


def _tell_sheet(task: DesignTask, file: FileFacts, ctx: Context) -> None:
    """What a parameter sheet tells of the design is checked."""
    if file.sheet is None:
        return
    ctx.uow.record(
        SheetFiled(
            at=ctx.now, subject=task.task_no, order_no=task.order_no, line_no=task.line_no, person=ctx.sender.key,
            name=file.name, values=file.sheet.values, unread=file.sheet.unread,
        )
    )  # fmt: skip


@handles(OpenFiles)
def open_files(cmd: OpenFiles, ctx: Context) -> None:
    """Links for the one who asks alone, newest files first: of the revision that is named, or of the current one."""
    session, url = ctx.uow.session, ctx.rules.file_url
    if url is None:
        raise FilesNotServed()
    task = designs.get_task(session, cmd.task_no)
    revision = cmd.drawing_revision or task.drawing_revision
    files = designs.files_of(session, task.task_no, revision)
    if not files:
        raise NoFileYet(task_no=task.task_no, revision=revision)
    for file in list(reversed(files))[:MOST_LINKS]:
        ctx.private_replies.append(file_link(task, file, url(file.id or 0, ctx.sender.key), ctx.wording))


@handles(CollectFiles)
def collect_files(cmd: CollectFiles, ctx: Context) -> None:
    """What this person sends to the bot next is for this task."""
    task = designs.get_task(ctx.uow.session, cmd.task_no, lock=True)
    require_engineer(task, ctx)
    task.collect(ctx.sender.key, now=ctx.now)
    ctx.private_replies.append(collecting_note(task, ctx.wording))
