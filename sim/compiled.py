"""How rules are compiled: one place for Numba's flags and for the folder of its disk cache.

Numba's cache does not notice a change in a called function that lives in another file, and would
serve stale code. So the cache lives in a folder named after a hash of all sources of ``sim``.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any


def source_hash() -> str:
    """Sixteen hexadecimal digits that change when any source file of ``sim`` changes."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        digest.update(path.relative_to(here).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


LOADED_HASH = source_hash()
"""the hash when this process took up the model; what changes on disk later does not run in it"""


def _cache_folder() -> str:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = os.path.join(base, "general-line", LOADED_HASH)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        folder = os.path.join(tempfile.gettempdir(), f"general-line-{LOADED_HASH}")
    return folder


os.environ.setdefault("NUMBA_CACHE_DIR", _cache_folder())

import numba  # noqa: E402  (the cache folder must be set before Numba is imported)

# Where somebody imported Numba first, it has read the environment already.
numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]  # type: ignore[attr-defined]


def rule(function: Callable[..., Any]) -> Any:
    """Compile a scalar rule: called by the kernel for every household, by a test with numbers.

    Contraction and reassociation stay off, so that results do not depend on the machine's width.
    """
    return numba.njit(cache=True, error_model="numpy", fastmath={"nnan", "ninf", "nsz"})(function)


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a loop over villages; it releases the interpreter lock, so blocks run in threads.

    A loop allocates nothing. So Numba's counting of references is off (``_nrt``): it cost a sixth
    of the largest loop's time, since every step that is given a table counted it up and down.
    """
    flags = {"nnan", "ninf", "nsz"}
    options = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": flags}
    return numba.njit(_nrt=False, forceinline=True, **options)(function)  # type: ignore[call-overload]
