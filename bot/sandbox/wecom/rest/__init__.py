"""The corp's REST API."""

from bot.sandbox.wecom.rest.gate import Gate

__all__ = ["Gate"]
