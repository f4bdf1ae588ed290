"""WeCom's two doors with a worker behind them, and a corp that knocks."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.exc import OperationalError

from bot.clock import ManualClock
from bot.ingress.wecom import AibotDoor, Taps, WecomDoor
from bot.platforms.port import Inbound
from bot.platforms.wecom.aibot.callback import AibotCallback, AibotKeys
from bot.platforms.wecom.aibot.events import read_delivery as read_bot_delivery
from bot.platforms.wecom.api import WecomApi
from bot.platforms.wecom.callback import CallbackKeys, WecomCallback
from bot.platforms.wecom.client import WecomClient
from bot.platforms.wecom.events import read_delivery
from bot.platforms.wecom.notebook import Notebook
from bot.platforms.wecom.questions import Questions
from bot.sandbox.wecom import WecomTenant
from storage.database import Database
from tests.bot.doors import Caller, part
from tests.bot.machine import Machine, wait_for
from tests.bot.platforms.wecom.desks import PERSON, card
from tests.bot.sandbox.wecom.aibot.bots import GROUP
from tests.bot.sandbox.wecom.aibot.hooks import HOOK_SETTINGS
from tests.bot.sandbox.wecom.corps import CHEN, LIN, WANG, a_button_card

MOST_MS = 50
"""For a refusal."""
Knocked = tuple[str, Mapping[str, str], bytes]
Answered = tuple[int, bytes]


class WecomHouse:
    """Both doors, what is behind them, and the corp in front of them."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.machine = Machine(database, clock, reader=read, sources=("wecom", "aibot"))
        self.machine.ears.draws = lambda message: {"template_card": drawn(message)}
        self.corp = _corp(clock)
        api = WecomApi(self.corp, HOOK_SETTINGS.corp_id, HOOK_SETTINGS.agent_id, HOOK_SETTINGS.secret, clock)
        self.notebook, self.hands = Notebook(database, clock), ThreadPoolExecutor(2)
        self.client = WecomClient(api, self.notebook)
        worker, inbox = self.machine.worker, self.machine.inbox
        keys = CallbackKeys(HOOK_SETTINGS.token, HOOK_SETTINGS.encoding_aes_key)
        callback = WecomCallback((keys,), HOOK_SETTINGS.corp_id, HOOK_SETTINGS.agent_id)
        taps = Taps(self.client, self.notebook.keep_code, worker, self.hands)
        self.door = WecomDoor(callback, inbox, worker, clock, taps)
        bot_keys = AibotKeys(HOOK_SETTINGS.aibot_token, HOOK_SETTINGS.aibot_aes_key)
        self.questions = Questions(database, clock, waiting="处理中…", later="结果稍后发来")
        self.bot_door = AibotDoor(AibotCallback((bot_keys,)), inbox, worker, clock, self.questions)
        self.knocks: list[Knocked] = []
        self.answers: list[Answered] = []
        self.corp.deliver_to(self._through(self.door))
        self.corp.deliver_bot_callbacks_to(self._through(self.bot_door))

    def _through(self, door: Any) -> Callable[[str, Mapping[str, str], bytes], Answered]:
        def knock(method: str, query: Mapping[str, str], body: bytes) -> Answered:
            self.knocks.append((method, query, body))
            self.answers.append(ask(door, method, query, body))
            return self.answers[-1]

        return knock

    def says(self, text: str, who: str = LIN) -> Answered:
        """Somebody writes to the app; how the platform was answered."""
        self.corp.say(who, text)
        self.corp.deliver_due()
        return self.answers[-1]

    def sent_card(self) -> str:
        """The message of a card with buttons in Wang's chat with the app."""
        self.client.send(PERSON, card(), key="c1")
        return self.corp.messages(self.corp.private_chat(WANG).chat_id)[-1].message_id

    def taps(self, message: str, key: str = "date_ok") -> Answered:
        """Wang presses a button of the app's card; how the platform was answered."""
        self.corp.click(WANG, message, key)
        self.corp.deliver_due()
        return self.answers[-1]

    def stored(self) -> list[str]:
        """What has been kept."""
        return list(self.machine.states())

    def stop(self) -> None:
        """Everything that is under way comes to its end."""
        wait_for(lambda: "PENDING" not in self.machine.states().values())
        self.machine.worker.stop()
        self.hands.shutdown()


def _corp(clock: ManualClock) -> WecomTenant:
    corp = WecomTenant(replace(HOOK_SETTINGS, path=None), clock)
    for userid in (LIN, WANG, CHEN):
        corp.add_person(userid, userid)
    corp.add_group(GROUP, "MO-3 跟单", [LIN, WANG, CHEN])
    return corp


def drawn(message: str) -> dict[str, Any]:
    """A tapped card after the tap."""
    return a_button_card(task_id=message, main_title={"title": "已确认"})


def read(payload: Any, at: datetime) -> Inbound:
    """Whichever of the two it came from. A tap's `act` is the key of its button."""
    return read_bot_delivery(payload, at) if "body" in payload else read_delivery(payload, at)


def ask(door: Any, method: str, query: Mapping[str, str] | str, body: bytes = b"") -> Answered:
    """One whole request."""
    caller = caller_of(door, query)
    status = caller.call(part(body), headers={"content-length": str(len(body))}, method=method)
    return status, caller.body


def caller_of(door: Any, query: Mapping[str, str] | str = "") -> Caller:
    """A client that asks with this query."""
    raw = query if isinstance(query, str) else urlencode(query)

    async def with_query(scope: Any, receive: Any, send: Any) -> None:
        await door({**scope, "query_string": raw.encode()}, receive, send)

    return Caller(with_query)


def full(*_: Any, **__: Any) -> None:
    """In place of what writes."""
    raise OperationalError("INSERT", {}, Exception("disk full"))


def quickest_ms(act: Callable[[], object]) -> float:
    """The milliseconds of the quickest of several attempts: others have work to do on this machine, too."""
    return min(_ms(act) for _ in range(5))


def _ms(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000
