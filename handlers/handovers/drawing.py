"""The card of a hand-over."""

from cards.card import Card
from cards.handover_card import HandOverCard, HandOverView
from handlers.drawing import Subject, draws
from handlers.handovers.kinds import HAND_OVERS
from storage.handovers import get_handover


@draws("handover")
def draw_handover(it: Subject) -> Card:
    """As the person in `detail` sees it."""
    made = get_handover(it.session, it.number)
    what = HAND_OVERS[made.kind].tell(made.ref, made.part, it.session, it.names, it.words)
    return HandOverCard.of(
        HandOverView(
            handover_no=made.handover_no, revision=made.revision, state=made.state, what=what,
            giver=it.names.person(made.giver), receiver=it.names.person(made.receiver), reason=made.reason,
            lapses_at=made.lapses_at, answer=made.answer, may_answer=made.is_open and it.detail == made.receiver,
            may_withdraw=made.is_open and it.detail in (made.giver, made.offered_by),
        ),
        it.words,
    )  # fmt: skip
