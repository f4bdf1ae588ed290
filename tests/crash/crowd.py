"""Salespeople who order, confirm and click once more when an error flashes up; they know nothing of processes."""

import itertools
from dataclasses import dataclass
from http.client import HTTPException
from random import Random
from threading import Event, Thread
from time import monotonic, sleep
from uuid import uuid4

from tests.crash.ladder import Ladder
from tests.standin.cards import Button
from tests.standin.feishu import Feishu
from tests.standin.program import group, open_id
from tests.standin.talk import Talk, button_on, days_from_now, order_numbers, shown_on
from tests.standin.tenant import Message

BUYERS = ("lin.xiaoyan", "zhou.lan", "he.tao")
CONFIRM = "确认下单"
REACTION_SECONDS = 0.4
CONFIRMED, CLICKED_TWICE, IN_GROUP = 0.7, 0.2, 0.3
"""Shares of the orders."""
TOO_LATE = "200341"
"""What the platform says of a click that was not answered in time, as on a machine that is busy with other things."""
CUSTOMERS = ("恒远", "云栖", "绿湾", "星河")


@dataclass(frozen=True)
class Wish:
    """An order that somebody asked for in one line; its quantity is nobody else's."""

    person: str
    quantity: int
    message_id: str
    is_confirmed: bool


class Crowd:
    """All the salespeople. They order when told to, and each confirms in a thread of their own."""

    def __init__(self, feishu: Feishu, ladder: Ladder, seed: int) -> None:
        self._feishu, self._ladder, self._talk = feishu, ladder, Talk(feishu)
        self._random = Random(seed)
        self._quantities = itertools.count(21)
        self._is_over = Event()
        self._clicked: dict[str, float] = {}
        self._seen: dict[str, int] = {}
        """By message: in which form its card was found to ask for nothing."""
        self._threads = [Thread(target=self._live, args=(person,), name=person, daemon=True) for person in BUYERS]
        self.wishes: list[Wish] = []
        self.shocks: list[BaseException] = []
        """What no person would understand: answers that are none."""
        self.failed_clicks = 0

    def start(self) -> None:
        """Everybody watches their cards."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Everybody has gone home."""
        self._is_over.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def order(self) -> None:
        """Somebody orders something, in private or in the group."""
        random = self._random
        person, quantity, message_id = random.choice(BUYERS), next(self._quantities), f"om_{uuid4().hex}"
        self.wishes.append(Wish(person, quantity, message_id, random.random() < CONFIRMED))
        chat = group("sales") if random.random() < IN_GROUP else ""
        words = f"/neworder {random.choice(CUSTOMERS)} SW-300 {quantity}台 {days_from_now(60)} 白色 220V"
        self._feishu.tenant.said[message_id] = chat or self._feishu.tenant.private_chat(open_id(person))
        self._ladder.bring(self._feishu.message_event(open_id(person), words, chat, to_bot=True, message_id=message_id))

    def confirm_the_rest(self, seconds: float) -> None:
        """Wait until the departments have everything that was meant to be confirmed."""
        deadline = monotonic() + seconds
        left = [wish for wish in self.wishes if wish.is_confirmed]
        while left := [wish for wish in left if not self._reached_production(wish)]:
            assert monotonic() < deadline, f"not confirmed: {[(wish, self.shown(wish)) for wish in left]}"
            assert not self.shocks, repr(self.shocks)
            sleep(0.3)

    def card(self, wish: Wish) -> Message | None:
        """The answer to the message that a wish was said in."""
        return next(iter(self._talk.replies(wish.message_id)), None)

    def shown(self, wish: Wish) -> list[str]:
        """What the answers to a wish ever showed."""
        return [content for message in self._talk.replies(wish.message_id) for content in message.contents]

    def order_no(self, wish: Wish) -> str:
        """The number on its card; empty while there is none."""
        card = self.card(wish)
        return next(iter(order_numbers(shown_on(card))), "") if card is not None else ""

    def _live(self, person: str) -> None:
        random = Random(person)
        try:
            while not self._is_over.wait(0.1):
                for wish in self.wishes:
                    if wish.person == person and wish.is_confirmed:
                        self._confirm(wish, random)
        except BaseException as shock:
            self.shocks.append(shock)

    def _confirm(self, wish: Wish, random: Random) -> None:
        """Click, if the card asks for it and did not just now take a click."""
        card = self.card(wish)
        if card is None or self._seen.get(card.message_id) == (form := len(card.contents)):
            return
        if (button := button_on(card, CONFIRM)) is None:
            self._seen[card.message_id] = form
            return
        if monotonic() - max(card.shown_at, self._clicked.get(wish.message_id, 0.0)) < REACTION_SECONDS:
            return
        for _ in range(1 + (random.random() < CLICKED_TWICE)):
            self.failed_clicks += not self._comes_through(wish.person, card, button)
        self._clicked[wish.message_id] = monotonic()

    def _comes_through(self, person: str, card: Message, button: Button) -> bool:
        """Whether a click was answered; otherwise the platform says so at once, and does not repeat it."""
        try:
            self._ladder.side().clicks(open_id(person), card, button)
        except (OSError, HTTPException):
            return False
        except AssertionError as told:
            if TOO_LATE not in str(told):
                raise
            return False
        return True

    def _reached_production(self, wish: Wish) -> bool:
        number = self.order_no(wish)
        return bool(number) and bool(self._talk.tasks(number, "production"))
