"""Where results come from: versions of the code, of its packages and of the data it reads."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import subprocess
from pathlib import Path
from typing import Any

from sim.compiled import source_hash

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("joblib", "mesa", "numba", "numpy", "pyarrow", "pydantic", "ruamel.yaml")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _git(*arguments: str) -> str | None:
    """What git says of the checkout, or None without git or outside one."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def code_version() -> dict[str, Any]:
    """Package version, git commit and whether the checkout is dirty, hash of the model's sources.

    ``commit`` and ``dirty`` are None outside a git checkout.
    """
    changes = _git("status", "--porcelain")
    return {
        "version": _version("general-line"),
        "commit": _git("rev-parse", "HEAD"),
        "dirty": None if changes is None else bool(changes),
        "source_hash": source_hash(),
    }


def package_versions() -> dict[str, str | None]:
    """The versions of Python and of the packages that shape results."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _tree_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def data_version() -> dict[str, str]:
    """Hashes of what the model may read (inputs) and of the record it is held against."""
    return {
        "inputs": _tree_hash(ROOT / "scenarios" / "inputs"),
        "history": _tree_hash(ROOT / "analysis" / "history"),
    }


def job_identity(scenario_sha: str) -> str:
    """Hash of scenario, parameters, inputs and code: equal where the same seed gives the same.

    With a seed it is the identity of a run.
    """
    text = f"{scenario_sha} {source_hash()} {data_version()['inputs']}"
    return hashlib.sha256(text.encode()).hexdigest()
