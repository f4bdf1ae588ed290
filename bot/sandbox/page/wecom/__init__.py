"""WeCom on the page: what people see there, and what they do."""

from bot.sandbox.page.wecom.cards import Cards
from bot.sandbox.page.wecom.people import People
from bot.sandbox.page.wecom.room import WecomRoom

__all__ = ["Cards", "People", "WecomRoom"]
