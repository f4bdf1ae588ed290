"""What an order says no to."""

from core.errors import BadInput, StaleCard, WrongState


class IllegalTransition(WrongState):
    """`order_no`, its `status`, the status `wanted`, and the `allowed` next ones."""


class OrderOnHold(WrongState):
    """`order_no`, `reason`."""


class NotAskedDepartment(WrongState):
    """`order_no`, `department`: that department has nothing to acknowledge here."""


class NodeTooEarly(WrongState):
    """`order_no`, the `node` reported, and the nodes it is `waiting_for`."""


class DrawingNotReleased(WrongState):
    """`order_no` cannot be started: the current drawing of design `tasks` is not released."""


class DrawingFollowsTask(WrongState):
    """`order_no`: its drawing is there when design `tasks` are released, and not by saying so."""


class NodeGoesBack(WrongState):
    """`order_no`, `node`, `percent` reported, `was`: progress does not run backwards."""


class NodeNotReported(WrongState):
    """`order_no`, `node`: nobody reports it, it follows from the departments' acknowledgements."""


class NoSuchOption(WrongState):
    """`order_no`, `option`: the promise on record has no such option."""


class SpecSettled(WrongState):
    """`order_no`, its `status`: this part of the spec is settled; altering it is a change of the order."""


class SpecUntold(BadInput):
    """`order_no`, `fields` and `english_fields`: nothing was filled in, and these are what is asked for."""


class SpecIncomplete(WrongState):
    """`order_no`, `fields` and `english_fields`: these mandatory spec fields have to be filled in first."""


class NotTakenOn(WrongState):
    """`order_no`, and the `departments` that have not acknowledged it, or see something in the way."""


class NotUnderstood(WrongState):
    """`order_no` is not understood by everybody who reviews it: nothing of it is started."""


class SpecNeedsDesign(WrongState):
    """`order_no`, `fields` and `english_fields`: a custom value here needs a drawing that was not promised for."""


class NoSuchLine(WrongState):
    """`order_no`, `line_no`: the order has no such line."""


class QuantitySettled(WrongState):
    """`order_no`, its `status`: how much is settled; altering it is a change of the order."""


class NotLess(WrongState):
    """`order_no`, `line_no`, `quantity`: of that line `was` are asked for, which is not more."""


class SolutionSettled(WrongState):
    """`order_no`, its `status`: what is sold is made as sold; another design for it is a change of the order."""


class NothingCustom(WrongState):
    """`order_no`: everything in it is made as released, no drawing is waited for."""


class PromiseMissing(WrongState):
    """`order_no`: nothing has been promised yet."""


class OrderChangedMeanwhile(StaleCard):
    """`order_no`, `shown` and `revision`: the card shows an older revision."""


class DraftAlreadyUsed(StaleCard):
    """`draft_no`, `order_no`: this form has already become an order."""


class DraftChangedMeanwhile(StaleCard):
    """`draft_no`: the form was sent in from an older copy."""


class NotChangeable(WrongState):
    """`order_no` is `status`: nothing of it can be changed any more; it may become `allowed`."""


class NotOnHold(WrongState):
    """`order_no` is `status` and not on hold: there is nothing to resume."""


class NothingChanges(WrongState):
    """`order_no` is already like that."""


class WorkFinished(WrongState):
    """`order_no` is made: its quantity, date and spec are settled."""


class SpecInWork(WrongState):
    """`order_no` is in work: what it is made to cannot become different."""


class MoreThanInWork(WrongState):
    """`order_no` is in work for `was` pieces: more is a new order."""


class LessThanMade(WrongState):
    """Of `order_no` `made` pieces are finished: `quantity` is too few."""


class NotRevivable(WrongState):
    """`order_no` is `status`: it was sold before it was called off, or is not called off."""


class RevisedMeanwhile(StaleCard):
    """`order_no` is at revision `order_revision`: a word about an older one does not count for it."""


class TakenOnForGood(WrongState):
    """`order_no` was released on the word of `department`: it cannot be taken back."""
