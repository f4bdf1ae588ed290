"""The app's line to the bot: the callback address, its check, its deadline, its place in the wire log."""

from collections.abc import Mapping
from secrets import randbelow

from bot.sandbox.common.faults import NoAnswer, PushFailed
from bot.sandbox.common.wirelog import Exchange
from bot.sandbox.wecom import model
from bot.sandbox.wecom.crypto import encrypt, sign
from bot.sandbox.wecom.post import CHECK_SECONDS, DEADLINE_SECONDS, Knock
from bot.sandbox.wecom.world import World
from bot.sandbox.wecom.xml import document

_PATH = "/wecom/callback"


class Refused(PushFailed):
    """The bot answered with another status than 200."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Line:
    """Seals with the app's keys, knocks, and judges the answer."""

    def __init__(self, world: World, knock: Knock) -> None:
        self.knock = knock
        self._world = world

    def deliver(self, push: model.Push) -> int:
        """One attempt, sealed anew; the status of an answer in time. Raises PushFailed, `Refused` for no 200."""
        settings = self._world.settings
        sealed = self._encrypt(push.clear.encode())
        query = self.signed(sealed)
        envelope = {"ToUserName": settings.corp_id, "AgentID": str(settings.agent_id), "Encrypt": sealed}
        # Sealing is random, so the order of the envelope is, too.
        body = document(envelope, is_reversed=randbelow(2) == 1).encode()
        status, _ = self._ask("POST", query, body, push, DEADLINE_SECONDS)
        if status != 200:
            raise Refused(status)
        return status

    def check_url(self) -> bool:
        """Save the address in the console: whether the echo comes back in clear, and nothing else, within a second.

        Asked twice: with `+` escaped, and with a bare `+` that a form decoder takes for a space.
        """
        return all(self._check(is_bare=is_bare) for is_bare in (False, True))

    def signed(self, sealed: str) -> dict[str, str]:
        """The query that proves a sealed text, for this moment."""
        timestamp, nonce = str(self._world.now_seconds), str(randbelow(10**10))
        signature = sign(self._world.settings.token, timestamp, nonce, sealed)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _check(self, *, is_bare: bool) -> bool:
        echo = str(10**18 + randbelow(10**18))
        sealed = self._with_plus(echo.encode())
        query = {**self.signed(sealed), "echostr": sealed.replace("+", " ") if is_bare else sealed}
        try:
            status, answer = self._ask("GET", query, b"", None, CHECK_SECONDS)
        except PushFailed:
            return False
        return status == 200 and answer == echo.encode()

    def _with_plus(self, plain: bytes) -> str:
        sealed = self._encrypt(plain)
        while "+" not in sealed:
            sealed = self._encrypt(plain)
        return sealed

    def _encrypt(self, plain: bytes) -> str:
        settings = self._world.settings
        return encrypt(settings.encoding_aes_key, plain, settings.corp_id)

    def _ask(
        self,
        method: str,
        query: Mapping[str, str],
        body: bytes,
        push: model.Push | None,
        seconds: float = DEADLINE_SECONDS,
    ) -> tuple[int, bytes]:
        status, answer = 0, b""
        started = self._world.clock()
        try:
            status, answer = self.knock(method, query, body)
        finally:
            self._log(method, query, push, status, answer)
        if (self._world.clock() - started).total_seconds() > seconds:
            raise NoAnswer("answered after the deadline")
        return status, answer

    def _log(self, method: str, query: Mapping[str, str], push: model.Push | None, status: int, answer: bytes) -> None:
        exchange = Exchange(
            direction="to_bot",
            channel="event",
            method=method,
            path=_PATH,
            query=query,
            kind="check" if push is None else push.kind,
            raw=b"" if push is None else push.clear.encode(),
            status=status,
            answer_raw=answer,
            message_id="" if push is None else push.message_id,
            attempt=1 if push is None else len(push.attempts) + 1,
        )
        self._world.wire_log.record(exchange, self._world.now_ms)
