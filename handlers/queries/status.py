"""How the program and its data are."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from cards.card import Fact, Tone
from cards.notes import NoteCard
from cards.wording import Wording
from core.planning.factory.records import DataAge
from handlers.computing import PlannerState
from handlers.queries.names import Names
from storage import chats, outbox
from storage.ages import FLOOR, RISK_SCAN, confirmed_at, source_ages
from storage.counters import data_version
from storage.orders import count_open
from storage.plans import last_made_at

MOST_LETTERS, LONGEST_WHY = 5, 80
HOUR = timedelta(hours=1)


def status_card(
    session: Session, words: Wording, now: datetime, planner: PlannerState, *, with_letters: bool = False
) -> NoteCard:
    """Ages of the sources, the planner, what is owed and could not be delivered; `with_letters` that one by one."""
    ages = source_ages(session)
    facts = [*(_age(age, words, now) for age in ages), _done("floor", confirmed_at(session, FLOOR), words, now)]
    dead, unreachable = outbox.dead_count(session), chats.unreachable(session)
    facts += [
        Fact(label=words.say("status.open_orders"), value=words.show(count_open(session))),
        *_planning(planner, session, words, now),
        Fact(label=words.say("status.pending"), value=words.show(outbox.pending_count(session))),
        Fact(label=words.say("status.dead"), value=words.show(dead)),
    ]
    names = Names(session, words.is_chinese)
    if with_letters:
        facts += [_letter(letter, names, words) for letter in outbox.dead_letters(session, MOST_LETTERS)]
    if unreachable:
        named = words.show([chat.name or names.chat(chat.chat) for chat in unreachable])
        facts.append(Fact(label=words.say("status.unreachable"), value=named))
    is_fine = planner.is_alive and not dead and not unreachable and not any(age.is_stale(now) for age in ages)
    return NoteCard(
        title=words.say("status.title"),
        tone=Tone.GOOD if is_fine else Tone.WARNING,
        text=words.say("status.text" if is_fine else "status.text_trouble"),
        facts=tuple(facts),
    )


def _age(source: DataAge, words: Wording, now: datetime) -> Fact:
    label = words.say("status.source_age", name=words.label(source.source, "source"))
    age = source.age(now)
    if age is None:
        return Fact(label=label, value=words.say("status.missing", limit=source.max_age // HOUR))
    lag = age - source.max_age
    key = "status.stale" if source.is_stale(now) else "status.age"
    return Fact(
        label=label,
        value=words.say(
            key, at=source.confirmed_at, hours=age // HOUR or None, limit=source.max_age // HOUR, over=-(-lag // HOUR)
        ),
    )


def _planning(planner: PlannerState, session: Session, words: Wording, now: datetime) -> Iterator[Fact]:
    """What the planner knows, and when it last looked at the whole."""
    newest, known = data_version(session), planner.version
    behind = newest - known if known is not None and newest > known else None
    yield Fact(label=words.say("status.data_version"), value=words.show(newest))
    yield Fact(
        label=words.say("status.planner"),
        value=words.say(
            "status.planner_alive" if planner.is_alive else "status.planner_away",
            version=known, behind=behind, waiting=planner.waiting or None,
        ),
    )  # fmt: skip
    for key, at in (("plan", last_made_at(session)), ("risk_scan", confirmed_at(session, RISK_SCAN))):
        yield _done(key, at, words, now)


def _done(key: str, at: datetime | None, words: Wording, now: datetime) -> Fact:
    text = words.say("status.done_at", at=at, hours=(now - at) // HOUR or None) if at else words.say("status.never")
    return Fact(label=words.say(f"status.{key}"), value=text)


def _letter(letter: Mapping[str, Any], names: Names, words: Wording) -> Fact:
    """One message that was given up: to whom, about what, why, since when."""
    why, about = words.cut(letter["error"], LONGEST_WHY), letter["subject"] or None
    return Fact(
        label=names.chat(letter["lane"]),
        value=words.say("status.letter", subject=about, why=why, at=letter["created_at"]),
    )
