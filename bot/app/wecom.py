"""WeCom's side: the app's client and door, the smart bot's door or long connection."""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.app.edge import Edge
from bot.clock import Clock
from bot.config import Settings, WecomSettings
from bot.ingress.front import AsgiApp
from bot.ingress.wecom import AibotDoor, Taps, WecomDoor
from bot.pages.signin import SignIn, WecomApp
from bot.pages.signing import FormLinks
from bot.platforms.port import Inbound
from bot.platforms.wecom.aibot.callback import AibotCallback, AibotKeys
from bot.platforms.wecom.aibot.events import read_delivery as read_bot_delivery
from bot.platforms.wecom.api import WecomApi
from bot.platforms.wecom.approvals import WecomApprovals
from bot.platforms.wecom.callback import CallbackKeys, WecomCallback
from bot.platforms.wecom.client import Line, WecomClient
from bot.platforms.wecom.events import read_delivery
from bot.platforms.wecom.identities import Identities
from bot.platforms.wecom.notebook import Notebook
from bot.platforms.wecom.questions import Questions
from bot.platforms.wecom.wire import HttpWire, Wire
from bot.worker import Reader
from storage import leases
from storage.database import Database

if TYPE_CHECKING:
    from bot.platforms.wecom.aibot.connection import AibotConnection

LEASE = "wecom-aibot"
"""Held by the one process that keeps the smart bot's connection."""


class WecomSide:
    """A `Side`. `wire` takes the place of HTTP in stories, `line` that of the smart bot's long connection."""

    def __init__(
        self, settings: Settings, clock: Clock, database: Database, wire: Wire | None, line: Line | None
    ) -> None:
        wecom = self._settings = settings.wecom
        self._server, self._signing_key = settings.server, settings.signing_key
        self._notebook = Notebook(database, clock)
        wire = wire or HttpWire(wecom.base_url, wecom.timeout_seconds, wecom.ca_bundle)
        self.api = WecomApi(wire, wecom.corp_id, wecom.agent_id, wecom.secret.get_secret_value(), clock)
        self._identities = Identities(database, self.api)
        robots = {name: key.get_secret_value() for name, key in wecom.webhooks.items()}
        self.client = WecomClient(
            self.api, self._notebook, line=line, robots=robots, bot_file=partial(_bot_file, wecom)
        )
        told = wecom.approval
        self.approvals = WecomApprovals(self.api, told.template, told.fields.told) if told.template else None
        self.door: WecomDoor | None = None
        self.bot_door: AibotDoor | None = None
        self._connection: AibotConnection | None = None
        self._hands: Executor = _AtOnce()

    def readers(self) -> dict[str, Reader]:
        """What understands its deliveries, by source: the app's, and the smart bot's."""
        return {"wecom": read_delivery, "aibot": self._read_bot}

    def _read_bot(self, payload: Any, at: datetime) -> Inbound:
        inbound = read_bot_delivery(payload, at)
        return replace(inbound, sender=self._identities.of(inbound.sender))

    def open(self, edge: Edge) -> None:
        """Make the doors, and in that mode the smart bot's long connection."""
        if edge.has_threads:
            self._hands = ThreadPoolExecutor(4, thread_name_prefix="wecom-tap")
        wecom = self._settings
        pairs = (wecom.token, wecom.encoding_aes_key, wecom.previous_token, wecom.previous_encoding_aes_key)
        callback = WecomCallback(_pairs(CallbackKeys, *pairs), wecom.corp_id, wecom.agent_id)
        taps = Taps(self.client, self._notebook.keep_code, edge.worker, self._hands)
        self.door = WecomDoor(callback, edge.inbox, edge.worker, edge.clock, taps)
        if wecom.aibot.enabled:
            self.bot_door = _bot_door(edge)
            if wecom.aibot.mode == "websocket" and self.client.line is None:
                self._connection = self.client.line = _connection(edge, self.bot_door)

    def doors(self) -> dict[str, AsgiApp]:
        """Its callbacks, by path."""
        doors: dict[str, AsgiApp] = {} if self.door is None else {"/wecom/callback": self.door}
        return doors | ({"/wecom/aibot": self.bot_door} if self.bot_door is not None else {})

    def sign_in(self, links: FormLinks) -> SignIn | None:
        """By WeCom's own browser, unless that is switched off."""
        wecom, server = self._settings, self._server
        if not wecom.sign_in:
            return None
        app = WecomApp(wecom.corp_id, wecom.agent_id, wecom.authorize_url)
        return SignIn(self._signing_key, server.public_url, app, self.api.user_of_code)

    def start(self) -> None:
        """Connect."""
        if self._connection is not None:
            self._connection.start()

    def stop(self) -> None:
        """Take nothing more."""
        if self._connection is not None:
            self._connection.stop()
        self._hands.shutdown(wait=True)

    def troubles(self) -> list[str]:
        """What keeps it from being ready."""
        trouble = self._connection.trouble if self._connection is not None else ""
        return [f"wecom: {trouble}"] if trouble else []


class _AtOnce(Executor):
    """Does everything on the thread that asks for it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Done when this returns."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class _Lease:
    """The lease of the smart bot's connection."""

    def __init__(self, database: Database, owner: str, clock: Clock) -> None:
        self._database, self._owner, self._clock = database, owner, clock

    def take(self) -> bool:
        """Whether it is ours now."""
        now = self._clock()
        return self._database.write(lambda session: leases.take(session, LEASE, self._owner, now=now))

    def renew(self) -> bool:
        """Whether it still is."""
        now = self._clock()
        return self._database.write(lambda session: leases.renew(session, LEASE, self._owner, now=now))

    def give_back(self) -> object:
        """Leave it to the next."""
        return self._database.write(lambda session: leases.give_back(session, LEASE, self._owner))


def _bot_door(edge: Edge) -> AibotDoor:
    bot = edge.settings.wecom.aibot
    keys = _pairs(AibotKeys, bot.token, bot.encoding_aes_key, bot.previous_token, bot.previous_encoding_aes_key)
    words = edge.wording
    questions = Questions(edge.database, edge.clock, waiting=words.say("wecom.waiting"), later=words.say("wecom.later"))
    return AibotDoor(AibotCallback(keys), edge.inbox, edge.worker, edge.clock, questions, is_insistent=edge.has_threads)


def _connection(edge: Edge, door: AibotDoor) -> "AibotConnection":
    from bot.platforms.wecom.aibot.connection import AibotConnection  # late: its libraries are only needed here

    wecom, bot = edge.settings.wecom, edge.settings.wecom.aibot
    return AibotConnection(
        bot.websocket_url, bot.bot_id, bot.secret.get_secret_value(), door.deliver, edge.clock,
        lease=_Lease(edge.database, edge.owner, edge.clock), ca_bundle=wecom.ca_bundle,
    )  # fmt: skip


def _bot_file(wecom: WecomSettings, key: str) -> bytes:
    """A file that somebody sent to the smart bot."""
    from bot.platforms.wecom.aibot.media import fetch  # late: few send any

    keys = (wecom.aibot.encoding_aes_key, wecom.aibot.previous_encoding_aes_key)
    return fetch(key, [key.get_secret_value() for key in keys if key.get_secret_value()], wecom.timeout_seconds)


def _pairs(kind: Any, *secrets: SecretStr) -> Any:
    """Token and key, now and before; a pair that is not written does not count."""
    plain = [secret.get_secret_value() for secret in secrets]
    return tuple(kind(token, key) for token, key in zip(plain[::2], plain[1::2], strict=True) if token)
