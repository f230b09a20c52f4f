"""Judge: what the discipline bodies would do with an act, by hand and from the command line."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import run as command_line
from analysis import documented_cases, judge_words
from analysis.documented_cases import month_number, nearest
from analysis.judge import Question, QuestionError, judge, knows_only
from analysis.judge_states import states_at
from sim.rules import discipline
from sim.rules.hardening import Hardening, knowing_is_offence

ROOT = Path(__file__).resolve().parent.parent
MARCH = ["--arena", "public_street", "--recanted", "no", "--rank", "politburo", "--date", "1927-11"]
SHARE = st.floats(0.0, 1.0)


@pytest.fixture
def cli(monkeypatch, capsys):
    """The command line in this process: exit code, stdout, stderr."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["run.py", "judge", *words])
        code = command_line.main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def ask(**changes):
    asked = {"arena": "public_street", "recanted": "no", "rank": "politburo", "date": "1927-11"}
    return judge(Question(**asked | changes))


# ------------------------------------------------------------------------------------ small things
@pytest.mark.parametrize(
    ("date", "month"),
    [("1927-11", 1927 * 12 + 10), ("1927", 1927 * 12 + 6), ("1927-11-07", 1927 * 12 + 10),
     ("0000", 6), ("0001-01", 12)],
)  # fmt: skip
def test_a_date_is_months_since_the_year_nought(date, month):
    assert month_number(date) == month


@pytest.mark.parametrize(
    "date",
    ["1932-13", "1932-00", "1932-1", "32", "", "1932-02-30", "1932-02-", "1932 ", "-1932",
     "nineteen", "１９２７", "1932\n"],
)  # fmt: skip
def test_what_is_no_date_is_refused(date):
    with pytest.raises(ValueError):
        month_number(date)


def test_the_nearest_cases_are_alike_and_the_same_faction_comes_first():
    month = month_number("1928-01")
    found = nearest("public_street", "no", month, "left")
    # Three of the four are December 1927 (left, left) and November 1927.
    assert [case.identity for case in found] == ["SN033", "SN034", "SN030"]
    assert [case.identity for case in nearest("public_street", "no", month, "x", 1)] == ["SN033"]
    assert nearest("public_street", "na", month) == []


def test_an_expected_severity_in_words():
    assert judge_words.in_words(0.2) == "no penalty"
    assert judge_words.in_words(3.8) == "expulsion from the party"
    assert judge_words.in_words(5.0) == "arrest, exile, prison or death"
    assert judge_words.in_words(1.5) == ("between reprimand or censure and loss of a lesser post")


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.256, "26 %"), (0.999, "over 99 %"), (1.0, "100 %")],
)
def test_chances_in_percent(chance, words):
    assert judge_words.percent(chance) == words


# -------------------------------------------------------------------------- the one act understood
@pytest.mark.parametrize(
    ("act", "knowing"),
    [
        ("Received or knew of the text, did not report", True),
        ("Merely knew that the platform existed", True),
        ("Was shown the manuscript and kept silent", True),
        ("Knew of a leaflet and didn’t tell anyone", True),
        ("Received the platform and passed it on", False),
        ("Read the letter and reported it", False),
        ("Knew the author well", False),
        ("Wrote a platform", False),
        ("KNEW OF THE TEXT", True),
        ("", False),
    ],
)
def test_knowing_of_a_text_is_told_by_words(act, knowing):
    assert knows_only(act, "underground_text") is knowing
    assert not knows_only(act, "rank_and_file")


def test_the_record_has_two_cases_of_mere_knowledge():
    found = [case.identity for case in documented_cases.documented_cases()
             if knows_only(case.act, case.arena)]  # fmt: skip
    assert found == ["SN081", "SN084"]


