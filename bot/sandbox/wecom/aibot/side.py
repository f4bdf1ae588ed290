"""The smart bot as the corp offers it: what people do with it, and how it is connected."""

from dataclasses import replace
from typing import Any, Literal

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.address import OneTimeAddress
from bot.sandbox.wecom.aibot.answers import Answers
from bot.sandbox.wecom.aibot.changes import Changes
from bot.sandbox.wecom.aibot.courier import SocketCourier
from bot.sandbox.wecom.aibot.enclosures import Enclosures
from bot.sandbox.wecom.aibot.frames import Frames
from bot.sandbox.wecom.aibot.heard import Heard
from bot.sandbox.wecom.aibot.journal import Journal
from bot.sandbox.wecom.aibot.line import BotLine, Deliver, Intake
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.news import BotNews
from bot.sandbox.wecom.aibot.patience import Patience
from bot.sandbox.wecom.aibot.records import Told
from bot.sandbox.wecom.aibot.saying import Saying
from bot.sandbox.wecom.aibot.sockets import Sockets
from bot.sandbox.wecom.aibot.speech import BotSpeech
from bot.sandbox.wecom.aibot.switches import Switches
from bot.sandbox.wecom.aibot.taps import TapOutcome, Taps
from bot.sandbox.wecom.aibot.webhook import WebhookCourier
from bot.sandbox.wecom.post import Knock, nobody
from bot.sandbox.wecom.presses import Selections
from bot.sandbox.wecom.pusher import Pusher
from bot.sandbox.wecom.shown import shown_text
from bot.sandbox.wecom.wire import Asked, WireAnswer
from bot.sandbox.wecom.world import World

FileKind = Literal["file", "image", "video"]


