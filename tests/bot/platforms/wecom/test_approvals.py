"""企业微信审批: our client and the sandbox corp, each written from the reference alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.platforms.port import PlatformRefused
from bot.platforms.wecom.api import WecomApi
from bot.platforms.wecom.approvals import WecomApprovals
from bot.sandbox.wecom import WecomTenant
from core.changes.forms import Filing, FormStatus, FormStep
from tests.bot.sandbox.wecom.corps import CHEN, LIN, SETTINGS, WANG, ZHAO, Clock, FakeBot, a_corp

TEMPLATE = "3WKdOrderChangeTpl01"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def corp(clock: Clock) -> Iterator[WecomTenant]:
    made = a_corp(clock, FakeBot())
    yield made
    made.close()


@pytest.fixture
def centre(corp: WecomTenant, clock: Clock) -> WecomApprovals:
    api = WecomApi(corp, SETTINGS.corp_id, SETTINGS.agent_id, SETTINGS.secret, clock)
    return WecomApprovals(api, TEMPLATE, {"number": "Textarea-1", "reason": "Textarea-2"})


def filing(*steps: FormStep) -> Filing:
    fields = {"number": "CHG-2611-0001", "reason": "客户要求把面板颜色从白色改成黑色，并且提前五天交货"}
    return Filing("CHG-2611-0001.1", Clock().now, LIN, steps or (FormStep((ZHAO,)), FormStep((WANG, CHEN))), fields)


def test_a_form_is_filed_with_its_steps_in_their_order(centre: WecomApprovals, corp: WecomTenant) -> None:
    number = centre.file(filing())
    first = centre.read(number)
    corp.decide_approval(ZHAO, number, agrees=True, speech="可以")

    assert (first.status, first.waiting, first.decisions) == (FormStatus.RUNNING, (ZHAO,), ())
    assert set(centre.read(number).waiting) == {WANG, CHEN}


def test_one_of_several_is_enough_where_the_step_says_so(centre: WecomApprovals, corp: WecomTenant) -> None:
    number = centre.file(filing(FormStep((ZHAO, WANG), is_any=True)))

    corp.decide_approval(WANG, number, agrees=True)

    state = centre.read(number)
    assert state.status is FormStatus.APPROVED
    assert [it.account for it in state.decisions] == [WANG]
    assert state.waiting == ()


def test_a_rejection_ends_it_with_its_words(centre: WecomApprovals, corp: WecomTenant) -> None:
    number = centre.file(filing())

    corp.decide_approval(ZHAO, number, agrees=False, speech="图纸没改")

    state = centre.read(number)
    assert state.status is FormStatus.REJECTED
    assert [(it.is_approved, it.words) for it in state.decisions] == [(False, "图纸没改")]


def test_withdrawn_there_it_is_over(centre: WecomApprovals, corp: WecomTenant) -> None:
    number = centre.file(filing())

    corp.withdraw_approval(LIN, number)

    assert centre.read(number).status is FormStatus.ENDED


def test_nobody_decides_there_from_outside(centre: WecomApprovals) -> None:
    number = centre.file(filing())

    centre.decide(number, ZHAO, is_approved=True, words="")
    centre.end(number, LIN)

    assert not centre.can_decide
    assert centre.read(number).waiting == (ZHAO,)


def test_what_was_filed_and_nobody_knows_is_found_again(centre: WecomApprovals, corp: WecomTenant) -> None:
    wanted = replace(filing(), key="CHG-2611-0002", fields={"number": "CHG-2611-0002"})
    others = [centre.file(filing()) for _ in range(101)]
    corp.file_approval(LIN, "请假", [WANG])
    assert centre.find(wanted) == ""

    number = centre.file(wanted)

    assert centre.find(wanted) == number
    assert number not in others


def test_an_applicant_outside_the_range_is_refused(centre: WecomApprovals) -> None:
    with pytest.raises(PlatformRefused, match="301025"):
        centre.file(Filing("k", Clock().now, "nobody", (FormStep((ZHAO,)),), {"number": "CHG-1"}))
