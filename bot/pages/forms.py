"""`/f/{token}`: a form of a card as a web page, for platforms whose cards have no fields.

What is sent takes the way of a tap on the card: kept in the inbox, carried out by the worker, once.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.inbound import Answer, Toast
from bot.metrics import RECEIVED, REFUSED
from bot.pages.opened import Opened, find_ticket, open_form
from bot.pages.outcome import GOOD, note_outcome, what_next
from bot.pages.paper import HEADERS, KINDS, Paper, files, version
from bot.pages.posted import NOTHING, SOURCE, Posted, arrival_of, filled_in, is_same_origin, read_posted
from bot.pages.shut import STATUS, Shut, Why
from bot.pages.signin import SignIn
from bot.pages.signing import FormLinks
from bot.pages.uploads import Uploads, is_upload, takes_files
from bot.worker import Worker
from core.errors import BadInput
from handlers.bus import Bus
from storage import tickets
from storage.database import is_out_of_reach
from storage.inbox import Stored, insert_arrivals
from storage.tickets import FormTicket
from storage.writer import Urgency

log = structlog.get_logger()

WAIT_SECONDS = 5.0
"""So long somebody who has sent a form looks at a blank page at most; then they are told that it is kept."""
DOUBLE_CLICK = timedelta(seconds=10)
"""Who sends a form twice within that meant it once; who does so later, with the page from before, meant more."""
FOR_GOOD = "public, max-age=31536000, immutable"
PATIENCE = timedelta(minutes=1)
"""What is not known by then will be seen in the chat: the page stops asking."""


def form_routes(
    bus: Bus,
    worker: Worker,
    clock: Callable[[], datetime],
    links: FormLinks,
    sign_in: SignIn | None = None,
    uploads: Uploads | None = None,
) -> list[BaseRoute]:
    """The pages behind personal links. The worker must have `read_submission` as its reader of `SOURCE`."""
    pages = FormPages(bus, worker, clock, links, sign_in, uploads)
    signing_in = [Route("/f/signin", pages.came_back, methods=["GET"])] if sign_in is not None else []
    return [
        Route("/f/static/{version}/{name}", _file, methods=["GET"]),
        *signing_in,
        Route("/f/{token}", pages.show, methods=["GET"]),
        Route("/f/{token}", pages.submit, methods=["POST"]),
    ]


class FormPages:
    """Shows forms and takes what is sent."""

    def __init__(
        self, bus: Bus, worker: Worker, clock: Callable[[], datetime], links: FormLinks, sign_in: SignIn | None,
        uploads: Uploads | None,
    ) -> None:  # fmt: skip
        self._bus, self._worker, self._clock = bus, worker, clock
        self._links, self._sign_in = links, sign_in
        self._uploads = uploads
        self._paper = Paper(bus.wording, uploads)

    async def show(self, request: Request) -> Response:
        """The form behind a link, or what came of it."""
        return await self._guarded(asyncio.to_thread(self._show, request), NOTHING)

    async def came_back(self, request: Request) -> Response:
        """Somebody comes back from signing in."""
        return await self._guarded(asyncio.to_thread(self._came_back, request), NOTHING)

    async def submit(self, request: Request) -> Response:
        """Take what was typed, and say on another page what came of it: reloading that one sends nothing."""
        if is_upload(request) and self._uploads is not None:
            return await self._guarded(self._take_files(request, self._uploads), NOTHING)
        try:
            posted = await read_posted(request, self._links.origin)
        except Shut as shut:
            return self._paper.shut(shut.why, {})
        return await self._guarded(self._take(request, posted), posted)

    # --- showing ---------------------------------------------------------------------------

    def _show(self, request: Request) -> Response:
        now = self._clock()
        with self._bus.database.read() as session:
            ticket, person = find_ticket(session, self._links.read(_token(request)))
            if self._sign_in is not None and not self._sign_in.is_enough(request, ticket, now):
                return self._sign_in.ask(_token(request), now)
            if ticket.used_at is not None:
                return self._after(ticket, now)
            opened = open_form(session, ticket, self._bus.wording, self._today(now), now)
        response = self._paper.form(opened, person)
        if self._sign_in is not None:
            self._sign_in.stay(response, request, ticket, now)
        return response

    def _after(self, ticket: FormTicket, now: datetime) -> Response:
        """What came of a link that was sent; where it did not do, the form once more."""
        follower = self._links.token(ticket.followed_by) if ticket.followed_by else ""
        if follower and ticket.told_as != GOOD:
            return RedirectResponse(follower, 303)
        if ticket.told and now < ticket.expires_at:
            return self._paper.result(ticket, follower)
        if not ticket.told and now - (ticket.used_at or now) < PATIENCE:
            return self._paper.pending(ticket)
        raise Shut(Why.SENT)

    def _came_back(self, request: Request) -> Response:
        now = self._clock()
        if self._sign_in is None:
            raise Shut(Why.UNKNOWN)
        asked = self._sign_in.came_back(request, now)
        with self._bus.database.read() as session:
            ticket, _ = find_ticket(session, self._links.read(asked["token"]))
        return self._sign_in.finish(request, asked, ticket, now)

    # --- taking ----------------------------------------------------------------------------

    async def _take(self, request: Request, posted: Posted) -> Response:
        noted = await asyncio.to_thread(self._keep, request, posted)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(noted)), WAIT_SECONDS)
        return RedirectResponse(_token(request), 303)

    async def _take_files(self, request: Request, uploads: Uploads) -> Response:
        """Only who has a link to a form for files may send any; what is not taken is said on the form."""
        if not is_same_origin(request, self._links.origin):
            raise Shut(Why.CROSS_SITE)
        opened = await asyncio.to_thread(self._openable, request, self._clock())
        if opened is None:
            return RedirectResponse(_token(request), 303)
        if not takes_files(opened):
            raise Shut(Why.UNKNOWN)
        posted, files = await uploads.read(request)
        try:
            kept = await asyncio.to_thread(uploads.keep, opened, files)
        except BadInput as refused:
            return await asyncio.to_thread(self._refused, request, opened, refused)
        return await self._take(request, replace(posted, files=kept))

    def _refused(self, request: Request, opened: Opened, why: BadInput) -> Response:
        with self._bus.database.read() as session:
            _, person = find_ticket(session, self._links.read(_token(request)))
        return self._paper.form(opened, person, refused=self._bus.wording.refusal(why))

    def _keep(self, request: Request, posted: Posted) -> "Future[None]":
        """Keep a submission and have it carried out; resolves when what came of it is written down."""
        now, noted = self._clock(), Future[None]()
        opened = self._openable(request, now)
        stored = self._store(opened, posted, now) if opened is not None else None
        if opened is None or stored is None:
            noted.set_result(None)  # a second click: what came of the first one is the answer
            return noted
        RECEIVED.labels(SOURCE, stored.kind).inc()
        answering = self._worker.take(stored, is_tap=True)
        answering.add_done_callback(lambda done: self._note(opened, posted, done.result(), noted))
        return noted

    def _openable(self, request: Request, now: datetime) -> Opened | None:
        """The form that was sent; None if it was just before. Raises Shut."""
        with self._bus.database.read() as session:
            ticket, _ = find_ticket(session, self._links.read(_token(request)))
            if self._sign_in is not None and not self._sign_in.is_enough(request, ticket, now):
                raise Shut(Why.STRANGER)
            if ticket.used_at is None:
                return open_form(session, ticket, self._bus.wording, self._today(now), now)
        if now - ticket.used_at > DOUBLE_CLICK:
            raise Shut(Why.SENT)
        return None

    def _store(self, opened: Opened, posted: Posted, now: datetime) -> Stored | None:
        """The link is used up and its submission kept, both or neither. None when another click was faster."""
        arrival = arrival_of(opened, posted, now)

        def work(session: Session) -> list[Stored]:
            taken = tickets.take(session, opened.ticket.id, now)
            return insert_arrivals(session, [arrival], owner=self._bus.owner) if taken is not None else []

        return next(iter(self._bus.database.write(work, urgency=Urgency.PERSON)), None)

    def _note(self, opened: Opened, posted: Posted, answer: Answer, noted: "Future[None]") -> None:
        """Write down what came of it. Where that cannot be, the chat still tells."""
        try:
            if answer.toast is not None:
                self._note_toast(opened, filled_in(opened, posted), answer.toast)
        except Exception:
            log.exception("outcome_not_noted", delivery=f"{SOURCE}:{opened.ticket.id}")
        finally:
            noted.set_result(None)

    def _note_toast(self, opened: Opened, typed: Mapping[str, str], toast: Toast) -> None:
        now = self._clock()
        with self._bus.database.read() as session:
            next_ = what_next(session, opened, toast, self._bus.wording, self._today(now))
        self._bus.database.write(
            lambda session: note_outcome(session, opened.ticket, toast, next_, typed, now), urgency=Urgency.PERSON
        )

    # --- whatever happens ------------------------------------------------------------------

    async def _guarded(self, answering: Awaitable[Response], posted: Posted) -> Response:
        """The answer, or a page that says why there is none; what was sent stands on it."""
        try:
            response = await answering
        except Shut as shut:
            REFUSED.labels(SOURCE, str(STATUS[shut.why])).inc()
            response = self._paper.shut(shut.why, posted.typed)
        except Exception as error:
            response = self._failed(error, posted)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _failed(self, error: Exception, posted: Posted) -> Response:
        if is_out_of_reach(error):
            log.warning("database_out_of_reach", why=type(error).__name__)
            return self._paper.retry(posted) if posted.typed else self._paper.shut(Why.AWAY, {})
        reference = secrets.token_hex(4)
        log.error("defect", reference=reference, exc_info=error)
        return self._paper.defect(reference, posted.typed)

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._bus.timezone).date()


def _token(request: Request) -> str:
    return str(request.path_params["token"])


async def _file(request: Request) -> Response:
    """A style sheet or a script. A page from before an upgrade gets the present one, not to keep."""
    name = request.path_params["name"]
    if name not in KINDS:
        return Response(status_code=404)
    keeps = FOR_GOOD if request.path_params["version"] == version() else "no-cache"
    return Response(files()[name], media_type=KINDS[name], headers={**HEADERS, "Cache-Control": keeps})
