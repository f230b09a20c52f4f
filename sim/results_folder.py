"""The place of a results folder: who may write it, and how it is put there whole.

A job works in a hidden folder beside the final place, locked while it lives, and renames the whole
result when it is done.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from sim.results_files import ResultsError, UnfinishedError, read_manifest

PARTS = "parts"
"""the folder of finished runs within a working folder"""


def unwritable(path: Path, error: OSError) -> ResultsError:
    """The error that says why a folder cannot be written, in one line."""
    return ResultsError(f"{path}: cannot be written: {error.strerror or error}")


def held_manifest(folder: Path, identity: str) -> dict[str, Any] | None:
    """The manifest of a results folder that may be taken up, None where there is nothing yet.

    Raises ResultsError for a file, or a folder that holds anything else.
    """
    try:
        if not folder.exists():
            return None
        if not folder.is_dir():
            raise ResultsError(f"{folder}: is a file, not a folder")
        if not any(folder.iterdir()):
            return None
    except OSError as error:
        raise unwritable(folder, error) from None
    manifest = read_manifest(folder)
    if manifest is None:
        raise ResultsError(f"{folder}: is not empty and holds no results; name another folder")
    if manifest.get("identity") != identity:
        raise ResultsError(
            f"{folder}: holds results of another scenario or code; name another folder"
        )
    return manifest


@contextlib.contextmanager
def reserved(working: Path, folder: Path) -> Iterator[None]:
    """Keep the working folder for this process alone, and remove it afterwards.

    After an interruption, or a fault of a job that had finished runs before, it stays, so that the
    same job goes on with the runs that it holds. Raises ResultsError when another process has it or
    ``folder`` cannot be written.
    """
    try:
        (working / PARTS).mkdir(parents=True, exist_ok=True)
        lock = open(working / "lock", "wb")  # noqa: SIM115  (closed with the working folder)
    except OSError as error:
        raise unwritable(folder, error) from None
    with lock:
        if not locked(lock):
            raise ResultsError(f"{folder}: another job is writing the same results")
        begun = _holds_runs(working)
        try:
            yield
        except Exception as error:
            shutil.rmtree(working / "whole", ignore_errors=True)
            kept = isinstance(error, UnfinishedError) and _holds_runs(working)
            if not (begun or kept):
                _remove(working)
            if isinstance(error, OSError):
                raise unwritable(folder, error) from None
            raise
        _remove(working)


def _holds_runs(working: Path) -> bool:
    """Whether a working folder holds finished runs, or the state of one that is under way."""
    return any((working / PARTS).glob("seed-*"))


def _remove(working: Path) -> None:
    """Remove a working folder, renamed first: a worker that is still alive then writes nowhere."""
    gone = working.with_name(f"{working.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        os.replace(working, gone)
    shutil.rmtree(gone, ignore_errors=True)
    shutil.rmtree(working, ignore_errors=True)


def locked(lock: IO[bytes]) -> bool:
    """Whether this process now holds the lock; always so where the system knows no such lock.

    It goes with the process, however that ends.
    """
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def put_in_place(whole: Path, folder: Path) -> None:
    """Rename a whole results folder to its place; an earlier one there is replaced."""
    earlier = whole.parent / "earlier"
    if folder.exists():
        os.replace(folder, earlier)
    try:
        os.replace(whole, folder)
    except OSError:
        if earlier.exists():
            os.replace(earlier, folder)
        raise
