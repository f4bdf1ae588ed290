"""Customer, product, day, spec and quantity in free words: 给绿湾物业来三百个门锁，月底前要."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from bot.grammar.dates import find_dates, read_date
from bot.grammar.folding import SEPARATORS, TAKEN, fold
from bot.grammar.lexicon import SPEC, Family
from bot.grammar.names import Hit, NameIndex, Unknown, resolve
from bot.grammar.order_entry.glue import is_glue
from bot.grammar.order_entry.sheet import SeveralTold, Sheet, told
from bot.grammar.quantities import QuantitySpan, find_quantities, read_quantity
from core.errors import NameAmbiguous, NotFound, Refusal

_ELSEWHERE = re.compile(
    r"(?:送到|送至|送|发到|发往|发至|寄到|寄往|用于|(?:参照|参考|同|像|跟|按|照)(?:上次|上回|之前|以前)?)\s*$"
)
_OF_A_COMPANY = re.compile(r"(?:集团|股份|有限|责任|公司|总部|那边|这边|客户)+")
_REST_OF_NAME = re.compile(rf"[^{SEPARATORS}{TAKEN}0-9a-z]{{1,8}}|\s[a-z]{{2,}}")
_A_PART = re.compile(
    rf"(?:每[^{SEPARATORS}{TAKEN}0-9]{{0,4}}|加|另外?|其中|其余|再|第|备|配|含|样品?|样机|带|分|各|首批|先\w?|后|预留|附|至少|最多"
    r"|拿|做|留|起订|each|per|first|extra|sample)\s*$"
)
_MOST_HITS = 30
"""Nobody names more things than this in an order; the rest of a pasted page stays text."""
_RUN = re.compile(rf"[^{SEPARATORS}{TAKEN}]+")
_CODE = re.compile(r"(?<![0-9a-z.-])[a-z]{1,4}-?[0-9]{1,5}[a-z]?(?![0-9a-z]|-[0-9])")
_DUE = re.compile(r"^(?:by|before|due|until|no later|最晚|最迟|赶在|交期)|(?:前|要|要货|交货|交付|交|到货|发货|出货)$")


def read_sentence(sheet: Sheet) -> None:
    """Read names out of the open text."""
    if not sheet.knows("customer"):
        _read_customer(sheet)
    if not sheet.knows("product"):
        _read_product(sheet)


def read_figures(sheet: Sheet) -> None:
    """Read the day, the spec and the quantity out of the open text, in this order: 4寸 is no quantity."""
    if not sheet.knows("requested_date"):
        _read_day(sheet)
    read_specs(sheet)
    if not sheet.knows("quantity"):
        _read_quantity(sheet)


def _read_customer(sheet: Sheet) -> None:
    hits = sheet.lexicon.customer_index.find(sheet.open)[:_MOST_HITS]
    here = [hit for hit in hits if not _ELSEWHERE.search(sheet.open[: hit.start])] or hits
    _take_names(sheet, "customer", [_with_company(sheet, hit) for hit in here])


def _read_product(sheet: Sheet) -> None:
    index = sheet.lexicon.product_index
    hits = index.find(sheet.open)[:_MOST_HITS]
    codes = [hit for hit in hits if hit.is_code]
    if not codes and (stranger := _unknown_code(sheet, hits)):
        sheet.read(*stranger.span())
        sheet.noted += [(hit.start, hit.end) for hit in hits]
        near = resolve(stranger[0], index)
        words = told(sheet.text[slice(*stranger.span())])
        sheet.refuse("product", NotFound(kind="product", words=words, near=_near(near)), words)
        return
    _take_names(sheet, "product", codes or _beside_a_quantity(sheet, hits))
    for hit in hits:  # 温控面板 behind SW-500 only says what an SW-500 is
        if sheet.family and set(hit.codes) & set(sheet.family.products):
            sheet.noted.append((hit.start, hit.end))
            sheet.products.append((hit.start, hit.end))


def _near(found: object) -> list[str]:
    return list(found.near) if isinstance(found, Unknown) else []


def _unknown_code(sheet: Sheet, hits: list[Hit]) -> re.Match[str] | None:
    """Something like `SW-900`: it begins like our codes, or has a hyphen as they do."""
    ours = {_letters(fold(code)) for code in sheet.lexicon.products}
    for match in _CODE.finditer(sheet.open):
        is_named = any(hit.start < match.end() and match.start() < hit.end for hit in hits)
        is_spec = any(family.spec_words.find(match[0]) for family in sheet.lexicon.families.values())
        is_like_ours = _letters(match[0]) in ours or (not hits and "-" in match[0])
        if is_like_ours and not is_named and not is_spec:
            return match
    return None


def _letters(code: str) -> str:
    match = re.match(r"[a-z]+", code)
    return match[0] if match else ""


def _beside_a_quantity(sheet: Sheet, hits: list[Hit]) -> list[Hit]:
    """Of several products called by an alias those that a quantity stands beside, 门锁和指纹锁各100把; else all."""
    if len({hit.codes for hit in hits}) < 2:
        return hits
    amounts = [(span.start, span.end) for span in find_quantities(sheet.open)[:_MOST_HITS] if span.weight]
    beside = [hit for hit in hits if any(sheet.adjoin((hit.start, hit.end), amount) for amount in amounts)]
    chained = [hit for hit in hits if any(sheet.adjoin((hit.start, hit.end), (o.start, o.end)) for o in beside)]
    return chained or hits


def _take_names(sheet: Sheet, kind: str, hits: list[Hit]) -> None:
    """One name is the value; one name of several things, or several names, are asked back."""
    if not hits:
        return
    sheet.read(hits[0].start, hits[0].end)
    sheet.noted += [(hit.start, hit.end) for hit in hits[1:]]  # 恒远3号楼 further on stays as it is
    if kind == "product":
        sheet.products += [(hit.start, hit.end) for hit in hits]
    words = " / ".join(dict.fromkeys(told(sheet.text[hit.start : hit.end]) for hit in hits))
    common = set(hits[0].codes).intersection(*(hit.codes for hit in hits[1:]))
    if len(common) == 1:
        sheet.tell(kind, common.pop(), words)
    elif len({hit.codes for hit in hits}) == 1:
        sheet.refuse(kind, NameAmbiguous(kind=kind, words=words, candidates=list(hits[0].codes)), words)
    else:
        codes = list(dict.fromkeys(code for hit in hits for code in hit.codes))
        sheet.refuse(kind, SeveralTold(field=kind, values=codes), words)


def _with_company(sheet: Sheet, hit: Hit) -> Hit:
    """The hit with 公司 and the like behind it, or with the slip in the rest of a longer name (恒远地厂)."""
    behind = _OF_A_COMPANY.match(sheet.open, hit.end)
    end = behind.end() if behind else _end_of_slip(sheet, hit)
    return Hit(hit.start, end, hit.codes, hit.is_code)


def _end_of_slip(sheet: Sheet, hit: Hit) -> int:
    rest = _REST_OF_NAME.match(sheet.open, hit.end)
    if rest is None or len(hit.codes) > 1:
        return hit.end
    begun = sheet.open[hit.start : hit.end]
    ends = [hit.end]
    for name in map(fold, sheet.lexicon.customers[hit.codes[0]]):
        if name.startswith(begun) and len(name) > len(begun):
            end = rest.end() if rest[0][0].isspace() else min(rest.end(), hit.start + len(name))
            words = sheet.open[hit.start : end]
            ends.append(end if _is_slip(words, name) else hit.start + _common(words, name))
    return max(ends)


def _common(words: str, name: str) -> int:
    """How far both are the same."""
    return next((i for i, (one, other) in enumerate(zip(words, name, strict=False)) if one != other), len(words))


def _is_slip(words: str, name: str) -> bool:
    own = NameIndex({name: ()}).similar(words)
    return bool(own) and own[0][0] >= 75 and len(words) >= len(name) - 1


def _read_day(sheet: Sheet) -> None:
    places = find_dates(sheet.open)[:_MOST_HITS]
    days: dict[tuple[int, int], date] = {}
    refusals: list[tuple[Refusal, tuple[int, int]]] = []
    for place in places:
        try:
            days[place] = read_date(sheet.text[slice(*place)], sheet.today)
        except Refusal as no:
            refusals.append((no, place))
    due = {place: day for place, day in days.items() if _DUE.search(sheet.open[slice(*place)].strip())}
    wanted = due if len(set(days.values())) > 1 and due else days
    if len(set(wanted.values())) == 1:
        _tell_at(sheet, "requested_date", next(iter(wanted.values())), wanted)
    elif wanted:
        _refuse_several(sheet, "requested_date", sorted(set(wanted.values())), wanted)
    elif refusals:
        refusal, place = refusals[0]
        sheet.refuse("requested_date", refusal, sheet.text[slice(*place)])
        sheet.read(*place)


def read_specs(sheet: Sheet) -> None:
    """Note spec words without taking them: 白色外壳 says a colour and stays a requirement."""
    family = sheet.family
    if family is None or sheet.spec_places:
        return
    for hit in family.spec_words.find(sheet.open):
        _tell_spec(sheet, hit.field.key, hit.field.read, hit.words, sheet.text[hit.start : hit.end])
        sheet.spec_places.append((hit.start, hit.end))
    read_specs_of(sheet, sheet.value("requirement") or "", family)


def read_numbers_alone(sheet: Sheet) -> None:
    """Note numbers that name an option (锁体 6068). Only once the quantity is known: 6068 may be that too."""
    if sheet.family is None or not sheet.knows("quantity"):
        return
    for hit in sheet.family.spec_words.find_alone(sheet.unnoted):
        _tell_spec(sheet, hit.field.key, hit.field.read, hit.words, hit.words)
        sheet.spec_places.append((hit.start, hit.end))


def read_specs_of(sheet: Sheet, requirement: str, family: Family, *, known: frozenset[str] = frozenset()) -> None:
    """What the words of a requirement say about the spec. Fields of which it is `known` otherwise are left alone."""
    for hit in family.spec_words.find_all(fold(requirement)):
        if hit.field.key not in known:
            _tell_spec(sheet, hit.field.key, hit.field.read, hit.words, hit.words)


def _tell_spec(sheet: Sheet, key: str, read: Callable[[str], str], words: str, typed: str) -> None:
    try:
        sheet.tell_spec(key, read(words), typed)
    except Refusal as refusal:
        sheet.refuse(f"{SPEC}{key}", refusal, typed)


def _read_quantity(sheet: Sheet) -> None:
    spans = find_quantities(sheet.unnoted)
    best = max((span.weight for span in spans), default=0)
    spans = _wanted_amounts(sheet, [span for span in spans if span.weight == best])
    amounts: dict[tuple[int, int], int] = {}
    refusals: list[tuple[Refusal, tuple[int, int]]] = []
    for span in spans:
        try:
            amounts[span.start, span.end] = read_quantity(sheet.text[span.start : span.end])
        except Refusal as no:
            refusals.append((no, (span.start, span.end)))
    if len(set(amounts.values())) == 1:
        _tell_at(sheet, "quantity", next(iter(amounts.values())), amounts)
    elif amounts:
        _refuse_several(sheet, "quantity", sorted(set(amounts.values())), amounts)
    elif refusals:
        refusal, place = refusals[0]
        sheet.refuse("quantity", refusal, sheet.text[slice(*place)])
        sheet.read(*place)
        sheet.quantities.append(place)


def _wanted_amounts(sheet: Sheet, spans: list[QuantitySpan]) -> list[QuantitySpan]:
    """Without those of a part (每箱10台, 先发100台) and of other things (2个遥控器), as long as any is left."""
    whole = [span for span in spans if not _A_PART.search(sheet.open[max(0, span.start - 8) : span.start])] or spans
    goods = [span for span in whole if _is_of_the_product(sheet, span)]
    return goods or whole


def _is_of_the_product(sheet: Sheet, span: QuantitySpan) -> bool:
    """It stands beside the product, or alone: no other thing is named right behind it."""
    if any(sheet.adjoin((span.start, span.end), place) for place in sheet.products[:_MOST_HITS]):
        return True
    behind = _RUN.match(sheet.unnoted, span.end)
    return behind is None or is_glue(behind[0])


def _tell_at(sheet: Sheet, field: str, value: object, places: Iterable[tuple[int, int]]) -> None:
    for place in places:
        sheet.read(*place)
        sheet.tell(field, value, sheet.text[slice(*place)])
        if field == "quantity":
            sheet.quantities.append(place)


def _refuse_several(sheet: Sheet, field: str, values: Iterable[object], places: Iterable[tuple[int, int]]) -> None:
    words = " / ".join(told(sheet.text[slice(*place)]) for place in places)
    sheet.refuse(field, SeveralTold(field=field, values=list(values)), words)
    sheet.noted += places
