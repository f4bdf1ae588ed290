"""From words or a form to an order number."""

from core.errors import NotAllowed
from core.orders import DraftPurpose, Order, OrderDraft, OrderLine
from core.orders.draft import DraftState, OrderEntry
from core.orders.events import PrecheckAsked, SpecCompleted
from core.orders.status import UNSOLD
from core.planning.promise.answer import PromiseAnswer
from handlers.bus import handles
from handlers.commands import CompleteSpec, DiscardDraft, PlaceAnyway, StartOrder, SubmitDraft
from handlers.context import Context
from handlers.ownership import name_of, require_own
from handlers.promising import ask_planner
from handlers.queries.specs import missing_fields, read_spec
from storage import catalogue, living, roster
from storage.orders import find_twin, get_draft, get_order
from storage.outbox import Wait
from storage.reviews import find_review
from storage.setups import is_set_up_otherwise, set_up_for


@handles(StartOrder)
def start_order(cmd: StartOrder, ctx: Context) -> None:
    """Order at once when everything was said; otherwise ask for exactly what is missing."""
    draft, opened = OrderDraft.open(
        ctx.uow.next_number("DRF"), cmd.purpose, cmd.entry, asker=ctx.sender.key, chat=ctx.place.chat, now=ctx.now
    )
    ctx.uow.add(draft)
    ctx.uow.record(*opened)
    _go_on(draft, cmd.entry, ctx)
    if draft.state is not DraftState.USED:
        ctx.uow.place_card(draft.draft_no, "draft", ctx.place.chat, reply_to=ctx.place.message, wait=Wait.PERSON)


@handles(SubmitDraft)
def submit_draft(cmd: SubmitDraft, ctx: Context) -> None:
    """Take a form's values; ask again for what cannot be."""
    draft = _own_draft(cmd.draft_no, ctx)
    draft.require_open(cmd.revision)
    _go_on(draft, draft.understood.merged(cmd.entry), ctx)


@handles(PlaceAnyway)
def place_anyway(cmd: PlaceAnyway, ctx: Context) -> None:
    """Order although the same thing has been ordered lately."""
    draft = _own_draft(cmd.draft_no, ctx)
    draft.require_suspected(cmd.revision)
    _place(draft, draft.understood, ctx)


@handles(DiscardDraft)
def discard_draft(cmd: DiscardDraft, ctx: Context) -> None:
    """Put a form away."""
    draft = _own_draft(cmd.draft_no, ctx)
    draft.require_open(cmd.revision)
    ctx.uow.record(*draft.discard(now=ctx.now))


@handles(CompleteSpec)
def complete_spec(cmd: CompleteSpec, ctx: Context) -> None:
    """Fill in spec fields; a custom spec makes the promise a different one."""
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    require_own(order, ctx)
    order.require_revision(cmd.revision)
    line, missing = order.line(cmd.line_no), missing_fields(order, ctx.uow.session)
    was_custom, (spec, custom) = line.is_custom, read_spec(line, cmd.spec, ctx.uow.session)
    person, now = ctx.sender.key, ctx.now
    told = order.complete_spec(line.line_no, spec, missing=missing, custom=custom, person=person, now=now)
    ctx.uow.record(*told)
    if line.is_custom != was_custom:
        ask_planner(order, "spec", ctx)
    elif any(isinstance(event, SpecCompleted) for event in told):
        _set_up_anew(order, line, ctx)


def _set_up_anew(order: Order, line: OrderLine, ctx: Context) -> None:
    """What is sold stays where it is booked; what is only answered is answered anew where another set-up matters."""
    session = ctx.uow.session
    spec = catalogue.get_product(session, line.product_code).with_defaults(line.spec)
    if order.status not in UNSOLD:
        set_up_for(session, order.order_no, line.line_no, spec)
    elif order.is_promising:  # whoever works it out may have read the old one already
        ask_planner(order, "spec", ctx)
    elif (made := order.latest_promise) is not None:
        booked = [it for it in PromiseAnswer.from_json(made.answer).bookings if it.line_no == line.line_no]
        if is_set_up_otherwise(session, booked, spec):
            ask_planner(order, "spec", ctx)


def _go_on(draft: OrderDraft, entry: OrderEntry, ctx: Context) -> None:
    """The next step of a form: ask for more, ask back, or order."""
    if set(entry.missing) - {"requirement"} or entry.problems:
        if draft.revision > 1 or entry != draft.understood or ctx.place.is_tap:
            ctx.uow.record(*draft.correct(entry, now=ctx.now))
        return
    twin = _twin_of(entry, ctx)
    if twin and _is_again(draft.purpose, twin, ctx):
        ctx.uow.record(*draft.suspect(entry, twin, now=ctx.now))
    else:
        _place(draft, entry, ctx)


def _twin_of(entry: OrderEntry, ctx: Context) -> str:
    return find_twin(
        ctx.uow.session, customer=entry.customer, product=entry.product, quantity=entry.quantity or 0,
        requested_date=entry.requested_date, now=ctx.now,
    )  # fmt: skip


def _is_again(purpose: DraftPurpose, twin: str, ctx: Context) -> bool:
    """The same deed as before: to quote once more founds nothing, to ask people once more disturbs them."""
    if purpose is DraftPurpose.PRECHECK:
        review = find_review(ctx.uow.session, twin)
        return review is not None and review.is_pre
    return purpose is DraftPurpose.ORDER


def _place(draft: OrderDraft, entry: OrderEntry, ctx: Context) -> None:
    """Give it its number, and let the form's card become the order's."""
    session = ctx.uow.session
    product = catalogue.get_product(session, entry.product)
    spec = product.with_defaults(entry.spec)
    number = ctx.uow.next_number("ORD")
    line = OrderLine(
        order_no=number, product_code=product.code, quantity=entry.quantity or 0, uom=product.uom, spec=spec,
        requirement=entry.requirement or "", requested_date=entry.requested_date,
        is_custom=bool(catalogue.get_family(session, product.family).custom(spec)),
    )  # fmt: skip
    order, placed = Order.inquire(
        number, customer=entry.customer, lines=[line], owner=ctx.sender.key,
        coordinator=roster.coordinator(session), chat=draft.chat, now=ctx.now,
    )  # fmt: skip
    ctx.uow.add(order)
    draft.use(order.order_no)
    ctx.uow.record(*placed)
    if draft.purpose is DraftPurpose.PRECHECK:
        ctx.uow.record(PrecheckAsked(at=ctx.now, subject=number, person=ctx.sender.key))
    _turn_card(draft, order, ctx)
    ask_planner(order, draft.purpose.value.lower(), ctx)


def _turn_card(draft: OrderDraft, order: Order, ctx: Context) -> None:
    """The message that showed the form follows the order from now on."""
    cards = living.cards_of(ctx.uow.session, draft.draft_no)
    for card in cards:
        living.retarget(ctx.uow.session, card, order.order_no, "order")
    if not cards:
        ctx.uow.place_card(order.order_no, "order", draft.chat, reply_to=ctx.place.message, wait=Wait.PERSON)
    ctx.uow.mark_stale(order.order_no)


def _own_draft(draft_no: str, ctx: Context) -> OrderDraft:
    draft = get_draft(ctx.uow.session, draft_no, lock=True)
    if ctx.sender.key != draft.asker:
        raise NotAllowed(who=[name_of(draft.asker, ctx)])
    return draft
