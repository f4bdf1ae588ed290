"""What can be seen of a story: chats and their cards, and what the database holds."""

from sqlmodel import Session

from bot.app import Program
from bot.sandbox.feishu import FeishuTenant, TapOutcome
from bot.sandbox.feishu.model import Message
from core.planning.factory.records import Booking
from storage.bookings import all_allocations, bookings_of
from tests.kit.shown import Shown

GROUPS = ("sales", "production", "rnd", "purchasing", "quality", "warehouse", "management", "collab")


class View:
    """Looks at chats and their cards.

    A chat is named by its department (`production`), or by a person for their own chat with the bot (`wang.sheng`).
    """

    program: Program
    tenant: FeishuTenant
    outcome: TapOutcome
    """What the last tap or form was answered with."""
    _open_ids: dict[str, str]

    @property
    def toast(self) -> str:
        """The words that flashed up after the last tap."""
        return str((self.outcome.toast or {}).get("content", ""))

    @property
    def toast_kind(self) -> str:
        """Its colour and sign: `success`, `info`, `warning` or `error`."""
        return str((self.outcome.toast or {}).get("type", ""))

    @property
    def mentioned(self) -> set[str]:
        """Everybody whom a message of the bot mentions."""
        ours = [
            it for chat in self.tenant.chats() for it in self.tenant.messages(chat.chat_id) if it.sender_kind == "app"
        ]
        return {mention.open_id for message in ours for mention in message.mentions}

    def cards(self, chat: str, about: str = "") -> list[Shown]:
        """The bot's cards in a chat as they are now, oldest first; those that mention something, if asked for."""
        chat_id = self.chat(chat)
        messages = [it for it in self.tenant.messages(chat_id) if it.sender_kind == "app"] if chat_id else []
        cards = [it for it in messages if it.type == "interactive" and not it.is_recalled]
        shown = [self._shown(it.message_id, chat_id) for it in cards]
        return [card for card in shown if about in card.text]

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
        """The same message, as it is now."""
        return self._shown(card.message_id, card.chat_id)

    def message(self, card: Shown) -> Message:
        """The platform's message that a card is on."""
        return self.tenant.message(card.message_id)

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
        if name in GROUPS:
            return f"oc_{name}"
        open_id = self._open_ids[name]
        met = [chat for chat in self.tenant.chats() if chat.kind == "p2p" and chat.members == [open_id]]
        if met:
            return met[0].chat_id
        return self.tenant.open_private_chat(open_id) if opened_by == name else ""

    def open_id(self, person: str) -> str:
        """A person's id on the platform."""
        return self._open_ids[person]

    def read(self) -> Session:
        """A look into the database; close it."""
        return Session(self.program.database._reading)

    def _card_with_form(self, fields: set[str], chat: str, about: str) -> Shown:
        found = [card for card in self.cards(chat, about) if any(form >= fields for form in card.forms.values())]
        assert found, f"no form with {fields} in {chat}"
        return found[-1]

    def _shown(self, message_id: str, chat_id: str) -> Shown:
        return Shown(message_id, chat_id, self.tenant.card(message_id))
