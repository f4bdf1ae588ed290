"""People's hands on cards: tapping, filling in, choosing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.feishu import model
from bot.sandbox.feishu.callbacks import Callbacks, TapOutcome
from bot.sandbox.feishu.forms import field_value, form_value
from bot.sandbox.feishu.roster import chat_with, message_seen_by
from bot.sandbox.feishu.widgets import Locator, Widget, find, find_form
from bot.sandbox.feishu.world import World

_TAPPABLE = ("button", "interactive_container")


class Clicks:
    """Refuses what the client would not let a person do, then carries the click to the bot."""

    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self._world = world
        self._callbacks = callbacks

    def tap(self, open_id: str, message_id: str, element: Locator) -> TapOutcome:
        """Press a button or container that stands outside of a form."""
        person, message, card = self._at(open_id, message_id)
        widget = _usable(find(card, element))
        if widget.tag not in _TAPPABLE or widget.form is not None:
            raise SandboxRefused("not_interactive", locator=element)
        if widget.value is None:
            return self._only_link(widget)
        outcome = self._callbacks.click(person, message, _action(widget))
        return replace(outcome, url=widget.url)

    def submit(
        self,
        open_id: str,
        message_id: str,
        form_name: str,
        values: Mapping[str, Any],
        button: Locator | None,
        *,
        raw: bool,
    ) -> TapOutcome:
        """Fill in a form and send it; `raw` sends the values untouched."""
        person, message, card = self._at(open_id, message_id)
        fields = find_form(card, form_name)
        sender = _usable(_submit_button(fields, button))
        chat = chat_with(self._world, open_id, message.chat_id)
        filled = dict(values) if raw else form_value(fields, values, chat.members)
        return self._callbacks.click(person, message, {**_action(sender), "form_value": filled})

    def pick(self, open_id: str, message_id: str, element: Locator, option: str) -> TapOutcome:
        """Choose in a selection, picker or overflow menu that stands outside of a form."""
        person, message, card = self._at(open_id, message_id)
        widget = _alone(find(card, element))
        chat = chat_with(self._world, open_id, message.chat_id)
        chosen = field_value(widget, option, chat.members)
        return self._send(person, message, widget, {"option": chosen})

    def tick(self, open_id: str, message_id: str, element: Locator, checked: bool) -> TapOutcome:
        """Tick or untick a checker that stands outside of a form."""
        person, message, card = self._at(open_id, message_id)
        return self._send(person, message, _alone(find(card, element)), {"checked": checked})

    def enter(self, open_id: str, message_id: str, element: Locator, text: str) -> TapOutcome:
        """Type into an input that stands outside of a form."""
        person, message, card = self._at(open_id, message_id)
        widget = _alone(find(card, element))
        return self._send(person, message, widget, {"input_value": field_value(widget, text, ())})

    def _send(
        self, person: model.Person, message: model.Message, widget: Widget, result: Mapping[str, Any]
    ) -> TapOutcome:
        # Without a callback the change stays on the person's own screen.
        if widget.value is None:
            return TapOutcome()
        return self._callbacks.click(person, message, {**_action(widget), **result})

    def _at(self, open_id: str, message_id: str) -> tuple[model.Person, model.Message, dict[str, Any]]:
        with self._world.change():
            person, message = message_seen_by(self._world, open_id, message_id)
            if message.type != "interactive":
                raise SandboxRefused("not_interactive", message_id=message_id)
            if message.is_recalled:
                raise SandboxRefused("recalled", message_id=message_id)
            if self._world.is_expired(message):
                raise SandboxRefused("expired", message_id=message_id)
            card = jsons.parse_object(message.content)
            if not is_live(message, card):
                raise SandboxRefused("not_interactive", message_id=message_id)
            return person, message, card

    def _only_link(self, widget: Widget) -> TapOutcome:
        if not widget.url:
            raise SandboxRefused("not_interactive", locator=widget.index)
        return TapOutcome(url=widget.url)


def is_live(message: model.Message, card: Mapping[str, Any]) -> bool:
    """Whether the card's elements react: on a forwarded copy only when the card says so."""
    config = card.get("config")
    allows = isinstance(config, dict) and config.get("enable_forward_interaction") is True
    return not message.forwarded_from or allows


def _usable(widget: Widget) -> Widget:
    if widget.element.get("disabled"):
        raise SandboxRefused("disabled", locator=widget.index)
    return widget


def _alone(widget: Widget) -> Widget:
    if widget.form is not None or widget.tag in _TAPPABLE:
        raise SandboxRefused("not_interactive", locator=widget.index)
    return _usable(widget)


def _submit_button(fields: list[Widget], button: Locator | None) -> Widget:
    submits = [it for it in fields if it.element.get("form_action_type") == "submit"]
    found = next((it for it in submits if button is None or it.matches(button)), None)
    if found is None:
        raise SandboxRefused("no_such_element", locator=button)
    return found


def _action(widget: Widget) -> dict[str, Any]:
    """The part of a callback that names the element; absent rather than empty."""
    action: dict[str, Any] = {"tag": widget.tag}
    if widget.value is not None:
        action["value"] = widget.value
    if widget.name:
        action["name"] = widget.name
    return action
