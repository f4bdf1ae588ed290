"""Orders: what a customer bought, what we promised, and how far it is."""

from core.orders.acknowledgement import Acknowledgement as Acknowledgement
from core.orders.change import LineChange as LineChange
from core.orders.change import OrderChange as OrderChange
from core.orders.draft import DraftPurpose as DraftPurpose
from core.orders.draft import OrderDraft as OrderDraft
from core.orders.drawn import Drawings as Drawings
from core.orders.line import MissingField as MissingField
from core.orders.line import OrderLine as OrderLine
from core.orders.node import Node as Node
from core.orders.node import NodeKind as NodeKind
from core.orders.order import Order as Order
from core.orders.promise import Lapse as Lapse
from core.orders.promise import Promise as Promise
from core.orders.promise import PromiseOffer as PromiseOffer
from core.orders.repromise import Repromise as Repromise
from core.orders.repromise import RepromiseState as RepromiseState
from core.orders.status import OrderAction as OrderAction
from core.orders.status import OrderStatus as OrderStatus
from core.orders.status import Track as Track
