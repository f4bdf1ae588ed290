"""Orders whose coordinator is none any more."""

from core.people import Role
from handlers.context import Context
from handlers.ownership import ALERTED, answerable
from handlers.promising import node_owners
from storage import orders, people, roster
from storage.alerts import open_alerts


def hand_over_orders(ctx: Context) -> int:
    """They go to the coordinator that new orders get (N1). How many it was."""
    session = ctx.uow.session
    session.flush()
    coordinators = [person.key for person in people.people_with_role(session, Role.COORDINATOR)]
    left = orders.left_behind(session, coordinators) if coordinators else []
    leads, heir = answerable(session), roster.coordinator(session)
    before = {order.order_no: order.coordinator for order in left}
    for order in left:
        ctx.uow.record(*order.hand_over(heir, node_owners(order, session), leads, now=ctx.now))
    for alert in open_alerts(session):
        if alert.owner == before.get(alert.order_no):
            alert.hand_over(roster.leads(session).get(ALERTED) or heir)
            ctx.uow.mark_stale(alert.alert_no)
    return len(left)
