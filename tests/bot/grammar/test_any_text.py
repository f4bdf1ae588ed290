"""Whatever people paste into a chat, it is read or refused; nothing else happens."""

from datetime import date
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.grammar.dates import find_dates, read_date
from bot.grammar.folding import fold
from bot.grammar.names import resolve
from bot.grammar.nearest import nearest
from bot.grammar.order_entry import read_order_entry, read_order_form
from bot.grammar.quantities import find_quantities, read_quantity
from bot.grammar.words import Words, read_words
from core.errors import Refusal
from core.orders.draft import FIELDS
from tests.bot.grammar.factory import LEXICON
from tests.bot.grammar.phrasebook import TODAY

ANYTHING = st.text(st.characters(), max_size=80)
PIECES = st.lists(st.sampled_from([
    "恒远", "SW-300", "门锁", "200台", "三百", "下周五", "12月20号", "白色", "客户=", "数量：", "交期：", "要求=",
    "颜色:", "，", "给", "来", "要", "-3", "1e12", "昨天", "220V", "4寸", "不要", "和", "每箱", "/", "=", "：", "(",
    "\x00", "\ud800", "🙂", "ﬀ", "İ", " ", "\n", '"', "“",
]), max_size=14).map("".join)  # fmt: skip


@given(st.one_of(ANYTHING, PIECES))
@example("\ud800")
@example("=" * 80)
@example("9" * 80)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (
        read_quantity,
        lambda words: read_date(words, TODAY),
        lambda words: resolve(words, LEXICON.customer_index),
    ):
        try:
            read(text)
        except Refusal:
            continue
    words = read_words(text, frozenset({"help", "新订单"}))
    words.find_number("ORD")
    nearest(words.command, ["help", "新订单"])
    assert all(0 <= start < end <= len(text) for start, end in find_dates(fold(text)))
    assert all(0 <= span.start < span.end <= len(text) for span in find_quantities(fold(text)))


@given(st.one_of(ANYTHING, PIECES))
@example("要求=" + "客户=" * 20)
def test_any_text_is_an_order_entry(text: str) -> None:
    entry = read_order_entry(read_words(f"/neworder {text}", frozenset({"neworder"})), LEXICON, TODAY)

    assert set(entry.problems).isdisjoint(name for name in FIELDS if getattr(entry, name) not in ("", None))
    assert entry.requested_date is None or entry.requested_date >= TODAY


@given(
    st.dictionaries(st.sampled_from([*FIELDS, "spec_voltage", "other"]), st.one_of(ANYTHING, st.none(), st.integers()))
)
def test_any_form_is_an_order_entry(form: dict[str, object]) -> None:
    entry = read_order_form(form, LEXICON, TODAY)

    assert entry.requested_date is None or entry.requested_date >= TODAY


@pytest.mark.parametrize(
    "piece", ["1", "一", "要", "就要", "，", "恒远", "客户=a ", "年前", "4寸 ", "门锁 指纹锁 10把 ", "a ", '"']
)
@pytest.mark.parametrize("end", ["", "X", "台"])
def test_a_pasted_page_keeps_nobody_waiting(piece: str, end: str) -> None:
    page = (piece * 4000)[:4000] + end

    started = perf_counter()
    read_order_entry(Words("neworder", page), LEXICON, TODAY)

    assert perf_counter() - started < 2  # patterns that try every split would take hours


WISHES = st.text(alphabet="丝印字样图纸包装加厚防潮贴膜螺孔外箱彩盒说明书", min_size=1, max_size=20)


@given(
    WISHES,
    st.sampled_from(
        ["恒远 SW-300 200台 下周五，{}", "恒远，SW-300，200台，{}，下周五交", "200台SW-300给恒远 下周五\n{}"]
    ),
)
def test_words_that_are_no_field_are_the_requirement_as_typed(wish: str, line: str) -> None:
    entry = read_order_entry(read_words("/neworder " + line.format(wish), frozenset({"neworder"})), LEXICON, TODAY)

    assert entry.requirement == wish
    assert entry.missing == ()


QUANTITY = st.integers(1, 9999)


@given(QUANTITY, QUANTITY, st.permutations(["恒远", "SW-300", "{pieces}台", "{bare}", "12月20日", "白色"]))
def test_a_number_with_a_unit_beats_a_bare_one_wherever_they_stand(pieces: int, bare: int, words: list[str]) -> None:
    line = " ".join(words).format(pieces=pieces, bare=bare)

    entry = read_order_entry(Words("neworder", line), LEXICON, TODAY)

    assert (entry.quantity, entry.requested_date) == (pieces, date(2026, 12, 20))


@given(QUANTITY, QUANTITY, st.permutations(["恒远", "SW-300", "{one}台", "{other}台", "12月20日"]))
def test_two_quantities_are_asked_back_wherever_they_stand(one: int, other: int, words: list[str]) -> None:
    line = " ".join(words).format(one=one, other=other)

    entry = read_order_entry(Words("neworder", line), LEXICON, TODAY)

    assert entry.quantity == (one if one == other else None)
    assert ("quantity" in entry.problems) == (one != other)
