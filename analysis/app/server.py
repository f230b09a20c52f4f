"""The live page: FastAPI on 127.0.0.1, answering this machine's browser (docs/live.md).

A moved slider starts a run on a pool of processes that stand ready, and its months are told as they
are lived. The server holds no sessions: a request says all that is needed to answer it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from fastapi import FastAPI, Request
from fastapi.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from analysis.app import chair_committee, chair_live
from analysis.app.answers import Answer, Asking, Told, collected, read_body, streamed
from analysis.app.asked import (
    CHAIR_SCENARIO,
    AskedWrongError,
    ChairAsked,
    ChairOthers,
    ChairStep,
    RunAsked,
    loaded,
    read,
    scenarios_of,
)
from analysis.app.frame import Head
from analysis.app.guard import TOO_LONG, Guard
from analysis.app.live_frames import NDJSON, Streamed
from analysis.app.preset_frames import BASE, FrameError, PresetFrames
from analysis.app.warm_runs import BusyError, WarmRuns
from analysis.app.warm_worker import Work
from analysis.command_options import UserError
from sim.branching import shared_months
from sim.scenario import names

FRAMES = Path("results") / "app" / "frames"
BUSY, WRONG = 503, 422
MOST_CONNECTIONS = 128
FRAME_S = 120.0
Page = Callable[[], str]
Model = TypeVar("Model", bound=BaseModel)


class Server:
    """What the routes share: the pool, the presets' frames, the page."""

    def __init__(self, runs: WarmRuns, frames: PresetFrames, page: Page) -> None:
        self.runs, self.frames, self._page = runs, frames, page
        self.asking = Asking(runs)
        self._text: str | None = None

    def page(self) -> str:
        """The page, put together when it is first asked for."""
        if self._text is None:
            self._text = self._page()
        return self._text

    async def run(self, request: Request) -> Response:
        """A run with sliders moved, told month by month."""
        asked = await _asked(request, RunAsked)
        scenario, base = await asyncio.to_thread(scenarios_of, asked)
        fork = shared_months(base, scenario, asked.seed)
        head = Head(asked.scenario, "live", base.title, base.question, asked.levers)
        keep = frozenset({fork} if 0 < fork < scenario.months else ())
        work = Work(0, scenario, asked.seed, scenario.months, Streamed(head), keep=keep)
        answer = Answer()
        told = self.asking.ask(work, answer, base)
        return StreamingResponse(streamed(request, answer, [told]), media_type=NDJSON)

    async def frame(self, name: str) -> Response:
        """The whole frame of a preset."""
        found = await asyncio.to_thread(self.frames.ask, name)
        # Others wait for the same frame, and it is kept: who gives up must not call it off.
        text = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(found)), FRAME_S)
        return Response(text, media_type="application/json")

    async def sit_down(self, request: Request) -> Response:
        """A person takes a district secretary's place."""
        asked = await _asked(request, ChairAsked)
        scenario = loaded(CHAIR_SCENARIO, (), asked.scale, None)
        work = chair_live.opening(scenario, asked.seed, asked.region, asked.number)
        return await self._told(request, work)

    async def step(self, request: Request) -> Response:
        """What follows from the choices so far."""
        asked = await _asked(request, ChairStep)
        scenario = loaded(CHAIR_SCENARIO, (), asked.scale, None)
        work = chair_live.steps(scenario, asked.seed, asked.district, list(asked.choices))
        return await self._told(request, work)

    async def others(self, request: Request) -> Response:
        """The same months under ten other ways, and by the rule, a line each as it is made."""
        asked = await _asked(request, ChairOthers)
        scenario = loaded(CHAIR_SCENARIO, (), asked.scale, None)
        works = chair_live.others(scenario, asked.seed, asked.district, asked.months)
        answer = Answer(len(works))
        runs: list[Told] = []
        try:
            for work in works:
                runs.append(self.asking.ask(work, answer))
        except BusyError:
            for told in runs:
                told.leave(answer)
            raise
        return StreamingResponse(streamed(request, answer, runs), media_type=NDJSON)

    async def _told(self, request: Request, work: Work) -> Response:
        """The one line that a run tells, as JSON."""
        answer = Answer()
        kind, text = await collected(request, answer, self.asking.ask(work, answer))
        if kind != "done":
            return PlainTextResponse(text.decode() + "\n", WRONG)
        return Response(text, media_type="application/json")


