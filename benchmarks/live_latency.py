"""How long a moved slider of the live page waits for its first new numbers: measured, not asserted.

python -m benchmarks.live_latency [--moves N] [--scale K] [--jobs J] [--page]

A real server on a free port; sliders are moved to levels drawn in turn, each from the documented
course, none twice. The clock runs from the request to the first line of months that holds one that
differs, as the page's script receives it; the page asks at once for a first move and, in a drag,
60 ms after the last, so that a drag is two requests at most.

With ``--page`` the page itself is opened in Chromium and the clock runs from the slider's event to
the screen that shows the first new months in the first chart, and in all charts in sight.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

SETTLED_MS = 60
GOAL_MS = 300
REST_MS = 400
"""between two moves in the page: longer than what it takes for a drag"""
WHOLE_EVERY = 6
"""every so many runs are followed to their last month; the others are dropped, as by a drag"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live_latency")
    parser.add_argument("--moves", type=int, default=40, help="sliders moved (default 40)")
    parser.add_argument("--scale", type=int, default=4000)
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument("--page", action="store_true", help="in the page, at its own scale")
    given = parser.parse_args(arguments)
    address, end = _server(given.jobs)
    try:
        _wait_until_warm(address)
        moves = list(itertools.islice(_moves(), given.moves))
        if given.page:
            _tell_page(_moves_in_page(address, moves))
            return 0
        rows = [_move(address, *pair, given.scale, whole=k % WHOLE_EVERY == 0)
                for k, pair in enumerate(moves)]  # fmt: skip
    finally:
        end()
    _tell(rows, given.scale)
    return 0


def _server(jobs: int | None) -> tuple[str, Any]:
    """A server with warm processes; its address, and what ends it."""
    import uvicorn

    from analysis.app.preset_frames import PresetFrames
    from analysis.app.server import Server, live_page, make_app
    from analysis.app.warm_runs import WarmRuns

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    runs = WarmRuns(jobs)
    frames = PresetFrames(runs, None)
    frames.warm(every=False)
    app = make_app(Server(runs, frames, live_page), "127.0.0.1", port)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()

    def end() -> None:
        server.should_exit = True
        thread.join(30.0)

    return f"http://127.0.0.1:{port}", end


def _wait_until_warm(address: str) -> None:
    """Wait until the states of the historical run are kept and every process has its rules."""
    import httpx

    before = -1
    while True:
        time.sleep(2.0)
        try:
            held = httpx.get(f"{address}/api/health").json()["states_bytes"]
        except httpx.HTTPError:
            continue
        if held and held == before:
            break
        before = held
    for _ in range(4):
        _move(address, "relief", 7.0, 4000, whole=False)
        _move(address, "relief", 8.0, 4000, whole=False)


def _moves() -> Iterator[tuple[str, float]]:
    """Sliders in turn, each at its levels, furthest from the record first."""
    from analysis.app.sliders import SLIDERS

    for step in itertools.count(0):
        for slider in SLIDERS:
            value = slider.low + step * slider.step
            if value <= slider.high and value != slider.documented:
                yield slider.name, float(value)
        if step > 60:
            return


def _move(
    address: str, slider: str, value: float, scale: int, whole: bool = True
) -> dict[str, Any]:
    """Milliseconds from the request to the head, the first months, and the last."""
    import httpx

    body = {"scenario": "historical", "levers": {slider: value}, "scale": scale}
    began = time.perf_counter()
    found: dict[str, Any] = {"slider": slider, "value": value}
    with httpx.stream("POST", f"{address}/api/run", json=body, timeout=300.0) as answer:
        for line in answer.iter_lines():
            passed = 1000.0 * (time.perf_counter() - began)
            part = json.loads(line)
            if part["part"] == "months":
                found.setdefault("first", passed)
                if not whole:
                    break
                found["months"] = passed
            elif part["part"] == "end":
                break
    return found


WATCH = """() => {
  const draw = GL.charts.draw;
  GL.charts.draw = (chart) => {
    draw(chart);
    if (!GL.frame.whole && Object.keys(GL.frame.levers).length) window.drawn?.(chart);
  };
}"""
MOVE = """async ([name, value]) => {
  await GL.set({levers: {}});
  const slider = document.getElementById(`slider-${name}`);
  return await new Promise((answer) => {
    const began = performance.now();
    const taken = [];
    const painted = (then) => requestAnimationFrame(() => setTimeout(then));
    window.drawn = () => {
      const more = [...GL.charts.due].some(GL.charts.inSight);
      if (taken.length && more) return;
      const place = taken.push(0) - 1;
      if (!more) window.drawn = null;
      painted(() => {
        taken[place] = performance.now() - began;
        if (!more) answer([taken[0], taken.at(-1)]);
      });
    };
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
  });
}"""
"""back to the record, which is held, and then the move; milliseconds to the screen that shows the
first chart, and to the one that shows all in sight"""


def _moves_in_page(address: str, moves: list[tuple[str, float]]) -> list[list[float]]:
    """Milliseconds from each move to its first chart on the screen, and to all charts in sight."""
    from playwright.sync_api import sync_playwright

    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    path = next((one for one in found if one), None)
    if path is None:
        raise SystemExit("no Chromium on the path: --page needs one")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        while not page.evaluate("Boolean(document.documentElement.dataset.ready)"):
            page.wait_for_timeout(100)
        page.evaluate(WATCH)
        taken = []
        for move in moves:
            taken.append(page.evaluate(MOVE, list(move)))
            page.wait_for_timeout(REST_MS)
        browser.close()
    return taken


def _tell_page(taken: list[list[float]]) -> None:
    from analysis.app.asked import SCALE

    print(f"{len(taken)} moves in the page at scale {SCALE}, milliseconds to the screen")
    for what, values in zip(("first chart", "all charts in sight"), zip(*taken, strict=True),
                            strict=True):  # fmt: skip
        within = sum(one <= GOAL_MS for one in values) / len(values)
        print(f"  {what}: median {statistics.median(values):.0f}, from {min(values):.0f} to "
              f"{max(values):.0f}; within {GOAL_MS}: {within:.0%}")  # fmt: skip


def _tell(rows: list[dict[str, Any]], scale: int) -> None:
    first = [row["first"] for row in rows]
    whole = [row["months"] for row in rows if "months" in row]
    by_slider: dict[str, list[float]] = {}
    for row in rows:
        by_slider.setdefault(row["slider"], []).append(row["first"])
    print(f"{len(rows)} moves at scale {scale}, milliseconds from the request")
    for name, values in (("first new months", first), ("last month", whole)):
        low, high = min(values), max(values)
        print(f"  {name}: median {statistics.median(values):.0f}, from {low:.0f} to {high:.0f} "
              f"({len(values)} runs)")  # fmt: skip
    print(f"  in a drag the page waits {SETTLED_MS} ms before it asks")
    for name, values in by_slider.items():
        print(f"    {name}: median {statistics.median(values):.0f}")


if __name__ == "__main__":
    sys.exit(main())
