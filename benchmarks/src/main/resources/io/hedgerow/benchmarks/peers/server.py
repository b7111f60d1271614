"""A FastAPI server that races like Hedgerow's /api/first, as most people would write it.

Usage: uvicorn server:app, with UPSTREAM_URL in the environment
"""

import asyncio
import os

import httpx
from fastapi import FastAPI, HTTPException, Query

ATTEMPTS = 3
WRITE_RESERVE_SECONDS = 0.005

app = FastAPI()
upstream = os.environ["UPSTREAM_URL"]
# The default is 100 connections, far too few for hundreds of callers.
client = httpx.AsyncClient(
    timeout=None, limits=httpx.Limits(max_connections=None, max_keepalive_connections=4096)
)


async def attempt():
    response = await client.get(upstream)
    response.raise_for_status()
    answer = response.json()
    if not isinstance(answer["time"], int):
        raise ValueError("no time")
    return answer


@app.get("/api/first")
async def first(timeout: int = Query(ge=1, le=60000)):
    deadline = asyncio.get_running_loop().time() + timeout / 1000 - WRITE_RESERVE_SECONDS
    running = {asyncio.create_task(attempt()) for _ in range(ATTEMPTS)}
    try:
        while running:
            remaining = deadline - asyncio.get_running_loop().time()
            done, running = await asyncio.wait(
                running, timeout=max(0, remaining), return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                raise HTTPException(503, "deadline")
            for task in done:
                if task.exception() is None:
                    return task.result()
        raise HTTPException(503, "upstream-failed")
    finally:
        for task in running:
            task.cancel()
