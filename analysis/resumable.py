"""Commands that can be taken up again: what was asked lies beside the results while they are made.

``job.json`` has the command, its parameters, the folder it was asked in and the code that made the
runs. For a run it lies in the hidden working folder, for comparisons and designs in their folder;
it goes when the job is finished, so a folder that has one is unfinished.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from analysis.command_options import UserError
from analysis.console import complain

if TYPE_CHECKING:
    import typer

JOB = "job.json"
UNFINISHED = ".*.partial/" + JOB
MOST_LISTED = 5


@dataclass(frozen=True)
class Begun:
    """A command as it was asked, as job.json has it."""

    command: str
    parameters: dict[str, Any]
    words: list[str]
    """the command line, for the manifest"""
    where: str
    """the folder it was asked in, from which its relative paths count"""
    code: dict[str, str | None]
    identity: str
    """hash of what is run: scenario or design; seeds and their number are parameters"""
    folder: str
    """name of the folder that the results come to lie in"""


class Asked:
    """The command under way; a context manager that says how to go on when it breaks off."""

    def __init__(self, command: str, parameters: dict[str, Any], before: Begun | None) -> None:
        """``before`` is what job.json had where the command is taken up again."""
        self.command, self.parameters, self.before = command, parameters, before
        self._target = self._file = Path()
        self._lock: IO[bytes] | None = None
        self._created: list[Path] = []
        self._files = 0

    @property
    def words(self) -> list[str]:
        """The command line as it was asked first."""
        return self.before.words if self.before else [Path(sys.argv[0]).name, *sys.argv[1:]]

    def begin(self, place: Path, target: Path, identity: str) -> None:
        """Write job.json into ``place``, for results in ``target``; held until the command ends.

        Raises UserError where the scenario or design is not the one that the job was begun with,
        and ResultsError where another process is at it or nothing can be written.
        """
        from sim.results_folder import unwritable

        before, words = self.before, shlex.join(self.words)
        if before and before.identity != identity:
            raise UserError(
                f"{target}: what it runs has changed since it was begun; "
                f"start anew, in another folder: {words}"
            )
        begun = before or Begun(
            self.command, self.parameters, self.words, os.getcwd(), code(), identity, target.name
        )
        self._target, self._file = target, place / JOB
        try:
            self._take(place, begun)
        except OSError as error:
            raise unwritable(target, error) from None

    def _take(self, place: Path, begun: Begun) -> None:
        """Lock job.json for this process and write it. Raises OSError."""
        from sim.results_folder import locked
        from sim.runner import ResultsError

        created = [path for path in (place, *place.parents) if not path.exists()]
        place.mkdir(parents=True, exist_ok=True)
        files = -1 if self._file.exists() else _count(place)
        lock = open(self._file, "ab")  # noqa: SIM115  (held until the command ends)
        if not locked(lock):
            lock.close()
            raise ResultsError(f"{self._target}: another job is writing the same results")
        self._lock, self._created, self._files = lock, created, files
        self._file.write_text(json.dumps(asdict(begun), indent=1, default=str) + "\n", "utf-8")

    def __enter__(self) -> Asked:
        """Nothing is written before :meth:`begin`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove job.json where the command is done or has come to nothing; else say how to go on.

        What it was to resume before stays.
        """
        if self._lock is None:
            return
        self._lock.close()
        if error is None:
            self._file.unlink(missing_ok=True)
        elif isinstance(error, Exception) and _count(self._file.parent) == self._files:
            self._file.unlink(missing_ok=True)
            for path in self._created:
                with contextlib.suppress(OSError):
                    shutil.rmtree(path) if path == self._file.parent else path.rmdir()
        elif self._file.exists():
            # Said here, since Typer makes an exit code of an interruption and drops the rest.
            what = "interrupted; " if isinstance(error, KeyboardInterrupt) else ""
            complain(f"{what}go on with: run.py resume {shlex.quote(str(self._target))}")


def _count(folder: Path) -> int:
    """How many files lie in and below a folder, job.json and locks apart."""
    return sum(path.is_file() and path.name not in (JOB, "lock") for path in folder.rglob("*"))


def asked(context: typer.Context, command: str = "", **parameters: Any) -> Asked:
    """The command that ``context`` runs; ``command`` names another that does the same."""
    before = context.obj if isinstance(context.obj, Begun) else None
    return Asked(command or str(context.info_name), parameters or dict(context.params), before)


def code() -> dict[str, str | None]:
    """What shapes results and must be the same when a job is taken up: see ``code_facts``."""
    from sim.cluster import code_facts
    from sim.provenance import data_version

    return {**code_facts(), "record": data_version()["history"]}


def find(folder: Path) -> tuple[Begun, Path]:
    """The unfinished job whose results come to lie in ``folder``, and that folder.

    The hidden working folder of a run may be named too. Raises UserError where there is none, or
    it was begun by other code.
    """
    path = Path(os.path.abspath(folder))
    begun = _read(path / JOB)
    if begun is None:
        near = ((_read(file), file) for file in path.parent.glob(UNFINISHED))
        begun = next((one for one, _ in near if one and one.folder == path.name), None)
    elif path.name.startswith("."):
        path = path.parent / begun.folder
    if begun is None:
        raise UserError(f"{folder}: {_why_none(path)}{_unfinished_below(folder)}")
    here = code()
    if begun.code != here:
        from sim.cluster import difference

        raise UserError(f"{folder}: was begun by other code ({difference(begun.code, here)}); "
                        f"start it anew, in another folder: {shlex.join(begun.words)}")  # fmt: skip
    return begun, path


def _read(file: Path) -> Begun | None:
    """What a job.json holds, or None where there is none that can be read."""
    try:
        return Begun(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _why_none(path: Path) -> str:
    if not path.exists():
        return "no such job"
    if (path.parent / JOB).exists():
        return f"belongs to the job of {path.parent.name}; resume that"
    if (path / "manifest.json").exists() or (path / "comparison.json").exists():
        return "is finished already"
    return "is no job"


def _unfinished_below(folder: Path) -> str:
    """The unfinished jobs in and below a folder, or beside one that is not there, as a hint."""
    base = folder if folder.is_dir() else folder.parent
    found = []
    with contextlib.suppress(OSError):
        for file in sorted(base.rglob(JOB)):
            if begun := _read(file):
                hidden = file.parent.name.startswith(".")
                found.append(str(file.parent.with_name(begun.folder) if hidden else file.parent))
    more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
    return f"; unfinished there: {', '.join(found[:MOST_LISTED])}{more}" if found else ""
