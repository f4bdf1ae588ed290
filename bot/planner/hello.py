"""What a planner process is told at the beginning of its life, by the pipe: addresses with passwords show nowhere."""

from dataclasses import asdict, dataclass
from typing import Self

import orjson


@dataclass(frozen=True, slots=True)
class Hello:
    """Everything it needs to know."""

    work: str
    database: str
    timezone: str
    secrets: tuple[str, ...] = ()
    """What its log leaves out."""
    modules: tuple[str, ...] = ()
    """What else brings computations."""

    def to_line(self) -> bytes:
        """For the pipe."""
        return orjson.dumps(asdict(self)) + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """From the pipe."""
        told = orjson.loads(line)
        return cls(**told | {"secrets": tuple(told["secrets"]), "modules": tuple(told["modules"])})
