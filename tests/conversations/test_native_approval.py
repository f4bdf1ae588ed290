"""G10: a review is mirrored into the platform's own approvals: decided in either place, ended in both, once."""

from collections.abc import Iterator

import pytest

from core.changes import ChangeStatus
from core.changes.forms import FormStage, NativeForm
from storage.changes import get_form
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.room import SETTINGS
from tests.kit.stories import actions
from tests.kit.tried_changes import (
    CHANGE,
    PRODUCTION,
    QUALITY,
    REQUESTER,
    RND,
    agrees,
    status,
    the_change,
    tried_kinds,
    tries,
)

pytestmark = pytest.mark.every_platform

CODE = "7C468A54-8745-2245-9675-08B7C63E7A85"
NODES = [{"node_id": f"n{n}", "name": f"第 {n} 步", "type": "AND"} for n in (1, 2, 3)]
FIELDS = {"number": "c_no", "summary": "c_what", "reason": "c_why"}
APPROVAL = {"feishu": {"code": CODE, "fields": FIELDS}, "wecom": {"template": CODE, "fields": FIELDS}}


def mirroring(platform: str) -> dict[str, object]:
    """What the configuration says besides."""
    usual = SETTINGS[platform]("sqlite:///unused.db")
    section = getattr(usual, platform).model_dump() | {"approval": APPROVAL[platform]}
    return {platform: section, "jobs": usual.jobs.model_dump() | {"reconcile_forms": "*/10 * * * *"}}


@pytest.fixture(autouse=True)
def _tried() -> Iterator[None]:
    with tried_kinds():
        yield


@pytest.fixture
def mirrored(quiet_url: str, open_room: OpenRoom, platform: str) -> Room:
    """A factory whose reviews are mirrored."""
    room = open_room(quiet_url, **mirroring(platform))
    if platform == "feishu":
        room.tenant.approvals.define(CODE, "工程变更", list(FIELDS.values()), NODES)
    return room


def form(room: Room, round_: int = 1) -> NativeForm:
    with room.read() as session:
        found = get_form(session, CHANGE, round_, room.platform)
    assert found is not None
    return found


def decides(room: Room, person: str, *, agrees: bool = True, words: str = "") -> None:
    """Somebody decides in the platform's own approvals."""
    account, number = room.stage.accounts[person], form(room).number
    if room.platform == "feishu":
        room.tenant.approvals.decide(account, number, agrees=agrees, comment=words)
    else:
        room.corp.decide_approval(account, number, agrees=agrees, speech=words)
    room.settle()


def there(room: Room) -> str:
    """How the form stands on the platform."""
    side = room.program.sides[room.platform]
    assert side.approvals is not None
    return side.approvals.read(form(room).number).status.value


class TestFiled:
    def test_a_review_is_filed_there_in_the_name_of_who_asks(self, mirrored: Room) -> None:
        tries(mirrored)

        assert form(mirrored).stage is FormStage.FILED
        assert there(mirrored) == "RUNNING"

    def test_without_a_template_nothing_is_filed(self, room: Room) -> None:
        tries(room)

        with room.read() as session:
            assert get_form(session, CHANGE, 1, room.platform) is None

    @pytest.mark.only_on("feishu", "own-approvals")
    def test_what_the_platform_refuses_is_told_to_an_administrator_and_the_review_goes_on(
        self, quiet_url: str, open_room: OpenRoom
    ) -> None:
        room = open_room(quiet_url, **mirroring("feishu"))

        tries(room)

        assert form(room).stage is FormStage.TROUBLE
        assert any("没能送进" in card.title for card in room.cards("luo.wei"))
        agrees(room, RND)
        assert status(room) is ChangeStatus.IN_REVIEW

    def test_while_the_platform_is_away_it_is_tried_again_and_filed_once(self, mirrored: Room) -> None:
        mirrored.failures.platform_down = "timeout"
        tries(mirrored)
        assert form(mirrored).stage is FormStage.OWED

        mirrored.failures.platform_down = None
        mirrored.advance(minutes=1)

        assert form(mirrored).stage is FormStage.FILED


