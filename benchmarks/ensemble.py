"""An ensemble through the real command: wall time, runs a second, memory, and where time goes.

python -m benchmarks.ensemble --runs 40 --scale 1000 --jobs 2 [--drive coupled] [--until 1934-12]

Memory is the largest sum of what the processes of the command hold (resident; pages that several
share count in each), looked at every fifth of a second.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EVERY_SECONDS = 0.2
MEGABYTE = 1e6


@dataclass
class Watched:
    """A command that has ended: its wall time, processor time and memory, in seconds and bytes."""

    wall: float
    cpu: float
    largest: int
    """the largest sum over its processes"""
    largest_parent: int
    """the largest of the process that was started, which shares out and sums up"""


def watched(command: list[str], folder: Path) -> Watched:
    """Run a command in a folder and watch its processes. Raises RuntimeError where it fails."""
    import psutil

    times = os.times()
    began = time.perf_counter()
    errors = folder / "stderr.txt"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with open(errors, "w", encoding="utf-8") as file:
        started = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=file
        )
    parent = psutil.Process(started.pid)
    largest = largest_parent = 0
    while started.poll() is None:
        held = [_resident(one) for one in [parent, *_below(parent)]]
        largest, largest_parent = max(largest, sum(held)), max(largest_parent, held[0])
        time.sleep(EVERY_SECONDS)
    wall = time.perf_counter() - began
    if started.returncode:
        raise RuntimeError(f"exit code {started.returncode}: {errors.read_text(encoding='utf-8')}")
    after = os.times()
    cpu = after.children_user + after.children_system - times.children_user - times.children_system
    return Watched(wall, cpu, largest, largest_parent)


def _below(process: Any) -> list[Any]:
    import psutil

    try:
        found: list[Any] = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def _resident(process: Any) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Run the ensemble that the options ask for; what it took."""
    asked = ["run", "historical", "--out", "out", "--quiet"]
    for name in ("runs", "scale", "jobs", "drive", "until"):
        if (value := getattr(options, name)) is not None:
            asked += [f"--{name}", str(value)]
    with tempfile.TemporaryDirectory() as place:
        found = watched([sys.executable, str(ROOT / "run.py"), *asked], Path(place))
        facts = json.loads((Path(place) / "out" / "manifest.json").read_text("utf-8"))
    made = facts["timings"]["run_seconds"]
    processes = facts["timings"]["jobs"]
    in_model = sum(made) / processes
    return {
        "command": ["run.py", *asked],
        "runs": len(made),
        "wall_seconds": round(found.wall, 1),
        "runs_a_second": round(len(made) / found.wall, 3),
        "cpu_seconds_a_run": round(found.cpu / len(made), 2),
        "seconds_in_a_run": round(sum(made) / len(made), 2),
        "share_of_wall_in_runs": round(in_model / found.wall, 3),
        "seconds_outside_runs": round(found.wall - in_model, 1),
        "peak_megabytes": round(found.largest / MEGABYTE),
        "peak_megabytes_of_the_first_process": round(found.largest_parent / MEGABYTE),
        "processes": processes,
        "cores": os.cpu_count(),
    }


def main() -> None:
    """Measure and print, a line a figure or JSON."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=40)
    options.add_argument("--scale", type=int, default=1000)
    options.add_argument("--jobs", type=int, default=None, help="processes; default one a core")
    options.add_argument("--drive", default=None)
    options.add_argument("--until", default=None, help="YYYY-MM")
    options.add_argument("--json", action="store_true", help="print JSON")
    chosen = options.parse_args()
    found = measure(chosen)
    if chosen.json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name.replace('_', ' ')}: {' '.join(value) if name == 'command' else value}")


if __name__ == "__main__":
    main()
