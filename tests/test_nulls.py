"""The third null: what its draws move, and that its stored scores are complete and readable."""

import numpy as np
import pytest

from analysis import history, null_runs, null_store, shuffled_dates
from analysis.ensembles import SCORED, Ensemble, ensembles, numbers
from analysis.nulls import null_ensembles
from analysis.results import ResultsError
from sim.compiled import source_hash
from sim.levers import LEVERS
from sim.model import GeneralLine
from sim.scenario import load

DRIVES = shuffled_dates.DRIVES


def documented(drive):
    """How many numbers each scored pattern of a drive has."""
    table = history.patterns().sort_values("id")
    table = table[table["drive"].isin(list(SCORED[drive]))]
    return {row["id"]: len(numbers(row["value"])) for row in table.to_dict("records")}


def words(text):
    return [] if text == null_store.NONE else text.split()


# ----------------------------------------------------------------------------- the stored scores
@pytest.mark.parametrize("drive", DRIVES)
def test_the_head_names_the_patterns_that_the_record_has_now(drive):
    assert words(null_store.about(drive)["patterns"]) == list(documented(drive))


@pytest.mark.parametrize("drive", DRIVES)
def test_every_scored_number_has_its_stored_null(drive):
    head, kept = null_store.about(drive), null_store.stored(drive)
    draws = int(head["draws"])
    assert draws == 40
    partial = dict(part.split(":") for part in words(head["partial"]))
    assert words(head["silent"]) == []
    for identity, count in documented(drive).items():
        found = kept[identity]
        assert found.numbers == count, identity
        assert found.runs == int(partial.get(identity, draws)), identity
        assert np.isfinite(found.values).all()
        assert bool(found.reason) == (identity in partial)


@pytest.mark.parametrize("drive", SCORED)
def test_every_drive_has_three_nulls(drive):
    found = null_ensembles(drive)
    assert set(found) == {"persistence", "harvest_and_quota", "shuffled_dates"}
    assert all(found["shuffled_dates"][identity].runs for identity in documented(drive))


@pytest.mark.parametrize("drive", DRIVES)
def test_the_head_says_how_the_file_was_made(drive):
    head = null_store.about(drive)
    assert set(head) == set(null_store.ABOUT)
    first, last = map(int, head["seeds"].split(" to "))
    assert last - first + 1 == int(head["draws"])
    assert head["made by"] == (
        f"python -m analysis.null_runs --drive {drive} --draws {head['draws']} --seed {first} "
        f"--scale {head['scale']}"
    )
    assert head["until"] == "1939-12"
    assert head["parameters"] == load("historical", drive=drive).resolved()["parameter_sets"]
    assert len(head["model"]) == 16


@pytest.mark.slow
def test_the_stored_draws_can_be_made_again(tmp_path):
    head = null_store.about("politics")
    if not source_hash().startswith(head["model"]):
        pytest.skip("the stored draws are of another model: see docs/scores.md")
    page = tmp_path / "politics.csv"
    assert null_runs.make("politics", [1], tmp_path / "runs", page, jobs=1, quiet=True) == 0
    again, kept = null_store._read(page), null_store.stored("politics")
    # Not every draw has every number: what this one has is what was stored.
    found = [identity for identity in ("P44", "P45", "P46", "P49") if identity in again]
    assert len(found) >= 3
    for identity in found:
        np.testing.assert_allclose(again[identity].values, kept[identity].values[:1])


# ------------------------------------------------------------------------------ reading and writing
def some_results():
    import synthetic_results as synthetic

    return synthetic.make(3, drive="politics")


def test_what_is_written_is_read_again(tmp_path):
    results = some_results()
    own = ensembles(results)
    null_store.write_scores(results, own, tmp_path / "politics.csv")
    kept = null_store.stored("politics", tmp_path)
    for identity in documented("politics"):
        np.testing.assert_allclose(kept[identity].values, own[identity].values, rtol=1e-5)
        np.testing.assert_allclose(kept[identity].held, own[identity].held, rtol=1e-5)
    assert kept["P01"].runs == 0 and "cannot say" in kept["P01"].reason


