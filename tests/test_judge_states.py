"""The stored states of the party: where they come from, and whether the rules still give them."""

import sys

import numpy as np
import pytest

import run as command_line
from analysis import judge_states
from analysis.documented_cases import month_number
from analysis.judge_states import States, StatesError, states_at

MARCH = ["--arena", "public_street", "--recanted", "no", "--rank", "politburo", "--date", "1927-11"]


def test_dates_outside_take_the_first_and_the_last_state():
    table = judge_states.stored()
    assert [table[0].month, table[-1].month, len(table)] == ["1924-01", "1939-12", 192]
    assert states_at(month_number("1800")) == table[0]
    assert states_at(month_number("1923-12")) == table[0]
    assert states_at(month_number("1927-11")).month == "1927-11"
    assert states_at(month_number("2024-05")) == table[-1]


def test_states_are_shares_and_say_where_they_come_from():
    for one in judge_states.stored():
        assert all(0.0 <= value <= 1.0 for value in one[1:])
    head = [line for line in judge_states.TARGET.read_text(encoding="utf-8").splitlines()
            if line.startswith("#")]  # fmt: skip
    for word in ("runs of the", "scenario historical", "seeds 1 to", "sha256", "judge_states"):
        assert any(word in line for line in head), word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "month,norm\n1924-01,0.4\n",
        "month,norm,width,recantation_value,threat\n1924-01,1,1,1,1\n1924-03,1,1,1,1\n",
    ],
)
def test_broken_states_say_how_to_make_them(text, tmp_path, monkeypatch, capsys):
    (tmp_path / "judge_states.csv").write_text(text)
    monkeypatch.setattr(judge_states, "TARGET", tmp_path / "judge_states.csv")
    judge_states.stored.cache_clear()
    try:
        with pytest.raises(StatesError, match=r"python -m analysis\.judge_states"):
            judge_states.stored()
        monkeypatch.setattr(sys, "argv", ["run.py", "judge", *MARCH])
        assert command_line.main() == 2
        said = capsys.readouterr()
        assert (said.out, len(said.err.splitlines())) == ("", 1)
    finally:
        judge_states.stored.cache_clear()


@pytest.mark.slow
def test_the_stored_states_are_those_of_the_rules():
    """Mean distance over months of a small ensemble's medians; wider where runs part in two."""
    fresh = np.median(judge_states.ensemble(range(1, 13)), axis=0)
    kept = np.array([one[1:] for one in judge_states.stored()])
    distance = np.abs(fresh - kept).mean(axis=0)
    for name, far, allowed in zip(States._fields[1:], distance, (0.02, 0.12, 0.12, 0.03),
                                  strict=True):  # fmt: skip
        assert far < allowed, f"{name}: run python -m analysis.judge_states"


@pytest.mark.slow
def test_the_states_are_written_as_they_are_read(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(judge_states, "TARGET", tmp_path / "judge_states.csv")
    assert judge_states.main(["--runs", "1", "--seed", "3"]) == 0
    judge_states.stored.cache_clear()
    try:
        [run] = judge_states.ensemble([3])
        assert np.array([one[1:] for one in judge_states.stored()]) == pytest.approx(run, abs=5e-5)
    finally:
        judge_states.stored.cache_clear()
