"""What happens at our borders: data comes in, chats are lost and found."""

from core.events import Event


class ChatLost(Event):
    """A chat can no longer be written to; `why` is the platform's word."""

    why: str


class ChatFound(Event):
    """A chat can be written to again."""


class RowsImported(Event):
    """Rows of one table were stored; `subject` is the table."""

    inserted: int
    updated: int
    unchanged: int