class TestDecidedThere:
    def test_it_counts_here_in_the_name_of_who_decided(self, mirrored: Room) -> None:
        tries(mirrored)

        decides(mirrored, RND, words="可以")

        given = next(it for it in the_change(mirrored).approvals if it.asked == RND)
        assert given.decision is not None
        assert given.comment == "可以"
        assert (RND, "ApprovalGiven") in actions(mirrored, CHANGE)

    def test_the_last_consent_there_puts_it_into_effect_once(self, mirrored: Room) -> None:
        tries(mirrored)

        for person in (RND, QUALITY, PRODUCTION):
            decides(mirrored, person)

        assert status(mirrored) in (ChangeStatus.APPLIED, ChangeStatus.CLOSED)
        assert [name for _, name in actions(mirrored, CHANGE)].count("ChangeApplied") == 1
        assert form(mirrored).stage is FormStage.ENDED

    def test_a_no_there_ends_it_here_with_its_reason(self, mirrored: Room) -> None:
        tries(mirrored)

        decides(mirrored, RND, agrees=False, words="图纸没改")

        assert status(mirrored) is ChangeStatus.REJECTED
        assert the_change(mirrored).decision == "图纸没改"
        assert form(mirrored).stage is FormStage.ENDED

    def test_withdrawn_there_it_is_withdrawn_here(self, mirrored: Room) -> None:
        tries(mirrored)

        if mirrored.platform == "feishu":
            mirrored.tenant.approvals.cancel(mirrored.stage.accounts[REQUESTER], form(mirrored).number)
        else:
            mirrored.corp.withdraw_approval(mirrored.stage.accounts[REQUESTER], form(mirrored).number)
        mirrored.settle()

        assert status(mirrored) is ChangeStatus.WITHDRAWN

    def test_an_event_that_was_lost_is_found_again(self, mirrored: Room) -> None:
        tries(mirrored)
        mirrored.failures.drops = 9
        decides(mirrored, RND)
        assert len([it for it in the_change(mirrored).approvals if it.decision]) == 0

        mirrored.failures.drops = 0
        mirrored.advance(minutes=11)

        assert [it.asked for it in the_change(mirrored).approvals if it.decision] == [RND]

    def test_events_that_come_twice_change_nothing(self, mirrored: Room) -> None:
        tries(mirrored)
        mirrored.failures.duplicates = 9

        decides(mirrored, RND)

        assert [name for _, name in actions(mirrored, CHANGE)].count("ApprovalGiven") == 1


class TestDecidedHere:
    @pytest.mark.only_on("feishu", "own-approvals")
    def test_it_is_carried_there_and_ends_there(self, mirrored: Room) -> None:
        tries(mirrored)

        agrees(mirrored, RND)
        agrees(mirrored, QUALITY)
        agrees(mirrored, PRODUCTION)

        assert there(mirrored) == "APPROVED"
        assert form(mirrored).stage is FormStage.ENDED

    @pytest.mark.only_on("feishu", "own-approvals")
    def test_one_decides_here_and_the_next_there(self, mirrored: Room) -> None:
        tries(mirrored)

        agrees(mirrored, RND)
        decides(mirrored, QUALITY)
        agrees(mirrored, PRODUCTION)

        assert there(mirrored) == "APPROVED"
        assert status(mirrored) in (ChangeStatus.APPLIED, ChangeStatus.CLOSED)

    @pytest.mark.only_on("feishu", "own-approvals")
    def test_withdrawn_here_it_is_cancelled_there(self, mirrored: Room) -> None:
        tries(mirrored)

        mirrored.taps(REQUESTER, "撤回", to="rnd")

        assert status(mirrored) is ChangeStatus.WITHDRAWN
        assert there(mirrored) == "ENDED"

    @pytest.mark.only_on("wecom", "own-approvals")
    def test_who_asked_is_told_to_end_the_form_that_nobody_else_can_end(self, mirrored: Room) -> None:
        tries(mirrored)

        for person in (RND, QUALITY, PRODUCTION):
            agrees(mirrored, person)

        assert status(mirrored) in (ChangeStatus.APPLIED, ChangeStatus.CLOSED)
        assert form(mirrored).stage is FormStage.LEFT_OPEN
        assert any("审批单还开着" in card.title for card in mirrored.cards(REQUESTER))

    @pytest.mark.only_on("wecom", "own-approvals")
    def test_what_is_decided_there_afterwards_changes_nothing(self, mirrored: Room) -> None:
        tries(mirrored)
        for person in (RND, QUALITY, PRODUCTION):
            agrees(mirrored, person)
        before = status(mirrored)

        decides(mirrored, RND, agrees=False, words="还是不行")

        assert status(mirrored) is before
        assert form(mirrored).stage is FormStage.ENDED
