"""Feishu's side: the client, the door, the long connection."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.app.edge import Edge
from bot.clock import Clock
from bot.config import FeishuSettings, Settings
from bot.ingress import AsgiApp, FeishuDoor
from bot.platforms.feishu.approvals import FeishuApprovals
from bot.platforms.feishu.client import FeishuClient
from bot.platforms.feishu.envelope import MESSAGE, open_envelope
from bot.platforms.feishu.events import read_delivery
from bot.platforms.feishu.webhook import FeishuWebhook, WebhookKeys
from bot.platforms.feishu.wire import Wire
from bot.platforms.port import Inbound
from bot.worker import Reader

if TYPE_CHECKING:
    from bot.platforms.feishu.long_connection import LongConnection


class FeishuSide:
    """A `Side`. `wire` takes the place of HTTP in stories."""

    def __init__(self, settings: Settings, clock: Clock, wire: Wire | None) -> None:
        self._settings = settings.feishu
        self._wire = wire or _lark(settings.feishu)
        self.client = FeishuClient(self._wire, self._settings.app_id, self._secret, clock)
        self.approvals = _approvals(self.client, settings.feishu)
        self.door: FeishuDoor | None = None
        self._connection: LongConnection | None = None

    @property
    def _secret(self) -> str:
        return self._settings.app_secret.get_secret_value()

    def readers(self) -> dict[str, Reader]:
        """What understands its deliveries, by source."""
        return {"feishu": self._read}

    def _read(self, payload: Any, at: datetime) -> Inbound:
        # Only a message has to be searched for a mention of the bot; a click must not wait for the answer who that is.
        is_message = open_envelope(payload).kind == MESSAGE
        return read_delivery(payload, self.client.bot_open_id() if is_message else "", at)

    def open(self, edge: Edge) -> None:
        """Make the door, and in that mode the long connection."""
        webhook = FeishuWebhook(_keys(self._settings), self._settings.app_id)
        self.door = FeishuDoor(webhook, edge.inbox, edge.worker, edge.clock, edge.wording.say("done.in_progress"))
        if self._settings.mode == "websocket":
            from bot.platforms.feishu.long_connection import LongConnection  # late: its libraries are only needed here

            deliver = self.door.deliver
            self._connection = LongConnection(self._wire, self._settings.app_id, self._secret, deliver, edge.clock)

    def doors(self) -> dict[str, AsgiApp]:
        """Its callbacks, by path."""
        return {"/feishu/webhook": self.door} if self.door is not None else {}

    def sign_in(self, links: object) -> None:
        """Its cards hold their own fields: no pages are opened for them."""

    def start(self) -> None:
        """Connect."""
        if self._connection is not None:
            self._connection.start()

    def stop(self) -> None:
        """Take nothing more."""
        if self._connection is not None:
            self._connection.stop()

    def troubles(self) -> list[str]:
        """What keeps it from being ready."""
        trouble = self._connection.trouble if self._connection is not None else ""
        return [f"feishu: {trouble}"] if trouble else []


def _keys(feishu: FeishuSettings) -> tuple[WebhookKeys, ...]:
    pairs = (
        (feishu.encrypt_key, feishu.verification_token),
        (feishu.previous_encrypt_key, feishu.previous_verification_token),
    )
    return tuple(
        WebhookKeys(key.get_secret_value(), token.get_secret_value())
        for key, token in pairs
        if token.get_secret_value()
    )


def _approvals(client: FeishuClient, feishu: FeishuSettings) -> FeishuApprovals | None:
    told = feishu.approval
    return FeishuApprovals(client, told.code, told.fields.told) if told.code else None


def _lark(feishu: FeishuSettings) -> Wire:
    from bot.platforms.feishu.lark import LarkWire  # late: only a real client needs the SDK

    return LarkWire(feishu.base_url, feishu.timeout_seconds)
