"""The pages themselves: what is said on them is decided here, a template only places it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from bot.filing.kinds import KINDS as FILE_KINDS
from bot.filing.kinds import endings
from bot.pages.opened import Opened
from bot.pages.posted import REVISION, Posted
from bot.pages.shut import STATUS, Why
from bot.pages.uploads import KIND, MOST_FILES, Uploads, takes_files
from cards.card import Card, Fact, Field, Figure, Tone
from cards.wording import Wording
from storage.roster import Acting
from storage.tickets import FormTicket

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""Nothing from elsewhere, nothing inline, no frame around it. With `no-referrer` browsers would not say, either, that a
form was sent from our own page."""

AGAIN_SECONDS = 2
"""After so long a page on which nothing is known yet asks again."""
_KEYPADS = {"quantity": "numeric", "qty": "decimal"}
_TONES = {"success": Tone.GOOD, "warning": Tone.WARNING, "error": Tone.BAD, "info": Tone.NEUTRAL}
_LABELS = 6
"""Facts that stand open above the fields; more of them are folded."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the page shows it."""

    field: Field
    value: str
    hint: str
    """What stands below the label: where there is no room for it in the field itself."""
    keypad: str
    was: str
    """What was written before and does not fit in the field."""


class Paper:
    """Writes pages in the company's language."""

    def __init__(self, words: Wording, uploads: Uploads | None = None) -> None:
        self._words, self._uploads = words, uploads

    def form(self, opened: Opened, person: Acting, *, refused: str = "") -> Response:
        """The form, with what is known already and what stands in it already; what is wrong is said once.

        `refused`: why the files that were sent with it are not taken.
        """
        ticket, form, words = opened.ticket, opened.form, self._words
        facts, has_problems = facts_of(opened.card), any(field.problem for field in form.fields)
        return self._page(
            "form", opened.card.title, status=422 if refused else 200, tone=opened.card.tone, card=opened.card,
            form=form, said=refused or ("" if has_problems else ticket.said),
            facts=facts, facts_title=words.say("page.known"), is_folded=len(facts) > _LABELS,
            fields=[self._shown(field, ticket.typed.get(field.name, "")) for field in form.fields],
            takes_files=takes_files(opened), endings=",".join(endings()),
            revision=REVISION, keep=keep_of(ticket), optional=words.say("page.optional"),
            personal=words.say("page.personal", person=self._name(person), until=self._time(ticket.expires_at)),
        )  # fmt: skip

    def result(self, ticket: FormTicket, more: str) -> Response:
        """What came of it, in the words of the chat; `more` is where one can go on."""
        is_done = ticket.told_as in ("success", "info")
        text = self._words.say("page.back" if is_done else "page.look")
        return self._page(
            "word", ticket.told, tone=_TONES.get(ticket.told_as, Tone.NEUTRAL), text=text,
            more=more, more_text=self._words.say("page.more"), forget=keep_of(ticket),
        )  # fmt: skip

    def pending(self, ticket: FormTicket) -> Response:
        """It is kept and being handled: the page looks again by itself."""
        title, text = self._words.say("page.pending_title"), self._words.say("page.pending")
        return self._page("word", title, tone=Tone.BUSY, text=text, again=AGAIN_SECONDS, forget=keep_of(ticket))

    def shut(self, why: Why, typed: Mapping[str, str]) -> Response:
        """Why there is no form, and what to do; with what was sent, lest it be lost."""
        title, text = self._words.say(f"page.{why.value}_title"), self._words.say(f"page.{why.value}")
        tone = Tone.DONE if why is Why.SENT else Tone.WARNING
        return self._page("word", title, status=STATUS[why], tone=tone, text=text, facts=self._typed(typed))

    def retry(self, posted: Posted) -> Response:
        """Nothing could be kept: everything that was sent stands on the page, to be sent once more."""
        return self._page(
            "word", self._words.say("page.retry_title"), status=503, tone=Tone.WARNING,
            text=self._words.say("page.retry"), facts=self._typed(posted.typed),
            resend={**posted.typed, REVISION: str(posted.revision)}, resend_text=self._words.say("page.try_again"),
        )  # fmt: skip

    def defect(self, reference: str, typed: Mapping[str, str]) -> Response:
        """A defect of ours, under a reference that the log has as well."""
        text = self._words.say("page.defect", reference=reference)
        title = self._words.say("page.defect_title")
        return self._page("word", title, status=500, tone=Tone.BAD, text=text, facts=self._typed(typed))

    # --- parts -----------------------------------------------------------------------------

    def _page(self, template: str, title: str, *, tone: Tone, status: int = 200, **parts: Any) -> Response:
        content = _environment().get_template(f"{template}.html.j2").render(
            title=title, tone=tone.value, language=self._words.language, version=version(), **parts
        )  # fmt: skip
        return Response(content, status, media_type="text/html", headers=HEADERS)

    def _shown(self, field: Field, typed: str) -> Shown:
        """What the card knows goes before what was typed: it is understood, or what the problem is about."""
        words = field.typed or typed
        fits = not words or _fits(field, words)
        return Shown(
            field=field, value=words if fits else "", keypad=_KEYPADS.get(field.name, "text"),
            hint=self._hint(field),
            was="" if fits else self._words.say("page.was", words=words),
        )  # fmt: skip

    def _hint(self, field: Field) -> str:
        if field.kind == KIND and self._uploads is not None:
            kinds, most = [key.upper() for key in FILE_KINDS], self._uploads.filing.most_megabytes
            return self._words.say(
                "page.files_hint", kinds=kinds, count=MOST_FILES, most=most, total=self._uploads.most_megabytes
            )
        return field.placeholder if field.kind == "day" else ""

    def _typed(self, typed: Mapping[str, str]) -> list[Fact]:
        """What was sent, for the person to copy; a name that people do not know the field by is left out."""
        labels = {name: self._words.label(name, "field") for name in typed}
        return [
            Fact(label=labels[name] if labels[name] != name else "", value=words)
            for name, words in typed.items()
            if words
        ]

    def _name(self, person: Acting) -> str:
        return person.name if self._words.is_chinese else person.english_name or person.name

    def _time(self, at: datetime) -> str:
        return f"{at.astimezone(self._words.timezone):%H:%M}"


def facts_of(card: Card) -> list[Fact]:
    """What is known already: what the card itself says so of, or else its figures and facts."""
    known: tuple[Fact, ...] = getattr(card, "known", ())
    figures: tuple[Figure, ...] = getattr(card, "figures", ())
    more: tuple[Fact, ...] = getattr(card, "facts", ())
    return list(known) or [*(Fact(label=figure.label, value=figure.value) for figure in figures), *more]


def keep_of(ticket: FormTicket) -> str:
    """Under which the browser keeps what is being typed: the same for a new link to the same form."""
    about = (ticket.person, ticket.lane, str(ticket.card or ticket.message), ticket.form)
    return sha256("\n".join(about).encode()).hexdigest()[:16]


def _fits(field: Field, words: str) -> bool:
    if field.kind == "choice":
        return words in {choice.value for choice in field.choices}
    if field.kind != "day":
        return True
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


# --- files ---------------------------------------------------------------------------------

KINDS = {"sheet.css": "text/css", "sheet.js": "text/javascript"}


@cache
def files() -> Mapping[str, bytes]:
    """What the pages are made of besides words."""
    return {name: (FOLDER / name).read_bytes() for name in KINDS}


@cache
def version() -> str:
    """Part of the files' address: a browser keeps them for good, and finds others after an upgrade."""
    return sha256(b"".join(files().values())).hexdigest()[:12]


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: no start draws anything

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
