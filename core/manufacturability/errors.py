"""What rules, checks and waivers refuse."""

from core.errors import BadInput, NotAllowed, NotFound, StaleCard, WrongState


class NothingToRestore(WrongState):
    """`rule_id` has never read differently."""


class RuleMovedMeanwhile(StaleCard):
    """`rule_id` has been changed since the card was drawn."""


class RuleUnclear(BadInput):
    """The words for `rule_id` do not say which attribute has to be how; `typed` is what could not be read."""


class UnknownAttribute(NotFound):
    """`words` names no attribute that rules look at."""


class NoFindingToWaive(WrongState):
    """`rule_id` is not broken by `subject`, or already waived."""


class AlreadyAskedFor(WrongState):
    """`person` has already asked for a waiver of `rule_id` for `subject`: `waiver_no`."""


class DfmWaiverDecided(WrongState):
    """`waiver_no` is in the state `status`: there is nothing to decide."""


class OwnDfmWaiver(NotAllowed):
    """Whoever asks for a waiver does not grant it; `who` can."""


class DfmWaiverTooLong(BadInput):
    """A waiver ends; the last day it may have is `latest`, `limit` days from now."""


class DfmWaiverPast(BadInput):
    """`day` is over: a waiver until then would allow nothing."""
