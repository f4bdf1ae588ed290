"""What the corp, its self-built app and its smart bot are set to, as an administrator would see in the console."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class WecomSettings:
    """One self-built app and at most one smart bot in one corp. `path` None keeps everything in memory.

    Without `token` and `encoding_aes_key` the app has no callback address, so no interactive card can be sent;
    without `aibot_id` there is no smart bot.
    """

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    encoding_aes_key: str = field(default="", repr=False)
    aibot_id: str = ""
    aibot_secret: str = field(default="", repr=False)
    aibot_token: str = field(default="", repr=False)
    aibot_aes_key: str = field(default="", repr=False)
    aibot_mode: Literal["websocket", "webhook"] = "websocket"
    bot_hides_userids: bool = False
    """The smart bot was made by a member: it hears encrypted ids."""
    bot_response_base: str = "https://qyapi.weixin.qq.com"
    """Where the smart bot may answer once more, without the path."""
    bot_files_base: str = "http://127.0.0.1:8400/sandbox/wecom"
    """Where files that people send to the smart bot are fetched, without the path."""
    path: Path | None = None
    name: str = "同频"
    """Of the app and of the smart bot, as people see it."""
    corp_name: str = "恒力泵业"
    token_seconds: int = 7200
    trusted_domains: frozenset[str] = frozenset({"127.0.0.1", "localhost", "testserver"})
    """可信域名: where a web sign-in may lead back to."""

    @property
    def has_callback(self) -> bool:
        """Whether the app has a callback address with its keys."""
        return bool(self.token and self.encoding_aes_key)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must not be shown."""
        app = (self.secret, self.token, self.encoding_aes_key)
        return (*app, self.aibot_secret, self.aibot_token, self.aibot_aes_key)
