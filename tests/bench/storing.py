"""Tongpin's door and inbox with the workers not yet started: `python -m tests.bench.storing PORT DATABASE_URL`.

What a delivery costs until it may be acknowledged, and nothing else.
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
from tests.bench.programs import let_go, settings_for
from tests.bench.standin import StandIn


def serve(port: int, url: str) -> None:
    """Take deliveries until stopped by a signal."""
    program = assemble(settings_for(url, port=port), Clock(), feishu_wire=StandIn())

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        let_go(program)

    app = Starlette(routes=operations_pages(program.database, program.troubles), lifespan=lifespan)
    assert program.feishu_door is not None
    uvicorn.run(
        FrontDoor({"/feishu/webhook": program.feishu_door}, app),
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