def test_a_draw_that_cannot_say_is_counted(tmp_path):
    results = some_results()
    own = ensembles(results)
    own["P49"] = Ensemble(own["P49"].values[:2], reason="in 2 of 3 runs; else: nothing found")
    own["P48"] = Ensemble(reason="no body went further")
    null_store.write_scores(results, own, tmp_path / "politics.csv")
    head = null_store.about("politics", tmp_path)
    assert (head["partial"], head["silent"]) == ("P49:2", "P48")
    kept = null_store.stored("politics", tmp_path)
    assert kept["P49"].reason == "in 2 of 3 runs"
    assert kept["P48"].runs == 0


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("P44,0,,1;zero", "could not convert"),
        ("P44,1,,1;0", "out of order"),
        ("P44,0", "not enough values"),
        ("P44,0,,1;0\nP44,1,,1", "other draws"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_line(line, fault, tmp_path):
    head = "# drive: politics\n# draws: 2\nid,number,held,values\n"
    (tmp_path / "politics.csv").write_text(head + line + "\n", encoding="utf-8")
    with pytest.raises(ResultsError, match=fault) as caught:
        null_store.stored("politics", tmp_path)
    at = 4 + line.count("\n")
    assert f"politics.csv:{at}: " in str(caught.value)
    assert "analysis.null_runs" in str(caught.value)


def test_without_a_file_there_is_no_third_null(tmp_path):
    assert null_store.stored("politics", tmp_path) == {}
    assert null_store.about("politics", tmp_path) == {}


def test_the_command_makes_goes_on_and_refuses(tmp_path, capsys):
    asked = ["--drive", "politics", "--draws", "1", "--scale", "40000", "--until", "1924-06",
             "--jobs", "1", "--out", str(tmp_path / "runs"), "--into", str(tmp_path)]  # fmt: skip
    assert null_runs.main(asked) == 0
    draw = tmp_path / "runs/politics/draws/shuffled_dates_0001/manifest.json"
    made = draw.stat().st_mtime_ns
    asked[3] = "2"
    assert null_runs.main(asked) == 0
    assert draw.stat().st_mtime_ns == made
    head = null_store.about("politics", tmp_path)
    assert (head["draws"], head["scale"], head["until"]) == ("2", "40000", "1924-06")
    assert head["model"] == source_hash()[:16]
    with pytest.raises(SystemExit):
        null_runs.main([*asked[:3], "0"])
    assert "1 or more" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        null_runs.main([*asked[:3], "51"])
    assert "51 is too many" in capsys.readouterr().err


# ------------------------------------------------------------------------------- what a draw moves
@pytest.mark.parametrize("drive", DRIVES)
def test_the_line_that_leaders_set_is_never_moved(drive):
    emergent = dict(zip(LEVERS, load("historical", drive=drive).emergent, strict=True))
    moved = shuffled_dates.moved_levers(drive)
    assert moved and not any(emergent[name] for name in moved)


@pytest.mark.parametrize("drive", DRIVES)
def test_a_moved_path_is_the_old_one_so_many_years_later(drive, tmp_path):
    historical = load("historical", drive=drive)
    path = tmp_path / "draw.yaml"
    path.write_text(shuffled_dates.shuffled_text(3, drive=drive), encoding="utf-8")
    drawn = load(path, drive=drive)
    moved = shuffled_dates.shifts(3, drive)
    for row, name in enumerate(LEVERS):
        years = moved.get(name, 0)
        np.testing.assert_array_equal(
            drawn.paths[row], np.roll(historical.paths[row], 12 * years), err_msg=name
        )


def test_weather_and_crisis_move_as_a_whole():
    def built(drive, factory):
        return factory(load("historical", drive=drive, scale=40000)).world

    old = built("coupled", GeneralLine).countryside.weather
    new = built("coupled", shuffled_dates.MovedInputs(weather=5)).countryside.weather
    assert old.keys() == new.keys()
    for year in old:
        later = 1924 + (year - 1924 + 5) % 16
        assert new[later] is old[year] or np.array_equal(new[later], old[year])
    before = built("politics", GeneralLine).crisis
    after = built("politics", shuffled_dates.MovedInputs(crisis=2)).crisis
    np.testing.assert_array_equal(after, np.roll(before, 24, axis=0))
    assert not np.array_equal(after, before)
    assert shuffled_dates.moved_inputs(3, "countryside") is None


def test_another_drive_is_refused():
    with pytest.raises(ValueError, match="side_by_side"):
        shuffled_dates.moved_levers("side_by_side")
