"""A card is changed with codes: each works once, for 72 hours, and the last is kept for the last change."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.notebook import CODE_LIFETIME
from bot.platforms.wecom.wire import OutcomeUnknown
from tests.bot.platforms.wecom.desks import IN_GROUP, PERSON, Desk, card, words

UPDATE = "update_template_card"


def sent(desk: Desk, *, taps: int = 0, key: str = "c1") -> str:
    """A card in Wang's chat, with one code and another for each tap."""
    message = desk.client.send(PERSON, card(), key=key).message
    for _ in range(taps):
        desk.clock.advance(seconds=1)
        desk.tapped(message)
    return message


def refused(desk: Desk, message: str, *, is_last: bool = False, title: str = "已确认") -> Fault:
    with pytest.raises(PlatformRefused) as refusal:
        desk.client.update(message, card(title=title), is_last=is_last)
    return refusal.value.fault


def busy(desk: Desk, message: str) -> PlatformBusy:
    with pytest.raises(PlatformBusy) as trouble:
        desk.client.update(message, card(title="已确认"))
    return trouble.value


# --- codes ---------------------------------------------------------------------------------


def test_a_change_takes_the_oldest_code(desk: Desk) -> None:
    message = sent(desk, taps=2)
    codes = sorted(desk.corp._world.codes, key=lambda it: it.created)

    desk.client.update(message, card(title="已确认"))

    assert desk.seen() == ["已确认"]
    assert [it.is_used for it in codes] == [True, False, False]


def test_the_last_code_is_kept_for_the_last_change(desk: Desk) -> None:
    message = sent(desk)

    assert refused(desk, message) is Fault.UPDATES_SPENT
    assert desk.seen() == ["请确认交期"]
    assert desk.left(message) == 1


def test_the_last_change_takes_it(desk: Desk) -> None:
    message = sent(desk)

    desk.client.update(message, card(title="已取代"), is_last=True)

    assert desk.seen() == ["已取代"]
    assert refused(desk, message, is_last=True) is Fault.CARD_EXPIRED


def test_every_tap_is_worth_one_more_change(desk: Desk) -> None:
    message = sent(desk, taps=3)

    for title in ("一", "二", "三"):
        desk.client.update(message, card(title=title))

    assert desk.seen() == ["三"]
    assert refused(desk, message) is Fault.UPDATES_SPENT


def test_a_code_is_not_tried_after_72_hours(desk: Desk) -> None:
    message = sent(desk)
    desk.clock.now += CODE_LIFETIME

    assert refused(desk, message, is_last=True) is Fault.CARD_EXPIRED
    assert desk.wire.bodies(UPDATE) == []


def test_a_code_is_good_until_then(desk: Desk) -> None:
    message = sent(desk)
    desk.clock.now += CODE_LIFETIME - timedelta(seconds=1)

    desk.client.update(message, card(title="已取代"), is_last=True)

    assert desk.seen() == ["已取代"]


def test_a_tap_long_after_brings_its_own_72_hours(desk: Desk) -> None:
    message = sent(desk)
    desk.clock.advance(hours=71)
    desk.tapped(message)
    desk.clock.advance(hours=2)  # the code of the sending has expired

    assert refused(desk, message) is Fault.UPDATES_SPENT
    desk.client.update(message, card(title="已取代"), is_last=True)


def test_two_who_change_a_card_at_once_take_two_codes(desk: Desk) -> None:
    message, at_once = sent(desk, taps=2), Barrier(2)

    def change() -> None:
        at_once.wait(10)
        desk.client.update(message, card(title="已确认"))

    threads = [Thread(target=change) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len({body["response_code"] for body in desk.wire.bodies(UPDATE)}) == 2
    assert desk.left(message) == 1


# --- when it goes wrong --------------------------------------------------------------------


def test_an_unknown_outcome_spends_the_code_and_the_next_attempt_takes_another(desk: Desk) -> None:
    message = sent(desk, taps=2)
    desk.wire.loses = [True]
    assert isinstance(busy(desk, message), OutcomeUnknown)

    desk.client.update(message, card(title="已确认"))

    assert len({body["response_code"] for body in desk.wire.bodies(UPDATE)}) == 2
    assert desk.left(message) == 1


def test_with_nothing_but_the_last_left_after_that_a_new_card_has_to_take_its_place(desk: Desk) -> None:
    message = sent(desk, taps=1)
    desk.wire.loses = [True]
    busy(desk, message)

    assert refused(desk, message) is Fault.UPDATES_SPENT
    desk.client.update(message, card(title="已取代"), is_last=True)


def test_a_platform_that_is_busy_leaves_the_code_as_good_as_before(desk: Desk) -> None:
    message = sent(desk, taps=1)
    desk.corp.failures.refuse_next(UPDATE, 45033)
    busy(desk, message)

    desk.client.update(message, card(title="已确认"))

    assert desk.seen() == ["已确认"]


def test_a_call_that_never_left_leaves_it_too(desk: Desk) -> None:
    message = sent(desk, taps=1)
    desk.wire.breaks = [PlatformBusy("no connection")]
    busy(desk, message)

    desk.client.update(message, card(title="已确认"))


@pytest.mark.parametrize(("taps", "fault"), [(2, Fault.UPDATES_SPENT), (0, Fault.CARD_EXPIRED)])
def test_a_code_that_the_platform_does_not_know_any_more_is_spent(desk: Desk, taps: int, fault: Fault) -> None:
    message = sent(desk, taps=taps)
    for code in desk.corp._world.codes:
        code.is_used = True

    assert refused(desk, message, is_last=not taps) is fault
    assert desk.left(message) == taps


def test_an_address_that_is_not_trusted_any_more_costs_no_code(desk: Desk) -> None:
    message = sent(desk, taps=1)
    desk.corp.failures.untrusted_ip = "203.0.113.7"

    assert refused(desk, message) is Fault.NOT_PERMITTED

    desk.corp.failures.untrusted_ip = ""
    desk.client.update(message, card(title="已确认"))
    assert desk.seen() == ["已确认"]


# --- what stays as it is -------------------------------------------------------------------


def test_what_the_smart_bot_said_stays_as_it_is(desk: Desk) -> None:
    message = desk.client.send(IN_GROUP, card(), key="c1").message

    assert refused(desk, message, is_last=True) is Fault.MESSAGE_GONE
    desk.client.recall(message)
    assert desk.wire.bodies("recall") == []


def test_words_stay_as_they_are(desk: Desk) -> None:
    message = desk.client.send(PERSON, words(), key="n1").message

    with pytest.raises(PlatformRefused) as refusal:
        desk.client.update(message, words("别的"))

    assert refusal.value.fault is Fault.MESSAGE_GONE


def test_a_change_for_one_person_is_for_nobody_else(desk: Desk) -> None:
    message = sent(desk)
    change = desk.notebook.take_code(message, leaving=0)

    desk.client.show(message, card(title="已确认")["template_card"], change.code, person="wang.sheng")

    [body] = desk.wire.bodies(UPDATE)
    assert body["userids"] == ["wang.sheng"]
    assert "atall" not in body
    assert "task_id" not in body["template_card"]
