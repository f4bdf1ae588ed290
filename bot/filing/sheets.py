"""Parameter sheets among the files that people send."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from sqlmodel import Session

from core.errors import BadInput
from handlers.design_commands import FileFacts, SheetFacts
from storage import manufacturability as stored
from storage.filestore import FileStore

if TYPE_CHECKING:
    from bot.files.cells import Reading
    from bot.files.parameters import ParameterSheet

SHEETS = ("csv", "xlsx")


def is_sheet(name: str) -> bool:
    """A parameter sheet would have such a name."""
    return PurePath(name).suffix.lower().removeprefix(".") in SHEETS


def with_sheet(file: FileFacts, store: FileStore, session: Session, reading: "Reading") -> FileFacts:
    """The file with the parameters it tells. One that tells none is a drawing's file like any other."""
    if not is_sheet(file.name):
        return file
    try:
        read = sheet_of(file, store, session, reading)
    except BadInput:
        return file
    if not read.values:
        return file
    told = SheetFacts(values=read.values, unread=[row.model_dump(mode="json") for row in read.unread])
    return file.model_copy(update={"sheet": told})


def sheet_of(file: FileFacts, store: FileStore, session: Session, reading: "Reading") -> "ParameterSheet":
    """What a kept file tells as a parameter sheet. Raises what `read_parameter_sheet` says."""
    from bot.files.parameters import read_parameter_sheet  # late: spreadsheets are not needed for a start

    content = store.read(file.sha256) or b""
    return read_parameter_sheet(file.name, content, stored.vocabulary(session), reading)
