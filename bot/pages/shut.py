"""Why there is no form behind a link."""

from enum import StrEnum


class Why(StrEnum):
    """Each has a title and a sentence that says what to do in the chat."""

    UNKNOWN = "unknown"
    """Forged, cut short, or long forgotten."""
    EXPIRED = "expired"
    SENT = "sent"
    """It has been sent, and nothing more is known of it here."""
    REVOKED = "revoked"
    """Its person has left, or has lost the account."""
    GONE = "gone"
    """The card no longer asks for this: somebody else has filled it in."""
    FOREIGN = "foreign"
    """Somebody else opens it."""
    STRANGER = "stranger"
    """Nobody knows who opens it: the platform would not say."""
    CROSS_SITE = "cross_site"
    """Sent from another site."""
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    """Files: more, or larger ones, than a form takes."""
    AWAY = "away"
    """The database or the platform is out of reach."""


STATUS = {
    Why.UNKNOWN: 404, Why.EXPIRED: 410, Why.SENT: 410, Why.REVOKED: 403, Why.GONE: 410, Why.FOREIGN: 403,
    Why.STRANGER: 403, Why.CROSS_SITE: 403, Why.TOO_LARGE: 413, Why.TOO_MANY: 413, Why.AWAY: 503,
}  # fmt: skip


class Shut(Exception):
    """No form is shown or taken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
