"""Both languages are complete, and every text is one that is said."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import bot
import core
import handlers
import storage
from bot.files.problems import Reason
from bot.files.tables import TABLES
from bot.grammar.commands import every_command
from bot.grammar.words import NumberMissing
from cards.wording import LANGUAGES, load_texts
from core.alerts import AlertKind, AlertStatus
from core.changes import AffectedKind, DispositionChoice, LocationKind
from core.changes.notice import LAST_LEVEL
from core.design import PrepKind, StartWaiverState, TaskStatus
from core.errors import Refusal
from core.events import Event
from core.handovers import HandOverState
from core.orders import Lapse, NodeKind, OrderAction, OrderStatus
from core.orders.draft import FIELDS
from core.orders.node import NODE_DEPARTMENT
from core.people import Role
from core.planning.factory.records import Source
from core.planning.promise.answer import Confidence, ConstraintKind, DoubtKind, OptionKind
from core.plans import PlanCause, PlanState, Supersession
from handlers.announcements import ANNOUNCEMENTS
from handlers.ownership import TRACK_DEPARTMENTS

ROOT = Path(__file__).parent.parent.parent
CHINESE, ENGLISH = (load_texts(language) for language in LANGUAGES)
TEXTS = [CHINESE, ENGLISH]

SHOWN: list[type[Enum]] = [
    OrderStatus,
    OrderAction,
    NodeKind,
    Role,
    Confidence,
    OptionKind,
    AlertKind,
    AlertStatus,
    PlanCause,
    PlanState,
    Supersession,
    PrepKind,
    StartWaiverState,
    TaskStatus,
    AffectedKind,
    LocationKind,
    DispositionChoice,
    HandOverState,
]
"""Enumerations whose members people read."""

DONE_BY_NOBODY = {
    "AccountClosed", "AcknowledgementChased", "AlertRaised", "AlertResolved", "AlertTurned", "ApprovalAsked",
    "ApprovalChased", "ApprovalLapsed", "ApprovalPassed", "AskedOwnerChanged", "BadPartChased", "BadPartReported",
    "ChangeExpired", "ChangeForgotten",
    "ChatFound", "ChatLost", "ConsentChased", "CoordinatorChanged", "DepartmentAsked",
    "DesignCancelled", "DesignChased", "DesignDueSettled", "DesignRequested", "DesignReworkTold",
    "DfmWaiverChased", "DfmWaiverExpired",
    "DispositionOwed", "DrawingPutOff", "DrawingReopened", "FloorQuestionChased", "PrepsChased", "ForecastExplained",
    "ForecastMoved", "ForecastsFailed", "ForecastsRestored", "FormFiled", "FormLeftOpen", "FormRefused",
    "GroupFounded", "GroupNotFounded", "NodeOwnerChanged", "NoticeChased", "NoticeOwed", "OrderHeld",
    "OrderOwnerChanged", "OrderResumed", "PersonLeft", "PlanDropped", "PlanProposed", "PrepOpened", "PromiseFailed",
    "ReviewChased", "RevisionEnded", "RevisionOpened", "RevisionSwitched", "RowsImported", "SheetFiled",
    "SolutionFlagged", "SpecAwaited", "StatusChanged", "WorkFlagged", "WorkOwed",
}  # fmt: skip
"""Events that no tap causes, or none by itself: there is nobody to tell that it is done."""

KEY = re.compile(r"[a-z]+\.[A-Za-z_0-9{}.']+")


def everything_imported() -> None:
    """Subclasses are known only once their modules are loaded; the platforms' side is none of ours."""
    for package in (core, storage, handlers, bot):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("bot.sandbox", "storage.migrations")):
                importlib.import_module(module.name)


def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for each in kind.__subclasses__():
        yield from below(each)


@cache
def refusals() -> dict[str, type[Refusal]]:
    everything_imported()
    return {kind.__name__: kind for kind in below(Refusal) if not kind.__module__.startswith("tests.")}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same_things() -> None:
    assert CHINESE.keys() == ENGLISH.keys()


@pytest.mark.parametrize("key", CHINESE)
def test_a_text_uses_the_same_facts_in_both_languages(key: str) -> None:
    assert placeholders(CHINESE[key]) == placeholders(ENGLISH[key])


@pytest.mark.parametrize("texts", TEXTS, ids=LANGUAGES)
def test_only_english_needs_a_word_for_one(texts: dict[str, str]) -> None:
    counted = [key for key, text in texts.items() if any(spec for _, _, spec, _ in Formatter().parse(text))]

    assert bool(counted) == (texts is ENGLISH)


@pytest.mark.parametrize("texts", TEXTS, ids=LANGUAGES)
def test_every_optional_part_depends_on_a_fact(texts: dict[str, str]) -> None:
    parts = [part for text in texts.values() for part in re.findall(r"\[([^\[\]]*)\]", text)]

    assert parts
    assert [part for part in parts if not placeholders(part)] == []


def test_english_texts_hold_no_chinese() -> None:
    examples = {"form.hint_quantity"}  # says that people may type it

    assert [key for key, text in ENGLISH.items() if re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)] == [*examples]


def test_chinese_texts_have_chinese_punctuation() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]|\.\.\.")

    assert {key: text for key, text in CHINESE.items() if wrong.search(text)} == {}


@pytest.mark.parametrize("texts", TEXTS, ids=LANGUAGES)
def test_every_refusal_has_a_sentence(texts: dict[str, str]) -> None:
    assert {name for name in refusals() if f"refusals.{name}" not in texts} == set()


