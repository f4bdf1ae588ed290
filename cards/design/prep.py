"""What production prepares by a drawing that has been submitted."""

from cards.asides import DesignView
from cards.card import Button, Card, Figure, Form, Style, Tag, Tone
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, subtitle
from cards.plan_card import Section
from cards.views import OrderView
from cards.wording import Wording
from core.orders import NodeKind


class PrepCard(Card):
    """The preparations of one line, each with its owner; a button for what is not done."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...]
    form: Form | None = None

    @classmethod
    def of(cls, design: DesignView, order: OrderView, words: Wording) -> "PrepCard":
        """As it is now."""
        left = [] if design.is_cancelled else [prep for prep in design.preps if not prep.is_done]
        tone = Tone.DONE if design.is_cancelled else Tone.BUSY if left else Tone.GOOD
        key = "cancelled" if design.is_cancelled else "open" if left else "done"
        start = order.node(NodeKind.START).planned_date
        return cls(
            title=words.say("prep.title", order_no=order.order_no), subtitle=subtitle(order, words), tone=tone,
            tags=(Tag(text=words.say("prep.left", count=len(left)), tone=tone),) if left else (),
            text=words.say(
                f"prep.{key}", task_no=design.task_no, revision=design.drawing_revision,
                due=words.short_day(start, order.year(words.timezone)) if start else None,
            ),
            sections=tuple(
                Section(
                    title=words.say(
                        f"design.prep_{'done' if prep.is_done else 'open'}", kind=words.label(prep.kind),
                        person=words.cut(prep.owner, LONGEST_NAME),
                    ),
                    tone=Tone.GOOD if prep.is_done else Tone.BUSY,
                )
                for prep in design.preps
            ),
            buttons=tuple(
                Button(
                    text=words.say("prep.finish", kind=words.label(prep.kind)), act="finish_prep", ref=design.task_no,
                    rev=design.revision, style=Style.PLAIN, extra={"kind": prep.kind.value},
                )
                for prep in left
            ),
        )  # fmt: skip
