"""Who was asked about a change, in turn, for whom they act, and what they said."""

from collections.abc import Iterator

from cards.changes.view import ApprovalView, ChangeView
from cards.wording import Wording
from core.changes import Need

LONGEST_WHO, LONGEST_SAID = 20, 60


def who(it: ApprovalView, words: Wording) -> str:
    """`钱琪 代 赵工`."""
    person, of = (words.cut(name, LONGEST_WHO) for name in (it.person, it.on_behalf_of))
    return words.say("change.who", person=person, of=of)


def trail_lines(change: ChangeView, words: Wording) -> Iterator[str]:
    """One line for each of those asked."""
    many = len({it.step for it in change.trail}) > 1
    for it in change.trail:
        line = words.say(
            "change.line", step=it.step if many else None, who=who(it, words), state=_state(it, words),
            need="" if it.need is Need.REQUIRED else words.label(it.need),
            comment=words.cut(it.comment, LONGEST_SAID),
        )  # fmt: skip
        yield line + words.say(
            "change.line_more", added_by=words.cut(it.added_by, LONGEST_WHO),
            handed_by=words.cut(it.handed_by, LONGEST_WHO), stand_in=_stand_in(it, words),
        )  # fmt: skip


def remark_lines(change: ChangeView, words: Wording) -> Iterator[str]:
    """The last words first."""
    for it in reversed(change.remarks):
        yield words.say(
            "change.remark", person=words.cut(it.person, LONGEST_WHO), at=it.at, text=words.cut(it.text, LONGEST_SAID)
        )


def _stand_in(it: ApprovalView, words: Wording) -> str:
    return words.cut(it.stand_in, LONGEST_WHO) if it.is_open else ""


def _state(it: ApprovalView, words: Wording) -> str:
    if it.decision is not None:
        key = f"{it.decision.value}_{it.need.value}"
        return words.say(f"change.said_{key}", at=it.decided_at)
    if it.is_open:
        return words.say("change.open_comment" if it.need is Need.COMMENT else "change.open", due=it.due_at)
    return words.say("change.later" if it.is_left else "change.over")
