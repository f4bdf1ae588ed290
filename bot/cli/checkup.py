"""`tongpin doctor`: looks at everything a running Tongpin needs, and says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import func, select

from bot.app import hello_of
from bot.app.feishu import FeishuSide
from bot.cli.context import Failed, program
from bot.cli.undelivered import letter_line
from bot.config import Settings
from bot.filing import DiskStore
from bot.planner.life import Life
from bot.planner.news import News
from bot.platforms.feishu.doctor import examine
from bot.seeding import clashes_with
from cards.wording import LANGUAGES, load_texts
from core.people import Role
from handlers.ownership import TRACK_DEPARTMENTS
from storage import audit, chats, master, outbox
from storage.ages import source_ages
from storage.people import departments, find_people, people_with_role
from storage.tables import AuditEvent

if TYPE_CHECKING:
    from bot.app import Program


_TO_DO = {
    "clock": "Set this machine's clock, best by NTP. Behind a sandbox whose clock was moved this is as it should be.",
    "audit trail": "The database was changed by hand: compare it with a backup from before.",
    "messages": "Remove the cause, then send them again or drop them: tongpin undelivered --resend | --drop.",
    "files": "Let the user that runs Tongpin write there and see to free space, or set files.directory elsewhere.",
    "planner": "See what its process wrote above. Reinstall Tongpin if a package is missing; see to free memory.",
    "data": "Bring it up to date: tongpin import FILE….",
    "feishu token": "Compare feishu.app_id, app_secret and base_url with the developer console, and try the network.",
    "feishu bot": "Switch the bot ability on in the developer console and publish a version.",
    "feishu group": "Add the bot to the group in Feishu, or correct the group's id under [[departments]] chats.",
    "feishu scopes": "Grant these in the developer console and publish a version.",
    "wecom smart bot": "See wecom.aibot in the configuration and the log of the process that runs.",
}
"""What helps where the fact does not say it already."""
_SLACK = timedelta(minutes=1)
_LEAST_FREE = 1_000_000_000
"""Bytes: some twenty of the largest files."""
_MOST_LETTERS = 3
_WARM_UP_SECONDS = 180.0
"""The first time everything is compiled."""


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
        for side in running.sides.values():
            side.client.close()
    for check in checks:
        mark = {True: "ok  ", False: "FAIL", None: "?   "}[check.is_ok]
        print(f"{mark} {check.subject}: {check.fact}")
        if check.is_ok is False and (what := _TO_DO.get(check.subject.partition(":")[0])):
            print(f"     {what}")
    failed = [check.subject for check in checks if check.is_ok is False]
    if failed:
        raise Failed(f"doctor: {len(failed)} of {len(checks)} checks failed: {', '.join(failed)}")


def _checks(running: "Program") -> Iterator[Check]:
    yield Check("configuration", True, f"read; language {running.settings.locale.language}")
    yield _clock(running)
    yield from _database(running)
    yield from _factory(running)
    yield _templates()
    yield _files(running.settings)
    yield _planner(running.settings)
    yield from _feishu(running)
    yield from _wecom(running)


def _clock(running: "Program") -> Check:
    """Platforms take and make signatures by the minute, and nothing may be older than what came before it."""
    now = running.clock()
    with running.database.read() as session:
        last: datetime | None = session.exec(select(func.max(AuditEvent.at))).one()
    shown = f"{now.astimezone(running.settings.zone):%Y-%m-%d %H:%M} {running.settings.locale.timezone}"
    if last is None or last <= now + _SLACK:
        return Check("clock", True, shown)
    return Check("clock", False, f"{shown}, which is before the last thing on record ({last:%Y-%m-%d %H:%M} UTC)")


def _database(running: "Program") -> Iterator[Check]:
    with running.database.read() as session:
        broken = list(audit.broken_links(session))
        letters, dead = outbox.dead_letters(session, limit=_MOST_LETTERS), outbox.dead_count(session)
        waiting = outbox.pending_count(session)
        unreachable = chats.unreachable(session)
    yield Check("database", True, f"{'SQLite' if running.database.is_sqlite else 'PostgreSQL'}, schema up to date")
    yield Check("audit trail", not broken, "whole" if not broken else f"tampered with at rows {broken[:5]}")
    fact = f"{waiting} waiting, {dead} given up"
    yield Check("messages", not dead, "; ".join([fact, *map(letter_line, letters)]))
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
        administrators = people_with_role(session, Role.ADMIN)
        everything = departments(session)
        without = {department.key for department in everything if not department.chats}
        clashes = list(clashes_with(master.known(session), running.settings))
        here = {person.key for person in find_people(session)}
        leaderless = {each.key: each.lead for each in everything if each.lead and each.lead not in here}
        ages = source_ages(session)
    names = ", ".join(person.name for person in coordinators)
    yield Check("coordinator", bool(coordinators), names or "nobody. Give somebody the role COORDINATOR.")
    names = ", ".join(person.name for person in administrators)
    yield Check("administrator", bool(administrators), names or "nobody. Give somebody the role ADMIN by an import.")
    for clash in clashes:
        yield Check("company", False, clash)
    gone = ", ".join(f"{lead} of {department}" for department, lead in leaderless.items())
    yield Check("department leads", not gone, f"not here: {gone}. Name another lead." if gone else "all work here")
    yield _chats(without)
    now = running.clock()
    for age in ages:
        stale = age.is_stale(now)
        yield Check(f"data: {age.source}", not stale, f"last told {age.confirmed_at or 'never'}; limit {age.max_age}")


def _chats(without: set[str]) -> Check:
    """Departments that are asked about every order must have a chat; others may do without."""
    if not without:
        return Check("department chats", True, "every department has one")
    is_asked = bool(without & set(TRACK_DEPARTMENTS))
    fact = f"none for {', '.join(sorted(without))}. Write them under [[departments]] chats."
    return Check("department chats", False if is_asked else None, fact)


def _templates() -> Check:
    missing = set(load_texts(LANGUAGES[0])) ^ set(load_texts(LANGUAGES[1]))
    return Check(
        "texts", not missing, "complete in both languages" if not missing else f"missing: {sorted(missing)[:5]}"
    )


def _files(settings: Settings) -> Check:
    """Where files of drawings are kept: it is there or can be made, takes a file, and has room."""
    folder = settings.files_folder
    try:
        free = DiskStore(folder).room()
    except OSError as wrong:
        return Check("files", False, f"nothing can be written to {folder}: {wrong.strerror}")
    return Check("files", free >= _LEAST_FREE, f"{folder} can be written to; {free / 1e9:.1f} GB free")


def _planner(settings: Settings) -> Check:
    """A process like those that work promises and plans out, started for this."""
    news = News()
    try:
        with Life() as life:
            life.greet(replace(hello_of(settings), work="doctor"), news.tell)
            is_told = news.wait_for(lambda: life.has_ended or life.is_warm or life.cold_because, _WARM_UP_SECONDS)
    except OSError as wrong:
        return Check("planner", False, f"no process can be started: {wrong.strerror}")
    if life.is_warm:
        return Check("planner", True, f"its process starts; compiled code is there after {life.warm_seconds:.1f} s")
    fact = life.cold_because or (f"its process ended with {life.code}" if is_told else "it was not ready in time")
    return Check("planner", False, fact)


def _feishu(running: "Program") -> Iterator[Check]:
    side = running.sides.get("feishu")
    if not isinstance(side, FeishuSide):
        yield Check("feishu", None, "switched off (feishu.enabled = false)")
        return
    with running.database.read() as session:
        named = [(chat, department.name) for department in departments(session) for chat in department.chats]
    groups = {chat.removeprefix("feishu:"): name for chat, name in named if chat.startswith("feishu:")}
    for finding in examine(side.client, groups):
        yield Check(f"feishu {finding.subject}", finding.is_ok, finding.fact)


def _wecom(running: "Program") -> Iterator[Check]:
    settings = running.settings
    side = running.sides.get("wecom")
    if side is None:
        yield Check("wecom", None, "switched off (wecom.enabled = false)")
        return
    from bot.cli.wecom_checkup import findings  # late: who does without WeCom does without its libraries

    for finding in findings(running, side):
        yield Check(f"wecom {finding.subject}", finding.is_ok, finding.fact)
    if not settings.wecom.aibot.enabled:
        yield Check("wecom smart bot", None, "switched off (wecom.aibot.enabled = false): nothing is heard in groups")
