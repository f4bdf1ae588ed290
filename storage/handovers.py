"""Finding what is being handed over."""

from sqlmodel import Session, col, select

from core.errors import NotFound
from core.handovers import HandOver, HandOverState


def get_handover(session: Session, handover_no: str, *, lock: bool = False) -> HandOver:
    """The offer of this number. `lock` keeps other writers from it until the transaction ends."""
    found = session.get(HandOver, handover_no, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound(kind="handover", words=handover_no, near=[])
    return found


def open_handover(session: Session, kind: str, ref: str, part: str) -> HandOver | None:
    """The offer of this thing that nobody has answered yet."""
    found = select(HandOver).where(
        HandOver.kind == kind, HandOver.ref == ref, HandOver.part == part, HandOver.state == HandOverState.OFFERED
    )
    return session.exec(found.order_by(col(HandOver.handover_no))).first()
