"""What waits for somebody's decision, in a list; and the way from a notice to the change it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Tone
from cards.changes.trail import LONGEST_WHO
from cards.notes import ListCard, Row
from cards.wording import Wording
from core.changes import ChangeKind

MOST_LISTED = 9
"""What one selection on WeCom can hold besides 请选择 (platform reference §6.5)."""
LONGEST_REASON = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """A change that waits for the reader."""

    change_no: str
    revision: int
    kind: ChangeKind
    requester: str
    reason: str
    since: datetime


def waiting_list(waiting: Sequence[WaitingView], words: Wording) -> ListCard:
    """The first of them, to be opened one by one, and how many there are."""
    left = len(waiting) - MOST_LISTED
    more = words.say("format.more", count=left) if left > 0 else ""
    return ListCard(
        title=words.say("approval.list_title"), tone=Tone.BUSY if waiting else Tone.NEUTRAL,
        intro=words.say("approval.list_intro", count=len(waiting), more=more) if waiting else "",
        rows=tuple(_row(it, words) for it in waiting[:MOST_LISTED]),
        empty="" if waiting else words.say("approval.list_empty"),
    )  # fmt: skip


def open_change(change_no: str, revision: int, words: Wording) -> Button:
    """查看: the change's card, here."""
    return Button(
        text=words.say("list.open"), act="show_change", ref=change_no, rev=revision, command=f"/approve {change_no}"
    )


def _row(it: WaitingView, words: Wording) -> Row:
    text = words.say(
        "approval.list_row", requester=words.cut(it.requester, LONGEST_WHO), at=it.since,
        reason=words.cut(it.reason, LONGEST_REASON),
    )  # fmt: skip
    title = words.say("change.title", change_no=it.change_no, kind=it.kind)
    return Row(title=title, text=text, button=open_change(it.change_no, it.revision, words))
