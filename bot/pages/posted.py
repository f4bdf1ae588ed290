"""What was sent from a form: read, kept as a delivery, and understood as a tap on the card."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from starlette.requests import ClientDisconnect, Request

from bot.pages.opened import Opened, platform_of
from bot.pages.shut import Shut, Why
from bot.platforms.port import KEPT, Attachment, Tapped
from cards.card import Field
from cards.cutting import visible
from storage.inbox import Arrival

SOURCE = "form"
"""Under which the inbox keeps it, and the worker finds `read_submission`."""
MAX_BODY_BYTES = 100 * 1024
"""Twenty fields of a thousand characters, percent-encoded."""
MOST_FIELDS = 40
LONGEST_REVISION = 10
REVISION = "_rev"
"""The hidden field with the revision of the card that the person saw."""

_FIELD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a submission, kept already under its hash."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A submission as it came."""

    typed: Mapping[str, str]
    revision: int = -1
    """No card is as old as that: it stands for one that was not told."""
    files: tuple[KeptFile, ...] = ()


NOTHING = Posted({})


async def read_posted(request: Request, own_origin: str) -> Posted:
    """The fields of a submission from a page of ours. Raises Shut."""
    if not is_same_origin(request, own_origin):
        raise Shut(Why.CROSS_SITE)
    return read_fields(await _read_body(request))


def is_same_origin(request: Request, own_origin: str) -> bool:
    """The browser says that the request comes from our own page. One so old that it says nothing is believed.

    The token in the address is what keeps strangers out; this is against pages that have got hold of one.
    """
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return origin == own_origin or urlsplit(origin).netloc == request.headers.get("host", "")


async def _read_body(request: Request) -> bytes:
    """The whole body; broken off as soon as it is too large, whatever it claimed to be."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Shut(Why.UNKNOWN)
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MAX_BODY_BYTES:
                raise Shut(Why.TOO_LARGE)
            chunks.append(chunk)
    except ClientDisconnect:
        raise Shut(Why.UNKNOWN) from None
    return b"".join(chunks)


def read_fields(body: bytes) -> Posted:
    """Fields by name, without what nobody can see; of a name that comes twice the first. Raises Shut."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Shut(Why.TOO_LARGE) from None
    return read_pairs(pairs)


def read_pairs(pairs: Iterable[tuple[str, str]]) -> Posted:
    """The same of fields that are taken apart already."""
    told: dict[str, str] = {}
    for name, value in pairs:
        told.setdefault(name, visible(value.replace("\r\n", "\n")))
    revision = told.pop(REVISION, "")
    typed = {name: words for name, words in told.items() if _FIELD_NAME.fullmatch(name)}
    return Posted(typed, int(revision) if revision.isdecimal() and len(revision) < LONGEST_REVISION else -1)


def filled_in(opened: Opened, posted: Posted) -> dict[str, str]:
    """What was typed into the fields that the form has, as long as each may be; nothing else is taken."""
    return {field.name: _within(field, posted.typed.get(field.name, "")) for field in opened.form.fields}


def _within(field: Field, words: str) -> str:
    return words if field.kind in ("choice", "day") else words[: field.longest]


def arrival_of(opened: Opened, posted: Posted, now: datetime) -> Arrival:
    """The submission as a delivery: what the platform would bring if its cards had fields."""
    ticket = opened.ticket
    payload = {
        "ticket": ticket.id,
        "platform": platform_of(ticket),
        "account": ticket.account,
        "chat": ticket.lane.partition(":")[2],
        "message": opened.message,
        "value": {**opened.form.submit.value, "rev": posted.revision},
        "form": filled_in(opened, posted),
        "files": [{"key": it.sha256, "name": it.name} for it in posted.files],
    }
    return Arrival(f"{SOURCE}:{ticket.id}", SOURCE, "submitted", orjson.dumps(payload), now)


def read_submission(payload: Any, received_at: datetime) -> Tapped:
    """What a kept submission means: its person has sent the form of a card, whatever the platform."""
    return Tapped(
        delivery=f"{SOURCE}:{payload['ticket']}", platform=payload["platform"], at=received_at,
        sender=payload["account"], chat=payload["chat"], message=payload["message"],
        value=payload["value"], form=payload["form"],
        files=tuple(Attachment(f"form:{payload['ticket']}", **it, kind=KEPT) for it in payload.get("files", ())),
    )  # fmt: skip
