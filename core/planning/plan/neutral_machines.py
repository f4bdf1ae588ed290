"""Work centres and calendars of a `factory-1` document, laid out over the horizon."""

from core.planning.errors import BadProblem
from core.planning.kernels.arrays import Ints
from core.planning.plan.fields import Node
from core.planning.plan.problem import Machine, Span
from core.planning.plan.weeks import WEEK, laid_out, merged, without

MOST_WINDOWS = 1_000_000
"""Windows of all work centres together: fifty of them for eighty years."""


def read_plant(root: Node, horizon: int) -> tuple[Span, ...]:
    """The plant's own working time."""
    if root.has("plant_windows"):
        return tuple(merged(each.span(0, horizon) for each in root.at("plant_windows").each()))
    weekly = _weekly(root.at("plant_week"))
    _believe(root.at("plant_week"), horizon, len(weekly))
    return tuple(laid_out(weekly, horizon))


def _weekly(node: Node) -> list[Span]:
    found = [each.span(0, 2 * WEEK) for each in node.each()]
    if any(start >= WEEK or end > start + WEEK for start, end in found):
        node.refuse("not_a_week")
    return found


def _believe(node: Node, horizon: int, weekly_windows: int) -> None:
    if (horizon // WEEK + 2) * weekly_windows > MOST_WINDOWS:
        node.refuse("too_long")


class _Calendars:
    """Every calendar of a document laid out over the horizon, once."""

    def __init__(self, root: Node, horizon: int) -> None:
        self._node = root.at("calendars") if root.has("calendars") else Node({}, "calendars", root)
        self._horizon = horizon
        self._weekly: dict[str, list[Span]] = {}
        self._found: dict[str, list[Span]] = {}
        self.count = 0

    def of(self, name: Node) -> list[Span]:
        code = name.text()
        if code not in self._weekly:
            if not self._node.has(code):
                name.refuse("unknown_calendar")
            self._weekly[code] = _weekly(self._node.at(code))
            _believe(self._node.at(code), self._horizon, len(self._weekly[code]))
        self.count += self._horizon // WEEK * len(self._weekly[code])
        if self.count > MOST_WINDOWS:
            name.refuse("too_long")
        if code not in self._found:
            self._found[code] = laid_out(self._weekly[code], self._horizon)
        return self._found[code]


def read_machines(root: Node, horizon: int, setup: Ints, overtime: frozenset[int]) -> tuple[Machine, ...]:
    """Every work centre; those in `overtime` also work the overtime calendar."""
    calendars = _Calendars(root, horizon)
    nodes = list(root.at("work_centres").each())
    if any(index not in range(len(nodes)) for index in overtime):
        raise BadProblem(what="unknown_index", code="overtime")
    return tuple(
        _machine(node, calendars, horizon, setup, works_over=index in overtime) for index, node in enumerate(nodes)
    )


def _machine(node: Node, calendars: _Calendars, horizon: int, setup: Ints, *, works_over: bool) -> Machine:
    if node.has("windows"):
        working = merged(each.span(0, horizon) for each in node.at("windows").each())
    else:
        working = calendars.of(node.at("calendar"))
    if works_over:
        working = merged([*working, *calendars.of(Node("overtime", "overtime", node))])
    closed = [each.span() for name in ("maintenance", "down") for each in node.maybe(name)]
    holes = merged((start, min(end, horizon)) for start, end in closed)
    code = node.at("id").text()
    return Machine(
        code=code,
        work_centre=code,
        windows=without(working, holes),
        holes=tuple(holes),
        available_from=node.at("available_from").whole(),
        family_now=node.at("family").index(setup.shape[1]),
        setup_group=node.at("group").index(setup.shape[0]),
    )
