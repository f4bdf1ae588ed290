"""Hands on cards. Each route waits until the bot has answered, three seconds at most."""

from typing import Any

from fastapi import APIRouter

from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.page import asks


class Cards:
    """Taps, choices and forms of whoever one plays."""

    def __init__(self, tenant: FeishuTenant) -> None:
        self._tenant = tenant

    def add_to(self, router: APIRouter) -> None:
        """Put the routes in place."""
        router.add_api_route("/cards/tap", self.tap, methods=["POST"])
        router.add_api_route("/cards/pick", self.pick, methods=["POST"])
        router.add_api_route("/cards/tick", self.tick, methods=["POST"])
        router.add_api_route("/cards/enter", self.enter, methods=["POST"])
        router.add_api_route("/cards/submit", self.submit, methods=["POST"])

    def tap(self, ask: asks.Tap) -> dict[str, Any]:
        """Press a button or a box."""
        return self._tenant.tap(ask.who, ask.message_id, ask.element).as_json()

    def pick(self, ask: asks.Pick) -> dict[str, Any]:
        """Choose one of several."""
        return self._tenant.pick(ask.who, ask.message_id, ask.element, ask.option).as_json()

    def tick(self, ask: asks.Tick) -> dict[str, Any]:
        """Tick a box."""
        return self._tenant.tick(ask.who, ask.message_id, ask.element, ask.checked).as_json()

    def enter(self, ask: asks.Enter) -> dict[str, Any]:
        """Type into a field."""
        return self._tenant.enter(ask.who, ask.message_id, ask.element, ask.text).as_json()

    def submit(self, ask: asks.Submit) -> dict[str, Any]:
        """Send a form."""
        return self._tenant.submit(ask.who, ask.message_id, ask.form, ask.values, ask.button).as_json()
