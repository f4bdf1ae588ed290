"""The sending side of WeCom: the app writes to people, the smart bot and robots to groups.

A lane says which way a message goes: `@userid` through the app, `appchat/ID` into a group the app has made,
`webhook/NAME` through a group's robot, anything else is a group in which the smart bot was spoken to. Every call
blocks and raises `PlatformBusy` or `PlatformRefused`.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from bot.platforms.port import Address, Attachment, Fault, PlatformBusy, PlatformRefused, Sent, To
from bot.platforms.wecom.aibot import streams
from bot.platforms.wecom.aibot.errors import StreamOver
from bot.platforms.wecom.api import WecomApi
from bot.platforms.wecom.bodies import Content, answer_body, known_again, task_id, without_stream
from bot.platforms.wecom.errors import WecomRefused
from bot.platforms.wecom.notebook import Notebook
from bot.platforms.wecom.wire import OutcomeUnknown
from storage.bot_questions import BotQuestion

APPCHAT, ROBOT = "appchat/", "webhook/"
GROUP = 2
GROUP_EXISTS = 86215
_BY_APP, _BY_BOT = "@a", "@b"


class Line(Protocol):
    """The smart bot's long connection, as far as sending needs it."""

    @property
    def is_ours(self) -> bool:
        """Whether this process holds it."""
        ...

    def push(self, chatid: str, chat_type: int, body: Content) -> None:
        """Say something first."""
        ...

    def respond(self, req_id: str, body: Content) -> None:
        """Answer a message."""
        ...


