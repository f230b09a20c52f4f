"""Text files that a reader never finds half written."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write beside ``path`` and put the file in its place whole. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
