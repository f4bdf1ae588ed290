"""What people and platforms do in a few stories only, alike on both platforms."""

import json
from typing import Literal, Protocol

from bot.sandbox.wecom import model
from cards.cutting import visible
from tests.kit.feishu_stage import FeishuStage
from tests.kit.shown import Shown
from tests.kit.stage import GROUPS
from tests.kit.wecom_chat import issue_of
from tests.kit.wecom_stage import WecomStage


class Deeds(Protocol):
    """Chats and people are named as in stories."""

    def resign(self, person: str) -> None:
        """Somebody leaves the company."""
        ...

    def enter(self, person: str) -> None:
        """Somebody opens their chat with the bot."""
        ...

    def tap_menu(self, person: str, key: str) -> None:
        """Somebody uses the bot's menu."""
        ...

    def send_file(
        self, person: str, name: str, content: bytes, *, kind: Literal["file", "image"] = "file", to: str = "",
        reply_to: str | None = None,
    ) -> None:  # fmt: skip
        """Somebody sends a file, to the bot alone or into a group; as an answer to a message, where that can be."""
        ...

    def remove_bot(self, chat: str, *, is_told: bool = True) -> None:
        """Somebody throws the bot out of a group. `is_told`: it hears of it, where bots do."""
        ...

    def add_bot(self, chat: str) -> None:
        """Somebody takes it back."""
        ...

    def redeliver_last(self) -> None:
        """The platform delivers once more what it has delivered last."""
        ...

    def tell_unknown(self) -> None:
        """The platform tells of what nobody has asked for."""
        ...

    def heard_as(self, message: str) -> str:
        """How the program was told to call something that was said."""
        ...

    def as_sent(self, typed: str) -> str:
        """What is sent of something typed into a field."""
        ...

    def is_replaced(self, card: Shown) -> bool:
        """Another card of the chat has taken its place."""
        ...

    def times_shown(self, card: Shown) -> int:
        """How often a card has been sent or changed."""
        ...

    def refusals(self) -> int:
        """How many calls of ours the platform has refused."""
        ...

    def refuse_groups(self) -> None:
        """The company does not let the program found groups."""
        ...

    def members_of(self, lane: str) -> set[str]:
        """The people in a group that the program has founded, which it calls so."""
        ...

    def told_in(self, lane: str) -> str:
        """What the program has written there."""
        ...


class FeishuDeeds:
    """On Feishu."""

    def __init__(self, stage: FeishuStage) -> None:
        self._stage, self._tenant = stage, stage.tenant

    def resign(self, person: str) -> None:
        self._tenant.resign(self._stage.accounts[person])

    def enter(self, person: str) -> None:
        self._tenant.open_private_chat(self._stage.accounts[person])

    def tap_menu(self, person: str, key: str) -> None:
        self._tenant.tap_menu(self._stage.accounts[person], key)

    def send_file(
        self, person: str, name: str, content: bytes, *, kind: Literal["file", "image"] = "file", to: str = "",
        reply_to: str | None = None,
    ) -> None:  # fmt: skip
        chat = self._stage.chat(to or person, opened_by=person)
        self._tenant.send_file(self._stage.accounts[person], chat, name, content, kind=kind, reply_to=reply_to)

    def remove_bot(self, chat: str, *, is_told: bool = True) -> None:
        self._tenant.failures.drop_events(0 if is_told else 1)
        self._tenant.remove_bot(self._stage.accounts["gao.yuan"], self._stage.chat(chat))

    def add_bot(self, chat: str) -> None:
        self._tenant.add_bot(self._stage.accounts["gao.yuan"], self._stage.chat(chat))

    def redeliver_last(self) -> None:
        assert self._tenant.redeliver(self._tenant.delivered()[-1])

    def tell_unknown(self) -> None:
        self._tenant.push_event("drive.file.edit_v1", {"file_token": "x"})
        old = {"type": "approval_instance", "status": "APPROVED"}
        self._tenant.push_event("approval_instance", old, schema="1.0")

    def heard_as(self, message: str) -> str:
        return message

    def as_sent(self, typed: str) -> str:
        return typed

    def is_replaced(self, card: Shown) -> bool:
        return self._stage.again(card).title.endswith(" 已过期")

    def times_shown(self, card: Shown) -> int:
        return self._tenant.message(card.message_id).revisions

    def refusals(self) -> int:
        calls = [it for it in self._tenant.wire_since(0, limit=500) if it["direction"] == "to_platform"]
        return sum(it["status"] != 200 for it in calls)

    def refuse_groups(self) -> None:
        self._tenant.failures.refuse_next("im/v1/chats", 99991672, "no permission", times=9)

    def members_of(self, lane: str) -> set[str]:
        chat = next(it for it in self._tenant.chats() if it.chat_id == lane.removeprefix("feishu:"))
        return {person for person, account in self._stage.accounts.items() if account in chat.members}

    def told_in(self, lane: str) -> str:
        chat = lane.removeprefix("feishu:")
        return "\n".join(self._stage.shown(it.message_id, chat).text for it in self._tenant.messages(chat))


