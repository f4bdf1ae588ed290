"""The job shop benchmark: what it prints is a schedule that keeps the rules, ours and the peer's."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from core.planning.kernels.arrays import Placement
from core.planning.plan.fjs import read_fjs
from core.planning.plan.schedule import Schedule
from tests.bench import fjsp, makespan
from tests.bench.sizes import TINY
from tests.core.planning.plan.test_makespan import check

MK01 = makespan.INSTANCES / "mk01.fjs"
RESULT_KEYS = {"problem", "value", "bound", "is_proved", "seconds", "schedule"}


def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["fjsp", *arguments])
    fjsp.main()
    return capsys.readouterr().out


def check_rows(found: dict[str, Any]) -> None:
    rows = found["schedule"]
    columns = ([row["machine"] - 1 for row in rows], *([row[key] for row in rows] for key in ("start", "end")))
    check(read_fjs(MK01.read_text("utf-8")), Schedule.of(Placement(*columns)))  # type: ignore[arg-type]
    assert found["value"] == max(row["end"] for row in rows)
    assert found["bound"] <= found["value"]
    assert found["is_proved"] == (found["bound"] == found["value"])


@pytest.mark.parametrize("arguments", [("--workers", "1"), ("--workers", "2"), ("--workers", "2", "--peer")])
def test_the_printed_schedule_keeps_the_rules(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    found = json.loads(told(capsys, monkeypatch, str(MK01), "--seconds", "1", "--json", *arguments))

    assert found.keys() >= RESULT_KEYS
    check_rows(found)


def test_people_read_a_line_for_each_operation(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = told(capsys, monkeypatch, str(MK01), "--seconds", "0.5", "--workers", "1").splitlines()

    assert lines[0].startswith("makespan ")
    assert len(lines) == 1 + 55


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"2 2\n1 1 1 7\n", "2 (line) is the last one, which is not as many as the first line says"),
        (b"1 1000000\n1 1 1 5\n", "1 (line) holds a number that is too small or too large"),
        (b"\x00\xff\xfe", "1 (line) must hold the number of jobs"),
        (b"", "1 (line) is empty"),
        (b"5001 1\n" + 5_001 * b"1 1 1 1\n", "5001 operations are too many"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_its_fault(
    content: bytes, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.fjs"
    broken.write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["fjsp", str(broken), "--workers", "1"])

    with pytest.raises(SystemExit) as ended:
        fjsp.main()

    assert why in str(ended.value)
    assert "\n" not in str(ended.value)


def test_a_byte_order_mark_does_no_harm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = tmp_path / "marked.fjs"
    marked.write_bytes(b"\xef\xbb\xbf1 1\n1 1 1 7\n")

    assert told(capsys, monkeypatch, str(marked), "--seconds", "0.1", "--workers", "1").startswith("makespan 7")


@pytest.mark.parametrize("words", ["--seconds 0", "--seconds nan", "--workers 0", "--seed=-1"])
def test_words_that_mean_nothing_are_refused(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit) as ended:
        told(capsys, monkeypatch, str(MK01), *words.split())

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_many_machines_that_can_do_everything_take_no_longer_than_they_may(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proofs would take minutes to lay out."""
    wide, ways = tmp_path / "wide.fjs", "".join(f" {machine} 3" for machine in range(1, 6_001))
    wide.write_text("10 6000\n" + 10 * f"1 6000{ways}\n", "utf-8")

    found = json.loads(told(capsys, monkeypatch, str(wide), "--seconds", "0.1", "--workers", "1", "--json"))

    assert (found["value"], found["is_proved"]) == (3, True)


def test_the_benchmark_sets_our_gap_beside_the_peers(tmp_path: Path) -> None:
    figures = makespan.run(TINY, tmp_path, "")

    assert [figure.unit for figure in figures] == ["%", "%", "%"]
    assert figures[0].notes["gaps"].keys() == figures[1].notes["gaps"].keys() == {"mk01"}
