"""The one legal way through a change's life."""

from enum import StrEnum


class ChangeKind(StrEnum):
    """What is changed."""

    ORDER = "ORDER"
    """What a customer has ordered: quantity, date, spec; or that it is on hold, or off (订单变更)."""
    ENGINEERING = "ENGINEERING"
    """What something is made of, or how (工程变更)."""


class ChangeStatus(StrEnum):
    """Where a change is."""

    DRAFT = "DRAFT"
    """Being written down."""
    SUBMITTED = "SUBMITTED"
    """Written down; what it would do is being worked out, or looked at by whoever asked."""
    IN_REVIEW = "IN_REVIEW"
    """With those who decide. What it is about is locked."""
    APPROVED = "APPROVED"
    """Decided; it takes effect right after."""
    APPLIED = "APPLIED"
    """In effect; somebody has still to acknowledge it, or to settle what is left of the old."""
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    """Nobody went on with it for so long that it says nothing any more."""


class ChangeReason(StrEnum):
    """Why."""

    CUSTOMER_REQUEST = "CUSTOMER_REQUEST"
    QUALITY = "QUALITY"
    COST = "COST"
    MANUFACTURABILITY = "MANUFACTURABILITY"
    DESIGN = "DESIGN"
    USE_UP_STOCK = "USE_UP_STOCK"
    SUPPLY = "SUPPLY"
    COMPLIANCE = "COMPLIANCE"


_S = ChangeStatus

NEXT: dict[ChangeStatus, tuple[ChangeStatus, ...]] = {
    _S.DRAFT: (_S.SUBMITTED, _S.WITHDRAWN, _S.EXPIRED),
    _S.SUBMITTED: (_S.IN_REVIEW, _S.DRAFT, _S.WITHDRAWN, _S.EXPIRED),
    _S.IN_REVIEW: (_S.APPROVED, _S.REJECTED, _S.DRAFT, _S.WITHDRAWN, _S.EXPIRED),
    _S.APPROVED: (_S.APPLIED, _S.DRAFT),
    _S.APPLIED: (_S.CLOSED,),
    _S.CLOSED: (),
    _S.REJECTED: (),
    _S.WITHDRAWN: (),
    _S.EXPIRED: (),
}
"""Each status with those it may turn into. Back to DRAFT: sent back, or another change of the same thing was faster."""

OPEN = frozenset({_S.DRAFT, _S.SUBMITTED, _S.IN_REVIEW, _S.APPROVED})
"""Not decided for good: it may still come into effect."""

FINISHED = frozenset(status for status, following in NEXT.items() if not following)
"""Nothing will change any more."""
