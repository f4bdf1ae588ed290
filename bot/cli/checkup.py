"""`tongpin doctor`: looks at everything a running Tongpin needs, and says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cli.context import Failed, program
from bot.platforms.feishu.doctor import examine
from cards.wording import LANGUAGES, load_texts
from core.people import Role
from storage import audit, chats, master, outbox
from storage.ages import source_ages
from storage.people import departments, people_with_role

if TYPE_CHECKING:
    from bot.app import Program


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `is_ok` None: could not be found out."""

    subject: str
    is_ok: bool | None
    fact: str


def run() -> None:
    """Print every check; end with 1 when one of them failed."""
    with program() as running:
        checks = list(_checks(running))
        if running.feishu is not None:
            running.feishu.close()
    for check in checks:
        mark = {True: "ok  ", False: "FAIL", None: "?   "}[check.is_ok]
        print(f"{mark} {check.subject}: {check.fact}")
    failed = [check.subject for check in checks if check.is_ok is False]
    if failed:
        raise Failed(f"doctor: {len(failed)} of {len(checks)} checks failed: {', '.join(failed)}")


def _checks(running: "Program") -> Iterator[Check]:
    yield Check("configuration", True, f"read; language {running.settings.locale.language}")
    yield from _database(running)
    yield from _factory(running)
    yield _templates()
    yield from _feishu(running)


def _database(running: "Program") -> Iterator[Check]:
    with running.database.read() as session:
        broken = list(audit.broken_links(session))
        dead, waiting = outbox.dead_letters(session), outbox.pending_count(session)
        unreachable = chats.unreachable(session)
    yield Check("database", True, f"{'SQLite' if running.database.is_sqlite else 'PostgreSQL'}, schema up to date")
    yield Check("audit trail", not broken, "whole" if not broken else f"tampered with at rows {broken[:5]}")
    fact = f"{waiting} waiting, {len(dead)} given up"
    yield Check("messages", not dead, fact if not dead else f"{fact}; last: {dead[0]['error'][:120]}")
    for chat in unreachable:
        yield Check("chat", False, f"{chat.name or chat.chat} cannot be written to ({chat.why}). Add the bot again.")


def _factory(running: "Program") -> Iterator[Check]:
    with running.database.read() as session:
        if master.is_empty(session):
            yield Check(
                "factory", False, "nothing loaded yet. Run `tongpin import FILE…`, or `tongpin seed` for the sample."
            )
            return
        coordinators = people_with_role(session, Role.COORDINATOR)
        without = [d.key for d in departments(session) if not d.chats]
        ages = source_ages(session)
    names = ", ".join(person.name for person in coordinators)
    yield Check("coordinator", bool(coordinators), names or "nobody. Give somebody the role COORDINATOR.")
    yield Check(
        "department chats", not without, "every department has one" if not without else f"none for {', '.join(without)}"
    )
    now = running.clock()
    for age in ages:
        stale = age.is_stale(now)
        yield Check(f"data: {age.source}", not stale, f"last told {age.confirmed_at or 'never'}; limit {age.max_age}")


def _templates() -> Check:
    missing = set(load_texts(LANGUAGES[0])) ^ set(load_texts(LANGUAGES[1]))
    return Check(
        "texts", not missing, "complete in both languages" if not missing else f"missing: {sorted(missing)[:5]}"
    )


def _feishu(running: "Program") -> Iterator[Check]:
    if running.feishu is None:
        yield Check("feishu", None, "switched off (feishu.enabled = false)")
        return
    for finding in examine(running.feishu):
        yield Check(f"feishu {finding.subject}", finding.is_ok, finding.fact)
