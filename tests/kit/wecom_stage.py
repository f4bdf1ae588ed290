"""A story's WeCom: people write to the app, and to the smart bot in groups."""

import json
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import Any

from httpx import Response
from sqlmodel import Session, col, select
from starlette.applications import Starlette

from bot.app import Program
from bot.app.wecom import WecomSide
from bot.clock import ManualClock
from bot.platforms.port import Delivery
from bot.sandbox.common.failures import Failures
from bot.sandbox.wecom import WecomTenant, model
from cards import wecom
from cards.card import Button, Card
from cards.wecom.details import plain
from handlers.drawing import drawn_on
from storage import living
from storage.outbox import OUTBOX
from storage.tables import LivingCard
from storage.tickets import FormTicket
from tests.kit.browser import OWN, Browser
from tests.kit.calendar import Timeline
from tests.kit.door import SERVER, request
from tests.kit.factory import wecom_tenant
from tests.kit.pages import Page
from tests.kit.shown import Shown, ShownButton, ShownField
from tests.kit.stage import GROUPS, Flash
from tests.kit.wecom_chat import pieces_of
from tests.kit.wecom_shown import WecomShown, key_of


class WecomStage:
    """The sandbox's corp as a `Stage`."""

    has_toasts = False

    def __init__(self, clock: ManualClock) -> None:
        self.tenant: WecomTenant = wecom_tenant(clock)
        self.tenant.deliver_to(self._knock)
        self.tenant.deliver_bot_to(self._deliver)
        self.accounts: dict[str, str] = {}
        self._clock = clock
        self._program: Program | None = None

    # --- the platform ----------------------------------------------------------------------

    @property
    def failures(self) -> Failures:
        return self.tenant.failures

    def open(self, program: Program) -> None:
        self._program = program

    @property
    def program(self) -> Program:
        assert self._program is not None
        return self._program

    def _knock(self, method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        return request(self.program.doors()["/wecom/callback"], method, query, body)

    def _deliver(self, delivery: Delivery) -> "Future[dict[str, Any] | None]":
        side = self.program.sides["wecom"]
        assert isinstance(side, WecomSide)
        assert side.bot_door is not None
        door = side.bot_door
        return SERVER.submit(lambda: door.deliver(delivery)).result()

    def populate(self, people: Mapping[str, tuple[str, str, str]], groups: Mapping[str, str]) -> None:
        for person, (account, name, department) in people.items():
            self.accounts[person] = account
            self.tenant.add_person(account, name, department)
        for group in GROUPS:
            self.tenant.add_group(f"wr_{group}", groups.get(group, group), list(self.accounts.values()))
            self.tenant.introduce_bot(f"wr_{group}")  # it has been spoken to there before the story

    def join(self, person: str, account: str, name: str) -> None:
        self.accounts[person] = account
        self.tenant.add_person(account, name)
        for group in GROUPS:
            self.tenant.add_members(f"wr_{group}", [account])

    def deliver_due(self) -> int:
        return self.tenant.deliver_due()

    def next_due(self) -> datetime | None:
        return self.tenant.next_due() if self.tenant.failures.platform_down is None else None

    def close(self) -> None:
        self.tenant.close()

    # --- what people do --------------------------------------------------------------------

    def chat(self, name: str, *, opened_by: str = "") -> str:
        if name in GROUPS:
            return f"wr_{name}"
        account = self.accounts[name]
        found = [it for it in self.tenant.chats() if it.kind == model.APP_PRIVATE and it.members == [account]]
        if found:
            return found[0].chat_id
        return self.tenant.open_app(account) if opened_by == name else ""

    def say(self, person: str, chat: str, text: str, *, mention: bool, reply_to: str | None) -> str:
        account = self.accounts[person]
        if chat in GROUPS:
            return self.tenant.say_to_bot(account, text, self.chat(chat), mention_bot=mention)
        self.chat(chat, opened_by=person)
        return self.tenant.say(account, text)

    def tap(self, person: str, card: Shown, button: ShownButton) -> Flash:
        """A button that asks first is answered with 确定, as whoever means it does."""
        found = key_of(card.json, button.value)
        assert found is not None, f"no button for {button.value}"
        flash = self._press(person, card.message_id, *found)
        if not button.asks:
            return flash
        asked = self._template(card.message_id, person)
        sure = key_of(asked, button.value)
        assert sure is not None, f"nobody asked: {asked}"
        return self._press(person, card.message_id, *sure)

    def tap_as_seen(self, person: str, message: str, button: ShownButton) -> Flash:
        return self._press(person, message, json.dumps(dict(button.value), ensure_ascii=False), {}, is_forced=True)

    def send_value(self, person: str, value: Mapping[str, Any], card: Shown, form: Mapping[str, Any] | None) -> Flash:
        chosen = {name: [str(it)] for name, it in (form or {}).items()}
        return self._press(person, card.message_id, json.dumps(dict(value), ensure_ascii=False), chosen, is_forced=True)

    def _press(
        self, person: str, message: str, key: str, selections: Mapping[str, list[str]], *, is_forced: bool = False
    ) -> Flash:
        account, before = self.accounts[person], self._template(message, person)
        found = self.tenant.message(self._id_of(message))
        if is_forced:
            self._force(account, found, key, selections)
        elif found.sender_kind == model.AIBOT:
            self.tenant.tap_bot_card(account, found.message_id, key, selections)
        elif key in [it["key"] for it in before.get("action_menu", {}).get("action_list", [])]:
            self.tenant.menu_click(account, found.message_id, key)
        else:
            self.tenant.click(account, found.message_id, key, selections)
        self.tenant.deliver_due()
        after = self._template(message, person)
        return Flash(str(after.get("quote_area", {}).get("quote_text", "")), has_new_card=after != before)

    def _force(self, account: str, message: model.Message, key: str, selections: Mapping[str, list[str]]) -> None:
        """An event as the platform would send it, without the client's own checks."""
        tenant, card = self.tenant, json.loads(message.content)
        [person] = [it for it in tenant.people() if it.userid == account]
        if message.sender_kind == model.APP:
            items = tenant._clicks._items(dict(selections))
            with tenant._world.change():
                tenant._clicks._tell("template_card_event", person, message, card, key, items)
            return
        tenant.force_bot_tap(account, message.message_id, key, selections)

    def submit(self, person: str, card: Shown, form: str, values: Mapping[str, Any], *, is_raw: bool) -> Flash:
        page = self._opened(self.link_to(person, card, form))
        typed = {name: str(value) for name, value in values.items()}
        sent = self._browser.post(str(page.response.url), data=page.values | typed, headers=OWN, follow_redirects=True)
        return Flash(self._told(sent))

    def link_to(self, person: str, card: Shown, form: str) -> str:
        """The form's button brings a link, and behind it is the form."""
        found = key_of(card.json, {"act": "form", "ref": form})
        assert found is not None, f"no form {form} on {card.title}"
        links = len(self._links_of(person))
        self._press(person, card.message_id, *found)
        return self._new_link(person, links)

    def _told(self, sent: Response) -> str:
        """What the page says of what was sent: as its headline, or beside the fields where something is wrong."""
        with self._read() as session:
            found = session.exec(select(FormTicket).where(col(FormTicket.told) != "").order_by(col(FormTicket.used_at)))
            tickets = list(found)
        return tickets[-1].told if tickets else Page(sent).text.split("\n")[0]

    def _new_link(self, person: str, known: int) -> str:
        """It comes at once, or when something may be sent to that chat again."""
        self.settle_sending()
        if len(self._links_of(person)) == known:
            Timeline(self._clock, self, lambda: self.program).settle()
        assert len(self._links_of(person)) > known, f"no link for {person}"
        return self._links_of(person)[-1]

    def _links_of(self, person: str) -> list[str]:
        cards = [it.json for it in self.cards(person) if it.json.get("card_type") == "text_notice"]
        return [str(card["card_action"]["url"]) for card in cards]

    def settle_sending(self) -> None:
        """What is owed to anybody now is sent."""
        while self.program.outbound.send_some():
            pass

    @property
    def _browser(self) -> Browser:
        return Browser(Starlette(routes=self.program.pages))

    def _opened(self, url: str) -> Page:
        return Page(self._browser.get(url, follow_redirects=True))

    # --- what people see -------------------------------------------------------------------

    def cards(self, chat: str) -> list[Shown]:
        chat_id = self.chat(chat)
        pieces = pieces_of(self.tenant.messages(chat_id)) if chat_id else []
        return [self._shown(it.message, it.words) for it in pieces]

    def again(self, card: Shown) -> Shown:
        with self._read() as session:
            message = _newest_of(session, card.message_id)
        found = self.tenant.message(self._id_of(message))
        words = card.words if isinstance(card, WecomShown) and message == card.message_id else ""
        return self._shown(found, words)

    def _shown(self, message: model.Message, words: str) -> WecomShown:
        if message.kind != model.CARD:
            return WecomShown(message.message_id, message.chat_id, {}, words)
        card = json.loads(message.content)
        name = message.task_id or message.message_id
        with self._read() as session:
            is_newest = bool(message.task_id) and _newest_of(session, name) == name
            drawn = drawn_on(session, name, self.program.bus.wording, self._today()) if is_newest else None
        if drawn is not None and (message.is_updated or not words):
            words = _told(drawn, self.program)
        return WecomShown(
            name, message.chat_id, card, words, open_form=partial(self._fields, drawn),
            button_of=lambda value: _button(drawn, value),
        )  # fmt: skip

    def _fields(self, drawn: Card | None) -> dict[str, ShownField]:
        form = drawn.fillable if drawn is not None else None
        if form is None:
            return {}
        return {
            it.name: ShownField(it.name, it.typed, tuple(choice.value for choice in it.choices), it.is_required)
            for it in form.fields
        }

    def sent_at(self, card: Shown) -> float:
        return self.tenant.message(self._id_of(card.message_id)).created

    def mentioned(self) -> list[str]:
        messages = [it for chat in self.tenant.chats() for it in self.tenant.messages(chat.chat_id)]
        return [name for it in messages if it.sender_kind != model.PERSON for name in it.mentions]

    def _template(self, message: str, person: str) -> dict[str, Any]:
        return self.tenant.card(self._id_of(message), self.accounts[person])

    def _id_of(self, message: str) -> str:
        """The corp's own id of a message that we know by its task id."""
        found = [it.message_id for chat in self.tenant.chats() for it in self.tenant.messages(chat.chat_id)
                 if message in (it.task_id, it.message_id)]  # fmt: skip
        assert found, f"no message {message}"
        return found[-1]

    def _read(self) -> Session:
        return Session(self.program.database._reading)

    def _today(self) -> Any:
        return self._clock().astimezone(self.program.settings.zone).date()


def _newest_of(session: Session, message: str) -> str:
    """The message on which the same living card stands now."""
    card = living.card_by_message(session, message)
    if card is not None:
        return message
    owed = session.execute(OUTBOX.select().where(OUTBOX.c.message == message, OUTBOX.c.card.is_not(None))).first()
    current = session.get(LivingCard, owed.card) if owed is not None else None
    return current.message if current is not None and current.message else message


def _told(card: Card, program: Program) -> str:
    shown = wecom.details_of(card, program.bus.wording)
    return "\n".join((f"**{plain(shown.title)}**", *map(plain, (shown.subtitle, *shown.lines))))


def _button(card: Card | None, value: Mapping[str, Any]) -> Button | None:
    """The button of a card that sends this; of a way to its form, the one below the form."""
    if card is None:
        return None
    if value.get("act") == "form":
        return card.fillable.submit if card.fillable is not None else None
    return next((button for button in wecom.buttons_of(card) if button.value == value), None)