class WecomClient:
    """A `Platform`: as the app to people, as the smart bot to groups. Safe to use from several threads."""

    renew_before = timedelta(hours=66)
    """Of the 72 hours in which a card can be changed: a night and a morning remain for trouble."""
    is_frugal = True

    def __init__(
        self, api: WecomApi, notebook: Notebook, *, line: Line | None = None, robots: Content | None = None,
        bot_file: Callable[[str], bytes] | None = None,
    ) -> None:  # fmt: skip
        self.api = api
        self.line = line
        self._notebook = notebook
        self._robots = dict(robots or {})
        self._bot_file = bot_file

    @property
    def reach(self) -> str:
        """Groups only from the process that holds the smart bot's connection, where there is one."""
        return "wecom:%" if self.line is None or self.line.is_ours else "wecom:@%"

    # --- sending ---------------------------------------------------------------------------

    def send(self, to: Address, card: Content, *, key: str, is_repeat: bool = False) -> Sent:
        """Send words, a card, or both; see `Platform.send`."""
        self._require_room(to, card)
        if to.kind is To.PERSON:
            return self._send_by_app(to.id, card, task_id(key, _BY_APP), is_repeat=is_repeat)
        if to.id.startswith(APPCHAT):
            return self._to_appchat(to.id, card, task_id(key, _BY_APP), is_repeat=is_repeat)
        if to.id.startswith(ROBOT):
            return self._by_robot(to.id, card, task_id(key, _BY_BOT), is_repeat=is_repeat)
        return self._push(to.id, card, task_id(key, _BY_BOT), is_repeat=is_repeat)

    def reply(self, message: str, card: Content, *, to: Address, key: str, is_repeat: bool = False) -> Sent:
        """Answer what was said to the smart bot where it was said; to the app there is no answering, only writing."""
        question = self._notebook.question(message)
        if question is None:
            return self.send(to, card, key=key, is_repeat=is_repeat)
        self._require_room(to, card)
        name = task_id(key, _BY_BOT)
        body = answer_body(card, name, question.stream_id)
        if question.mode == "webhook":
            self._answer_later(question, body)
            return Sent(name, to.id, is_known=False)
        return Sent(name, to.id, is_known=self._respond(question, body, name, is_repeat=is_repeat))

    def update(self, message: str, card: Content, *, is_last: bool = False) -> None:
        """Replace a card of the app's. The last code is only given for the last change."""
        template = card.get("template_card")
        if template is None or message.endswith(_BY_BOT):
            raise PlatformRefused(Fault.MESSAGE_GONE, "what the smart bot has said stays as it is")
        change = self._notebook.take_code(message, leaving=0 if is_last else 1)
        if not change.code:
            fault = Fault.UPDATES_SPENT if change.left else Fault.CARD_EXPIRED
            raise PlatformRefused(fault, f"{change.left} changes left")
        try:
            self.show(message, template, change.code)
        except OutcomeUnknown:  # it counts as used: the next attempt takes another, or finds that there is none
            raise
        except PlatformRefused as refused:
            if refused.fault is Fault.INVALID:  # most likely the code is none any more
                fault = Fault.UPDATES_SPENT if change.left else Fault.CARD_EXPIRED
                raise PlatformRefused(fault, f"not changed: {refused}") from refused
            self._notebook.give_back(change.code)
            raise
        except PlatformBusy:
            self._notebook.give_back(change.code)
            raise

    def show(self, message: str, template: Content, code: str, *, person: str = "") -> None:
        """Change a card with a code, for one person or for everybody who got it."""
        whom: Content = {"userids": [person]} if person else {"atall": 1}
        card = {name: value for name, value in template.items() if name != "task_id"}
        self.api.update_card({**whom, "response_code": code, "template_card": card})

    def recall(self, message: str) -> None:
        """Take a message of the app's back; one that is too old, or the smart bot's, stays."""
        if not message.endswith(_BY_BOT):
            self.api.recall(self._notebook.platform_id(message))

    # --- files -----------------------------------------------------------------------------

    def download(self, attachment: Attachment) -> bytes:
        """The bytes of a file somebody sent to the app, within three days; to the smart bot, within five minutes."""
        if self._bot_file is not None and attachment.key.startswith("{"):
            return self._bot_file(attachment.key)
        return self.api.download(attachment.key)[1]

    def upload(self, name: str, content: bytes) -> str:
        """Store a file of at most 20 MB with the platform; gives its id, good for three days."""
        return self.api.upload("file", name, content)

    def send_file(self, to: Address, key: str, *, once: str) -> Sent:
        """Send an uploaded file to a person. Groups get a link instead."""
        if to.kind is not To.PERSON:
            raise PlatformRefused(Fault.INVALID, "files go to people only")
        told = self.api.send({"touser": to.id, **streams.media("file", key), **known_again(is_repeat=True)})
        return Sent(str(told.get("msgid", "")), to.id)

    def found_group(self, name: str, members: Sequence[str], *, key: str) -> str:
        """Found a group that only hears, of at least two people by userid; the same key is the same group."""
        chat = hashlib.sha256(key.encode()).hexdigest()[:32]
        try:
            self.api.appchat_create(chat, name, members[0], members)
        except WecomRefused as refused:
            if refused.code != GROUP_EXISTS:
                raise
        return APPCHAT + chat

    def close(self) -> None:
        """Let go of connections."""
        self.api.close()

    # --- within ----------------------------------------------------------------------------

    def _require_room(self, to: Address, card: Content) -> None:
        """The platform drops silently what is too much; we wait instead."""
        count = len(card.get("markdown", ())) + ("template_card" in card)
        wait = self._notebook.spend(f"wecom:{to.id}", count, is_robot=to.id.startswith(ROBOT))
        if wait:
            raise PlatformBusy("limit of messages to one member", wait, is_untried=True)

    def _send_by_app(self, userid: str, card: Content, name: str, *, is_repeat: bool) -> Sent:
        told: Mapping[str, Any] = {}

        def say(text: str) -> None:
            nonlocal told
            told = self.api.send({"touser": userid, **streams.markdown(text), **known_again(is_repeat=is_repeat)})

        def show(card: Content) -> None:
            nonlocal told
            told = self.api.send({"touser": userid, **streams.card(card), **known_again(is_repeat=True)})
            self._notebook.note_sent(name, str(told.get("msgid", "")), str(told.get("response_code", "")))

        is_known = self._bring(card, name, say, show, is_repeat=is_repeat)
        return Sent(name if "template_card" in card else str(told.get("msgid", "")) or name, userid, is_known)

    def _to_appchat(self, chat: str, card: Content, name: str, *, is_repeat: bool) -> Sent:
        group = chat.removeprefix(APPCHAT)
        words = {"markdown": card["markdown"]}
        self._bring(words, name, lambda text: self.api.appchat_send(group, streams.markdown(text)), is_repeat=is_repeat)
        return Sent(name, chat)

    def _by_robot(self, chat: str, card: Content, name: str, *, is_repeat: bool) -> Sent:
        key = self._robot(chat)
        words = {"markdown": card["markdown"]}
        self._bring(words, name, lambda text: self.api.webhook_send(key, streams.markdown(text)), is_repeat=is_repeat)
        return Sent(name, chat)

    def _push(self, chatid: str, card: Content, name: str, *, is_repeat: bool) -> Sent:
        line = self.line
        if line is None:
            raise PlatformRefused(Fault.CHAT_GONE, 'the smart bot writes first only with mode = "websocket"')
        is_known = self._bring(
            card, name, lambda text: line.push(chatid, GROUP, streams.markdown(text)),
            lambda card: line.push(chatid, GROUP, streams.card(card)), is_repeat=is_repeat,
        )  # fmt: skip
        return Sent(name, chatid, is_known)

    def _bring(
        self, card: Content, name: str, say: Callable[[str], object], show: Callable[[Content], object] | None = None,
        *, is_repeat: bool,
    ) -> bool:  # fmt: skip
        """Words, then the card. A repeat leaves out the words that are known to have arrived.

        Whether the card was known, and stays as it was, which is not as it is now.
        """
        done = self._notebook.parts_of(name) if is_repeat else 0
        try:
            for text in card.get("markdown", ())[done:]:
                say(text)
                done += 1
            if "template_card" not in card or show is None:
                return False
            is_known = self._show_once({**card["template_card"], "task_id": name}, show, is_repeat=is_repeat)
        except PlatformBusy as busy:
            self._notebook.note_parts(name, done)
            self._notebook.note_tried(name, card)
            busy.is_untried = busy.is_untried and not done
            raise
        return is_known and not self._notebook.is_as_tried(name, card)

    def _show_once(self, card: Content, show: Callable[[Content], object], *, is_repeat: bool) -> bool:
        """A task id is taken once only: a repeat that is refused has arrived before. Whether that is so."""
        try:
            show(card)
        except PlatformRefused as refused:
            if refused.fault is not Fault.INVALID or not is_repeat:
                raise
            return True
        return False

    def _respond(self, question: BotQuestion, body: dict[str, Any], name: str, *, is_repeat: bool) -> bool:
        """Whether the answer had arrived before, and stays as it was, which is not as it is now."""
        if self.line is None or not self.line.is_ours:
            raise PlatformRefused(Fault.MESSAGE_GONE, "another process holds the connection")
        try:
            self.line.respond(question.req_id, body)
        except PlatformBusy:
            self._notebook.note_tried(name, body)
            raise
        except PlatformRefused as refused:
            # Our streams begin with their end; and as with what is sent, a task id is taken once only.
            if not (isinstance(refused, StreamOver) or (refused.fault is Fault.INVALID and is_repeat)):
                raise
            return not self._notebook.is_as_tried(name, body)
        return False

    def _answer_later(self, question: BotQuestion, body: dict[str, Any]) -> None:
        """With the stream that the platform is asking for; once that has ended, with its address for one answer."""
        if question.answer == body or self._notebook.answer(question.message, body):
            return
        url = self._notebook.use_response_url(question.message)
        if not url:
            raise PlatformRefused(Fault.MESSAGE_GONE, "answered already")
        try:
            self.api.respond(url, without_stream(body))
        except OutcomeUnknown as unknown:
            raise PlatformRefused(Fault.MESSAGE_GONE, f"perhaps answered: {unknown}") from unknown
        except PlatformBusy:
            self._notebook.return_response_url(question.message, url)
            raise

    def _robot(self, chat: str) -> str:
        name = chat.removeprefix(ROBOT)
        if name not in self._robots:
            raise PlatformRefused(Fault.CHAT_GONE, f"no robot called {name} under [wecom.webhooks]")
        return str(self._robots[name])
