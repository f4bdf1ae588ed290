"""What has happened: facts in the past tense, returned by the rules that cause them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """One fact. Frozen and serialisable, so that audit and announcements can keep it.

    `subject` is the number people know the thing by (`ORD-2611-0001`), `at` the moment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at: datetime
    subject: str
