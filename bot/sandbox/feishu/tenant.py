"""The tenant: everything an outsider may ask of the sandbox's Feishu, in one place."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.sandbox.feishu.approvals import Approvals
from bot.sandbox.feishu.line import Line
from bot.sandbox.feishu.onlooker import Onlooker
from bot.sandbox.feishu.people_side import PeopleSide
from bot.sandbox.feishu.post import Post, nobody
from bot.sandbox.feishu.pusher import Pusher
from bot.sandbox.feishu.rest import Gate
from bot.sandbox.feishu.settings import TenantSettings
from bot.sandbox.feishu.sockets import Sockets
from bot.sandbox.feishu.world import World


class FeishuTenant(PeopleSide, Onlooker):
    """Thread-safe. A `Wire` by itself: `call` is the platform's REST API without a socket."""

    def __init__(self, settings: TenantSettings, clock: Callable[[], datetime], post: Post = nobody) -> None:
        world = World(settings, clock)
        self.settings = settings
        self.sockets = Sockets(settings)
        self.failures = world.failures
        line = Line(world, post, self.sockets)
        pusher = Pusher(world, line)
        self.approvals = Approvals(world, pusher)
        self._gate = Gate(world, self.approvals)
        PeopleSide.__init__(self, world, line, pusher)
        Onlooker.__init__(self, world, line, pusher)

    def call(self, request: WireRequest) -> WireAnswer:
        """One REST call of the bot; never raises."""
        return self._gate.call(request)

    def deliver_to(self, post: Post) -> None:
        """Where events and callbacks go from now on."""
        self._line.post = post

    def start(self, workers: int = 4) -> None:
        """Deliver events in the background."""
        self._pusher.start(workers)

    def stop(self) -> None:
        """Stop delivering; what is owed is kept."""
        self._pusher.stop()

    def close(self) -> None:
        """Stop, and let go of the file."""
        self.stop()
        self._world.close()

    def deliver_due(self) -> int:
        """Deliver what is due now in this thread, in order; the number of attempts."""
        return self._pusher.run_due()

    def next_due(self) -> datetime | None:
        """When the next delivery or repeat is due."""
        with self._world.change():
            due = min((it.due for it in self._world.deliveries), default=None)
        return None if due is None else datetime.fromtimestamp(due / 1000, UTC)

    def clock_moved(self) -> None:
        """The clock jumped: look again at what is due."""
        self._pusher.wake()
        self._world.feed.publish("state")
