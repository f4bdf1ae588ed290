"""Files in chats: those of drawings are fetched before anything is written, then kept by a command."""

from typing import TYPE_CHECKING

from sqlmodel import Session

from bot.filing import Filing
from bot.filing.drawings import told_by_drawing, with_drawing
from bot.filing.sheets import is_sheet, sheet_of, with_sheet
from bot.platforms.port import Inbound, Said, Tapped
from cards.wording import Wording
from handlers.bus import Bus, Who
from handlers.command import Command
from handlers.context import Place
from handlers.design.filing import checked_line, subject_of, task_for_files
from handlers.design_commands import FileFacts, KeepFiles
from handlers.manufacturability.commands import CheckManufacturability
from handlers.permissions import require_permission
from handlers.queries.names import Names

if TYPE_CHECKING:
    from bot.files.cells import Reading


class FileReader:
    """Understands messages that are nothing but files."""

    def __init__(self, bus: Bus, filing: Filing, words: Wording) -> None:
        self._bus, self._filing, self._words = bus, filing, words

    def read(self, said: Said, place: Place, who: Who) -> Command | None:
        """What is to be kept for which design task, or checked; None when it is none of a drawing.

        In a group only what answers the card of a task or a check is meant for us. Raises why files are not taken,
        why a sheet tells nothing, PlatformBusy.
        """
        if not said.attachments or said.text.strip():
            return None
        with self._bus.database.read() as session:
            line = self._line_of(said, who, session)
            task_no = "" if line else self._task_of(said, place, who, session)
        if line is not None:
            return self._check(said, *line)
        if not task_no:
            return None
        files = [self._filing.take(said.platform, it) for it in said.attachments]
        return KeepFiles(task_no=task_no, files=self._with_sheets(files, said))

    def uploaded(self, tapped: Tapped) -> Command:
        """What was sent with a form is for the task that the form names. Raises what is wrong with it."""
        files = [self._filing.take(tapped.platform, it) for it in tapped.files]
        return KeepFiles(task_no=str(tapped.value.get("ref", "")), files=self._with_sheets(files, tapped))

    def _line_of(self, said: Said, who: Who, session: Session) -> tuple[str, int] | None:
        """The line whose check is answered with a sheet by somebody who may check it."""
        line = checked_line(session, (said.parent, said.root))
        if line is None or not is_sheet(said.attachments[0].name):
            return None
        require_permission(CheckManufacturability, who(session))
        return line

    def _task_of(self, said: Said, place: Place, who: Who, session: Session) -> str:
        subject = subject_of(session, (said.parent, said.root))
        if place.is_group and not subject:
            return ""
        return task_for_files(session, subject, who(session), Names(session, self._words.is_chinese))

    def _check(self, said: Said, order_no: str, line_no: int) -> CheckManufacturability:
        """A sheet that answers the card of a check tells that design anew."""
        file = self._filing.take(said.platform, said.attachments[0])
        with self._bus.database.read() as session:
            read = sheet_of(file, self._filing.store, session, self._reading(said))
        return CheckManufacturability(
            words=order_no, line_no=line_no, values=read.values, source=file.name, unread=list(read.unread)
        )

    def _with_sheets(self, files: list[FileFacts], sent: Inbound) -> list[FileFacts]:
        drawings = [told_by_drawing(file, self._filing.store) for file in files]  # before anything holds the database
        with self._bus.database.read() as session:
            files = [with_drawing(file, drawn, session) for file, drawn in zip(files, drawings, strict=True)]
            return [with_sheet(file, self._filing.store, session, self._reading(sent)) for file in files]

    def _reading(self, sent: Inbound) -> "Reading":
        from bot.files.cells import Reading  # late: spreadsheets are not needed for a start

        zone = self._bus.timezone
        return Reading(sent.at.astimezone(zone).date(), zone)