async def _asked(request: Request, model: type[Model]) -> Model:
    """The request's body, read strictly. Raises AskedWrongError."""
    return read(await read_body(request), model)


def make_app(server: Server, host: str, port: int) -> FastAPI:
    """The routes, with the guard before them."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(server.runs.close)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(Guard, host=host, port=port)
    _refusals(app)

    @app.get("/")
    async def page() -> Response:
        return HTMLResponse(await asyncio.to_thread(server.page))

    @app.get("/api/health")
    async def health() -> Response:
        runs = server.runs
        told = {"jobs": runs.jobs, "waiting": runs.waiting, "replaced": runs.replaced}
        return JSONResponse({"ok": True, **told, "states_bytes": runs.states.bytes})

    @app.get("/api/frame/{name}")
    async def frame(name: str) -> Response:
        return await server.frame(name)

    @app.get("/api/chair/committee")
    async def committee() -> Response:
        return Response(
            await asyncio.to_thread(chair_committee.text), media_type="application/json"
        )

    app.post("/api/run")(server.run)
    app.post("/api/chair/start")(server.sit_down)
    app.post("/api/chair/step")(server.step)
    app.post("/api/chair/others")(server.others)
    return app


def _refusals(app: FastAPI) -> None:
    """Every refusal is one line of plain text."""

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Response:
        return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)

    @app.exception_handler(AskedWrongError)
    async def wrong(_: Request, error: AskedWrongError) -> Response:
        return PlainTextResponse(f"{error}\n", WRONG)

    @app.exception_handler(BusyError)
    async def busy(_: Request, error: BusyError) -> Response:
        return PlainTextResponse(f"{error}\n", BUSY, {"retry-after": "5"})

    @app.exception_handler(FrameError)
    async def unmade(_: Request, error: FrameError) -> Response:
        return PlainTextResponse(f"{error}\n", BUSY)

    @app.exception_handler(TimeoutError)
    async def late(_: Request, error: TimeoutError) -> Response:
        return PlainTextResponse(f"{TOO_LONG}\n", BUSY)


def live_page() -> str:
    """The page as the live server gives it: words and facts of the project, and no frames."""
    from analysis.app.document import page_html
    from analysis.app.facts import facts

    others = sorted(name for name in names() if name != BASE)
    return page_html(facts(None, [BASE, *others]), frames=[], live=True)


def serve(
    host: str, port: int, jobs: int | None = None, open_browser: bool = True, *,
    folder: Path | None = FRAMES, every: bool = True,
) -> int:  # fmt: skip
    """Serve the page until it is interrupted; the exit code.

    ``folder`` keeps presets' frames between two starts; ``every`` has all of them made while nobody
    asks. Raises UserError, before anything is started, where host and port cannot be had.
    """
    import uvicorn

    door = listening(host, port)
    runs = WarmRuns(jobs)
    frames = PresetFrames(runs, folder)
    frames.warm(every)
    app = make_app(Server(runs, frames, live_page), host, port)
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}/"
    print(f"The page: {address}   (Ctrl-C ends it)", flush=True)
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    settings = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
        limit_concurrency=MOST_CONNECTIONS, timeout_keep_alive=15, ws="none",
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    uvicorn.Server(settings).run(sockets=[door])
    return 0


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises UserError where none can be had, with the reason."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, *_, place = found[0]
        return socket.create_server((str(place[0]), port), family=family)
    except OSError as fault:
        number = fault.errno or 0
        reason = os.strerror(number) if number > 0 else fault.strerror or fault
        raise UserError(
            f"--host {host} --port {port}: {reason}; "
            "name an address of this machine, and a port that nothing else uses"
        ) from fault
