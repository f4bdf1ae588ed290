"""Short words about files and tasks."""

from collections.abc import Sequence

from cards.card import Button, Field, Form, Style, Tone
from cards.notes import NoteCard
from cards.order_facts import LONGEST_NAME
from cards.turns import LinkCard
from cards.wording import Wording
from core.design import DesignTask, DrawingFile

MOST_NAMES = 8


def filed_note(task: DesignTask, fresh: Sequence[str], again: Sequence[str], words: Wording) -> NoteCard:
    """Which files are kept now, and which were there before."""
    text = words.say(
        "design.filed" if fresh else "design.filed_again", fresh=list(fresh[:MOST_NAMES]),
        again=list(again[:MOST_NAMES]) or None, revision=task.drawing_revision,
    )  # fmt: skip
    title = words.say("design.filed_title", task_no=task.task_no, revision=task.drawing_revision)
    return NoteCard(title=title, tone=Tone.GOOD if fresh else Tone.NEUTRAL, text=text)


def file_link(task: DesignTask, file: DrawingFile, url: str, words: Wording) -> LinkCard:
    """A file, and which revision it is of: whoever opens it reads whether that may be worked by."""
    is_released = task.released_revision == file.drawing_revision
    return LinkCard(
        title=words.say("design.filed_title", task_no=task.task_no, revision=file.drawing_revision),
        subtitle=words.cut(file.name, LONGEST_NAME), tone=Tone.GOOD if is_released else Tone.WARNING,
        text=words.say("design.link_released" if is_released else "design.link_unreleased"),
        link_text=words.say("design.open_file"), url=url,
    )  # fmt: skip


class CollectingCard(NoteCard):
    """Where to send files; where forms are pages, with one that takes them."""

    form: Form | None


def collecting_note(task: DesignTask, words: Wording) -> CollectingCard:
    """Send them here."""
    field = Field(name="files", label=words.say("design.drawing_files"), kind="files")
    upload = Button(
        text=words.say("design.upload"), act="file_design", ref=task.task_no, rev=task.revision, style=Style.PRIMARY
    )
    return CollectingCard(
        title=words.say("design.collecting_title", task_no=task.task_no), tone=Tone.BUSY,
        subtitle=words.say("design.collecting_for", order_no=task.order_no, revision=task.drawing_revision),
        text=words.say("design.collecting", revision=task.drawing_revision),
        form=Form(name=f"files_{task.task_no}".replace("-", "_"), fields=(field,), submit=upload),
    )  # fmt: skip
