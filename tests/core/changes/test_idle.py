"""A change that nobody goes on with is reminded of, and expires; what others decide about does neither."""

from datetime import UTC, datetime, timedelta

import pytest

from core.changes import ChangeKind, ChangeRequest, ChangeStatus
from core.changes.events import ChangeExpired, ChangeForgotten
from core.changes.status import OPEN

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=10)
IDLE = {(kind, ChangeStatus.DRAFT) for kind in ChangeKind} | {(ChangeKind.ORDER, ChangeStatus.SUBMITTED)}


@pytest.mark.parametrize("kind", list(ChangeKind))
@pytest.mark.parametrize("status", list(ChangeStatus))
def test_only_what_waits_for_whoever_asked_is_reminded_of_and_expires(kind: ChangeKind, status: ChangeStatus) -> None:
    change, _ = ChangeRequest.draft("CHG-2611-0001", kind, "SW-300", base="A", requester="lin", chat="", now=NOW)
    change.status = status

    reminded, expired = change.remind(LATER, now=NOW), change.expire(now=LATER)

    is_idle = (kind, status) in IDLE
    assert [type(it) for it in (*reminded, *expired)] == ([ChangeForgotten, ChangeExpired] if is_idle else [])
    assert change.status is (ChangeStatus.EXPIRED if is_idle else status)
    assert not (is_idle and change.status in OPEN)
    assert change.expire(now=LATER) == []
