"""A bare FastAPI app on uvicorn with uvloop and httptools: `python -m tests.bench.baselines.bare PORT`.

It keeps nothing, checks nothing and answers at once.
"""

import sys

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.post("/feishu/webhook")
async def hook() -> dict[str, str]:
    """Answer."""
    return {}


@app.get("/readyz")
async def readyz() -> dict[str, str]:
    """It runs."""
    return {"status": "ready"}


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_level="warning")
