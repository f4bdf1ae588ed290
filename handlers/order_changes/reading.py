"""From what was typed to what is wanted of a line: spec words are those of the family of its product."""

from collections.abc import Mapping

from sqlmodel import Session

from core.catalogue import ProductFamily, SpecField
from core.errors import Refusal
from core.orders import LineChange, Order, OrderChange
from core.orders.draft import FieldProblem
from handlers.order_commands import ChangeOrder, SubmitOrderChange
from storage import catalogue

_EMPTY = OrderChange()


def read_change(
    cmd: ChangeOrder | SubmitOrderChange, order: Order, session: Session, *, known: OrderChange = _EMPTY
) -> tuple[OrderChange, str]:
    """What is wanted, with what was `known` of it before, and why. What cannot be read is a problem of its field."""
    before = known.line
    line_no = cmd.line_no if isinstance(cmd, ChangeOrder) else before.line_no
    line = order.line(line_no)
    family = catalogue.get_family(session, catalogue.get_product(session, line.product_code).family)
    words, reason = _spoken(cmd, family)
    spec, problems = _read_spec(words, family)
    answered = {*cmd.typed, *(f"spec_{key}" for key in words)}
    problems = {name: why for name, why in known.problems.items() if name not in answered} | cmd.problems | problems
    wanted = LineChange(
        line_no=line_no, quantity=cmd.quantity or before.quantity,
        requested_date=cmd.requested_date or before.requested_date, spec=before.spec | spec,
    )  # fmt: skip
    if wanted.spec:
        custom = family.custom(line.spec | wanted.spec)
        wanted = wanted.model_copy(update={"is_custom": bool(custom)})
    typed = known.typed | cmd.typed | {f"spec_{key}": value for key, value in words.items()}
    return known.model_copy(update={"lines": (wanted,), "typed": typed, "problems": problems}), reason


def _spoken(cmd: ChangeOrder | SubmitOrderChange, family: ProductFamily) -> tuple[dict[str, str], str]:
    """Spec values as typed, by key, and the reason: the words that are no value of the family's."""
    words = {_key_of(name, family): value for name, value in cmd.spec.items()}
    if isinstance(cmd, SubmitOrderChange):
        return words, cmd.reason
    found = {token: field.key for token in cmd.loose.split() if (field := _only_field(token, family))}
    words |= {key: token for token, key in found.items()}
    return words, " ".join(token for token in cmd.loose.split() if token not in found)


def _key_of(name: str, family: ProductFamily) -> str:
    """面板颜色, colour or `colour` as the key of its field; what is none stays as it was typed, to be refused."""
    plain = name.strip().casefold()
    called = (
        field.key for field in family.fields
        if plain in (field.key.casefold(), field.label.casefold(), field.english_label.casefold())
    )  # fmt: skip
    return next(called, name)


def _only_field(token: str, family: ProductFamily) -> SpecField | None:
    """The one field of which this word is a released value: 黑色 says itself what it is."""
    plain = token.casefold()
    found = [
        field for field in family.fields
        if any(plain == word.casefold() for option in field.options for word in option.words)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _read_spec(words: Mapping[str, str], family: ProductFamily) -> tuple[dict[str, str], dict[str, FieldProblem]]:
    """What there is no field for is refused: no form could ask for it."""
    spec, problems = dict[str, str](), dict[str, FieldProblem]()
    for key, value in words.items():
        field = family.field(key)
        try:
            spec[key] = field.read(value)
        except Refusal as refusal:
            problems[f"spec_{key}"] = FieldProblem.of(refusal)
    return {key: value for key, value in spec.items() if value}, problems
