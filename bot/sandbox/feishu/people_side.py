"""Everything people do in the tenant: joining, speaking, tapping."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.feishu import model
from bot.sandbox.feishu.callbacks import Callbacks, TapOutcome
from bot.sandbox.feishu.clicks import Clicks
from bot.sandbox.feishu.line import Line
from bot.sandbox.feishu.pusher import Pusher
from bot.sandbox.feishu.roster import Roster
from bot.sandbox.feishu.speech import Speech
from bot.sandbox.feishu.widgets import Locator
from bot.sandbox.feishu.world import World


class PeopleSide:
    """Raises SandboxRefused where a person's client would not let them."""

    def __init__(self, world: World, line: Line, pusher: Pusher) -> None:
        self._world = world
        self._roster = Roster(world, pusher)
        self._speech = Speech(world, pusher)
        self._clicks = Clicks(world, Callbacks(world, line))

    def add_person(
        self,
        open_id: str,
        name: str,
        *,
        department: str = "",
        job_title: str = "",
        union_id: str = "",
        user_id: str = "",
        mobile: str = "",
        email: str = "",
    ) -> model.Person:
        """New, or known with new particulars."""
        tail = open_id.removeprefix("ou_")
        ids = (open_id, union_id or f"on_{tail}", user_id or f"u_{tail}")
        return self._roster.add_person(model.Person(*ids, name, department, job_title, mobile, email))

    def add_group(
        self,
        chat_id: str,
        name: str,
        members: Sequence[str],
        *,
        has_bot: bool = True,
        owner: str = "",
        allows_at_all: bool = True,
    ) -> model.Chat:
        """New, or known with other members."""
        return self._roster.add_group(
            model.Chat(
                chat_id,
                name,
                model.GROUP,
                list(members),
                owner=owner or next(iter(members), ""),
                has_bot=has_bot,
                allows_at_all=allows_at_all,
                created=self._world.now_ms,
            )
        )

    def open_private_chat(self, open_id: str) -> str:
        """Somebody opens their chat with the bot; gives its id."""
        return self._roster.open_private_chat(open_id)

    def add_bot(self, open_id: str, chat_id: str) -> None:
        """Somebody puts the bot into a group."""
        self._roster.set_bot(open_id, chat_id, is_inside=True)

    def remove_bot(self, open_id: str, chat_id: str) -> None:
        """Somebody takes the bot out of a group."""
        self._roster.set_bot(open_id, chat_id, is_inside=False)

    def add_members(self, open_id: str, chat_id: str, joining: Sequence[str]) -> None:
        """Somebody brings colleagues into a group."""
        self._roster.add_members(open_id, chat_id, joining)

    def dissolve(self, chat_id: str) -> None:
        """A group ends."""
        self._roster.dissolve(chat_id)

    def resign(self, open_id: str) -> None:
        """Somebody leaves the company."""
        self._roster.resign(open_id)

    def set_range(self, open_id: str, in_range: bool) -> None:
        """Whether the app may see and reach somebody."""
        self._roster.set_range(open_id, in_range=in_range)

    def block_bot(self, open_id: str, blocked: bool) -> None:
        """Whether somebody lets the bot write to them."""
        self._roster.block_bot(open_id, blocked=blocked)

    # What people say

    def say(
        self,
        open_id: str,
        chat_id: str,
        text: str,
        *,
        mention_bot: bool = False,
        mentions: Sequence[str] = (),
        reply_to: str | None = None,
    ) -> str:
        """Write a text; gives the message's id."""
        return self._speech.say(open_id, chat_id, text, mention_bot=mention_bot, mentions=mentions, reply_to=reply_to)

    def send_file(
        self,
        open_id: str,
        chat_id: str,
        name: str,
        content: bytes,
        *,
        kind: str = "file",
        reply_to: str | None = None,
    ) -> str:
        """Send a file or (`image`) picture; gives the message's id."""
        return self._speech.send_file(open_id, chat_id, name, content, kind=kind, reply_to=reply_to)

    def say_as_bot(self, chat_id: str, text: str) -> str:
        """Another bot speaks; gives the message's id."""
        return self._speech.say_as_bot(chat_id, text)

    def forward(self, open_id: str, message_id: str, to_chat_id: str) -> str:
        """Copy a message to another chat; gives the copy's id."""
        return self._speech.forward(open_id, message_id, to_chat_id)

    def recall(self, open_id: str, message_id: str) -> None:
        """Take one's own message back."""
        self._speech.recall(open_id, message_id)

    def react(self, open_id: str, message_id: str, emoji_type: str) -> None:
        """Put an emoji under a message."""
        self._speech.react(open_id, message_id, emoji_type)

    def read(self, open_id: str, chat_id: str) -> None:
        """Look at a chat to its end."""
        self._speech.read(open_id, chat_id)

    def tap_menu(self, open_id: str, event_key: str) -> None:
        """Use the bot's menu."""
        self._speech.tap_menu(open_id, event_key)

    # What people tap

    def tap(self, open_id: str, message_id: str, element: Locator) -> TapOutcome:
        """Press a button outside of forms; blocks until the bot answered."""
        return self._clicks.tap(open_id, message_id, element)

    def submit(
        self,
        open_id: str,
        message_id: str,
        form_name: str,
        values: Mapping[str, Any],
        button: Locator | None = None,
        *,
        raw: bool = False,
    ) -> TapOutcome:
        """Fill in and send a form; `raw` leaves out the client's checks."""
        return self._clicks.submit(open_id, message_id, form_name, values, button, raw=raw)

    def pick(self, open_id: str, message_id: str, element: Locator, option: str) -> TapOutcome:
        """Choose in a selection outside of forms."""
        return self._clicks.pick(open_id, message_id, element, option)

    def tick(self, open_id: str, message_id: str, element: Locator, checked: bool) -> TapOutcome:
        """Tick a checker outside of forms."""
        return self._clicks.tick(open_id, message_id, element, checked)

    def enter(self, open_id: str, message_id: str, element: Locator, text: str) -> TapOutcome:
        """Type into an input outside of forms."""
        return self._clicks.enter(open_id, message_id, element, text)
