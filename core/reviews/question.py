"""What a reviewer wants to know, and what sales says to it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column


class ReviewQuestion(Entity, table=True):
    """One question with its answer; both stay as they were said."""

    __tablename__ = "review_question"
    __table_args__ = (UniqueConstraint("order_no", "entry"),)

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(foreign_key="review.order_no", index=True)
    entry: int = Field(ge=1)
    person: str
    words: str
    asked_at: datetime = Field(sa_column=aware_column())
    brief_no: int = 1
    """Of what was asked: a brief that has changed since is another one."""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))

    @property
    def is_open(self) -> bool:
        """Nobody has answered it."""
        return self.answered_at is None