def test_mere_knowledge_counts_as_a_loyal_word_inside():
    """Gravity by hand: 0 (inside) - 0.5 recanting + states - 2.5; odds of no penalty from it."""
    p = discipline.Discipline()
    assert discipline.taken_as("underground_text", "no", True, p) == ("elite_only", "na", 2.5)
    assert discipline.taken_as("underground_text", "no", False, p) == (
        "underground_text",
        "no",
        0.0,
    )
    gravity = -0.5 * 5.6 * 0.8 + 1.4 * 0.6 + 0.6 * 0.3 + 1.4 * 0.5 + 2.5 * 0.2 - 2.5
    odds = discipline.severity_odds(
        "underground_text", "no", "mid_elite", 0.3, 0.8, 0.5, 0.6, p, passive=True
    )
    assert odds[0] == pytest.approx(1.0 - 1.0 / (1.0 + math.exp(-0.7 - gravity)))


def test_knowing_becomes_an_offence_with_the_width():
    asked = {"arena": "underground_text", "rank": "mid_elite", "act": "knew of the platform"}
    early, late = ask(date="1927-11", **asked), ask(date="1934-01", **asked)
    assert early.knowing and not early.offence
    assert late.knowing and late.offence
    limit = Hardening().knowing_at
    assert early.states.width <= limit < late.states.width
    assert early.severity < 1.0 < 4.0 < late.severity
    plain = ask(date="1934-01", arena="underground_text", rank="mid_elite")
    assert late.odds == plain.odds
    assert "no offence yet" in " ".join(judge_words.heading(early))
    assert "an offence at this date" in " ".join(judge_words.heading(late))


# ---------------------------------------------------------------------------------------- the odds
def test_the_odds_are_the_rule_s_in_the_stored_states():
    s = states_at(month_number("1927-11"))
    odds = discipline.severity_odds(
        "public_street", "no", "politburo", s.width, s.recantation_value, s.threat, s.norm,
        discipline.Discipline(),
    )  # fmt: skip
    assert ask().odds == odds
    assert ask(faction="left", act="shouting " * 9).odds == odds


def test_every_documented_case_is_judged_better_than_by_the_mean():
    cases = documented_cases.documented_cases()
    told = [judge(Question(c.arena, c.recanted, c.rank, c.date, c.act, c.faction)).severity
            for c in cases]  # fmt: skip
    real = np.array([case.severity for case in cases])
    error = np.abs(np.array(told) - real).mean()
    assert len(cases) == 87
    assert error < 0.7 * np.abs(real - real.mean()).mean()


@given(
    st.sampled_from(discipline.ARENAS), st.sampled_from(discipline.RANKS), st.booleans(),
    st.tuples(SHARE, SHARE, SHARE, SHARE), st.tuples(SHARE, SHARE, SHARE, SHARE),
)  # fmt: skip
def test_a_harsher_state_never_lowers_the_severity_of_the_unrecanted(arena, rank, reader, one, two):
    """Harsher: wider, more threat, a higher norm, and recantation that buys less."""
    p, hard = discipline.Discipline(), Hardening()

    def severity(width, bought, threat, norm):
        passive = reader and not knowing_is_offence(width, hard)
        return discipline.expected_severity(discipline.severity_odds(
            "underground_text" if reader else arena, "no", rank, width, 1.0 - bought, threat, norm,
            p, passive,
        ))  # fmt: skip

    mild = severity(*map(min, one, two))
    harsh = severity(*map(max, one, two))
    assert harsh >= mild - 1e-9


