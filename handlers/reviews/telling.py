"""Who hears of reviews: those who are asked, whoever sells it, and the group that was founded for it."""

from typing import Any

from cards.card import Card, Tone
from cards.notes import NoteCard
from core.events import Event
from core.orders import Order
from core.orders import events as e
from core.reviews import events as r
from core.reviews.review import LEVELS
from handlers.announcements import also, announces
from handlers.context import Context
from handlers.ownership import lanes_to
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.reviews.chasing import start_chase
from handlers.reviews.commands import FoundGroup
from handlers.reviews.opening import ask_reviewers, fill, follow_brief, precheck
from handlers.telling import redraw, tell
from storage import living
from storage.orders import get_order
from storage.outbox import Wait
from storage.reviews import get_review


def ask_people(event: r.ReviewOpened, ctx: Context) -> None:
    """Everybody who is asked has the card of it alone, and until when; an inquiry has its group, too."""
    for person, lane in lanes_to(event.asked, ctx).items():
        ctx.uow.place_card(event.subject, f"review:{person}", lane, wait=Wait.NOBODY)
    for person in event.asked:
        start_chase(event.subject, person, 1, ctx)


def found_group(event: e.PrecheckAsked, ctx: Context) -> None:
    """On the platform it was asked on, right after this transaction: a platform is asked outside of it."""
    platform = ctx.place.chat.partition(":")[0]
    if platform in ctx.uow.platforms:
        ctx.owe(f"group:{event.subject}", FoundGroup(order_no=event.subject, platform=platform))


def post_brief(event: r.GroupFounded, ctx: Context) -> None:
    """The brief, and how the review stands, for everybody in the group."""
    ctx.uow.place_card(event.subject, "review:", event.chat, wait=Wait.NOBODY)


def tell_no_group(event: r.GroupNotFounded, ctx: Context) -> None:
    """Whoever asked reads that the platform would not have a group: everybody has their own card all the same."""
    order = get_order(ctx.uow.session, event.subject)
    tell({order.owner}, _note("no_group", order, Tone.WARNING, ctx, why=event.why), f"ng{event.subject}", ctx)


def ask_anew(event: r.BriefChanged, ctx: Context) -> None:
    """Who has to look at it again is told, with the clock set anew."""
    review = get_review(ctx.uow.session, event.subject)
    order = get_order(ctx.uow.session, event.subject)
    card = _note("brief_changed", order, Tone.WARNING, ctx, person=_names(ctx).person(order.owner))
    tell(set(review.people), card, f"bc{event.subject}.{event.brief_no}", ctx)
    for person in review.people:
        start_chase(event.subject, person, 1, ctx)


def pass_question(event: r.ReviewerAsked, ctx: Context) -> None:
    """Whoever sells it has it on a card to answer on; the group reads it."""
    order, names = get_order(ctx.uow.session, event.subject), _names(ctx)
    facts = {"person": names.person(event.person), "question": event.words}
    for person, lane in lanes_to({order.owner}, ctx).items():
        ctx.uow.place_card(order.order_no, f"review:{person}", lane, wait=Wait.NOBODY)
    tell({order.owner}, _note("question", order, Tone.WARNING, ctx, **facts), f"qa{event.subject}.{event.entry}", ctx)
    _say_in_group(event, _note("question", order, Tone.WARNING, ctx, **facts), f"qg{event.entry}", ctx)
    start_chase(order.order_no, order.owner, 1, ctx)


def pass_answer(event: r.ReviewerAnswered, ctx: Context) -> None:
    """Whoever has asked reads the answer; so does the group. If it was about an older brief, they are waited for."""
    order, names = get_order(ctx.uow.session, event.subject), _names(ctx)
    review = get_review(ctx.uow.session, event.subject)
    question = next(it for it in review.questions if it.entry == event.entry)
    facts = {"person": names.person(event.person), "question": question.words, "answer": event.words}
    card = _note("question_answered", order, Tone.GOOD, ctx, **facts)
    tell({question.person}, card, f"an{event.subject}.{event.entry}", ctx)
    _say_in_group(event, card, f"ag{event.entry}", ctx)
    if any(it.person == question.person for it in review.unclear):
        start_chase(order.order_no, question.person, 1, ctx)


def tell_complete(event: r.ReviewAnswered, ctx: Context) -> None:
    """Whoever sells it reads when the last of the three answers is there."""
    if event.is_complete:
        order = get_order(ctx.uow.session, event.subject)
        review = get_review(ctx.uow.session, event.subject)
        card = _note("answers_complete", order, Tone.GOOD, ctx)
        tell({order.owner}, card, f"ac{event.subject}.{review.brief_no}.{ctx.now:%m%d%H%M%S}", ctx)


def tell_waived(event: r.AnswersWaived, ctx: Context) -> None:
    """Those who were waited for, and whoever sells it, read who has decided without them, and why."""
    order, names = get_order(ctx.uow.session, event.subject), _names(ctx)
    review = get_review(ctx.uow.session, event.subject)
    card = _note(
        "answers_waived", order, Tone.WARNING, ctx, person=names.person(event.person), reason=event.reason,
        kinds=event.missing,
    )  # fmt: skip
    told = {review.answer_of(kind).owner for kind in event.missing} | {order.owner}
    tell(told - {event.person}, card, f"wv{event.subject}.{review.brief_no}", ctx)
    ctx.reply(card)


def tell_chased(event: r.ReviewChased, ctx: Context) -> None:
    """The next one in the line, in private; then the clock starts again."""
    order, names = get_order(ctx.uow.session, event.subject), _names(ctx)
    card = _note(
        f"review_chased_{event.level}", order, Tone.WARNING, ctx, person=names.person(event.person), due=event.due_at
    )
    tell({event.chased}, card, f"rc{event.subject}.{event.person}.{event.level}.{ctx.now:%m%d%H%M}", ctx)
    if event.level < LEVELS:
        start_chase(event.subject, event.person, event.level + 1, ctx)


def _say_in_group(event: Event, card: Card, key: str, ctx: Context) -> None:
    """Below the brief, in one thread."""
    review = get_review(ctx.uow.session, event.subject)
    if not review.chat:
        return
    brief = living.find(ctx.uow.session, event.subject, "review:", review.chat)
    thread = brief.message if brief is not None else ""
    ctx.uow.notify(review.chat, card.to_notice(), key=f"{key}.{event.subject}", reply_to=thread or "")


def _note(key: str, order: Order, tone: Tone, ctx: Context, **facts: Any) -> NoteCard:
    return NoteCard.about(order_view(order, _names(ctx), ctx.today), key, ctx.wording, tone=tone, **facts)


def _names(ctx: Context) -> Names:
    return Names(ctx.uow.session, ctx.wording.is_chinese)


announces(e.PrecheckAsked, precheck, found_group)
also(e.PromiseMade, fill)
also(e.OrderConfirmed, ask_reviewers)
also(e.SpecCompleted, follow_brief)
also(e.QuantityReduced, follow_brief)
announces(r.ReviewOpened, redraw, ask_people)
announces(r.ReviewFilled, redraw)
announces(r.BriefChanged, redraw, ask_anew)
announces(r.Understood, redraw)
announces(r.ReviewerAsked, redraw, pass_question)
announces(r.ReviewerAnswered, redraw, pass_answer)
announces(r.ReviewAnswered, redraw, tell_complete)
announces(r.AnswersWaived, redraw, tell_waived)
announces(r.ReviewChased, tell_chased)
announces(r.GroupFounded, redraw, post_brief)
announces(r.GroupNotFounded, tell_no_group)
