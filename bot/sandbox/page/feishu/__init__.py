"""Feishu on the page: what people see there, and what they do."""

from bot.sandbox.page.feishu.cards import Cards
from bot.sandbox.page.feishu.people import People
from bot.sandbox.page.feishu.room import FeishuRoom

__all__ = ["Cards", "FeishuRoom", "People"]
