"""Rounds: what was sent is written down, and what comes next is claimed, in one transaction."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import takewhile

from sqlmodel import Session

from bot.outbound.allowance import Allowance
from bot.outbound.courier import address_of
from bot.outbound.pace import Pace
from bot.platforms.port import Platform
from cards.dialects import changes_in_place
from handlers.commands import ReissueCard
from storage import outbox, rates, timers
from storage.database import Database
from storage.outbox import Outcome, Ready
from storage.tables import LivingCard
from storage.writer import Urgency

Claimed = dict[str, list[Ready]]


@dataclass(slots=True, eq=False)
class Hand:
    """Some lanes in the hands of one sender, and how the sending went."""

    owner: str
    """Of these lanes, for as long as they are in this hand: no other hand has the same."""
    claimed: Claimed
    outcomes: list[Outcome] = field(default_factory=list)
    free_at: dict[str, datetime] = field(default_factory=dict)
    """When each lane's chat may be written to again."""


class Rounds:
    """Takes lanes up and gives them back, within the platforms' limits for the whole app."""

    def __init__(
        self, database: Database, platforms: Mapping[str, Platform], clock: Callable[[], datetime], owner: str,
        pace: Pace,
    ) -> None:  # fmt: skip
        self._free_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._database, self._platforms, self._clock, self._pace = database, platforms, clock, pace
        self._owners = (f"{owner}/{number}" for number in itertools.count())

    @property
    def free_at(self) -> datetime | None:
        """When the app's limits allow something again, as far as this process knows."""
        if self._asked_at is None or self._clock() < self._asked_at:  # set back since: what was found then says nothing
            return None
        return self._free_at

    def turn(self, ended: Sequence[Hand], idle: int) -> list[Hand]:
        """Write down how these hands ended, and fill as many as there are senders with nothing to do."""
        now, owner = self._clock(), next(self._owners)

        def work(session: Session) -> Claimed:
            for hand in ended:
                self._settle(session, hand, now)
            return self._claim(session, owner, now, idle * self._pace.lanes) if idle else {}

        # Short, and before what people have clicked on: they would be told of nothing until the last click is done.
        claimed = self._database.write(work, urgency=Urgency.ARRIVAL)
        return [Hand(owner, dict(lanes)) for lanes in _chunks(claimed, self._pace.lanes)]

    def _claim(self, session: Session, owner: str, now: datetime, lanes: int) -> Claimed:
        claimed: Claimed = {}
        self._free_at = min(
            (self._claim_of(platform, session, owner, now, lanes, claimed) for platform in self._platforms),
            default=None,
        )
        self._asked_at = now
        return claimed

    def _claim_of(
        self, platform: str, session: Session, owner: str, now: datetime, lanes: int, claimed: Claimed
    ) -> datetime:
        """No more than the app's limits allow now. Gives when they allow more."""
        limits = self._pace.limits(platform)
        room = rates.look(session, limits, now=now)
        if room.count <= 0:
            return room.free_at
        lanes = min(lanes, room.count)
        found = outbox.claim(
            session, owner=owner, now=now, lease=self._pace.lease, lanes=lanes,
            per_lane=min(self._pace.per_lane, room.count // lanes), on=self._platforms[platform].reach,
        )  # fmt: skip
        fitting = self._fitting(platform, session, found, now)
        claimed |= fitting
        return rates.spend(session, limits, room, sum(map(len, fitting.values())), now=now)

    def _fitting(self, platform: str, session: Session, found: Claimed, now: datetime) -> Claimed:
        """What each kind of call has room for. The rest is put back; a lane with nothing else rests until there is."""
        allowance = Allowance(session, partial(self._pace.limits_of, platform), now)
        fitting: Claimed = {}
        resting: dict[str, datetime] = {}
        back: list[Ready] = []
        for lane, waiting in found.items():
            fits = list(takewhile(lambda ready: allowance.take(ready.call), waiting))
            back += waiting[len(fits) :]
            if waiting and not fits:
                resting[lane] = allowance.turn_of(waiting[0].call)
            else:
                fitting[lane] = fits
        outbox.put_back(session, back, resting)
        allowance.spend()
        return fitting

    def _settle(self, session: Session, hand: Hand, now: datetime) -> None:
        settled = outbox.settle(session, hand.claimed, hand.outcomes, owner=hand.owner, now=now, free_at=hand.free_at)
        for outcome in settled:
            self._watch_age(session, outcome, now)

    def _watch_age(self, session: Session, outcome: Outcome, now: datetime) -> None:
        """Have a living card sent anew before the platform stops taking updates of it."""
        if not outcome.message or outcome.ready.card is None or not changes_in_place(outcome.ready.lane):
            return
        name, _ = address_of(outcome.ready.lane)
        due_at = now + self._platforms[name].renew_before
        card = session.get(LivingCard, outcome.ready.card)
        if card is not None:
            command = ReissueCard(card_id=outcome.ready.card, issue=card.issue)
            timers.set_timer(session, f"reissue:{card.id}", due_at, command.to_payload())


def _chunks(claimed: Claimed, size: int) -> Iterator[list[tuple[str, list[Ready]]]]:
    lanes = iter(claimed.items())
    while chunk := list(itertools.islice(lanes, size)):
        yield chunk
