"""Figures for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

RECEIVED = Counter("tongpin_deliveries_total", "Deliveries taken from a platform.", ["platform", "kind"])
REFUSED = Counter("tongpin_deliveries_refused_total", "Callbacks refused at the door.", ["platform", "status"])
PENDING = Gauge("tongpin_outbox_pending", "Messages owed to chats.")
DEAD = Gauge("tongpin_outbox_dead", "Messages given up.")
OPEN_ORDERS = Gauge("tongpin_open_orders", "Orders not shipped, closed or cancelled.")
PLANNER_RESTARTS = Counter("tongpin_planner_restarts_total", "Planner processes that ended, or were ended.", ["work"])
PLANNER_QUEUE = Gauge("tongpin_planner_queue", "Questions that wait for the planner, and the one in hand.", ["work"])
PLANNER_SECONDS = Histogram("tongpin_planner_seconds", "From a question to its answer, without waiting.", ["work"])