class WecomDeeds:
    """On WeCom: with the app alone, with the smart bot in groups."""

    def __init__(self, stage: WecomStage) -> None:
        self._stage, self._tenant = stage, stage.tenant

    def resign(self, person: str) -> None:
        self._tenant.remove_person(self._stage.accounts[person])

    def enter(self, person: str) -> None:
        self._tenant.open_app(self._stage.accounts[person])

    def tap_menu(self, person: str, key: str) -> None:
        self._tenant.tap_menu(self._stage.accounts[person], key)

    def send_file(
        self, person: str, name: str, content: bytes, *, kind: Literal["file", "image"] = "file", to: str = "",
        reply_to: str | None = None,
    ) -> None:  # fmt: skip
        chat, account = self._stage.chat(to or person, opened_by=person), self._stage.accounts[person]
        if to:
            self._tenant.say_to_bot(account, name, chat, mention_bot=False, picture=content)
            return
        self._tenant.send_media(self._stage.accounts[person], name, content, kind)

    def remove_bot(self, chat: str, *, is_told: bool = True) -> None:
        self._found_anew(chat, model.WEBHOOK_GROUP)

    def add_bot(self, chat: str) -> None:
        self._found_anew(chat, model.AIBOT_GROUP)

    def _found_anew(self, chat: str, kind: str) -> None:
        """Nobody is told of it."""
        assert chat in GROUPS
        group = next(it for it in self._tenant.chats() if it.chat_id == self._stage.chat(chat))
        self._tenant.add_group(group.chat_id, group.name, group.members, kind=kind)

    def redeliver_last(self) -> None:
        assert self._tenant.redeliver(self._tenant.pushes()[-1].key)

    def tell_unknown(self) -> None:
        self._tenant._clicks._news.tell("change_external_tag", "sys", ChangeType="shuffle", StrategyId="1")
        self._tenant._clicks._news.say("shortvideo", self._stage.accounts["he.tao"], "", ThumbMediaId="x")

    def heard_as(self, message: str) -> str:
        push = next(it for it in self._tenant.pushes() if it.message_id == message)
        assert push.channel == model.AIBOT, "only said in groups"
        return str(json.loads(push.clear)["msgid"])

    def as_sent(self, typed: str) -> str:
        """By a page: of line ends there is one kind, and what nobody can see is left out."""
        return visible(typed.replace("\r\n", "\n"))

    def is_replaced(self, card: Shown) -> bool:
        """A group's old card cannot say so by itself."""
        return self._stage.again(card).message_id != card.message_id

    def times_shown(self, card: Shown) -> int:
        """In groups a card changes by being sent again."""
        messages, issue = self._tenant.messages(card.chat_id), issue_of(card.message_id)
        found = [it for it in messages if it.task_id and issue_of(it.task_id) == issue]
        return sum(it.revisions for it in found)

    def refusals(self) -> int:
        calls = [it for it in self._tenant.wire_since(0, limit=500) if it["direction"] == "to_platform"]
        return sum(bool(isinstance(it["answer"], dict) and it["answer"].get("errcode")) for it in calls)

    def refuse_groups(self) -> None:
        self._tenant.failures.lacks_root_range = True

    def members_of(self, lane: str) -> set[str]:
        chat = next(it for it in self._tenant.chats() if it.chat_id == lane.removeprefix("wecom:appchat/"))
        return {person for person, account in self._stage.accounts.items() if account in chat.members}

    def told_in(self, lane: str) -> str:
        return "\n".join(it.content for it in self._tenant.messages(lane.removeprefix("wecom:appchat/")))
