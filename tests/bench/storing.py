"""Tongpin's door and inbox, the workers not yet started: `python -m tests.bench.storing PORT DATABASE_URL PLATFORM`.

What a delivery costs until it may be acknowledged, and nothing else. The platform is `feishu` or `wecom`, and the
other one is switched off.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from bot.app import assemble
from bot.clock import Clock
from bot.ingress import FrontDoor
from bot.web import operations_pages
from tests.bench.programs import let_go, settings_for, wecom_settings_for
from tests.bench.standin import StandIn
from tests.bench.wecom_standin import WecomStandIn


def serve(port: int, url: str, platform: str) -> None:
    """Take deliveries until stopped by a signal."""
    settings = {"feishu": settings_for, "wecom": wecom_settings_for}[platform](url, port=port)
    program = assemble(settings, Clock(), feishu_wire=StandIn(), wecom_wire=WecomStandIn())

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        let_go(program)

    app = Starlette(routes=operations_pages(program.database, program.troubles), lifespan=lifespan)
    uvicorn.run(
        FrontDoor(program.doors(), app),
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], sys.argv[3])
