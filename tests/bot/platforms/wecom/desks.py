"""A client, its notebook in a real database, and the sandbox's corp on the other side of every call."""

from collections.abc import Callable
from typing import Any

import orjson

from bot.platforms.port import Address, ChatKind, Said, To
from bot.platforms.wecom.aibot.events import read_delivery
from bot.platforms.wecom.api import WecomApi
from bot.platforms.wecom.client import WecomClient
from bot.platforms.wecom.notebook import Notebook
from bot.platforms.wecom.questions import Questions
from bot.platforms.wecom.wire import OutcomeUnknown, WireAnswer, WireRequest
from bot.sandbox.wecom import WecomSettings, WecomTenant
from bot.sandbox.wecom.model import CARD, Message
from storage.database import Database
from tests.bot.sandbox.wecom.aibot.bots import BOT_SETTINGS, GROUP, Bot, a_bot_corp
from tests.bot.sandbox.wecom.corps import KEY, WANG, Clock, a_button_card

PERSON, IN_GROUP = Address(To.PERSON, WANG), Address(To.CHAT, GROUP)
BY_ROBOT, APPCHAT_ID = Address(To.CHAT, "webhook/daily"), "MO20261118003"
IN_APPCHAT = Address(To.CHAT, f"appchat/{APPCHAT_ID}")


def words(*texts: str) -> dict[str, Any]:
    return {"markdown": list(texts or ("**日报** 在制 14 单",))}


def card(*texts: str, title: str = "请确认交期") -> dict[str, Any]:
    """A card with buttons, as it is drawn; with words before it."""
    drawn = a_button_card(task_id=None, main_title={"title": title})
    return {"template_card": drawn} | ({"markdown": list(texts)} if texts else {})


class Wire:
    """Carries calls into the corp and remembers them."""

    def __init__(self, corp: WecomTenant) -> None:
        self.corp = corp
        self.asked: list[WireRequest] = []
        self.breaks: list[Exception | None] = []
        """What the next calls end with instead of being carried; None: carried."""
        self.loses: list[bool] = []
        """Whether the answers to the next calls are lost."""

    def call(self, request: WireRequest) -> WireAnswer:
        if self.breaks and (trouble := self.breaks.pop(0)) is not None:
            raise trouble
        self.asked.append(request)
        answer = self.corp.call(request)
        if self.loses and self.loses.pop(0):
            raise OutcomeUnknown("no answer")
        return answer

    def bodies(self, path_part: str) -> list[Any]:
        return [orjson.loads(it.body) for it in self.asked if path_part in it.path]


class Desk:
    """Everything stands still but what the test does."""

    def __init__(self, url: str, settings: WecomSettings = BOT_SETTINGS, *, has_line: bool = True) -> None:
        self.clock, self.bot = Clock(), Bot()
        self.corp = a_bot_corp(self.clock, self.bot, settings)
        self.corp.introduce_bot(GROUP)
        self.corp.add_group("wr_robot", "日报群", [WANG], webhook_key=KEY)
        self.wire, self.database = Wire(self.corp), Database(url)
        self.api = WecomApi(self.wire, settings.corp_id, settings.agent_id, settings.secret, self.clock)
        self.api.fetch_token()
        self.notebook = Notebook(self.database, self.clock)
        self.questions = Questions(self.database, self.clock, waiting="…", later="稍后")
        line = self.corp.bot_line if has_line else None
        self.client = WecomClient(self.api, self.notebook, line=line, robots={"daily": KEY})

    # --- what people do --------------------------------------------------------------------

    def asks(self, who: str = WANG, chat: str = GROUP) -> str:
        """Somebody speaks to the smart bot; gives the message, whose ways of answering are kept."""
        self.corp.say_to_bot(who, "查单 MO-3", chat)
        delivery = self.bot.heard[-1]
        said = read_delivery(orjson.loads(delivery.payload_json))
        assert isinstance(said, Said)
        assert said.chat_kind is ChatKind.GROUP
        self.questions.keep(delivery, said).result(10)
        return said.message

    def tapped(self, message: str, who: str = WANG) -> None:
        """Somebody taps a card of the app, and the code that this brings is kept."""
        codes = self.codes()
        self.corp.click(who, self.copies(message)[-1].message_id, "date_ok")
        [code] = self.codes() - codes
        self.notebook.keep_code(message, code)

    # --- what there is ---------------------------------------------------------------------

    def codes(self) -> set[str]:
        return {it.code for it in self.corp._world.codes}

    def copies(self, task_id: str) -> list[Message]:
        return self.corp._world.messages_with_task("app", task_id)

    def seen(self, chat: str = "") -> list[str]:
        """What stands in a chat (Wang's with the app unless said): titles of cards, and words."""
        chat_id = chat or self.corp.private_chat(WANG).chat_id
        found = [it for it in self.corp.messages(chat_id) if it.sender_kind != "person" and not it.is_recalled]
        return [_said(it) for it in found]

    def seen_kinds(self) -> list[str]:
        """What kinds of message stand in Wang's chat with the app."""
        return [it.kind for it in self.corp.messages(self.corp.private_chat(WANG).chat_id)]

    def left(self, message: str) -> int:
        """How many codes of a card are left."""
        return self.notebook.take_code(message, leaving=99).left

    def close(self) -> None:
        self.database.close()
        self.corp.close()


def _said(message: Message) -> str:
    told = orjson.loads(message.content)
    return str(told["main_title"]["title"] if message.kind == CARD else told["content"])


MakeDesk = Callable[..., Desk]
