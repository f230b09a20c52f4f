"""The scored numbers of the runs with shuffled dates, kept with the project: a file a drive.

``python -m analysis.null_runs`` writes them, ``validate`` and the report read them, so that the
third null is at hand without its runs. Heads tell by which command, from which draws, at what scale
and with which code and data the numbers were made, which patterns were asked for, and which of them
some draws (``partial``, with how many can) or all of them (``silent``) cannot say.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from analysis import history
from analysis.ensembles import SCORED, Ensemble
from analysis.files import write_whole
from analysis.pattern_run import COMPUTATIONS
from analysis.results import Results, ResultsError

FOLDER = Path(__file__).parent / "null_scores"
HEAD = ["id", "number", "held", "values"]
ABOUT = (
    "made by", "drive", "draws", "seeds", "scale", "until", "parameters", "model", "inputs",
    "history", "patterns", "partial", "silent",
)  # fmt: skip
NONE = "none"
DIGITS = 6
SOURCES = {"side_by_side": {"A": "countryside", "B": "politics"}}
"""Whose null a drive's rows are held against, where it is not the drive's own."""


def asked(drive: str) -> list[str]:
    """Ids of the patterns that a drive scores, in order; test rows too, for nulls are not fitted.

    Raises KeyError for a drive that is not one of SCORED.
    """
    table = history.patterns().sort_values("id")
    return [str(name) for name in table.loc[table["drive"].isin(list(SCORED[drive])), "id"]]


def write_scores(results: Results, found: Mapping[str, Ensemble], path: Path) -> None:
    """Write the ensembles of a folder of shuffled runs, whole or not at all. Raises OSError."""
    wanted = asked(results.drive)
    about = _about(results) | {
        "patterns": " ".join(wanted),
        "partial": " ".join(
            f"{name}:{found[name].runs}"
            for name in wanted
            if 0 < found[name].runs < len(results.runs)
        )
        or NONE,
        "silent": " ".join(name for name in wanted if not found[name].runs) or NONE,
    }
    lines = [f"# {name}: {about[name]}" for name in ABOUT]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(HEAD)
    for identity, one in sorted(found.items()):
        held = ";".join(f"{share:.6g}" for share in one.held)
        for number in range(one.numbers):
            values = ";".join(f"{value:.{DIGITS}g}" for value in one.values[:, number])
            table.writerow([identity, number, held, values])
    path.parent.mkdir(exist_ok=True)
    write_whole(path, "\n".join([*lines, text.getvalue()]))


def _about(results: Results) -> dict[str, str]:
    code, data = (results.manifest.get(part) or {} for part in ("code", "data"))
    scale = str(results.resolved.get("scale", "unknown"))
    seeds = results.seeds
    return {
        "made by": f"python -m analysis.null_runs --drive {results.drive} --draws {len(seeds)} "
        f"--seed {min(seeds)} --scale {scale}",
        "drive": results.drive,
        "draws": str(len(results.runs)),
        "seeds": f"{min(seeds)} to {max(seeds)}",
        "scale": scale,
        "until": f"{results.series['date'].max():%Y-%m}",
        "parameters": str(results.resolved.get("parameter_sets", "none")),
        "model": str(code.get("source_hash", "unknown"))[:16],
        "inputs": str(data.get("inputs", "unknown")),
        "history": str(data.get("history", "unknown")),
    }


def files_of(drive: str) -> dict[str, str]:
    """Whose stored null the rows of each drive letter are held against; empty if unknown."""
    return SOURCES.get(drive, {letter: drive for letter in SCORED.get(drive, "")})


def about(drive: str, folder: Path = FOLDER) -> dict[str, str]:
    """What the head of a drive's file says: the names of ABOUT; empty when there is no file."""
    path = folder / f"{drive}.csv"
    return _head(path) if path.exists() else {}


def _head(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def stored(drive: str, folder: Path = FOLDER) -> dict[str, Ensemble]:
    """The stored ensembles that results of a drive are held against, by pattern.

    Patterns that the file lacks have the reason; empty when there is no file of that drive (the two
    sides of ``side_by_side`` each have their own). Raises ResultsError for a file that cannot be
    read, naming file and line.
    """
    paths = [folder / f"{name}.csv" for name in dict.fromkeys(files_of(drive).values())]
    if not paths or not all(path.exists() for path in paths):
        return {}
    found: dict[str, Ensemble] = {}
    for path in paths:
        found |= _read(path)
    missing = Ensemble(reason="the stored runs with shuffled dates cannot say")
    return {identity: found.get(identity, missing) for identity in COMPUTATIONS}


def _read(path: Path) -> dict[str, Ensemble]:
    draws = int(_head(path).get("draws", "0"))
    columns: dict[str, list[list[float]]] = {}
    held: dict[str, tuple[float, ...]] = {}
    for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#") or line == ",".join(HEAD):
            continue
        try:
            identity, number, shares, values = line.split(",")
            if int(number) != len(columns.setdefault(identity, [])):
                raise ValueError(f"number {number} of {identity} is out of order")
            columns[identity].append([float(value) for value in values.split(";")])
            if len(columns[identity][-1]) != len(columns[identity][0]):
                raise ValueError(f"number {number} of {identity} has other draws than number 0")
            held[identity] = tuple(float(share) for share in shares.split(";") if share)
        except ValueError as error:
            raise ResultsError(
                f"{path}:{place}: {error}; write the file anew: python -m analysis.null_runs"
            ) from None
    return {
        identity: Ensemble(
            np.array(numbers).T,
            held[identity],
            COMPUTATIONS[identity].share_of_runs,
            f"in {len(numbers[0])} of {draws} runs" if len(numbers[0]) < draws else "",
        )
        for identity, numbers in columns.items()
    }
