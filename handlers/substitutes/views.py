"""Substitutes as people see them."""

from cards.substitutes import SubstituteView
from cards.wording import Wording
from core.substitutes import SubstituteApproval
from handlers.queries.names import Names


def substitute_view(approval: SubstituteApproval, names: Names, words: Wording) -> SubstituteView:
    """One with names for codes."""
    items = names.items({approval.item, approval.substitute})
    return SubstituteView(
        number=approval.number, revision=approval.revision, state=approval.state, scope=approval.scope,
        item=words.named(items.get(approval.item, ""), approval.item),
        substitute=words.named(items.get(approval.substitute, ""), approval.substitute),
        order_no=approval.order_no, customer=names.customer(approval.customer) if approval.customer else "",
        valid_from=approval.valid_from, valid_until=approval.valid_until, reason=approval.reason,
        asked_by=names.person(approval.asked_by), asked_at=approval.asked_at,
        decided_by=names.person(approval.decided_by) if approval.decided_by else "", decision=approval.decision,
    )  # fmt: skip
