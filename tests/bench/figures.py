"""What was measured, against what, and whether that is enough."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a figure is compared with; `value` in the figure's own unit, measured in the same run."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure, or its ratio to the baseline, has to reach: at least or at most `value`."""

    value: float
    is_most: bool = False
    of_ratio: bool = True

    def __str__(self) -> str:
        """`≥ 0.35 ×`, `≤ 115`."""
        return f"{'≤' if self.is_most else '≥'} {self.value:g}{' ×' if self.of_ratio else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: the median of its rounds."""

    name: str
    value: float
    unit: str
    baseline: Baseline | None = None
    target: Target | None = None
    rounds: tuple[float, ...] = ()
    """What each round measured, to see how steady it is."""
    ratios: tuple[float, ...] = ()
    """Each round against the baseline of that very round; without any, the values are compared."""
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """The figure as a multiple of its baseline."""
        if self.ratios:
            return statistics.median(self.ratios)
        if self.baseline is None or not self.baseline.value:
            return None
        return self.value / self.baseline.value

    @property
    def is_met(self) -> bool | None:
        """The target is reached; None without one."""
        if self.target is None:
            return None
        found = self.ratio if self.target.of_ratio else self.value
        if found is None:
            return False
        return found <= self.target.value if self.target.is_most else found >= self.target.value

    def to_json(self) -> dict[str, Any]:
        """Plain data, for the result file."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "baseline": self.baseline and {"name": self.baseline.name, "value": self.baseline.value},
            "ratio": self.ratio,
            "target": self.target and str(self.target),
            "is_met": self.is_met,
            "rounds": list(self.rounds),
            "ratios": list(self.ratios),
            "notes": self.notes,
        }


def median_of(name: str, rounds: Iterable[float], unit: str, **rest: Any) -> Figure:
    """A figure that was measured in several rounds."""
    values = tuple(rounds)
    return Figure(name, statistics.median(values), unit, rounds=values, **rest)


def against(
    name: str, mine: Sequence[float], theirs: Sequence[float], unit: str, *, baseline: str,
    target: Target | None = None, **rest: Any,
) -> Figure:  # fmt: skip
    """A figure compared round by round with its baseline: what disturbs a round disturbs both."""
    ratios = tuple(a / b for a, b in zip(mine, theirs, strict=True))
    beside = Baseline(baseline, statistics.median(theirs))
    return median_of(name, mine, unit, baseline=beside, target=target, ratios=ratios, **rest)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed; 0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def at_least(ratio: float) -> Target:
    """A ratio that must be reached."""
    return Target(ratio)


def at_most(ratio: float) -> Target:
    """A ratio that must not be passed."""
    return Target(ratio, is_most=True)


def no_less_than(value: float) -> Target:
    """An absolute figure that must be reached."""
    return Target(value, of_ratio=False)


def no_more_than(value: float) -> Target:
    """An absolute figure that must not be passed."""
    return Target(value, is_most=True, of_ratio=False)


def write(folder: Path, benchmark: str, figures: Sequence[Figure], about: dict[str, Any]) -> Path:
    """Keep the figures of one benchmark as a JSON file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{benchmark}.json"
    content = {"benchmark": benchmark, **about, "figures": [figure.to_json() for figure in figures]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return path


def table(figures: Sequence[Figure]) -> str:
    """The figures as people read them."""
    rows = [("figure", "value", "baseline", "ratio", "target", ""), *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    beside, ratio = figure.baseline, figure.ratio
    verdict = {True: "met", False: "MISSED", None: ""}[figure.is_met]
    return (
        figure.name,
        f"{_short(figure.value)} {figure.unit}",
        f"{beside.name} {_short(beside.value)}" if beside else "",
        f"{ratio:.2f}" if ratio is not None else "",
        str(figure.target) if figure.target else "",
        verdict,
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
