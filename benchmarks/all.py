"""Every measurement in one run; --write puts it into the generated block of a page.

python benchmarks/all.py [--write docs/performance.md] [--json]
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the checkout's own sim, whatever is installed

from benchmarks import engine_speed, kernel_speed, rule_speed  # noqa: E402
from benchmarks.command_line import Settings, parser, show  # noqa: E402
from benchmarks.recorded_month import recorded  # noqa: E402
from benchmarks.tables import Table  # noqa: E402

START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LARGE_SCALE, LARGE_ROUNDS = 50, 15
"""a larger sample, on which blocks of villages are worth a thread"""


def measure(settings: Settings) -> list[Table]:
    """All tables: engines, passes, months, lines, rules, and the passes of a larger sample."""
    found = engine_speed.tables(settings) + kernel_speed.tables(settings)
    if settings.scale > LARGE_SCALE:
        rounds = min(settings.rounds, LARGE_ROUNDS)
        large = Settings(LARGE_SCALE, settings.month, rounds)
        month = recorded(large.month, large.scale)
        found.insert(3, kernel_speed.passes_table(month.calls, large))
    return found + rule_speed.tables(settings)


def block(tables: list[Table], settings: Settings) -> str:
    """The generated block of the page."""
    import numba
    import numpy

    machine = (
        f"Month {settings.month} of the historical run, one village in {settings.scale}, "
        f"{settings.rounds} rounds. {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, Numba {numba.__version__}, "
        f"NumPy {numpy.__version__}."
    )
    return "\n".join([machine, "", *(table.markdown() for table in tables)])


def write(page: Path, text: str) -> None:
    """Replace what stands between the page's two marks; ValueError where they are missing."""
    before, start, rest = page.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{page}: the marks {START} and {END} are missing")
    page.write_text(f"{before}{START}\n{text}{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure, then print or write."""
    options = parser(__doc__)
    options.add_argument("--write", type=Path, metavar="PAGE", help="a page with the two marks")
    chosen = options.parse_args()
    settings = Settings(chosen.scale, chosen.month, chosen.rounds)
    if chosen.write is not None and not chosen.write.is_file():
        options.error(f"--write {chosen.write}: there is no such page")
    tables = measure(settings)
    if chosen.write is None:
        show(tables, chosen.json)
    else:
        write(chosen.write, block(tables, settings))
        print(f"{chosen.write} has the new measurements")


if __name__ == "__main__":
    main()
