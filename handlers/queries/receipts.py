"""Receipts, dispositions and consents of a change as people see them."""

from cards.changes.description import Section
from cards.changes.receipts import ConsentLine, DisposalLine, FollowUp, ReceiptLine, WorkLine, follow_up_sections
from cards.wording import Wording
from core.changes import ChangeRequest
from core.revisions import work_order_no
from handlers.queries.names import Names


def sections_of(change: ChangeRequest, names: Names, words: Wording) -> tuple[Section, ...]:
    """The sections 回执, 处置 and 客户同意 of a change, for whatever card shows it."""
    return follow_up_sections(follow_up(change, names), words)


def follow_up(change: ChangeRequest, names: Names) -> FollowUp:
    """The same as views."""
    return FollowUp(
        receipts=tuple(
            ReceiptLine(
                person=names.person(it.person), asked_at=it.asked_at, acknowledged_at=it.acknowledged_at,
                acknowledged_by=names.person(it.acknowledged_by) if it.acknowledged_by not in ("", it.person) else "",
                level=it.escalation_level,
            )
            for it in change.notices
        ),
        disposals=disposals_of(change, names),
        consents=tuple(
            ConsentLine(
                code=it.customer, customer=names.customer(it.customer) if it.customer else "",
                owner=names.person(it.owner), owner_key=it.owner, orders=tuple(it.orders), asked_at=it.asked_at,
                granted_by=it.granted_by, granted_on=it.granted_on, evidence=it.evidence,
                waived_by=names.person(it.waived_by) if it.waived_by else "", waived_reason=it.waived_reason,
                level=it.escalation_level,
            )
            for it in change.current_consents
        ),
        works=tuple(
            WorkLine(
                entry=it.entry, work_order_no=work_order_no(it.order_no, it.line_no), why=it.why,
                owner=names.person(it.owner), owner_key=it.owner, choice=it.choice,
                decided_by=names.person(it.decided_by) if it.decided_by else "", reason=it.reason,
            )
            for it in change.works
        ),
    )  # fmt: skip


def disposals_of(change: ChangeRequest, names: Names) -> tuple[DisposalLine, ...]:
    """The places with old parts in them."""
    items = names.items({it.item for it in change.dispositions})
    return tuple(
        DisposalLine(
            entry=it.entry, location=it.location, ref=it.ref, item=it.item, name=items.get(it.item, ""),
            words=it.words, qty=it.qty, uom=it.uom, owner=names.person(it.owner), owner_key=it.owner, split=it.split,
            decided_by=names.person(it.decided_by) if it.decided_by else "", note=it.note,
        )
        for it in change.dispositions
    )  # fmt: skip
