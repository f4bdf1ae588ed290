"""The living cards of checks and waivers."""

from cards.card import Card
from cards.manufacturability.dfm_card import DfmCard
from cards.manufacturability.waiver_card import DfmWaiverCard
from handlers.drawing import Subject, draws
from handlers.queries.manufacturability import check_view, waiver_view
from storage.manufacturability import get_waiver


@draws("dfm")
def draw_dfm(it: Subject) -> Card:
    """The findings of an order's line, whose number is in `detail`."""
    return DfmCard.of(check_view(it.session, it.number, int(it.detail), it.names, it.today), it.words)


@draws("dfm_waiver")
def draw_waiver(it: Subject) -> Card:
    """A waiver as it stands."""
    return DfmWaiverCard.of(waiver_view(get_waiver(it.session, it.number), it.session, it.names, it.today), it.words)
