"""The benchmarks run: each through its own entry or its own part, as small as it goes; no figure is judged here."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.bench import __main__ as bench
from tests.bench import draining, starting
from tests.bench.dispatching import dispatch_microseconds
from tests.bench.sizes import SIZES, TINY

FIGURE_KEYS = {"name", "value", "unit", "baseline", "ratio", "target", "is_met", "rounds", "ratios", "notes"}


@pytest.mark.parametrize("name", bench.BENCHMARKS)
def test_every_benchmark_has_an_entry(name: str) -> None:
    assert callable(import_module(f"tests.bench.{name}").run)


def test_the_command_measures_and_keeps_what_it_found(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def databases() -> Iterator[tuple[Path, str]]:
        yield tmp_path, postgres_url

    monkeypatch.setattr(bench, "databases", databases)  # one that keeps everything takes longer to start
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    monkeypatch.setitem(SIZES, "short", TINY)
    monkeypatch.setattr(sys, "argv", ["bench", "promising"])

    bench.main()

    shown = capsys.readouterr().out
    kept: dict[str, Any] = json.loads((tmp_path / "promising.json").read_text("utf-8"))
    assert kept.keys() == {"benchmark", "size", "python", "cores", "machine", "figures"}
    assert kept["size"] == "tiny"
    assert len(kept["figures"]) == 2
    for figure in kept["figures"]:
        assert figure.keys() == FIGURE_KEYS
        assert figure["value"] > 0
        assert figure["name"] in shown


def test_an_unknown_benchmark_is_refused_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "speed"])

    with pytest.raises(SystemExit):
        bench.main()
    assert "there is no benchmark speed: inbound," in capsys.readouterr().err


def test_an_outbox_is_drained_and_nothing_is_lost(sqlite_url: str, tmp_path: Path) -> None:
    drained = draining._drain(sqlite_url, tmp_path / "journals", 40, kill=False)

    assert (drained.accepted, drained.lost, drained.twice, drained.disordered) == (40, 0, 0, 0)
    assert drained.seconds > 0


def test_a_command_is_dispatched_in_process() -> None:
    assert dispatch_microseconds(TINY.dispatches) > 0


def test_an_import_is_timed() -> None:
    figure = starting._import("core", TINY)

    assert figure.to_json().keys() == FIGURE_KEYS
    assert figure.value > 0


def test_a_start_is_timed_beside_one_of_a_bare_app(sqlite_url: str, tmp_path: Path) -> None:
    bare, ours = starting._pair(sqlite_url, tmp_path)

    assert bare.cpu > 0
    assert ours.cpu > 0
    assert bare.ready_after > 0
    assert ours.ready_after > 0
