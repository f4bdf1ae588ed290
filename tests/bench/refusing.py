"""One line for a file that nothing can be done with."""

from pathlib import Path

from core.planning.errors import BadProblem

REFUSED = (BadProblem, ValueError, OSError)


def sentence(file: Path, wrong: Exception) -> str:
    """Which file, and why."""
    if isinstance(wrong, BadProblem):
        return f"{file}: cannot be planned: {wrong.facts['what']}: {wrong.facts['code']}"
    return f"{file}: cannot be read: {wrong}"
