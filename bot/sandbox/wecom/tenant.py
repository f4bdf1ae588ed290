"""The corp: everything an outsider may ask of the sandbox's WeCom, in one place."""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom.aibot.address import PATH as RESPONSE_PATH
from bot.sandbox.wecom.aibot.side import BotSide
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.line import Line
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.onlooker import Onlooker
from bot.sandbox.wecom.people_side import PeopleSide
from bot.sandbox.wecom.post import Knock, nobody
from bot.sandbox.wecom.pusher import Pusher
from bot.sandbox.wecom.rest import Gate
from bot.sandbox.wecom.rest.auth import expire_tokens, void_tokens
from bot.sandbox.wecom.rest.identity import authorize
from bot.sandbox.wecom.settings import WecomSettings
from bot.sandbox.wecom.wire import Asked, WireAnswer
from bot.sandbox.wecom.world import World


class WecomTenant(PeopleSide, BotSide, Onlooker):
    """Thread-safe. A wire by itself: `call` is the platform's REST API without a socket."""

    def __init__(self, settings: WecomSettings, clock: Callable[[], datetime], knock: Knock = nobody) -> None:
        world = World(settings, clock)
        self.settings = settings
        self.failures = world.failures
        self._line = Line(world, knock)
        self._pusher = Pusher(world, self._line)
        news = News(world, self._pusher)
        self._gate = Gate(world, news)
        PeopleSide.__init__(self, world, news)
        BotSide.__init__(self, world, self._pusher)
        Onlooker.__init__(self, world)

    def call(self, request: Asked) -> WireAnswer:
        """One REST call of the bot; never raises."""
        return self.bot_response(request) if request.path == RESPONSE_PATH else self._gate.call(request)

    def authorize(self, query: Mapping[str, str], who: str) -> str:
        """The page of the web sign-in: where it sends this person on. Raises ApiError, 50001 among them."""
        with self._world.change():
            return authorize(self._world, query, who)

    def sign_in(self, who: str, link: str) -> str:
        """Somebody opens a link to that page in their client; where they end up. Raises SandboxRefused."""
        try:
            return self.authorize(dict(parse_qsl(urlsplit(link).query)), who)
        except ApiError as error:
            raise SandboxRefused("no_sign_in", code=error.code) from error

    def deliver_to(self, knock: Knock) -> None:
        """Where callbacks go from now on."""
        self._line.knock = knock

    def check_url(self) -> bool:
        """Save the callback address in the console: whether the bot passes the check."""
        return self._line.check_url()

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
        """When the next attempt is due."""
        return self._pusher.next_due()

    def redeliver(self, key: str) -> bool:
        """Push an event again, by the key of its push; False when it is too long ago."""
        return self._pusher.redeliver(key)

    def clock_moved(self) -> None:
        """The clock jumped: look again at what is due."""
        self._pusher.wake()
        self._world.feed.publish("state")

    def void_tokens(self) -> None:
        """The platform takes its tokens back before their time: 40014."""
        with self._world.change():
            void_tokens(self._world)

    def expire_tokens(self) -> None:
        """All tokens run out now: 42001."""
        with self._world.change():
            expire_tokens(self._world)
