"""What WeCom asks of whoever sends much: keep clear of crowded minutes, and gather changes before sending anew."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.outbound.manners import RedrawRest, Spread
from storage import living
from storage.audit import Origin
from storage.database import Database
from storage.outbox import LANE, OUTBOX, Wait
from storage.unit_of_work import Manners, UnitOfWork
from tests.bot.posts import SHANGHAI

GROUP, PERSON, FEISHU = "wecom:wr_production", "wecom:@wang.sheng", "feishu:oc_production"
NOW = timedelta(0)
HALF_PAST = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
MOMENTS = st.integers(0, 400 * 24 * 3600 * 1000).map(lambda ms: HALF_PAST + timedelta(milliseconds=ms))
SPREAD = Spread(90)


# --- crowded minutes -----------------------------------------------------------------------


@pytest.mark.parametrize("minute", [0, 30])
def test_what_falls_into_a_crowded_minute_goes_after_it(minute: int) -> None:
    at = datetime(2026, 11, 23, 1, minute, 12, 500_000, tzinfo=UTC)

    sent = at + SPREAD(GROUP, "dg261123", at)

    crowd_ends = at.replace(minute=minute + 1, second=0, microsecond=0)
    assert crowd_ends <= sent < crowd_ends + timedelta(seconds=90)


@given(at=MOMENTS, key=st.text(max_size=20))
def test_nothing_is_ever_put_into_a_crowded_minute_or_off_for_long(at: datetime, key: str) -> None:
    rest = SPREAD(PERSON, key, at)

    assert NOW <= rest < timedelta(seconds=150)
    assert (at + rest).minute not in (0, 30)


@given(at=MOMENTS.filter(lambda at: at.minute not in (0, 30)))
def test_in_other_minutes_it_goes_at_once(at: datetime) -> None:
    assert SPREAD(GROUP, "k", at) == NOW


def test_not_all_of_it_goes_at_the_same_moment() -> None:
    rests = {SPREAD(f"wecom:@p{number}", "dg", HALF_PAST) for number in range(200)}

    assert len(rests) > 60


def test_the_same_push_is_put_off_alike() -> None:
    assert SPREAD(GROUP, "k", HALF_PAST) == SPREAD(GROUP, "k", HALF_PAST)
    assert SPREAD(GROUP, "k", HALF_PAST + timedelta(seconds=5)) == SPREAD(GROUP, "k", HALF_PAST) - timedelta(seconds=5)


def test_other_platforms_have_no_such_minutes() -> None:
    assert SPREAD(FEISHU, "k", HALF_PAST) == NOW


def test_it_can_be_switched_off() -> None:
    assert Spread(0)(GROUP, "k", HALF_PAST) == NOW


# --- cards that are sent anew --------------------------------------------------------------


@pytest.mark.parametrize(
    ("lane", "seconds"),
    [
        (GROUP, 15),
        ("wecom:appchat/MO1", 15),
        ("wecom:webhook/daily", 15),
        (PERSON, 0),  # the app's card is changed in place
        (FEISHU, 0),
    ],
)
def test_changes_gather_where_a_card_can_only_be_sent_anew(lane: str, seconds: int) -> None:
    assert RedrawRest(15)(lane) == timedelta(seconds=seconds)


# --- in a command --------------------------------------------------------------------------


@pytest.fixture
def owing(database: Database) -> Callable[..., dict[str, timedelta]]:
    """What a command owes, by lane, and how much later than now each is due."""

    def owe(
        work: Callable[[UnitOfWork], None], *, actor: str = "tongpin", at: datetime = HALF_PAST
    ) -> dict[str, timedelta]:
        manners = Manners(clock="tongpin", spread=SPREAD, rest_before_redraw=RedrawRest(15))

        def run(session: Session) -> dict[str, timedelta]:
            uow = UnitOfWork(
                session, now=HALF_PAST, origin=Origin(actor=actor), owner="us", timezone=SHANGHAI,
                platforms=frozenset({"wecom", "feishu"}), manners=manners,
            )  # fmt: skip
            work(uow)
            session.flush()
            return {row.lane: row.due_at - HALF_PAST for row in session.execute(OUTBOX.select())}

        return database.write(run)

    return owe


Owing = Callable[..., dict[str, timedelta]]


def notify(uow: UnitOfWork, *, wait: Wait = Wait.NOBODY) -> None:
    for lane in (GROUP, PERSON, FEISHU):
        uow.notify(lane, {"words": "日报"}, key=f"dg.{lane}", wait=wait)


def test_what_the_clock_brings_about_waits_for_the_crowd_to_pass(owing: Owing) -> None:
    due = owing(notify)

    assert timedelta(minutes=1) <= due[GROUP] < timedelta(seconds=150)
    assert timedelta(minutes=1) <= due[PERSON] < timedelta(seconds=150)
    assert due[FEISHU] == NOW


def test_what_somebody_waits_for_does_not(owing: Owing) -> None:
    assert set(owing(lambda uow: notify(uow, wait=Wait.PERSON)).values()) == {NOW}


def test_what_people_bring_about_does_not(owing: Owing) -> None:
    assert set(owing(notify, actor="lin.xiaoyan").values()) == {NOW}


def test_cards_that_the_clock_places_wait_too(owing: Owing) -> None:
    due = owing(lambda uow: uow.place_card("ALR-1", "alert", GROUP))

    assert timedelta(minutes=1) <= due[GROUP] < timedelta(seconds=150)


def test_a_card_that_was_shown_gathers_changes_in_a_group_alone(owing: Owing, database: Database) -> None:
    def shown(uow: UnitOfWork) -> None:
        for lane in (GROUP, PERSON, FEISHU):
            uow.place_card("ORD-1", "order", lane)
            card = living.find(uow.session, "ORD-1", "order", lane)
            assert card is not None
            card.message, card.shown = f"om_{lane}", card.wanted
        uow.session.flush()
        uow.session.execute(OUTBOX.delete())
        uow.session.execute(LANE.delete())
        uow.mark_stale("ORD-1")

    due = owing(shown, actor="lin.xiaoyan")

    assert due == {GROUP: timedelta(seconds=15), PERSON: NOW, FEISHU: NOW}
