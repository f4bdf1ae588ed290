"""A story's Feishu."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.app import Program
from bot.clock import ManualClock
from bot.sandbox.common.failures import Failures
from bot.sandbox.feishu import TapOutcome
from tests.kit.door import Reply, knock
from tests.kit.factory import tenant
from tests.kit.shown import Shown, ShownButton
from tests.kit.stage import GROUPS, Flash


class FeishuStage:
    """The sandbox tenant as a `Stage`."""

    has_toasts = True

    def __init__(self, clock: ManualClock) -> None:
        self.tenant = tenant(clock)
        self.tenant.deliver_to(self.knock)
        self.accounts: dict[str, str] = {}
        self._program: Program | None = None

    @property
    def failures(self) -> Failures:
        return self.tenant.failures

    def open(self, program: Program) -> None:
        self._program = program

    def knock(self, headers: Mapping[str, str], body: bytes) -> Reply:
        assert self._program is not None
        return knock(self._program.doors()["/feishu/webhook"], headers, body)

    def populate(self, people: Mapping[str, tuple[str, str, str]], groups: Mapping[str, str]) -> None:
        for person, (account, name, department) in people.items():
            self.accounts[person] = account
            self.tenant.add_person(account, name, department=department)
        for group in GROUPS:
            self.tenant.add_group(f"oc_{group}", groups.get(group, group), list(self.accounts.values()))

    def join(self, person: str, account: str, name: str) -> None:
        inviter = next(iter(self.accounts.values()))
        self.accounts[person] = account
        self.tenant.add_person(account, name)
        for group in GROUPS:
            self.tenant.add_members(inviter, f"oc_{group}", [account])

    def chat(self, name: str, *, opened_by: str = "") -> str:
        if name in GROUPS:
            return f"oc_{name}"
        open_id = self.accounts[name]
        met = [chat for chat in self.tenant.chats() if chat.kind == "p2p" and chat.members == [open_id]]
        if met:
            return met[0].chat_id
        return self.tenant.open_private_chat(open_id) if opened_by == name else ""

    def say(self, person: str, chat: str, text: str, *, mention: bool, reply_to: str | None) -> str:
        chat_id, is_group = self.chat(chat, opened_by=person), chat in GROUPS
        mention_bot = is_group and mention
        return self.tenant.say(self.accounts[person], chat_id, text, mention_bot=mention_bot, reply_to=reply_to)

    def cards(self, chat: str) -> list[Shown]:
        chat_id = self.chat(chat)
        messages = [it for it in self.tenant.messages(chat_id) if it.sender_kind == "app"] if chat_id else []
        cards = [it for it in messages if it.type == "interactive" and not it.is_recalled]
        return [self.shown(it.message_id, chat_id) for it in cards]

    def shown(self, message_id: str, chat_id: str) -> Shown:
        return Shown(message_id, chat_id, self.tenant.card(message_id))

    def again(self, card: Shown) -> Shown:
        return self.shown(card.message_id, card.chat_id)

    def tap(self, person: str, card: Shown, button: ShownButton) -> Flash:
        return _flash(self.tenant.tap(self.accounts[person], card.message_id, button.value))

    def tap_as_seen(self, person: str, message: str, button: ShownButton) -> Flash:
        return self._click(person, message, {"tag": "button", "value": dict(button.value)})

    def submit(self, person: str, card: Shown, form: str, values: Mapping[str, Any], *, is_raw: bool) -> Flash:
        return _flash(self.tenant.submit(self.accounts[person], card.message_id, form, values, raw=is_raw))

    def send_value(self, person: str, value: Mapping[str, Any], card: Shown, form: Mapping[str, Any] | None) -> Flash:
        filled = {"form_value": dict(form)} if form else {}
        return self._click(person, card.message_id, {"tag": "button", "value": dict(value), **filled})

    def sent_at(self, card: Shown) -> float:
        return self.tenant.message(card.message_id).created

    def mentioned(self) -> list[str]:
        ours = [it for chat in self.tenant.chats() for it in self.tenant.messages(chat.chat_id)]
        return [mention.open_id for message in ours if message.sender_kind == "app" for mention in message.mentions]

    def deliver_due(self) -> int:
        return self.tenant.deliver_due()

    def next_due(self) -> datetime | None:
        # While it is down its events wait until it is up again.
        return self.tenant.next_due() if self.tenant.failures.platform_down is None else None

    def close(self) -> None:
        self.tenant.close()

    def _click(self, person: str, message_id: str, action: Mapping[str, Any]) -> Flash:
        """A callback as the platform would send it, without the client's own checks."""
        clicker = next(it for it in self.tenant.people() if it.open_id == self.accounts[person])
        return _flash(self.tenant._clicks._callbacks.click(clicker, self.tenant.message(message_id), action))


def _flash(outcome: TapOutcome) -> Flash:
    toast = outcome.toast or {}
    return Flash(str(toast.get("content", "")), str(toast.get("type", "")), outcome.has_new_card)
