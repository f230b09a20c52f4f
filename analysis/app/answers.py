"""Between the pool's threads and the server's loop: lines come in, an answer goes out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from analysis.app.guard import BODY_S
from analysis.app.live_frames import refusal
from analysis.app.strict_json import LARGEST_BODY
from analysis.app.warm_runs import Ticket

LOOK_S = 0.25
"""how often it is looked whether the asker is still there"""


class Answer:
    """Lines of one or several runs; threads of the pool put, the server's loop gets."""

    def __init__(self, runs: int = 1) -> None:
        """To be made in the loop that will read it."""
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self.left = runs

    def hear(self, kind: str, text: bytes) -> None:
        """Take a line from a thread of the pool."""
        with contextlib.suppress(RuntimeError):  # the loop has closed, and nobody listens
            self._loop.call_soon_threadsafe(self._queue.put_nowait, (kind, text))

    async def next(self, request: Request) -> tuple[str, bytes]:
        """The next line, or how a run ended. Raises ClientDisconnect where the asker has gone."""
        while True:
            try:
                return await asyncio.wait_for(self._queue.get(), LOOK_S)
            except TimeoutError:
                if await request.is_disconnected():
                    raise ClientDisconnect from None


async def streamed(
    request: Request, answer: Answer, tickets: Sequence[Ticket]
) -> AsyncIterator[bytes]:
    """The lines as they come; the runs are called off when the asker goes."""
    try:
        while answer.left:
            kind, text = await answer.next(request)
            if kind == "line":
                if text:
                    yield text
                continue
            answer.left -= 1
            if kind == "refused":
                yield refusal(text.decode())
    except ClientDisconnect:
        return
    finally:
        for ticket in tickets:
            ticket.cancel()


async def collected(
    request: Request, answer: Answer, tickets: Sequence[Ticket]
) -> tuple[str, bytes]:
    """How one run ended, and all its lines, or the reason why there are none."""
    lines: list[bytes] = []
    try:
        while True:
            kind, text = await answer.next(request)
            if kind != "line":
                return kind, b"".join(lines) if kind == "done" else text
            lines.append(text)
    finally:
        for ticket in tickets:
            ticket.cancel()


async def read_body(request: Request) -> bytes:
    """The body, bounded in size and time. Raises HTTPException with the status that fits."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().casefold()
    if kind != "application/json":
        raise HTTPException(415, "the body must be application/json")
    if request.headers.get("content-encoding", "identity").casefold() != "identity":
        raise HTTPException(415, "the body must not be compressed")
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or len(announced) > 12 or int(announced) > LARGEST_BODY:
        raise HTTPException(413, f"the body is longer than {LARGEST_BODY} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST_BODY:
                    raise HTTPException(413, f"the body is longer than {LARGEST_BODY} bytes")
    except TimeoutError:
        raise HTTPException(408, "the body took too long to arrive") from None
    return bytes(body)
