"""What can be seen of a story: chats and their cards, and what the database holds."""

from sqlmodel import Session

from bot.app import Program
from core.planning.factory.records import Booking
from storage.bookings import all_allocations, bookings_of
from tests.kit.shown import Shown
from tests.kit.stage import Flash, Stage


class View:
    """Looks at chats and their cards.

    A chat is named by its department (`production`), or by a person for their own chat with the bot (`wang.sheng`).
    """

    program: Program
    stage: Stage
    flash: Flash
    """What the last tap or form was answered with."""

    @property
    def toast(self) -> str:
        """The words that flashed up after the last tap."""
        return self.flash.text

    def has_flashed(self, kind: str) -> bool:
        """Whether their colour and sign was this, where there are any: `success`, `info`, `warning` or `error`."""
        return self.flash.kind == kind or not self.stage.has_toasts

    @property
    def mentioned(self) -> set[str]:
        """Everybody whom a message of the bot mentions."""
        return set(self.stage.mentioned())

    def cards(self, chat: str, about: str = "") -> list[Shown]:
        """The bot's cards in a chat as they are now, oldest first; those that mention something, if asked for."""
        return [card for card in self.stage.cards(chat) if about in card.text]

    def last_card(self, chat: str, about: str = "") -> Shown:
        """The newest of `cards`."""
        found = self.cards(chat, about)
        assert found, f"no card about “{about}” in {chat}"
        return found[-1]

    def card_with(self, button: str, chat: str, about: str = "") -> Shown:
        """The newest card with this button."""
        found = [card for card in self.cards(chat, about) if button in card.buttons]
        assert found, f"no card with “{button}” about “{about}” in {chat}: {[card.text for card in self.cards(chat)]}"
        return found[-1]

    def again(self, card: Shown) -> Shown:
        """The same card, as it is now."""
        return self.stage.again(card)

    def sent_at(self, card: Shown) -> float:
        """When it was sent, in epoch milliseconds."""
        return self.stage.sent_at(card)

    def bookings(self, order_no: str) -> tuple[Booking, ...]:
        """The machine time kept for an order."""
        with self.read() as session:
            return bookings_of(session, order_no)

    def booked(self, order_no: str) -> int:
        """How many operations and materials are kept for an order."""
        with self.read() as session:
            allocations = [it for it in all_allocations(session) if it.order_no == order_no]
        return len(self.bookings(order_no)) + len(allocations)

    def chat(self, name: str, *, opened_by: str = "") -> str:
        """The platform's id of a chat; empty when a person and the bot have not met yet."""
        return self.stage.chat(name, opened_by=opened_by)

    def open_id(self, person: str) -> str:
        """A person's id on the platform."""
        return self.stage.accounts[person]

    def read(self) -> Session:
        """A look into the database; close it."""
        return Session(self.program.database._reading)

    def _card_with_form(self, fields: set[str], chat: str, about: str) -> Shown:
        found = [card for card in self.cards(chat, about) if any(form >= fields for form in card.forms.values())]
        assert found, f"no form with {fields} in {chat}"
        return found[-1]
