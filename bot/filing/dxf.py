"""What a DXF file tells of a design, read by a process of its own with bounds on time and memory."""

import os
import subprocess
import sys
from pathlib import Path

from pydantic import BaseModel, ValidationError

from core.design.errors import DrawingNotRead

MAX_BYTES = 20_000_000
SECONDS = 6
"""The findings are to be there within ten."""
MEMORY = 1 << 30
_CHILD = Path(__file__).with_name("dxf_child.py")


class DrawingTold(BaseModel):
    """What a drawing's file tells by itself."""

    has_unit: bool
    measures: dict[str, float]
    """mm and numbers: length, width, hole_diameter, hole_count."""
    told: list[tuple[str, str]]
    """What stands in its texts and title block: a name, and what is said of it."""


def read_dxf(name: str, content: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> DrawingTold:
    """What the file tells. Raises DrawingNotRead where it is broken, too large, or takes too long."""
    if len(content) > MAX_BYTES:
        raise DrawingNotRead(name=name)
    command = [sys.executable, "-I", str(_CHILD), str(int(seconds) + 1), str(memory)]
    bare = {"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, env=bare, check=True)
        return DrawingTold.model_validate_json(done.stdout)
    except (subprocess.SubprocessError, OSError, ValidationError):
        raise DrawingNotRead(name=name) from None