class BotSide:
    """Part of the tenant. What people do raises SandboxRefused where their client would not let them."""

    def __init__(self, world: World, pusher: Pusher) -> None:
        self._world = world
        self._events = pusher
        self._memory = memory = Memory(world)
        self._journal, self._patience, saying = Journal(world), Patience(), Saying(memory)
        answers, changes = Answers(memory, saying), Changes(memory, saying)
        self.bot_frames = Frames(memory, answers, changes, self._journal, self._patience)
        """The platform's side of the long connection, frame by frame."""
        self.bot_line = BotLine(memory, self.bot_frames)
        """The long connection for a bot in this process."""
        self._enclosures = Enclosures(memory)
        news = BotNews(memory, pusher)
        self._bot_speech = BotSpeech(memory, news, self._enclosures)
        self._taps = Taps(memory, news)
        self._address = OneTimeAddress(memory, saying, self._journal)
        self.bot_sockets = Sockets(memory, self.bot_frames)
        """Who is connected from outside; closes, breaks and kicks on command."""
        self._courier = SocketCourier(memory, self._journal, self.bot_sockets.send)
        heard = Heard(memory, answers, changes, self._journal, self._patience)
        self._bot_hook = WebhookCourier(world, nobody, heard, self._journal)
        pusher.couriers[model.AIBOT] = self._courier if self._is_socket else self._bot_hook

    @property
    def _is_socket(self) -> bool:
        return self._world.settings.aibot_mode == "websocket"

    @property
    def bot_switches(self) -> Switches:
        """What can be odd with the smart bot."""
        return self._memory.switches

    def deliver_bot_to(self, deliver: Deliver) -> None:
        """A bot in this process is connected from now on."""
        self._courier.send = Intake(self._memory, self.bot_frames, self._patience, deliver)

    def deliver_bot_callbacks_to(self, knock: Knock) -> None:
        """Where the smart bot's callbacks go from now on, in webhook mode."""
        self._bot_hook.knock = knock

    def check_bot_url(self) -> bool:
        """Save the smart bot's callback address in the console: whether the bot passes the check."""
        return self._bot_hook.check_url()

    def bot_response(self, request: Asked) -> WireAnswer:
        """One call of `response_url`."""
        return self._address.call(request)

    # What people do

    def say_to_bot(
        self,
        userid: str,
        text: str,
        chatid: str = "",
        *,
        mention_bot: bool = True,
        quote: str = "",
        picture: bytes = b"",
    ) -> str:
        """Write to the bot alone or, with a mention or not, in a group with it; gives the message's id."""
        with self._world.change():
            made = self._bot_speech.say(userid, text, chatid, mention_bot=mention_bot, quote=quote, picture=picture)
        return self._told(made)

    def send_file_to_bot(self, userid: str, name: str, content: bytes, *, kind: FileKind = "file") -> str:
        """Send the bot a file, alone with it; gives the message's id."""
        with self._world.change():
            made = self._bot_speech.send_file(userid, name, content, kind)
        return self._told(made)

    def speak_to_bot(self, userid: str, words: str) -> str:
        """Send the bot a voice message, alone with it; gives the message's id."""
        with self._world.change():
            made = self._bot_speech.speak(userid, words)
        return self._told(made)

    def open_bot_chat(self, userid: str) -> str:
        """Open the chat with the bot; gives the chat's id."""
        with self._world.change():
            made = self._bot_speech.open_chat(userid)
        return self._told(made)

    def tap_bot_card(self, userid: str, message_id: str, key: str, selections: Selections | None = None) -> TapOutcome:
        """Press a button, submit, or choose in the menu of the bot's card as this person sees it, and watch it.

        Untouched selections count as preset, or as their first option. Waits `bot_switches.patience_seconds` at most.
        """
        with self._world.change():
            told, push = self._taps.tap(userid, message_id, key, selections or {})
            self._patience.expect(told.req_id)
        return self._watched(told, push)

    def force_bot_tap(self, userid: str, message_id: str, key: str, selections: Selections | None = None) -> TapOutcome:
        """The same without the client's checks, as from a client that shows an old card: any key, any selections."""
        with self._world.change():
            told, push = self._taps.force(userid, message_id, key, selections or {})
            self._patience.expect(told.req_id)
        return self._watched(told, push)

    def introduce_bot(self, chatid: str) -> None:
        """Somebody has spoken to the bot in this chat long ago, so it may write there."""
        with self._world.change():
            self._memory.note_spoken(chatid)

    def ask_bot(self, userid: str, message_id: str, title: str) -> str:
        """Use a link of the bot's card that asks it something; gives the id of the message with the question."""
        with self._world.change():
            question, chatid = self._taps.question(userid, message_id, title)
        return self.say_to_bot(userid, question, chatid)

    def rate_bot(self, userid: str, message_id: str, verdict: int, words: str = "") -> None:
        """Rate an answer of the bot that asked for it: 1 accurate, 2 not, 3 taken back."""
        with self._world.change():
            push = self._taps.rate(userid, message_id, verdict, words)
        self._told((message_id, push))

    def bot_file(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and encrypted content of a file sent to the bot, for five minutes."""
        with self._world.change():
            return self._enclosures.sealed(file_id)

    # Looking on

    def card(self, message_id: str, userid: str = "") -> dict[str, Any]:
        """The template card as it is shown now: to this person, or to those of whom nothing else was said."""
        message = self._message(message_id)
        if message.kind != model.CARD:
            raise SandboxRefused("not_a_card", message_id=message_id)
        return jsons.parse_object(self._seen(message, userid))

    def shown_text(self, message_id: str, userid: str = "") -> str:
        """What a message says, as this or any reader sees it."""
        with self._world.change():
            message = self._message(message_id)
            return shown_text(self._world, replace(message, content=self._seen(message, userid)))

    def _watched(self, told: Told, push: str) -> TapOutcome:
        # Nobody holds the world's lock while the bot thinks: it may speak meanwhile.
        is_out = self._events.attempt_now(push)
        self._patience.wait(told.req_id, self.bot_switches.patience_seconds if is_out else 0.0)
        with self._world.change():
            return self._taps.outcome(told)

    def _message(self, message_id: str) -> model.Message:
        with self._world.change():
            message = self._world.messages.get(message_id)
        if message is None:
            raise SandboxRefused("unknown_message", message_id=message_id)
        return message

    def _seen(self, message: model.Message, userid: str) -> str:
        with self._world.change():
            return self._memory.look(message, userid) if userid else message.content

    def _told(self, made: tuple[str, str]) -> str:
        """What goes over the long connection goes at once; what is posted waits for its turn."""
        name, push = made
        if push and self._is_socket:
            self._events.attempt_now(push)
        return name
