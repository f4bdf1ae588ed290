"""The card of an engineering change for whoever writes it."""

from cards.card import Card
from cards.engineering.ecn_card import EcnCard, EcnView
from core.changes.engineering import EngineeringContent
from handlers.drawing import Subject, draws
from handlers.engineering.describing import describe
from storage.changes import get_change


@draws("ecn")
def draw_ecn(it: Subject) -> Card:
    """In its present state."""
    change = get_change(it.session, it.number)
    view = EcnView(
        change_no=change.change_no, revision=change.revision, status=change.status,
        item=it.words.named(it.names.items({change.target}).get(change.target, ""), change.target), base=change.base,
        requester=it.names.person(change.requester), decision=change.decision,
        content=EngineeringContent.model_validate(change.content),
        description=describe(change, it.session, it.names, it.words, it.today),
    )  # fmt: skip
    return EcnCard.of(view, it.words)