@pytest.mark.parametrize("texts", TEXTS, ids=LANGUAGES)
def test_every_flaw_of_a_problem_and_every_broken_rule_is_worded(texts: dict[str, str]) -> None:
    told = [path.read_text("utf-8") for path in (ROOT / "core/planning").rglob("*.py")]
    flaws = {f for text in told for f in re.findall(r'(?:yield|refuse\(|what=)\s*"(\w+)"', text)}
    broken = {rule for text in told for rule in re.findall(r'(?:_say|Violation)\(\d, "(\w+)"', text)}

    assert len(flaws) > 20
    assert len(broken) > 15
    assert {flaw for flaw in flaws if f"labels.flaw.{flaw}" not in texts} == set()
    assert {rule for rule in broken if f"violation.{rule}" not in texts} == set()


def test_every_sentence_is_one_of_a_refusal() -> None:
    worded = {key.removeprefix("refusals.") for key in CHINESE if key.startswith("refusals.")}

    assert worded - refusals().keys() == set()


def test_a_sentence_uses_only_facts_that_its_refusal_says_it_has() -> None:
    undocumented = {}
    for name, kind in refusals().items():
        told = {fact for each in kind.__mro__ for fact in re.findall(r"`(\w+)`", each.__doc__ or "")}
        if more := placeholders(CHINESE[f"refusals.{name}"]) - told:
            undocumented[name] = more

    assert undocumented == {}


@pytest.mark.parametrize("texts", TEXTS, ids=LANGUAGES)
@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_every_member_that_people_read_has_a_label(kind: type[Enum], texts: dict[str, str]) -> None:
    assert {member.name for member in kind if f"labels.{kind.__name__}.{member.name}" not in texts} == set()


@pytest.mark.parametrize("texts", TEXTS, ids=LANGUAGES)
def test_whatever_a_text_is_chosen_by_has_its_text(texts: dict[str, str]) -> None:
    wanted = {f"help.{entry.word}" for entry in every_command()}
    wanted |= {f"import.{reason.value}" for reason in Reason}
    wanted |= {f"labels.table.{table}" for table in TABLES}
    wanted |= {f"labels.field.{field}" for field in FIELDS}
    wanted |= {f"labels.department.{department}" for department in NODE_DEPARTMENT.values()}
    wanted |= {f"constraint.{kind.value}" for kind in ConstraintKind}
    wanted |= {f"constraint.MATERIAL_{source.value}" for source in Source} | {"constraint.MATERIAL_NOWHERE"}
    wanted |= {f"doubt.{kind.value}" for kind in DoubtKind} | {"doubt.NEVER_HEARD"}
    wanted |= {f"lever.{kind.value}" for kind in OptionKind}
    wanted |= {f"node.report_{node.value}" for node in NODE_DEPARTMENT}
    wanted |= {f"task.ask_{department}" for department in set(NODE_DEPARTMENT.values()) - {"rnd", "sales"}}
    wanted |= {f"ack.level_{level}" for level in range(4)} | {f"notice.chased_{level}" for level in range(1, 4)}
    wanted |= {f"labels.department.{department}" for department in TRACK_DEPARTMENTS}
    wanted |= {f"alert.{kind.value}" for kind in AlertKind}
    wanted |= {f"promise.because_{lapse.value}" for lapse in Lapse}
    wanted |= {f"receipt.level_{level}" for level in range(1, LAST_LEVEL + 1)}
    wanted |= {f"handover.card_{state.value}" for state in HandOverState}

    assert wanted - texts.keys() == set()


@pytest.mark.parametrize("texts", TEXTS, ids=LANGUAGES)
def test_who_taps_is_told_what_was_done(texts: dict[str, str]) -> None:
    everything_imported()
    untold = {event.__name__ for event in ANNOUNCEMENTS if f"done.{event.__name__}" not in texts}

    assert untold == DONE_BY_NOBODY & {event.__name__ for event in ANNOUNCEMENTS}


def test_a_toast_uses_only_facts_of_its_event() -> None:
    everything_imported()
    for event in ANNOUNCEMENTS:
        text = CHINESE.get(f"done.{event.__name__}", "")
        assert placeholders(text) <= event.model_fields.keys(), event


def test_every_key_that_is_said_is_there_and_every_text_is_said() -> None:
    said = {key for path in sources() for key in keys_in(ast.parse(path.read_text("utf-8")))}
    patterns = [re.compile(re.sub(r"\\\{\\\}", ".+", re.escape(key))) for key in said]

    missing = {key for key, pattern in zip(said, patterns, strict=True) if not any(map(pattern.fullmatch, CHINESE))}
    silent = {key for key in CHINESE if not any(pattern.fullmatch(key) for pattern in patterns)}

    assert missing == set()
    assert {key for key in silent if not key.startswith(("labels.", "refusals."))} == set()


def sources() -> Iterator[Path]:
    for package in ("bot", "handlers", "cards"):
        yield from (ROOT / package).rglob("*.py")


def keys_in(tree: ast.Module) -> Iterator[str]:
    """Keys as written; `{}` stands for what an f-string fills in. They are said, looked up, or put together first."""
    first_words = {key.partition(".")[0] for key in CHINESE}
    nodes = list(ast.walk(tree))
    parts = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        key = "" if node in parts else key_of(node)
        if KEY.fullmatch(key) and key.partition(".")[0] in first_words and not key.endswith((".py", ".toml", ".j2")):
            yield key


def key_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def test_the_walk_over_the_program_finds_what_is_deep_in_it() -> None:
    assert refusals()["NumberMissing"] is NumberMissing
    assert Event not in ANNOUNCEMENTS
