"""Which design task is meant."""

from core.design import DesignTask
from core.design.errors import NoDesignTask
from core.errors import NameAmbiguous
from handlers.context import Context
from handlers.queries.search import only_order
from storage import designs

PREFIX = "DT-"


def only_task(words: str, ctx: Context) -> DesignTask:
    """The one task of these words, a task's or an order's number; refused with all that could be meant."""
    found = tasks_called(words, ctx)
    if len(found) > 1:
        raise NameAmbiguous(kind="design_task", words=words, candidates=[task.task_no for task in found])
    return found[0]


def tasks_called(words: str, ctx: Context) -> list[DesignTask]:
    """The tasks of these words; refused when the order has none."""
    session, plain = ctx.uow.session, words.strip().upper()
    if plain.startswith(PREFIX):
        return [designs.get_task(session, plain)]
    order = only_order(session, words)
    found = designs.tasks_of(session, order.order_no)
    if not found:
        raise NoDesignTask(order_no=order.order_no)
    return found
