"""A company on both platforms: chats named `wecom/sales` and `wecom/lin.xiaoyan` are WeCom's, others Feishu's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.app import Program
from bot.clock import ManualClock
from bot.sandbox.common.failures import Failures
from tests.kit.feishu_stage import FeishuStage
from tests.kit.shown import Shown, ShownButton
from tests.kit.stage import Flash, Stage
from tests.kit.wecom_shown import WecomShown
from tests.kit.wecom_stage import WecomStage

WECOM = "wecom/"


class BothStages:
    """Two stages as one."""

    has_toasts = True

    def __init__(self, clock: ManualClock) -> None:
        self.feishu, self.wecom = FeishuStage(clock), WecomStage(clock)
        self.accounts = self.feishu.accounts

    @property
    def failures(self) -> Failures:
        return self.feishu.failures

    def open(self, program: Program) -> None:
        self.feishu.open(program)
        self.wecom.open(program)

    def populate(self, people: Mapping[str, tuple[str, str, str]], groups: Mapping[str, str]) -> None:
        self.feishu.populate(people, groups)

    def join(self, person: str, account: str, name: str) -> None:
        self.feishu.join(person, account, name)

    def chat(self, name: str, *, opened_by: str = "") -> str:
        stage, chat = self._at(name)
        return stage.chat(chat, opened_by=opened_by)

    def say(self, person: str, chat: str, text: str, *, mention: bool, reply_to: str | None) -> str:
        stage, name = self._at(chat)
        return stage.say(person, name, text, mention=mention, reply_to=reply_to)

    def cards(self, chat: str) -> list[Shown]:
        stage, name = self._at(chat)
        return stage.cards(name)

    def again(self, card: Shown) -> Shown:
        return self._of(card).again(card)

    def tap(self, person: str, card: Shown, button: ShownButton) -> Flash:
        return self._of(card).tap(person, card, button)

    def tap_as_seen(self, person: str, message: str, button: ShownButton) -> Flash:
        return self.feishu.tap_as_seen(person, message, button)

    def submit(self, person: str, card: Shown, form: str, values: Mapping[str, Any], *, is_raw: bool) -> Flash:
        return self._of(card).submit(person, card, form, values, is_raw=is_raw)

    def send_value(self, person: str, value: Mapping[str, Any], card: Shown, form: Mapping[str, Any] | None) -> Flash:
        return self._of(card).send_value(person, value, card, form)

    def sent_at(self, card: Shown) -> float:
        return self._of(card).sent_at(card)

    def mentioned(self) -> list[str]:
        return [*self.feishu.mentioned(), *self.wecom.mentioned()]

    def deliver_due(self) -> int:
        return self.feishu.deliver_due() + self.wecom.deliver_due()

    def next_due(self) -> datetime | None:
        due = [moment for stage in (self.feishu, self.wecom) if (moment := stage.next_due()) is not None]
        return min(due, default=None)

    def close(self) -> None:
        self.feishu.close()
        self.wecom.close()

    def _at(self, chat: str) -> tuple[Stage, str]:
        return (self.wecom, chat.removeprefix(WECOM)) if chat.startswith(WECOM) else (self.feishu, chat)

    def _of(self, card: Shown) -> Stage:
        return self.wecom if isinstance(card, WecomShown) else self.feishu
