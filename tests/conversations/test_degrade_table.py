"""Where the stories differ between the platforms, the published table says so, and it says nothing else."""

import re
from pathlib import Path

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"
BRIDGED = {"fields", "room", "rows", "questions", "toasts"}
"""Told in every story: there `tests/kit/wecom_stage.py` opens pages, chooses in selections, answers questions."""

_ROW = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)
_MARK = re.compile(r"only_on\(\s*\"(?:feishu|wecom)\",\s*\"([a-z-]+)\"")


def published(name: str) -> list[str]:
    return _ROW.findall((DOCS / name).read_text("utf-8"))


def told() -> set[str]:
    """The rows that stories are marked with."""
    return {row for path in HERE.glob("test_*.py") for row in _MARK.findall(path.read_text("utf-8"))}


def test_both_languages_publish_the_same_table() -> None:
    assert published("platforms.md") == published("platforms.zh-CN.md")


def test_no_row_is_there_twice() -> None:
    rows = published("platforms.md")

    assert len(rows) == len(set(rows))


def test_the_differences_between_the_stories_are_the_published_ones() -> None:
    assert told() | BRIDGED == set(published("platforms.md"))


def test_what_every_story_bridges_is_no_reason_to_leave_one_out() -> None:
    assert told() & BRIDGED == set()
