"""Drawings among the files that people send: what they tell of the attributes that a company looks at."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sqlmodel import Session

from bot.filing.dxf import DrawingTold, read_dxf
from core.design.errors import DrawingNotRead, DrawingWithoutUnit, StepNotRead
from core.errors import BadInput
from core.manufacturability import Vocabulary, read_value
from handlers.design_commands import FileFacts, SheetFacts
from handlers.manufacturability.commands import UnreadRow
from storage import manufacturability as stored
from storage.filestore import FileStore

_DXF, _STEP = "image/vnd.dxf", "model/step"
_MEASURED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "length": (("length", "长度"), "mm"),
    "width": (("width", "宽度"), "mm"),
    "hole_diameter": (("hole_diameter", "孔径", "最小孔径"), "mm"),
    "hole_count": (("hole_count", "孔数"), ""),
}
"""What companies call what can be measured, and what it is measured in."""


def told_by_drawing(file: FileFacts, store: FileStore) -> DrawingTold | BadInput | None:
    """What a kept drawing tells, or why it tells nothing; None for other files. Takes seconds: hold no session."""
    if file.media_type == _STEP:
        return StepNotRead(name=file.name)
    if file.media_type != _DXF:
        return None
    try:
        return read_dxf(file.name, store.read(file.sha256) or b"")
    except DrawingNotRead as refusal:
        return refusal


def with_drawing(file: FileFacts, drawn: DrawingTold | BadInput | None, session: Session) -> FileFacts:
    """The file with the attributes it tells. Where a company looks at none, it is a file like any other."""
    vocabulary = stored.vocabulary(session)
    if drawn is None or not vocabulary.attributes:
        return file
    if isinstance(drawn, BadInput):
        told = SheetFacts(values={}, unread=[_unread(drawn)])
    else:
        values, unread = attributes_of(file.name, drawn, vocabulary)
        if not values and not unread:
            return file
        told = SheetFacts(values=values, unread=unread)
    return file.model_copy(update={"sheet": told})


def attributes_of(
    name: str, drawn: DrawingTold, vocabulary: Vocabulary
) -> tuple[dict[str, str], list[dict[str, object]]]:
    """Values by attribute key, and what could not be taken. What is written counts before what is measured."""
    values: dict[str, str] = {}
    unread = [] if drawn.has_unit else [_unread(DrawingWithoutUnit(name=name))]
    for called, words in [*_measured(drawn, vocabulary), *drawn.told]:
        attribute = vocabulary.find(called)
        if attribute is None:  # who has drawn it, the scale
            continue
        try:
            values[attribute.key] = str(read_value(attribute, words))
        except BadInput as refusal:
            unread.append(_unread(refusal))
    return values, unread


def _measured(drawn: DrawingTold, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for key, (called, unit) in _MEASURED.items():
        known = next((word for word in called if vocabulary.find(word)), None)
        if known and key in drawn.measures:
            yield known, f"{Decimal(str(drawn.measures[key])):f}{unit}"


def _unread(refusal: BadInput) -> dict[str, object]:
    return UnreadRow(row=0, refusal=type(refusal).__name__, facts=refusal.facts).model_dump(mode="json")
