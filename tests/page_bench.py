"""A small page to test: exported once a session, whatever the number of test processes."""

import os
import time
from pathlib import Path

OPTIONS = {
    "runs": 2,
    "scale": 20000,
    "until": "1930-12",
    "scenarios": ["local_cadres"],
    "sliders": ["reports"],
    "quiet": True,
    "jobs": 2,
}


def page_file(folder: Path) -> Path:
    """The page in a folder that all test processes share; the first one there makes it."""
    file, claim = folder / "page.html", folder / "page.claim"
    try:
        claim.mkdir()
    except FileExistsError:
        while not file.exists():
            if (folder / "page.failed").exists():
                raise RuntimeError("another test process failed to export the page") from None
            time.sleep(0.2)
        return file
    here = Path.cwd()
    os.chdir(folder)
    try:
        from analysis.app.export import export

        assert export(file, **OPTIONS) == 0
    except BaseException:
        (folder / "page.failed").touch()
        raise
    finally:
        os.chdir(here)
    return file


def violations(page, context=None):
    """What axe finds on the page as it stands, or in the elements that ``context`` selects."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=context).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]
