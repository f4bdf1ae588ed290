"""The sandbox's web page: Feishu as each person sees it, with a clock to move and the wire to look at."""

from bot.sandbox.page.router import page_router

__all__ = ["page_router"]
