"""The one legal way of a design task, and what is prepared by it."""

from enum import StrEnum


class TaskStatus(StrEnum):
    """Where a design task is."""

    REQUESTED = "REQUESTED"
    """Opened by an order; nobody has taken it."""
    ACCEPTED = "ACCEPTED"
    """Its engineer is at it."""
    SUBMITTED = "SUBMITTED"
    """Drawn: a second person looks at it."""
    CHECKED = "CHECKED"
    RELEASED = "RELEASED"
    """The floor may work by it."""
    REWORK = "REWORK"
    """A next revision is being drawn; the one before must not be started by."""


class PrepKind(StrEnum):
    """What is prepared."""

    TOOLING = "TOOLING"
    """Jigs, moulds, programs (工装)."""
    TRIAL = "TRIAL"
    """The first pieces, and how they are measured (试制)."""
    TRAINING = "TRAINING"
    """Those who will make it know how (培训)."""


_S = TaskStatus

NEXT: dict[TaskStatus, tuple[TaskStatus, ...]] = {
    _S.REQUESTED: (_S.ACCEPTED,),
    _S.ACCEPTED: (_S.SUBMITTED,),
    _S.SUBMITTED: (_S.CHECKED, _S.REWORK),
    _S.CHECKED: (_S.RELEASED, _S.REWORK),
    _S.RELEASED: (_S.REWORK,),
    _S.REWORK: (_S.SUBMITTED,),
}
"""Each status with those it may turn into."""

DRAWN_IN = frozenset({_S.REQUESTED, _S.ACCEPTED, _S.REWORK})
"""The current revision is still open: files are added to it."""
