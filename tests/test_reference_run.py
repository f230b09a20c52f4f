"""Reference results change only on purpose (house rule R11)."""

import json

import pytest
import reference_run

CHANGE = (
    "the reference run has changed: a change needs a line in CHANGELOG.md that says which outcomes "
    f"and months moved and why; then run `{reference_run.COMMAND}`"
)


@pytest.fixture(scope="module")
def stored():
    """The stored summary."""
    if not reference_run.STORED.is_file():
        pytest.fail(
            f"tests/reference/{reference_run.STORED.name} is missing; "
            f"write it with `{reference_run.COMMAND}`",
            pytrace=False,
        )
    return json.loads(reference_run.STORED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def computed(stored):
    """The same run, now."""
    return reference_run.summary()


def test_the_stored_summary_is_of_this_run(stored, computed):
    assert {name: stored[name] for name in ("seed", "scale", "drive", "until")} == {
        name: computed[name] for name in ("seed", "scale", "drive", "until")
    }
    assert list(stored["series"]) == list(computed["series"])


def test_the_reference_run_is_what_it_was(stored, computed):
    moved = [
        f"{name} {year}: {was!r} -> {computed['series'][name]['by_year'][year]!r}"
        for name, entry in stored["series"].items()
        for year, was in entry["by_year"].items()
        if computed["series"][name]["by_year"][year] != pytest.approx(was, rel=1e-9, abs=1e-12)
    ]
    assert not moved, f"{CHANGE}\n" + "\n".join(moved[:40])
    assert computed["events"] == stored["events"], CHANGE


def test_every_number_of_the_summary_is_a_number(computed):
    for name, entry in computed["series"].items():
        assert len(entry["by_year"]) == 11, name
        assert all(value == value for value in entry["by_year"].values()), name
