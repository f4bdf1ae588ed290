"""The tenant's REST API."""

from bot.sandbox.feishu.rest.gate import Gate

__all__ = ["Gate"]
