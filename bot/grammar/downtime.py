"""`/down CNC-3 until 18:00 new spindle`: which machine, until when, and why.

The machine is named by its code or its name, the moment stands anywhere, what is left is the reason. A name that
nothing has is never passed over for one further on: that would stop the wrong machine.
"""

import re
from datetime import datetime

from bot.grammar.folding import SEPARATORS, blot, fold, shown
from bot.grammar.lexicon import Lexicon
from bot.grammar.moments import Moment, find_moment
from bot.grammar.names import Ambiguous, Found, resolve
from core.errors import BadInput, NameAmbiguous, NotFound
from handlers.plan_commands import LONGEST_REASON, MachineDown, MachineUp

_BEFORE_A_NAME = re.compile(r"(?:停机|设备|机器|机台|把|the|machine|work cent(?:re|er))[:\s]*")
_BEFORE_A_REASON = re.compile(
    rf"[{SEPARATORS}]*(?:(?:停机|原因|因为|由于|reason|because of|because)[:=\s]*)*[{SEPARATORS}]*"
)
_JOINED = re.compile(r"\s*(?:[,，、;/&+]|和|及|与|跟|and\b)\s*")


class UntilWhen(BadInput):
    """`work_centre` is to stand still, but until when? Shown by an `example`."""


class WhichMachine(BadInput):
    """No machine is named; an `example` shows how."""


class OneMachine(BadInput):
    """Several machines are named at once; an `example` shows one."""


class ReasonTooLong(BadInput):
    """A reason of more than `limit` characters."""


def read_down(text: str, lexicon: Lexicon, now: datetime) -> MachineDown:
    """Raises `WhichMachine`, `OneMachine`, `NotFound`, `NameAmbiguous`, `UntilWhen`, or what `find_moment` says."""
    folded = fold(text)
    moment = find_moment(blot(folded, [(hit.start, hit.end) for hit in lexicon.machine_index.find(folded)]), now)
    code, end = _machine(text, lexicon, moment)
    _require_no_other(folded, end, lexicon, code)
    if moment is None:
        raise UntilWhen(work_centre=code, example=f"/down {code} 18:00")
    reason = checked_reason(_behind(text, end, moment))
    return MachineDown(work_centre=code, until=moment.at, reason=reason)


def read_up(text: str, lexicon: Lexicon) -> MachineUp:
    """Raises `WhichMachine`, `OneMachine`, `NotFound` or `NameAmbiguous`."""
    code, end = _machine(text, lexicon, None)
    _require_no_other(fold(text), end, lexicon, code)
    return MachineUp(work_centre=code)


def _require_no_other(folded: str, end: int, lexicon: Lexicon, code: str) -> None:
    """`CNC-1、CNC-2` and `CNC-1和CNC-2` are two machines; one that is named further on belongs to the reason."""
    joined = _JOINED.match(folded, end)
    if joined and any(hit.start == joined.end() for hit in lexicon.machine_index.find(folded)):
        raise OneMachine(example=f"/down {code} 18:00")


def checked_reason(words: str) -> str:
    """A reason as it is kept, on one line."""
    reason = " ".join(words.split())
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(limit=LONGEST_REASON)
    return reason


def _machine(text: str, lexicon: Lexicon, moment: Moment | None) -> tuple[str, int]:
    """The code of the machine that is named first, and where its name ends."""
    folded = fold(text)
    said = blot(folded, [(moment.start, moment.end)] if moment else [])
    start = _begin(said)
    hit = next((hit for hit in lexicon.machine_index.find(folded) if hit.start == start), None)
    if hit is not None:
        return _only(hit.codes, text[hit.start : hit.end]), hit.end
    end = _end(said, start, lexicon)
    return _meant(text[start:end], lexicon), end


def _begin(said: str) -> int:
    """Where the words begin, the moment and 设备 aside."""
    gap = rf"[{SEPARATORS}\x00]*"
    start = len(re.match(gap, said)[0])  # type: ignore[index]
    while before := _BEFORE_A_NAME.match(said, start):
        start = before.end() + len(re.match(gap, said[before.end() :])[0])  # type: ignore[index]
    return start


def _end(said: str, start: int, lexicon: Lexicon) -> int:
    """Where a name ends that is no machine's as it stands: at the moment, or else at the first blank."""
    words = said[start:].split("\x00")[0].rstrip(SEPARATORS)
    if not isinstance(resolve(words, lexicon.machine_index), Found | Ambiguous):
        words = re.split(rf"[{SEPARATORS}]", words)[0]
    return start + len(words)


def _meant(name: str, lexicon: Lexicon) -> str:
    if not name:
        raise WhichMachine(example="/down CNC-3 18:00")
    found = resolve(name, lexicon.machine_index)
    if isinstance(found, Found):
        return found.code
    if isinstance(found, Ambiguous):
        return _only(found.candidates, name)
    raise NotFound(kind="work centre", words=shown(name), near=list(found.near))


def _only(codes: tuple[str, ...], name: str) -> str:
    if len(codes) > 1:
        raise NameAmbiguous(kind="work centre", words=shown(name), candidates=list(codes))
    return codes[0]


def _behind(text: str, end: int, moment: Moment) -> str:
    """The words behind a machine's name without the moment."""
    parts = (text[end : max(end, moment.start)], text[max(end, moment.end) :])
    kept = (part[len(_BEFORE_A_REASON.match(fold(part))[0]) :] for part in parts)  # type: ignore[index]
    return " ".join(word for word in (each.strip(SEPARATORS + "，；。、") for each in kept) if word)
