"""A platform that accepts everything at once: `python -m tests.bench.standin PORT`, or as a `Wire` without a socket."""

import itertools
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import uvicorn

from bot.platforms.feishu.wire import WireAnswer, WireRequest

_numbers = itertools.count(1)


class StandIn:
    """The same as a `Wire`."""

    def call(self, request: WireRequest) -> WireAnswer:
        """One call."""
        return WireAnswer(200, {"content-type": "application/json"}, orjson.dumps(_answer(request.path)))


async def app(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """One call."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    body = orjson.dumps(_answer(scope["path"]))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})


def _answer(path: str) -> dict[str, Any]:
    if path.endswith("/tenant_access_token/internal"):
        return {"code": 0, "msg": "ok", "tenant_access_token": "t-bench", "expire": 7200}
    if path.endswith("/bot/v3/info"):
        bot = {"app_name": "bench", "open_id": "ou_bot", "activate_status": 2, "ip_white_list": []}
        bot["avatar_url"] = "https://example.com/bot.png"
        return {"code": 0, "msg": "ok", "bot": bot}
    return {"code": 0, "msg": "ok", "data": {"message_id": f"om_sent_{next(_numbers)}", "chat_id": "oc_bench"}}


if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
        lifespan="off",
    )