# -------------------------------------------------------------------------------- the command line
@pytest.mark.parametrize("act", ["", "Street demonstration", "я" * 50_000, "a\x1b[31mb\n[red]c"])
def test_json_has_severity_first_and_odds_that_add_up(act, cli):
    code, out, err = cli(*MARCH, "--act", act, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert list(told)[:2] == ["severity", "odds"]
    assert len(told["odds"]) == 6
    assert all(0.0 <= chance <= 1.0 for chance in told["odds"])
    assert sum(told["odds"]) == pytest.approx(1.0, abs=1e-12)
    mean = sum(step * chance for step, chance in enumerate(told["odds"]))
    assert told["severity"] == pytest.approx(mean, abs=1e-12)
    assert told["act"] == act
    assert told["states"]["month"] == "1927-11"
    assert [case["identity"] for case in told["nearest"]] == ["SN030", "SN031", "SN033"]


def test_the_answer_for_a_reader(cli):
    code, out, err = cli(*MARCH, "--act", "Marched with banners", "--faction", "united_opposition")
    assert (code, err) == (0, "")
    for words in (
        "November 1927: politburo, arena public_street, has not recanted",
        "Act, kept for the reader: Marched with banners",
        "Expected severity 4.",
        "expulsion from the party",
        "norm of unanimity 0.",
        "Nearest documented cases (arena public_street, recanted no):",
        "Expelled from party within a week",
    ):
        assert words in out
    assert "Recognised" not in out


@pytest.mark.parametrize("act", ["a " * 40_000, "b" * 40_000, "a\x1b[31mb\nc\x07"])
def test_a_strange_act_cannot_spoil_the_screen(act, cli):
    code, out, _ = cli(*MARCH, "--act", act)
    assert code == 0
    assert len(out) < 4000
    assert "\x1b" not in out and "\x07" not in out


def test_a_year_alone_and_years_outside(cli):
    words = [*MARCH[:-1]]
    assert "July 1927:" in cli(*words, "1927")[1]
    early = cli(*words, "1800")
    assert early[0] == 0
    assert "January 1924, the first that the model has" in " ".join(early[1].split())
    assert "December 1939, the last that the model has" in " ".join(
        cli(*words, "1956-02")[1].split()
    )


def test_an_arena_without_cases_says_so(cli):
    code, out, _ = cli("--arena", "public_street", "--recanted", "na", *MARCH[4:])
    assert code == 0
    assert "The record has no case of arena public_street, recanted na." in out


@pytest.mark.parametrize(
    ("option", "value", "line"),
    [
        ("--arena", "publc_street",
         "--arena: 'publc_street' is none of elite_only, local_execution, rank_and_file, "
         "public_street, underground_text, foreign_contact; did you mean 'public_street'?"),
        ("--arena", "", "--arena: '' is none of elite_only, local_execution, rank_and_file, "
         "public_street, underground_text, foreign_contact"),
        ("--recanted", "maybe", "--recanted: 'maybe' is none of no, na, partial, yes"),
        ("--rank", "Politburo", "--rank: 'Politburo' is none of rank_and_file, local_cadre, "
         "mid_elite, outside_party, cc, politburo; did you mean 'politburo'?"),
        ("--date", "1927-13", "--date: '1927-13' is not a date (use YYYY or YYYY-MM)"),
        ("--date", "soon", "--date: 'soon' is not a date (use YYYY or YYYY-MM)"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_and_exit_code_2(option, value, line, cli):
    words = list(MARCH)
    words[words.index(option) + 1] = value
    assert cli(*words) == (2, "", line + "\n")


def test_an_unknown_faction_is_refused_with_a_suggestion(cli):
    code, out, err = cli(*MARCH, "--faction", "rigth")
    assert (code, out) == (2, "")
    assert err.startswith("--faction: 'rigth' is none of decists, left,")
    assert err.endswith("did you mean 'right'?\n")


def test_all_faults_come_at_once_and_none_runs_on():
    with pytest.raises(QuestionError) as found:
        ask(arena="x" * 10_000, date="1927-13", rank="tsar")
    lines = str(found.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["--arena", "--rank", "--date"]
    assert max(map(len, lines)) < 250


def test_a_missing_option_is_named(cli):
    code, _, err = cli("--arena", "public_street")
    assert code == 2
    assert err.startswith("Missing option '--recanted'")


def test_judge_loads_nothing_heavy(tmp_path):
    """Quick, because neither the record's tables nor the compiler are loaded."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(ROOT / "run.py"), "judge", *MARCH, "--json"],
        capture_output=True, text=True, cwd=tmp_path, timeout=60, check=True,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not loaded & {"pandas", "numpy", "numba", "mesa", "scipy", "matplotlib", "pyarrow"}
    assert json.loads(done.stdout)["severity"] > 4.0
