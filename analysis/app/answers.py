"""Between the pool's threads and the server's loop: lines come in, an answer goes out."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from analysis.app.guard import BODY_S
from analysis.app.live_frames import refusal
from analysis.app.snapshots import moves_before
from analysis.app.strict_json import LARGEST_BODY
from analysis.app.warm_runs import Ticket, WarmRuns
from analysis.app.warm_worker import Work
from sim.scenario import Scenario

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


class Told:
    """What a run has told so far, to everyone who asked the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[tuple[str, bytes]] = []
        self._listeners: list[Answer] = []
        self.ended = False
        self.ticket: Ticket | None = None

    def hear(self, kind: str, text: bytes) -> None:
        """Take a line from a thread of the pool, and pass it on."""
        with self._lock:
            self._lines.append((kind, text))
            self.ended = kind != "line"
            for listener in self._listeners:
                listener.hear(kind, text)

    def join(self, answer: Answer) -> None:
        """Tell an asker everything so far, and what comes."""
        with self._lock:
            for kind, text in self._lines:
                answer.hear(kind, text)
            self._listeners.append(answer)

    def leave(self, answer: Answer) -> None:
        """An asker has gone; with the last one the run is called off."""
        with self._lock:
            if answer in self._listeners:
                self._listeners.remove(answer)
            if not self._listeners and not self.ended and self.ticket is not None:
                self.ticket.cancel()

    @property
    def bytes(self) -> int:
        """What it holds."""
        return sum(len(text) for _, text in self._lines)

    @property
    def of_use(self) -> bool:
        """Whether somebody who asks the same can be answered with it."""
        called_off = self.ticket is not None and self.ticket.cancelled.is_set()
        failed = self.ended and self._lines[-1][0] != "done"
        return not (failed or (called_off and not self.ended))


class Asking:
    """Runs by what was asked: who asks the same shares the run, also when it has ended.

    To be used in the server's loop alone.
    """

    def __init__(self, runs: WarmRuns, most_bytes: int = 60_000_000) -> None:
        """``most_bytes`` bounds what is kept of answers; the oldest go first."""
        self.runs, self.most_bytes = runs, most_bytes
        self._told: OrderedDict[tuple[object, ...], Told] = OrderedDict()

    def ask(self, work: Work, answer: Answer, base: Scenario | None = None) -> Told:
        """Have a run told to ``answer``. Raises BusyError when too many wait."""
        key = (work.scenario.sha256, work.seed, work.until, repr(work.teller),
               moves_before(work.chair, work.until))  # fmt: skip
        told = self._told.pop(key, None)
        if told is None or not told.of_use:
            told = Told()
            told.ticket = self.runs.submit(work, told.hear, base=base)
        self._told[key] = told
        told.join(answer)
        self._forget()
        return told

    def _forget(self) -> None:
        """Drop the oldest answers that have ended, until the rest fits."""
        held = sum(told.bytes for told in self._told.values())
        for key, told in list(self._told.items()):
            if held <= self.most_bytes:
                return
            if told.ended:
                held -= told.bytes
                del self._told[key]


async def streamed(request: Request, answer: Answer, runs: Sequence[Told]) -> AsyncIterator[bytes]:
    """The lines as they come; the runs are called off when their last asker goes."""
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
        for told in runs:
            told.leave(answer)


async def collected(request: Request, answer: Answer, told: Told) -> tuple[str, bytes]:
    """How one run ended, and all its lines, or the reason why there are none."""
    lines: list[bytes] = []
    try:
        while True:
            kind, text = await answer.next(request)
            if kind != "line":
                return kind, b"".join(lines) if kind == "done" else text
            lines.append(text)
    finally:
        told.leave(answer)


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
