"""How fast the compiled passes of a month are, at one and two threads, and the month around them.

python -m benchmarks.kernel_speed [--scale 250] [--month 1932-11] [--rounds 31] [--json]
"""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.command_line import Settings, run
from benchmarks.recorded_month import DRIVE, RecordedPass, model_at, recorded
from benchmarks.tables import Table
from benchmarks.timing import Case, Samples, added, interleaved, median, ratio, timed_calls
from sim import month as the_month
from sim.model import GeneralLine

THREADS = (1, 2)


def passes_table(calls: list[RecordedPass], settings: Settings) -> Table:
    """Nanoseconds a household of every pass, and household-months a second."""
    cases = {
        f"{call.name} {threads}": Case(call.restore, partial(call.run, threads))
        for call in calls for threads in THREADS
        if threads == 1 or call.by_villages
    }  # fmt: skip
    samples = interleaved(cases, settings.rounds)
    n = calls[0].households
    rows = [_pass_row(call.name, samples, n) for call in calls]
    rows.sort(key=lambda row: -row[1])
    whole = {
        f"all passes {threads}": added([samples.get(f"{c.name} {threads}", samples[f"{c.name} 1"])
                                        for c in calls]) for threads in THREADS
    }  # fmt: skip
    rows.append(_pass_row("all passes", whole, n))
    return Table(
        f"Compiled passes, {settings.month}, {n:,} households in {calls[0].villages:,} villages",
        ("pass", "ns, 1 thread", "ns, 2 threads", "speed, 2 threads over 1", "the same, best",
         "million a second, 1 thread", "million a second, 2 threads"),
        rows,
        ["Nanoseconds a household, and million household-months a second. Threads share blocks of "
         "villages as in a run. 'Best' compares the quickest rounds, which a busy machine disturbs "
         "least. Columns are restored before each repetition, outside the clock, so they lie warm "
         "in the cache."],
    )  # fmt: skip


def _pass_row(name: str, samples: Samples, households: int) -> tuple[Any, ...]:
    one = samples[f"{name} 1"]
    two = samples.get(f"{name} 2")
    speed = households / 1e6
    first = (name, median(one) / households * 1e9)
    if two is None:
        return (*first, None, None, None, speed / median(one), None)
    return (*first, median(two) / households * 1e9, ratio(one, two), min(one) / min(two),
            speed / median(one), speed / median(two))  # fmt: skip


class Repeated:
    """A month of the whole model, lived again and again from the same saved state."""

    def __init__(self, state: bytes, threads: int = 1) -> None:
        """``state`` is the model's at the start of the month."""
        self.state, self.threads = state, threads
        self.model: GeneralLine | None = None

    def prepare(self) -> None:
        """Bring the model back to the start of the month."""
        if self.model is not None:
            self.model.close()
        self.model = GeneralLine.from_state(self.state)
        self.model.world.threads = self.threads

    def work(self) -> None:
        """Live the month."""
        assert self.model is not None
        self.model.step()


def months_table(states: dict[str, bytes], calls: list[RecordedPass], settings: Settings) -> Table:
    """The whole month as a run steps it, beside its compiled passes."""
    n = calls[0].households
    repeated = {
        f"{drive} {threads}": Repeated(state, threads)
        for drive, state in states.items() for threads in THREADS
    }  # fmt: skip
    cases = {name: Case(one.prepare, one.work) for name, one in repeated.items()}
    inside = {f"pass {i}": Case(call.restore, call.run) for i, call in enumerate(calls)}
    samples = interleaved({**cases, **inside}, settings.rounds)
    compiled = added([samples[name] for name in inside])
    rows: list[tuple[Any, ...]] = []
    for drive in states:
        one, two = samples[f"{drive} 1"], samples[f"{drive} 2"]
        rows.append((f"month, drive {drive}", median(one) * 1e3, median(two) * 1e3,
                     ratio(one, two), min(one) / min(two), ratio(compiled, one),
                     n / median(one) / 1e6))  # fmt: skip
    return Table(
        f"The whole month, {settings.month}",
        ("what", "ms, 1 thread", "ms, 2 threads", "speed, 2 threads over 1", "the same, best",
         "share in compiled passes, 1 thread", "million a second, 1 thread"),
        rows,
        ["'Million a second' are household-months."],
    )  # fmt: skip


def lines_table(state: bytes, settings: Settings) -> Table:
    """Where a month's time goes, by line of the month (sim/month.py), in one thread."""
    samples: Samples = {}
    month = Repeated(state)
    for number in range(settings.rounds + 1):
        month.prepare()
        with timed_calls(vars(the_month), "sim.institutions") as seconds:
            month.work()
        for name, spent in seconds.items():
            samples.setdefault(name, []).extend([spent] if number else [])
    usual = {name: median(parts) for name, parts in samples.items()}
    whole = sum(usual.values())
    rows: list[tuple[Any, ...]] = [
        (name, seconds * 1e3, seconds / whole) for name, seconds in usual.items()
    ]
    rows.sort(key=lambda row: -row[1])
    rows.append(("all lines", whole * 1e3, 1.0))
    return Table(
        f"Lines of the month, {settings.month}, drive {DRIVE}, 1 thread",
        ("line", "ms", "share"),
        rows,
    )


def tables(settings: Settings) -> list[Table]:
    """Passes, whole months, lines of the month."""
    month = recorded(settings.month, settings.scale)
    country = model_at(settings.month, settings.scale, "countryside")
    states = {"countryside": country.save_state(), DRIVE: month.state}
    country.close()
    return [
        passes_table(month.calls, settings),
        months_table(states, month.calls, settings),
        lines_table(month.state, settings),
    ]


if __name__ == "__main__":
    run(__doc__, tables)
