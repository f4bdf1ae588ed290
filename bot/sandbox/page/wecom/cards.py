"""Hands on template cards."""

from typing import Any

from fastapi import APIRouter

from bot.sandbox.page import asks
from bot.sandbox.wecom import WecomTenant, model


class Cards:
    """Buttons, answers and menus of whoever one plays: the app is told and goes its way, the smart bot is waited for.

    What comes of it is the address that opens, where the button leads somewhere.
    """

    def __init__(self, tenant: WecomTenant) -> None:
        self._tenant = tenant

    def add_to(self, router: APIRouter) -> None:
        """Put the routes in place."""
        router.add_api_route("/cards/press", self.press, methods=["POST"])
        router.add_api_route("/cards/menu", self.choose, methods=["POST"])

    def press(self, ask: asks.Press) -> dict[str, Any]:
        """Press a button, or submit; what is not in `selections` was not touched."""
        if self._is_bots(ask.message_id):
            self._tenant.tap_bot_card(ask.who, ask.message_id, ask.key, ask.selections)
            return {"url": ""}
        return {"url": self._tenant.click(ask.who, ask.message_id, ask.key, ask.selections).url}

    def choose(self, ask: asks.Choose) -> dict[str, Any]:
        """Choose in the menu at the top right."""
        if self._is_bots(ask.message_id):
            self._tenant.tap_bot_card(ask.who, ask.message_id, ask.key)
        else:
            self._tenant.menu_click(ask.who, ask.message_id, ask.key)
        return {"url": ""}

    def _is_bots(self, message_id: str) -> bool:
        return self._tenant.message(message_id).sender_kind == model.AIBOT
