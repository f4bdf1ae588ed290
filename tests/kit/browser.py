"""Somebody's browser, without a socket."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from httpx import Response
from starlette.applications import Starlette

ORIGIN = "https://tongpin.example.com"
OWN = {"sec-fetch-site": "same-origin", "origin": ORIGIN}


class Browser:
    """Asks the application without a socket, and keeps its cookies."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self.cookies = httpx.Cookies()

    def get(self, url: str, **more: Any) -> Response:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> Response:
        return self.request("POST", url, **more)

    def request(self, method: str, url: str, **more: Any) -> Response:
        # In a thread: a real browser's fixture keeps an event loop in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._request(method, url, **more)).result()

    async def _request(self, method: str, url: str, **more: Any) -> Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
            answer = await client.request(method, url, **more)
            self.cookies = client.cookies
            return answer
