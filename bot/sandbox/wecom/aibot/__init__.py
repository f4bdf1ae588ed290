"""The smart bot (智能机器人) on the platform's side: what it hears, what it may say, and how people meet it."""

from bot.sandbox.wecom.aibot.side import BotSide
from bot.sandbox.wecom.aibot.taps import TapOutcome

__all__ = ["BotSide", "TapOutcome"]
