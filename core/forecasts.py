"""Word that nothing can be expected of some orders, or of none, and that it can be again."""

from typing import Any, ClassVar

from pydantic import Field as Fact

from core.events import Event


class ForecastsFailed(Event):
    """Of some orders it cannot be said when they will leave, or of none: the factory cannot make them as planned."""

    SUBJECT: ClassVar[str] = "forecasts"

    problem: dict[str, Any]
    """Why: a refusal's name and facts. The first of several."""
    hopeless: dict[str, dict[str, Any]] = Fact(default_factory=dict)
    """By order, why, in the same form. Of all others it can be said; empty when it is of none."""

    @property
    def orders(self) -> list[str]:
        """What it is about, as far as that is proved."""
        return sorted({*self.hopeless, *self.problem["facts"].get("orders", ())})

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Every reason once."""
        found: list[dict[str, Any]] = []
        for problem in (*self.hopeless.values(), self.problem):
            found += [] if problem in found else [problem]
        return found

    @property
    def kinds(self) -> set[str]:
        """What kinds of things exclude each other (`ClashPart`)."""
        clashes = (problem["facts"].get("clash", {}) for problem in self.problems)
        return {part["kind"] for clash in clashes for part in clash.get("parts", ())}

    def why(self, order_no: str) -> dict[str, Any] | None:
        """What keeps an order from being planned; None when nothing is known to."""
        is_its_own = order_no in self.problem["facts"].get("orders", ())
        return self.hopeless.get(order_no) or (self.problem if is_its_own else None)

    def says_the_same(self, other: "ForecastsFailed") -> bool:
        """People know that already. Moments pass, and with them what exactly is in the way."""
        return self._gist == other._gist

    @property
    def _gist(self) -> tuple[Any, ...]:
        problems = [(it["refusal"], it["facts"]) for it in (self.problem, *self.hopeless.values())]
        told = [(name, it.get("orders"), it.get("work_centres"), it.get("code")) for name, it in problems]
        return tuple(self.hopeless), told


class ForecastsRestored(Event):
    """It can be said again."""

    failed: ForecastsFailed
    """What was said before."""
