"""The sandbox's web page: both platforms as each person sees them, with a clock to move and the wire to look at."""

from bot.sandbox.page.counterparts import Counterparts
from bot.sandbox.page.router import Corp, page_router

__all__ = ["Corp", "Counterparts", "page_router"]
