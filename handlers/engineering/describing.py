"""An engineering change in words: the redline, line by line, and what it would do to everything that is planned."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from cards.changes.description import Description, Section
from cards.engineering.impact_text import impact_sections
from cards.engineering.redline_text import redline_lines
from cards.wording import Wording
from core.changes import ChangeRequest
from core.changes.engineering import EngineeringContent
from core.changes.redline import Redline, applied, redline
from core.errors import Refusal
from core.planning.codec import from_json
from core.planning.redesign.impact import ChangeImpact
from core.revisions import Effectivity
from handlers.queries.names import Names
from storage import revisions


def describe(change: ChangeRequest, session: Session, names: Names, words: Wording, today: date) -> Description:
    """As it stands today."""
    content = EngineeringContent.model_validate(change.content)
    found = redline_of(change, content, session)
    codes = {line.component for line in (*found.added, *found.removed, *(after for _, after in found.changed))}
    called = names.items(codes | {change.target})
    sections = (
        Section(words.say("ecn.redline"), tuple(redline_lines(found, called, words))),
        Section(words.say("ecn.terms"), tuple(_terms(change, content, words, today))),
    )
    impact = from_json(ChangeImpact, change.impact) if change.impact else None
    return Description(
        summary=words.say(
            "ecn.summary", item=words.named(called.get(change.target, ""), change.target), base=change.base,
            count=len(found.added) + len(found.removed) + len(found.changed),
        ),
        content=sections,
        impact=tuple(impact_sections(impact, words, today.year)) if impact else (),
    )  # fmt: skip


def redline_of(change: ChangeRequest, content: EngineeringContent, session: Session) -> Redline:
    """What it does to the lines that it was written against; nothing of what is not fully written down yet."""
    before = revisions.lines_of(session, change.target, change.base)
    try:
        return redline(before, applied(change.target, before, content.lines))
    except Refusal:
        return Redline()


def _terms(change: ChangeRequest, content: EngineeringContent, words: Wording, today: date) -> Iterator[str]:
    yield words.say("ecn.why", code=words.label(change.reason_code), reason=words.cut(change.reason, 120))
    yield words.say(
        f"ecn.since_{content.effectivity.value}", day=words.short_day(content.from_date, today.year),
        number=content.from_number, part=content.use_up,
    ) if content.effectivity is not Effectivity.NOW else words.say("ecn.since_NOW")  # fmt: skip
    if content.is_temporary:
        yield words.say("ecn.temporary", count=content.most_orders, until=words.short_day(content.until, today.year))
    else:
        yield words.say("ecn.permanent")
    yield words.say(f"ecn.started_{content.started.value}")
    if content.is_customer_visible:
        yield words.say("ecn.visible")
