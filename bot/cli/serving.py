"""`tongpin serve`: the program behind uvicorn."""

import gc
import os
import socket
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

import structlog
import uvicorn

from bot import log
from bot.app import assemble, make_app
from bot.cli.context import Failed, settings, upgrade
from bot.cli.stopping import is_asked
from bot.clock import Clock
from bot.config import Settings, secret_values
from bot.planner.forking import early_life
from bot.planner.life import Life
from bot.seeding import apply_configured, is_empty, seed

if TYPE_CHECKING:
    from bot.app import Program
    from bot.sandbox.host import Sandbox

logger = structlog.get_logger()


def serve(*, sandbox: bool) -> None:
    """Run until stopped by a signal, which is a KeyboardInterrupt in the end."""
    with early_life() as planner:
        _serve(planner, sandbox=sandbox)


def _serve(planner: Life, *, sandbox: bool) -> None:
    log.set_up()
    chosen = settings()
    _require_free(chosen)
    if sandbox:
        from bot.sandbox.keys import with_sandbox

        chosen = with_sandbox(chosen)
    log.hide(secret_values(chosen))
    upgrade(chosen)
    clock = Clock()
    program = assemble(chosen, clock, early=planner)
    if sandbox and is_empty(program):
        print("Loading the sample factory …", flush=True)
        seed(program)
    apply_configured(program)
    played = _sandbox(chosen, program, clock) if sandbox else None
    _run(chosen, program, played)


def _sandbox(chosen: Settings, program: "Program", clock: Clock) -> "Sandbox":
    from bot.sandbox.host import Sandbox

    played = Sandbox(chosen, clock)
    played.populate(program.database)
    return played


def _run(chosen: Settings, program: "Program", played: "Sandbox | None") -> None:
    server: uvicorn.Server

    def is_stopping() -> bool:
        return server.should_exit

    app = make_app(program, None if played is None else played.pages(program, is_stopping))
    config = uvicorn.Config(
        app, host=chosen.server.host, port=chosen.server.port, loop="uvloop", http="httptools", log_config=None,
        access_log=False, timeout_graceful_shutdown=5, ws="none" if played is None else "websockets-sansio",
    )  # fmt: skip
    server = _Server(config, chosen, played)
    server.run()


class _Server(uvicorn.Server):
    """Says where it can be found once it can, and only then lets the sandbox talk to it."""

    def __init__(self, config: uvicorn.Config, chosen: Settings, played: "Sandbox | None") -> None:
        super().__init__(config)
        self._chosen, self._played = chosen, played

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.freeze()
        gc.enable()
        self.should_exit = self.should_exit or is_asked()
        if self.should_exit:
            return
        address = f"http://{self._chosen.server.host}:{self._chosen.server.port}/"
        if self._played is not None:
            self._played.start()
            print(f"Tongpin and its sandbox: {address}   (Ctrl-C stops it)", flush=True)
        else:
            print(f"Tongpin: {address}   {_listens_to(self._chosen)}   (Ctrl-C stops it)", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal stops it with care, a second one at once: whatever is owed is on disk."""
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._played is not None:
            self._played.stop()
        await super().shutdown(sockets)


def _listens_to(chosen: Settings) -> str:
    """Where the platform has to be told to bring its events."""
    told = [*_feishu_listens(chosen), *_wecom_listens(chosen)]
    return "   ".join(told) or "No platform is enabled: set feishu.enabled or wecom.enabled, or try --sandbox."


def _feishu_listens(chosen: Settings) -> Iterator[str]:
    if chosen.feishu.enabled and chosen.feishu.mode == "websocket":
        yield "Feishu: long connection."
    elif chosen.feishu.enabled:
        yield f"Feishu callbacks: {chosen.server.public_url.rstrip('/')}/feishu/webhook"


def _wecom_listens(chosen: Settings) -> Iterator[str]:
    if not chosen.wecom.enabled:
        return
    yield f"WeCom callbacks: {chosen.server.public_url.rstrip('/')}/wecom/callback"
    if chosen.wecom.aibot.enabled and chosen.wecom.aibot.mode == "webhook":
        yield f"smart bot: {chosen.server.public_url.rstrip('/')}/wecom/aibot"
    elif chosen.wecom.aibot.enabled:
        yield "smart bot: long connection."


def _require_free(chosen: Settings) -> None:
    """Say in one line that the address is taken, instead of failing half-way."""
    family = socket.AF_INET6 if ":" in chosen.server.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.server.host, chosen.server.port))
        except OSError as wrong:
            where = f"{chosen.server.host}:{chosen.server.port}"
            raise Failed(f"server: {where}: {wrong.strerror}. Stop what listens there, or set server.port.") from None
