"""The platforms' doors: a delivery is on disk before the platform gets its 200."""

from bot.ingress.feishu import CLICK_SECONDS, FeishuDoor, answer_bytes
from bot.ingress.front import AsgiApp, FrontDoor

__all__ = ["CLICK_SECONDS", "AsgiApp", "FeishuDoor", "FrontDoor", "answer_bytes"]
