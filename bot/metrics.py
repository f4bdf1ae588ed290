"""Figures for Prometheus."""

from prometheus_client import Counter, Gauge

RECEIVED = Counter("tongpin_deliveries_total", "Deliveries taken from a platform.", ["platform", "kind"])
REFUSED = Counter("tongpin_deliveries_refused_total", "Callbacks refused at the door.", ["platform", "status"])
PENDING = Gauge("tongpin_outbox_pending", "Messages owed to chats.")
DEAD = Gauge("tongpin_outbox_dead", "Messages given up.")
OPEN_ORDERS = Gauge("tongpin_open_orders", "Orders not shipped, closed or cancelled.")
