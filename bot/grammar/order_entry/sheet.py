"""The paper on which an order entry is worked out: what is typed, which part of it is read, what it says."""

from datetime import date
from typing import Any

from bot.grammar.folding import SEPARATORS, TAKEN, blot, fold, shown
from bot.grammar.lexicon import SPEC, Family, Lexicon
from bot.grammar.order_entry.glue import is_glue
from core.errors import BadInput, Refusal
from core.orders.draft import FieldProblem, OrderEntry

Span = tuple[int, int]

_NEAR = 20


class SeveralTold(BadInput):
    """`field` was told more than once and differently: the `values` understood."""


class Sheet:
    """Text with its places. `read` places are gone for good; `noted` ones may stay in the requirement as well."""

    def __init__(self, text: str, lexicon: Lexicon, today: date) -> None:
        self.text, self.lexicon, self.today = text, lexicon, today
        self._folded = fold(text)
        self.open = self._folded
        """The folded text, without what has been read."""
        self.noted: list[Span] = []
        self.spec_places: list[Span] = []
        self.named_specs: list[Span] = []
        """Spec fields told by name, such as 颜色=白色."""
        self.products: list[Span] = []
        """Where the product is named: a quantity often stands beside it."""
        self.quantities: list[Span] = []
        self._values: dict[str, Any] = {}
        self._spec: dict[str, str] = {}
        self._typed: dict[str, str] = {}
        self._problems: dict[str, FieldProblem] = {}

    @property
    def unnoted(self) -> str:
        """The open text, without the noted places."""
        return blot(self.open, [*self.noted, *self.spec_places])

    @property
    def family(self) -> Family | None:
        """The family of the product, once it is known."""
        return self.lexicon.family_of(self._values.get("product", ""))

    def read(self, start: int, end: int) -> None:
        """These characters have been read."""
        self.open = blot(self.open, [(start, end)])

    def knows(self, field: str) -> bool:
        """The field has a value, or a reason why it has none."""
        return field in self._values or field in self._problems

    def value(self, field: str) -> Any:
        """The value of a field, None without one."""
        return self._values.get(field)

    def tell(self, field: str, value: Any, words: str) -> None:
        """The field's value; a second, different one is a problem."""
        before = self._values.setdefault(field, value)
        if before != value:
            self.refuse(field, SeveralTold(field=field, values=[before, value]), words)
        else:
            self._typed.setdefault(field, _tidy(words))

    def tell_spec(self, key: str, value: str, words: str) -> None:
        """The value of a spec field; a second, different one is a problem."""
        before = self._spec.setdefault(key, value)
        if before != value:
            self.refuse(f"spec_{key}", SeveralTold(field=f"spec_{key}", values=[before, value]), words)

    @property
    def told_specs(self) -> frozenset[str]:
        """Keys of the spec fields that have been told, problems included."""
        refused = (name.removeprefix(SPEC) for name in self._problems if name.startswith(SPEC))
        return frozenset([*self._spec, *refused])

    def tells_spec(self, key: str, value: str) -> bool:
        """This is the value of a spec field."""
        return self._spec.get(key) == value

    def note_typed(self, field: str, words: str) -> None:
        """These words belong to the field, although what they say is told elsewhere."""
        self._values.pop(field, None)
        self._typed[field] = words

    def retell(self, field: str, value: Any) -> None:
        """The field's value, whatever it was before."""
        self._values[field] = value

    def adjoin(self, one: Span, other: Span) -> bool:
        """Nothing that says anything stands between the two places."""
        first, second = sorted((one, other))
        return second[0] - first[1] <= _NEAR and is_glue(self.open[first[1] : second[0]].replace(TAKEN, " "))

    def refuse(self, field: str, refusal: Refusal, words: str) -> None:
        """Why a field has no value. The first reason stays."""
        self._values.pop(field, None)
        self._spec.pop(field.removeprefix("spec_"), None)
        self._problems.setdefault(field, FieldProblem(refusal=type(refusal).__name__, facts=refusal.facts))
        self._typed.setdefault(field, _tidy(words))

    def entry(self) -> OrderEntry:
        """What has been understood."""
        kept = {field: value for field, value in self._values.items() if field not in self._problems}
        spec = {key: value for key, value in self._spec.items() if f"spec_{key}" not in self._problems}
        return OrderEntry(**kept, spec=spec, typed=self._typed, problems=self._problems)


def _tidy(words: str) -> str:
    return words.strip(SEPARATORS + "，；：:")


def told(words: str) -> str:
    """Somebody's words for a refusal."""
    return shown(_tidy(words))
