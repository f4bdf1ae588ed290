"""F3: a DXF file tells its size, its holes and what is written in it, and a bad one harms nobody."""

import io

import pytest
from ezdxf.document import Drawing
from ezdxf.filemanagement import new

from bot.filing.drawings import attributes_of
from bot.filing.dxf import MAX_BYTES, DrawingTold, read_dxf
from core.design.errors import DrawingNotRead
from core.manufacturability import Vocabulary
from core.manufacturability.attributes import AttributeKind, DfmAttribute

WORDS = Vocabulary(
    [
        DfmAttribute(key="wall_thickness", label="壁厚", unit="mm"),
        DfmAttribute(key="length", label="长度", unit="mm"),
        DfmAttribute(key="hole", label="孔径", unit="mm"),
        DfmAttribute(key="material", label="材料", kind=AttributeKind.TEXT, options=["ABS"]),
    ]
)


def panel(units: int = 4, side: float = 300.0) -> Drawing:
    """A plate of 300 × 120 with two holes, and something far away that is no part of it."""
    made = new(units=units)
    space = made.modelspace()
    space.add_lwpolyline([(0, 0), (side, 0), (side, 120), (0, 120)], close=True)
    space.add_circle((20, 20), radius=1.5)
    space.add_circle((50, 20), radius=2)
    space.add_text("壁厚=0.8mm").set_placement((5000, 0))
    made.layers.add("hidden").off()
    space.add_line((0, 0), (9000, 0), dxfattribs={"layer": "hidden"})
    title = made.blocks.new("TITLE")
    title.add_line((0, 0), (9000, 0))
    space.add_blockref("TITLE", (0, 0)).add_attrib("材料", "abs")
    return made


def written(drawing: Drawing) -> bytes:
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode()


def test_what_is_cut_is_measured_and_what_is_written_counts() -> None:
    told = read_dxf("a.dxf", written(panel()))

    assert told.measures == {"length": 300.0, "width": 120.0, "hole_diameter": 3.0, "hole_count": 2}
    values, unread = attributes_of("a.dxf", told, WORDS)
    assert values == {"length": "300 mm", "hole": "3 mm", "wall_thickness": "0.8 mm", "material": "ABS"}
    assert not unread


def test_inches_are_turned_into_millimetres_and_a_drawing_without_unit_is_not_measured() -> None:
    assert read_dxf("a.dxf", written(panel(units=1))).measures["length"] == 7620.0

    values, unread = attributes_of("a.dxf", read_dxf("a.dxf", written(panel(units=0))), WORDS)

    assert values == {"wall_thickness": "0.8 mm", "material": "ABS"}
    assert [it["refusal"] for it in unread] == ["DrawingWithoutUnit"]


def test_what_is_written_counts_before_what_is_measured_and_no_number_is_told() -> None:
    told = DrawingTold(has_unit=True, measures={"length": 300}, told=[("长度", "310"), ("壁厚", "厚"), ("制图", "钱")])

    values, unread = attributes_of("a.dxf", told, WORDS)

    assert values == {"length": "310 mm"}
    assert [it["refusal"] for it in unread] == ["NotAMeasure"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00 no drawing", b"x" * (MAX_BYTES + 1)], ids=["binary", "large"])
def test_what_cannot_be_read_is_said(content: bytes) -> None:
    with pytest.raises(DrawingNotRead) as refused:
        read_dxf("a.dxf", content)

    assert refused.value.facts == {"name": "a.dxf"}


@pytest.mark.parametrize("content", [b"", b"0\nSECTION\n", b"0\n" * 5000], ids=["empty", "cut short", "pairs"])
def test_a_file_cut_short_tells_nothing(content: bytes) -> None:
    try:
        told = read_dxf("a.dxf", content)
    except DrawingNotRead:
        return
    assert (told.measures, told.told) == ({}, [])


def test_coordinates_beyond_reason_are_not_measured() -> None:
    with pytest.raises(DrawingNotRead):
        read_dxf("a.dxf", written(panel(side=1e308)))


def test_a_file_that_takes_too_long_or_too_much_memory_is_given_up() -> None:
    with pytest.raises(DrawingNotRead):
        read_dxf("a.dxf", written(panel()), seconds=0.01)

    large = panel()
    for at in range(10_000):
        large.modelspace().add_line((at, 0), (at, 100))
    with pytest.raises(DrawingNotRead):
        read_dxf("a.dxf", written(large), memory=1 << 24)
