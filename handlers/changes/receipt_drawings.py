"""The cards of those who have to acknowledge a change, or to ask customers about it."""

from collections.abc import Mapping, Sequence

from cards.card import Card
from cards.consent_card import ConsentView, CustomerConsentCard
from cards.receipt_card import ReceiptCard, ReceiptView
from core.changes import Affected, AffectedKind
from core.people import Person, Role
from core.supply import PurchaseOrder
from handlers.changes.kinds import describe
from handlers.drawing import Subject, draws
from handlers.queries.names import Names
from handlers.queries.receipts import follow_up
from storage import roster
from storage.changes import get_change
from storage.orders import customers_of


@draws("receipt")
def draw_receipt(it: Subject) -> Card:
    """What the person in `detail` has to acknowledge and to decide about."""
    change = get_change(it.session, it.number)
    notice, told = change.notice_of(it.detail), describe(change, it.session, it.names, it.words, it.today)
    affected = tuple(notice.touched)
    view = ReceiptView(
        change_no=change.change_no, revision=change.revision, kind=change.kind, status=change.status,
        summary=told.summary, content=told.content, person=it.names.person(it.detail), person_key=it.detail,
        affected=affected, names=_names_of(affected, it), is_given=notice.is_given, level=notice.escalation_level,
        follow_up=follow_up(change, it.names),
    )  # fmt: skip
    return ReceiptCard.of(view, it.words)


@draws("consent")
def draw_consent(it: Subject) -> Card:
    """The customers who have to agree, as the person in `detail` sees them."""
    change, person = get_change(it.session, it.number), it.session.get(Person, it.detail)
    told = describe(change, it.session, it.names, it.words, it.today)
    consents = follow_up(change, it.names).consents
    is_above = it.detail in (roster.leads(it.session).get("sales"), roster.coordinator(it.session))
    return CustomerConsentCard.of(
        ConsentView(
            change_no=change.change_no, revision=change.revision, status=change.status, summary=told.summary,
            content=told.content, consents=consents,
            to_record=tuple(
                each for each in consents if not each.is_settled and (is_above or each.owner_key == it.detail)
            ),
            may_waive=person is not None and Role.MANAGER in person.roles, today=it.today,
        ),
        it.words,
    )  # fmt: skip


def _names_of(affected: Sequence[Affected], it: Subject) -> tuple[str, ...]:
    """The customer of an order, the item in stock or bought."""
    orders = {each.order_no or each.ref for each in affected}
    customers = customers_of(it.session, orders)
    purchases = [it.session.get(PurchaseOrder, each.ref) for each in affected if each.kind is AffectedKind.PURCHASE]
    bought = {each.po_no: each.item for each in purchases if each is not None}
    items = it.names.items({each.ref for each in affected} | set(bought.values()))
    return tuple(_name_of(each, customers, bought, items, it.names) for each in affected)


def _name_of(
    it: Affected, customers: Mapping[str, str], bought: Mapping[str, str], items: Mapping[str, str], names: Names
) -> str:
    if it.kind is AffectedKind.STOCK:
        return items.get(it.ref, "")
    if it.kind is AffectedKind.PURCHASE:
        return items.get(bought.get(it.ref, ""), "")
    customer = customers.get(it.order_no or it.ref, "")
    return names.customer(customer) if customer else ""
