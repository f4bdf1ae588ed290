"""The sandbox's own controls: who is there, the clock, the wire, the platform's failures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from bot.clock import Clock
from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.page import asks
from bot.sandbox.page.counterparts import Counterparts
from bot.sandbox.page.room import Room
from core.calendar import WorkingCalendar

Commands = Callable[[], Sequence[Mapping[str, str]]]
"""What the bot understands: `word`, `alias`, `usage` and `summary` of each command."""

_BULKY = ("headers", "raw", "body", "answer_raw", "answer")
_MOST_WIRE = 500
_LONGEST_BREAK_DAYS = 30


class Workbench:
    """Routes that no platform has, for one of them; the clock is everybody's."""

    def __init__(
        self, room: Room, counterparts: Counterparts, clock: Clock, commands: Commands, calendar: WorkingCalendar,
        let_pass: Callable[[timedelta], None],
    ) -> None:  # fmt: skip
        self._room = room
        self._tenant = room.side
        self._counterparts = counterparts
        self._clock = clock
        self._commands = commands
        self._calendar = calendar
        self._let_pass = let_pass

    def add_to(self, router: APIRouter) -> None:
        """Put the routes in place."""
        router.add_api_route("/room", self.room, methods=["GET"])
        router.add_api_route("/clock", self.clock, methods=["GET"])
        router.add_api_route("/clock", self.move_clock, methods=["POST"])
        router.add_api_route("/wire", self.wire, methods=["GET"])
        router.add_api_route("/wire/{seq}", self.wire_entry, methods=["GET"])
        router.add_api_route("/faults", self.faults, methods=["GET"])
        router.add_api_route("/faults", self.make_fail, methods=["POST"])

    def room(self) -> dict[str, Any]:
        """What the page needs to begin."""
        commands = [dict(command) for command in self._commands()]
        zone, twins = str(self._calendar.timezone), self._counterparts.as_json()
        return {**self._room.commons(), "commands": commands, "timezone": zone, "counterparts": twins}

    def clock(self) -> dict[str, int]:
        """The sandbox's time in epoch milliseconds."""
        return {"now": round(self._clock().timestamp() * 1000)}

    def move_clock(self, ask: asks.Move) -> dict[str, int]:
        """Move it on; what falls due meanwhile happens."""
        now = self._clock()
        by = ask.by if ask.to is None else next_working_morning(now, self._calendar) - now
        self._let_pass(by)
        for room in (self._room, self._room.other):
            if room is not None:
                room.side.clock_moved()
        return self.clock()

    def wire(
        self, since: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=_MOST_WIRE)] = 200
    ) -> dict[str, Any]:
        """The newest wire messages after `since`, oldest first, without their content."""
        entries = self._tenant.wire_since(since, limit=limit)
        heads = [{key: value for key, value in entry.items() if key not in _BULKY} for entry in entries]
        return {"seq": heads[-1]["seq"] if heads else since, "entries": heads}

    def wire_entry(self, seq: int) -> dict[str, Any]:
        """One wire message as it was sent, secrets masked. Raises SandboxRefused when it is too long ago."""
        newer = self._tenant.wire_since(seq - 1, limit=_MOST_WIRE)
        found = next((entry for entry in newer if entry["seq"] == seq), None)
        if found is None:
            raise SandboxRefused("unknown_wire", seq=seq)
        return found

    def faults(self) -> dict[str, Any]:
        """What goes wrong at the moment."""
        return self._room.faults()

    def make_fail(self, ask: asks.Break) -> dict[str, Any]:
        """Break the platform in some way, or heal it."""
        failures = self._tenant.failures
        if "down" in ask.model_fields_set:
            failures.platform_down = ask.down
        if ask.rate_limits is not None:
            failures.has_rate_limits = ask.rate_limits
        failures.duplicate_next(ask.duplicate)
        failures.drop_events(ask.drop)
        failures.lose_answers(ask.lose)
        self._tenant.clock_moved()  # events that waited for the platform go out now, and every page looks again
        return self._room.faults()


def next_working_morning(now: datetime, calendar: WorkingCalendar) -> datetime:
    """When work next begins on a working day: today's opening if that is still to come, else a later day's."""
    today = now.astimezone(calendar.timezone).date()
    for days in range(_LONGEST_BREAK_DAYS + 1):
        day = today + timedelta(days=days)
        midnight = datetime.combine(day, time(), calendar.timezone)
        if calendar.is_working_day(day) and (opening := calendar.next_working(midnight)) > now:
            return opening
    raise SandboxRefused("no_working_day", after=now.isoformat())
