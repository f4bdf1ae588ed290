"""A question of the floor to whoever draws: asked, answered, kept."""

from datetime import datetime

from sqlmodel import Field

from core.design import events
from core.design.errors import FloorQuestionAnswered
from core.entity import Entity, aware_column
from core.events import Event


class ShopQuestion(Entity, table=True):
    """One question about an order, with the revision that the floor had before it."""

    __tablename__ = "shop_question"

    question_no: str = Field(primary_key=True)
    order_no: str = Field(index=True)
    task_no: str = ""
    drawing_revision: int = 0
    """0: the order has no drawing of its own."""
    question: str
    asked_by: str
    asked_at: datetime = Field(sa_column=aware_column())
    engineer: str
    due_at: datetime = Field(sa_column=aware_column())
    escalation_level: int = 0
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))

    @property
    def is_answered(self) -> bool:
        """There is nothing to wait for."""
        return self.answered_at is not None

    def pass_to(self, engineer: str) -> None:
        """Another engineer is to answer it."""
        self.engineer = engineer

    def reply(self, answer: str, person: str, *, now: datetime) -> list[Event]:
        """Somebody who draws says how it is; the first answer counts."""
        if self.is_answered:
            raise FloorQuestionAnswered(question_no=self.question_no)
        self.answer, self.answered_by, self.answered_at = answer, person, now
        return [events.FloorAnswered(at=now, subject=self.order_no, question_no=self.question_no, person=person)]

    def chase(self, level: int, chased: str, *, now: datetime) -> list[Event]:
        """Nobody has answered: the next one is told. Nothing happens after an answer, or twice."""
        if self.is_answered or level <= self.escalation_level or not chased:
            return []
        self.escalation_level = level
        return [
            events.FloorQuestionChased(
                at=now, subject=self.order_no, question_no=self.question_no, level=level, chased=chased
            )
        ]
