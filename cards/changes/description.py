"""What a kind of change tells of itself: its content and what it would do, in final words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """In words: `summary` on one line, then the redline, then what it would do."""

    summary: str
    content: tuple[Section, ...] = ()
    impact: tuple[Section, ...] = ()
