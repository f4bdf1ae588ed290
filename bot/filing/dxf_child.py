"""A process of its own that reads one DXF file from its input and prints what it tells, as JSON.

It is started as a script: it knows nothing of Tongpin, has no secrets, and may die of any file.
"""

import io
import json
import math
import re
import sys
from collections.abc import Iterator

from ezdxf import bbox, recover, units
from ezdxf.document import Drawing
from ezdxf.entities.dxfentity import DXFEntity
from ezdxf.entities.insert import Insert
from ezdxf.entities.mtext import MText
from ezdxf.entities.text import Text
from ezdxf.enums import InsertUnits

_SHAPES = "LINE ARC CIRCLE ELLIPSE LWPOLYLINE POLYLINE SPLINE"
"""What is cut. Frames are blocks, and dimensions and texts stand beside the part."""
_LARGEST = 1e7
"""mm. Beyond ten kilometres it is no part."""
_MOST_TOLD = 200
_LONGEST = 60
_TOLD = re.compile(r"\s*([^=:＝：]{1,40}?)\s*[=:＝：]\s*(.{1,60}?)\s*")


def limit(seconds: int, memory: int) -> None:
    """Take no more of the machine than this; systems without such limits have the clock of the parent alone."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def read(content: bytes) -> dict[str, object]:
    """Measures in mm where the file names its unit, and what its texts tell. Raises whatever is wrong with it."""
    drawing, _ = recover.read(io.BytesIO(content))
    factor = _millimetres(drawing)
    measures = _measures(drawing, factor) if factor else {}
    return {"has_unit": bool(factor), "measures": measures, "told": list(_told(drawing))[:_MOST_TOLD]}


def _millimetres(drawing: Drawing) -> float:
    """How long a unit of the drawing is; 0 where it does not say."""
    unit = drawing.units
    if not unit:
        return 0.0
    factor = units.conversion_factor(InsertUnits(unit), InsertUnits.Millimeters)
    return factor if math.isfinite(factor) else 0.0


def _visible(drawing: Drawing, kinds: str) -> Iterator[DXFEntity]:
    hidden = {layer.dxf.name.casefold() for layer in drawing.layers if layer.is_off() or layer.is_frozen()}
    for entity in drawing.modelspace().query(kinds):
        if entity.dxf.layer.casefold() not in hidden | {"defpoints"}:
            yield entity


def _measures(drawing: Drawing, factor: float) -> dict[str, float]:
    """The box around the part, its long side first, and its holes. A circle as large as the part is no hole."""
    shapes = list(_visible(drawing, _SHAPES))
    box = bbox.extents(shapes)
    if not box.has_data:
        return {}
    sides = sorted((box.size.x * factor, box.size.y * factor), reverse=True)
    if not all(math.isfinite(side) and side < _LARGEST for side in sides):
        raise ValueError("no part is so large")
    found = {"length": sides[0], "width": sides[1]}
    circles = [it for it in shapes if it.dxftype() == "CIRCLE"]
    across = [2 * it.dxf.radius * factor for it in circles]
    holes = [(it, wide) for it, wide in zip(circles, across, strict=True) if 0 < wide < sides[0] * 0.999]
    if holes:
        found["hole_diameter"] = min(wide for _, wide in holes)
        found["hole_count"] = len({(round(it.dxf.center.x, 3), round(it.dxf.center.y, 3)) for it, _ in holes})
    return {key: round(value, 3) for key, value in found.items() if value > 0}


def _told(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """`壁厚=0.8mm` in a text, and the attributes of blocks by their tags."""
    for entity in _visible(drawing, "TEXT MTEXT INSERT"):
        if isinstance(entity, Insert):
            yield from ((it.dxf.tag[:_LONGEST], it.dxf.text[:_LONGEST]) for it in entity.attribs if it.dxf.text.strip())
            continue
        words = entity.plain_text() if isinstance(entity, (Text, MText)) else ""
        yield from (found.groups() for line in str(words).splitlines() if (found := _TOLD.fullmatch(line)))  # type: ignore[misc]


def main() -> None:
    """Print what the file tells; end with 1 when nothing can be read of it."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        found = read(sys.stdin.buffer.read())
    except Exception:  # of whatever kind: the parent says that it could not be read
        sys.exit(1)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
