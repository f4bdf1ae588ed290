"""WeCom's side of the wire: one corp with people, chats, the self-built app and the smart bot, as strict as it."""

from bot.sandbox.common.faults import NoAnswer, NoConnection, SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.clicks import ClickOutcome
from bot.sandbox.wecom.post import HttpPost, Knock
from bot.sandbox.wecom.settings import WecomSettings
from bot.sandbox.wecom.tenant import WecomTenant

__all__ = [
    "ClickOutcome",
    "HttpPost",
    "Knock",
    "NoAnswer",
    "NoConnection",
    "SandboxRefused",
    "WecomSettings",
    "WecomTenant",
    "model",
]
