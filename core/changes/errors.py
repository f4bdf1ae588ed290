"""What changes say no to."""

from core.errors import BadInput, NotAllowed, NotFound, StaleCard, WrongState


class IllegalChangeStep(WrongState):
    """`change_no` is `status` and cannot become `wanted`; it may become `allowed`."""


class ChangeMovedMeanwhile(StaleCard):
    """The card of `change_no` shows an older state."""


class NobodyDecides(WrongState):
    """There is nobody whose consent to `change_no` would be required: it cannot be put into effect that way."""


class OwnChange(NotAllowed):
    """Whoever asked for `change_no` does not decide about it."""


class NotInReview(WrongState):
    """`change_no` is `status`: there is nothing to decide."""


class NotAskedToApprove(NotAllowed):
    """`change_no` waits for `who`, not for this person."""


class AskedAlready(WrongState):
    """`person` is asked about `change_no` already, or has decided."""


class ConsentsMissing(WrongState):
    """`change_no` does not have every consent it needs."""


class TooManyRemarks(WrongState):
    """About `change_no` `most` things have been said."""


class ChangeIncomplete(BadInput):
    """`field` (a label key) is still missing; `unread` are words among the lines that say nothing we know."""


class NotInBom(BadInput):
    """`component` is not in the bill of materials of `item_code`."""


class InBomAlready(BadInput):
    """`component` is in the bill of materials of `item_code` already."""


class LineChangedMeanwhile(WrongState):
    """The line of `component` in `item_code` had `wanted` when the change was written, and has `found` now."""


class NothingDifferent(BadInput):
    """The bill of materials of `item_code` would be what it is."""


class MadeOfItself(BadInput):
    """By the change `item_code` would contain itself, by way of `component`."""


class NotMade(BadInput):
    """`item_code` is bought: there is nothing to change about how we make it."""


class NotYourChange(WrongState):
    """Only `person` goes on with `change_no`."""


class CustomersNotAgreed(WrongState):
    """`change_no` cannot take effect: of `customers` there is neither a consent nor a waiver."""


class ConsentNotAwaited(WrongState):
    """`change_no` is `status`: nothing waits for a customer any more, or yet."""


class CustomerNotAsked(NotFound):
    """This customer is not asked about `change_no`."""


class NoCustomerAwaited(WrongState):
    """Every customer concerned has agreed to `change_no`, or was waived."""


class ConsentNotGivenYet(BadInput):
    """The `day` of a consent is after `today`."""


class NotInEffect(WrongState):
    """`change_no` is `status`: only of a change that has taken effect somebody is told to acknowledge it."""


class NothingToAcknowledge(NotAllowed):
    """`change_no` touches nothing of this person's; `who` is asked."""


class ChangeUnsettled(WrongState):
    """`change_no` cannot close: `people`, `open_count` places of old parts or `work_count` work orders are awaited."""


class NoSuchDisposition(NotFound):
    """`change_no` has no such place of old parts."""


class AlreadyDisposed(WrongState):
    """About the `item` at this place `person` has decided already."""


class DispositionNotWhole(BadInput):
    """The parts decided about add up to `told` `uom` of the `item`, but `qty` are there."""


class NoSuchWork(NotFound):
    """`change_no` has left no such work order to anybody."""


class WorkDecidedAlready(WrongState):
    """`person`, or a later change, has decided already about the work on `order_no`."""


class DeviationIsOver(WrongState):
    """Revision `revision` of `item_code` was temporary and has ended: no more work is done to it."""


class WorkWantsMadePart(WrongState):
    """To the new revision `order_no` would need `component`, which is made here and not on the shelf."""


class WorkIsOver(WrongState):
    """Work on `order_no` cannot be done to another revision any more: the order is `status`."""
