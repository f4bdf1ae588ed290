"""The smart bot's callback address: sealed JSON out, a sealed answer back within five seconds (wecom.md §5.3.3)."""

from collections.abc import Mapping
from secrets import randbelow
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import NoAnswer, NoConnection, PushFailed
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.heard import Heard
from bot.sandbox.wecom.aibot.journal import WEBHOOK, Journal
from bot.sandbox.wecom.crypto import decrypt, encrypt, sign
from bot.sandbox.wecom.line import Refused
from bot.sandbox.wecom.post import CHECK_SECONDS, DEADLINE_SECONDS, Knock
from bot.sandbox.wecom.world import World

_OWN_CORP = ""
"""The receiver of what a bot of the own corp is told."""


class WebhookCourier:
    """A `Courier` of the pusher: seals with the bot's keys, knocks, opens the answer, and has it take effect."""

    def __init__(self, world: World, knock: Knock, heard: Heard, journal: Journal) -> None:
        self.knock = knock
        self._world = world
        self._heard = heard
        self._journal = journal

    def deliver(self, push: model.Push) -> int:
        """One attempt. Raises PushFailed, `Refused` for no 200."""
        self._heard.goes_out(push)
        try:
            query, raw = self._ask(push)
            if raw:
                self._heard.take(push, self._opened(query, raw))
        finally:
            self._heard.is_over(push)
        return 200

    def check_url(self) -> bool:
        """Save the address in the console: whether the echo comes back in clear within a second, bare `+` or not."""
        return all(self._check(is_bare=is_bare) for is_bare in (False, True))

    def _ask(self, push: model.Push) -> tuple[dict[str, str], bytes]:
        sealed = self._sealed(push.clear.encode())
        query, body = self._signed(sealed), jsons.compact({"encrypt": sealed})
        status, answer, started = 0, b"", self._world.clock()
        try:
            status, answer = self.knock("POST", query, body)
        finally:
            self._journal.told(push, status, answer, channel=WEBHOOK)
        if (self._world.clock() - started).total_seconds() > DEADLINE_SECONDS:
            raise NoAnswer("answered after the deadline")
        if status != 200:
            raise Refused(status)
        return query, answer

    def _check(self, *, is_bare: bool) -> bool:
        echo = str(10**18 + randbelow(10**18)).encode()
        sealed = self._sealed(echo)
        while "+" not in sealed:
            sealed = self._sealed(echo)
        query = {**self._signed(sealed), "echostr": sealed.replace("+", " ") if is_bare else sealed}
        started = self._world.clock()
        try:
            status, answer = self.knock("GET", query, b"")
        except PushFailed:
            return False
        is_late = (self._world.clock() - started).total_seconds() > CHECK_SECONDS
        return status == 200 and answer == echo and not is_late

    def _sealed(self, plain: bytes) -> str:
        settings = self._world.settings
        if not (settings.aibot_token and settings.aibot_aes_key):
            raise NoConnection("the smart bot has no callback address")
        return encrypt(settings.aibot_aes_key, plain, _OWN_CORP)

    def _signed(self, sealed: str) -> dict[str, str]:
        timestamp, nonce = str(self._world.now_seconds), str(randbelow(10**10))
        signature = sign(self._world.settings.aibot_token, timestamp, nonce, sealed)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _opened(self, query: Mapping[str, str], raw: bytes) -> dict[str, Any] | str:
        """The clear answer, or what is wrong with it."""
        try:
            outer = jsons.parse_object(raw)
        except ValueError:
            return "the answer is not JSON"
        sealed, seconds, nonce = outer.get("encrypt"), outer.get("timestamp"), outer.get("nonce")
        if not isinstance(sealed, str) or not isinstance(seconds, int) or isinstance(seconds, bool):
            return "encrypt must be a string, timestamp a number"
        if nonce != query["nonce"]:
            return "nonce is not that of the request"
        if outer.get("msgsignature") != sign(self._world.settings.aibot_token, str(seconds), nonce, sealed):
            return "msgsignature does not match"
        try:
            clear, receiver = decrypt(self._world.settings.aibot_aes_key, sealed)
            return jsons.parse_object(clear) if receiver == _OWN_CORP else "it is for another receiver"
        except ValueError:
            return "encrypt cannot be opened, or is not JSON"
