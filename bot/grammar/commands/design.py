"""Words about drawings."""

import re

from bot.grammar.commands.reading import order_and_more, required
from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.folding import SEPARATORS, fold
from bot.grammar.words import Words
from handlers import design_commands as d
from handlers.command import Command

_TASK = re.compile(r"(?<![0-9a-z-])dt-[0-9]{4}-[0-9]{1,6}(?![0-9a-z-])")
_WORK_ORDER = re.compile(r"^(?:wo|工单)[-_#号\s]{0,2}(?=\d)", re.IGNORECASE)
_EXEMPT = re.compile(r"\s(?:免图|不用图|无需图纸|exempt)(?:\s|[，,:：]|$)", re.IGNORECASE)


@chat_command("design", alias="设计", example="/design 0042", command=d.ShowDesign)
def read_design(words: Words, reading: Reading) -> Command:
    """An order or a task; from a lead, optionally that nothing has to be drawn, and why."""
    named = _TASK.search(fold(words.rest))
    task = named[0].upper() if named else ""
    found = _EXEMPT.search(f"{words.rest} ")
    if found is None:
        return d.ShowDesign(words=task or required(words, "/design 0042"))
    reason = words.rest[found.end() :].strip(SEPARATORS + "，；：: ")
    meant = task or Words("", words.rest[: found.start()]).find_number("ORD") or words.rest[: found.start()].strip()
    if not (meant and reason):
        raise WordsMissing(
            example="/design 0042 免图 沿用标准图", english_example="/design 0042 exempt standard drawing"
        )
    return d.ExemptDesign(words=meant, reason=fold(reason)[:200])


@chat_command(
    "ask", alias="问研发", command=d.AskEngineer, example="/ask 0042 孔位公差按哪个算",
    english_example="/ask 0042 which tolerance for the holes",
)  # fmt: skip
def read_ask(words: Words, reading: Reading) -> Command:
    """An order, or the work order that stands for it here (`WO-0042`), and what to ask."""
    order, question = order_and_more(Words(words.command, _WORK_ORDER.sub("ORD-", words.rest, count=1)), "/ask 0042")
    if not question:
        raise WordsMissing(example="/ask 0042 孔位公差按哪个算", english_example="/ask 0042 which tolerance")
    return d.AskEngineer(words=order, question=question[:300])
