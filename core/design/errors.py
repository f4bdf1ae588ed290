"""What design tasks say no to."""

from core.errors import BadInput, NotAllowed, StaleCard, WrongState


class IllegalTaskStep(WrongState):
    """`task_no` is `status` and cannot become `wanted`; it may become `allowed`."""


class DesignMovedMeanwhile(StaleCard):
    """The card of `task_no` shows an older state."""


class DesignCalledOff(WrongState):
    """`task_no` is over: its order `order_no` was cancelled."""


class NoDesignTask(WrongState):
    """`order_no` has no design task: nothing of it lies outside the released options."""


class NothingDrawn(WrongState):
    """Revision `revision` of `task_no` has no file, and nobody has said that it needs none."""


class CheckedByAnother(NotAllowed):
    """Whoever has submitted `task_no` cannot be the one who checks it."""


class FindingsOpen(WrongState):
    """`task_no` has `findings` that are neither solved nor waived."""


class RevisionClosed(WrongState):
    """Revision `revision` of `task_no` is `status`: a file would be of the next one, which has not been opened."""


class NotTheEngineer(NotAllowed):
    """`task_no` is another's; `who` can."""


class DrawingTooLarge(BadInput):
    """`name` is larger than `most` megabytes."""


class FileNotAllowed(BadInput):
    """`name` is none of the `kinds` that are taken."""


class FileNotAsNamed(BadInput):
    """`name` says it is one kind of file; what is in it is `found`."""


class FileGone(BadInput):
    """The platform does not give `name` out any more."""


class NoFileYet(WrongState):
    """Revision `revision` of `task_no` has no file to look at."""


class DrawingNotRead(BadInput):
    """`name` is kept, but nothing can be read of it: it is broken, too large, or takes too long."""


class DrawingWithoutUnit(BadInput):
    """`name` does not say what unit it is drawn in, so nothing in it can be measured."""


class StepNotRead(BadInput):
    """`name` is a STEP file: these are kept, and not read."""


class FilesNotServed(WrongState):
    """Nothing signs links to files here."""


class NothingUploaded(BadInput):
    """`task_no`: the form was sent in without a file."""


class NoTaskForFile(BadInput):
    """A file was sent, and the sender has no design task that waits for one."""


class WhichTaskForFile(BadInput):
    """A file was sent, and of `tasks` it could be for any."""


class DesignDatePast(BadInput):
    """`day` is over."""


class NothingUnreleased(WrongState):
    """The drawing of `order_no` is released: nobody has to be asked."""


class StartWaiverPending(WrongState):
    """`person` has asked for it for `order_no`, and nobody has decided yet."""


class StartWaiverTooLong(BadInput):
    """Such a leave ends; the last day it may have is `latest`, `limit` days from now."""


class StartWaiverOver(StaleCard):
    """It was asked for `order_no` until `until`, which is over: nothing is left to grant."""


class StartWaiverDecided(StaleCard):
    """That about `order_no` has been decided already."""


class StartWaiverByTwo(NotAllowed):
    """Whoever has asked for it cannot grant it."""


class PrepDone(StaleCard):
    """That has been done already."""


class FloorQuestionAnswered(StaleCard):
    """`question_no` has been answered already."""


class NobodyToAsk(WrongState):
    """There is nobody in R&D."""
