"""One REST call as the bot makes it: the sandbox is a wire by itself."""

from bot.platforms.wecom.wire import WireAnswer, WireRequest

__all__ = ["Asked", "WireAnswer", "WireRequest"]

Asked = WireRequest
