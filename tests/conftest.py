"""What every test stands on: no display, repeatable Hypothesis, and the rule for browser tests."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

os.environ["MPLBACKEND"] = "Agg"

# Repeatable and quick by default; HYPOTHESIS_PROFILE=thorough searches for longer and at random.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def copied_record(tmp_path, monkeypatch):
    """The folder of a copy of the record that a test may spoil; ``read_anew`` is called after."""
    from analysis import history

    folder = tmp_path / "history"
    shutil.copytree(history.DATA, folder)
    monkeypatch.setattr(history, "DATA", folder)
    read_anew()
    yield folder
    read_anew()


def read_anew() -> None:
    """Forget what was read of the record."""
    from analysis import history

    for one in (history._table, history._observations, history._units):
        one.cache_clear()


def find_browser() -> str | None:
    """Path of a Chromium on this machine, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of the Chromium that a test marked `browser` drives."""
    path = find_browser()
    if path is None:
        pytest.fail("no Chromium here; mark the test with @pytest.mark.browser")
    return path


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser test where there is no browser, unless one is required: then fail it."""
    if item.get_closest_marker("browser") is None or find_browser() is not None:
        return
    reason = f"{item.name} needs a browser; none of {', '.join(BROWSERS)} was found"
    if os.environ.get("GENERAL_LINE_REQUIRE_BROWSER") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def page_file(tmp_path_factory, worker_id):
    """A small page as `app --export` writes it."""
    from page_bench import page_file as made

    base = tmp_path_factory.getbasetemp()
    return made(base if worker_id == "master" else base.parent)


@pytest.fixture(scope="session")
def chromium(browser_path):
    """A running Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield running
        running.close()
