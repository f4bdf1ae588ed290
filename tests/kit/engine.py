"""A promise engine that can be told to be slow, wrong or out of ideas."""

from collections.abc import Callable
from threading import Event

from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import PromiseQuestion

Answering = Callable[[Shop, PromiseQuestion], PromiseAnswer]


class MoodyEngine:
    """The real engine, until a story says otherwise."""

    def __init__(self) -> None:
        self._real = DispatchEngine()
        self._may_go = Event()
        self._may_go.set()
        self.instead: Answering | None = None
        """Answers in place of the real engine; it may raise."""
        self.questions: list[PromiseQuestion] = []

    def answer(self, shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
        """See `PromiseEngine`."""
        self.questions.append(question)
        assert self._may_go.wait(timeout=30), "the story forgot to let the engine finish"
        return (self.instead or self._real.answer)(shop, question)

    def hang(self) -> None:
        """Give no answer until `finish`: what twenty seconds of solving look like from outside."""
        self._may_go.clear()

    def finish(self) -> None:
        """Answer what waits, and go on as before."""
        self._may_go.set()
