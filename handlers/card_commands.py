"""What can be asked of a card itself, where the card is too small for it."""

from handlers.commands import Lookup


class ShowDetails(Lookup):
    """All that the tapped card says, in words."""


class OpenForm(Lookup):
    """A personal page with the form of the tapped card."""

    form: str
