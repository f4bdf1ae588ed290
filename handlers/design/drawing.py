"""The living cards of design tasks, waivers, preparations and questions."""

from cards.asides import DesignView
from cards.card import Card
from cards.design.prep import PrepCard
from cards.design.question import ShopQuestionCard
from cards.design.task import DesignCard
from cards.design.waiver import StartWaiverCard
from cards.views import OrderView
from core.design import ShopQuestion
from core.errors import NotFound
from handlers.design.facts import RND
from handlers.drawing import Subject, draws
from handlers.queries.designs import question_view, with_designs
from handlers.queries.orders import order_view
from storage import designs, roster
from storage.orders import get_order


@draws("design")
def draw_design(it: Subject) -> Card:
    """A task for those who draw; with `floor` in `detail`, for those who wait."""
    order, design = _order_and_design(it)
    if it.detail:
        return DesignCard.for_floor(design, order, it.words)
    engineers = [(person.key, it.names.person(person.key)) for person in roster.people_of(it.session, RND)]
    return DesignCard.of(design, order, engineers, it.words)


@draws("prep")
def draw_prep(it: Subject) -> Card:
    """What is prepared by a drawing."""
    order, design = _order_and_design(it)
    return PrepCard.of(design, order, it.words)


@draws("start_waiver")
def draw_waiver(it: Subject) -> Card:
    """The waiver in `detail`, of an order."""
    order = _order(it.number, it)
    waiver = next((each for each in order.waivers if each.id == int(it.detail)), None)
    if waiver is None:
        raise NotFound(kind="start_waiver", words=it.detail, near=[])
    return StartWaiverCard.of(waiver, order, it.words)


@draws("floor_question")
def draw_question(it: Subject) -> Card:
    """A question of the floor."""
    question = it.session.get(ShopQuestion, it.number)
    if question is None:
        raise NotFound(kind="floor_question", words=it.number, near=[])
    return ShopQuestionCard.of(question_view(question, it.names), _order(question.order_no, it), it.words)


def _order_and_design(it: Subject) -> tuple[OrderView, DesignView]:
    order = _order(designs.get_task(it.session, it.number).order_no, it)
    return order, next(design for design in order.designs if design.task_no == it.number)


def _order(order_no: str, it: Subject) -> OrderView:
    view = order_view(get_order(it.session, order_no), it.names, it.today)
    return with_designs(view, it.session, it.names, it.today, it.words.timezone)
