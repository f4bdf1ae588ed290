"""What a review says no to."""

from core.errors import BadInput, NotAllowed, StaleCard, WrongState


class NotReviewer(NotAllowed):
    """Of this order only `who` are asked whether they understand it."""


class NotAnswering(NotAllowed):
    """This answer is `who`'s to give."""


class ReviewNotOpen(WrongState):
    """`order_no` is not under review."""


class BriefMoved(StaleCard):
    """What is wanted of `order_no` has changed since that card was drawn."""


class QuestionOpen(WrongState):
    """`order_no`: the question "`words`" has not been answered; whoever asked it understands after that."""


class NoOpenQuestion(WrongState):
    """`order_no`: there is no question that waits for an answer."""


class NothingAnswered(BadInput):
    """`order_no`: the form was sent in empty."""


class ConditionMissing(BadInput):
    """`order_no`: with a condition, or a no, has to be said which, or why."""


class EarlierThanComputed(WrongState):
    """`order_no` cannot leave before `computed`: an earlier day is none to answer with."""


class NoProposal(WrongState):
    """`order_no`: the planner has not worked out anything that could be agreed to."""


class AnswersMissing(WrongState):
    """`order_no` waits for the answers `kinds` of `people`: nothing is quoted or sold before they are there."""


class AnsweredNo(WrongState):
    """`order_no` cannot be made, says `person`: `words`."""


class NoAnswerToWaive(WrongState):
    """`order_no` has all its answers."""
