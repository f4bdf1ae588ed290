"""Everything that can go wrong on any platform's side, to be switched on from tests and the page."""

from dataclasses import dataclass, field
from typing import Literal

Down = Literal["502", "timeout"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A call that is to be refused: the platform's code and words, with an HTTP status."""

    code: int
    msg: str
    status: int


@dataclass(slots=True)
class _Canned:
    path_part: str
    planned: Planned
    times: int


@dataclass(slots=True)
class Failures:
    """Plain switches, plus counters of what the next deliveries or calls suffer."""

    platform_down: Down | None = None
    """REST answers 502, or nothing at all; events wait."""
    hang_seconds: float = 6.0
    """How long an HTTP call hangs while the platform is down by `timeout`."""
    has_rate_limits: bool = True
    duplicates: int = 0
    drops: int = 0
    reorders: int = 0
    lost_answers: int = 0
    _canned: list[_Canned] = field(default_factory=list)

    def duplicate_next(self, n: int = 1) -> None:
        """The next `n` events arrive twice."""
        self.duplicates += n

    def reorder_next(self, n: int = 2) -> None:
        """The next `n` events are held and arrive last first."""
        self.reorders = n

    def drop_events(self, n: int = 1) -> None:
        """The next `n` events never arrive."""
        self.drops += n

    def lose_answers(self, n: int = 1) -> None:
        """The next `n` calls take effect, but their answer is lost."""
        self.lost_answers += n

    def refuse_next(self, path_part: str, code: int, msg: str = "", *, status: int = 400, times: int = 1) -> None:
        """The next `times` calls whose path contains `path_part` are refused with `code`."""
        self._canned.append(_Canned(path_part, Planned(code, msg or "refused by the sandbox", status), times))

    def planned_for(self, path: str) -> Planned | None:
        """A planned refusal of this call; uses it up."""
        for canned in self._canned:
            if canned.times > 0 and canned.path_part in path:
                canned.times -= 1
                return canned.planned
        return None

    def uses_up(self, counter: Literal["duplicates", "drops", "lost_answers"]) -> bool:
        """Whether one is planned; uses it up."""
        left: int = getattr(self, counter)
        if left > 0:
            setattr(self, counter, left - 1)
        return left > 0
