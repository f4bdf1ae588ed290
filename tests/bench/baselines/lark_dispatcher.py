"""lark-oapi's own dispatcher behind FastAPI: `python -m tests.bench.baselines.lark_dispatcher PORT`.

It verifies, decrypts and calls a handler that does nothing; a crash would lose the event.
"""

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from lark_oapi.core.model import RawRequest
from lark_oapi.event.dispatcher_handler import EventDispatcherHandler

from tests.bench.deliveries import ENCRYPT_KEY, VERIFICATION_TOKEN

app = FastAPI()
# It looks headers up by the platform's spelling; ASGI gives them in lower case.
SPELLED = {
    name.lower(): name
    for name in ("X-Request-Id", "X-Lark-Request-Timestamp", "X-Lark-Request-Nonce", "X-Lark-Signature")
}


def ignore(event: Any) -> None:
    """Nothing is done with an event."""


dispatcher = (
    EventDispatcherHandler.builder(ENCRYPT_KEY, VERIFICATION_TOKEN).register_p2_im_message_receive_v1(ignore).build()
)


@app.post("/feishu/webhook")
async def hook(request: Request) -> Response:
    """Let the dispatcher judge."""
    raw = RawRequest()
    raw.uri = request.url.path
    raw.body = await request.body()
    raw.headers = {SPELLED.get(name, name): value for name, value in request.headers.items()}
    answer = dispatcher.do(raw)
    return Response(answer.content, answer.status_code, media_type="application/json")


@app.get("/readyz")
async def readyz() -> dict[str, str]:
    """It runs."""
    return {"status": "ready"}


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_level="warning")
