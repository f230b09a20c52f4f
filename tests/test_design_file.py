"""Design files are read strictly: every fault at once, with place, value and likely fix."""

from pathlib import Path

import pytest

from analysis.design_file import read_design
from analysis.design_ranges import POLITICS_THEMES, RangedDesign, is_assumed
from analysis.sensitivity import SensitivityDesign
from analysis.sweep import SweepDesign
from sim.catalogue import parameters, themes
from sim.scenario import ScenarioError, load
from sim.scenario_file import FOLDER, names

DESIGNS = FOLDER / "designs"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def faults(text, model=RangedDesign):
    """The lines that reading the file raises."""
    Path("d.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_design("d.yaml", model)
    return caught.value.lines


def read(text, model=RangedDesign):
    Path("d.yaml").write_text(text, encoding="utf-8")
    return read_design("d.yaml", model)


HOSTILE = """\
queston: x
scenario: historcal
drive: politcs
scale: 0
until: 1945-13
seed: 1.5
within: 2
parameters:
  voting.nois: [0.3, 0.9]
  voting.noise: [0.3, 9]
  voting.silence: [0.4, 0.1]
"""


def test_every_fault_of_a_file_is_named_at_once():
    assert faults(HOSTILE) == [
        "d.yaml:1:1: question: is missing; say in one sentence what this design asks",
        "d.yaml:1:1: queston: unknown key; did you mean 'question'?",
        "d.yaml:2:11: scenario: no scenario 'historcal' in scenarios/; did you mean 'historical'?",
        "d.yaml:3:8: drive: 'politcs' is none of side_by_side, countryside, politics, coupled; "
        "did you mean 'politics'?",
        "d.yaml:4:8: scale: 0 is less than 1",
        "d.yaml:5:8: until: '1945-13' is not a month (use YYYY-MM)",
        "d.yaml:6:7: seed: must be a whole number, not '1.5'",
        "d.yaml:7:9: within: 2 is more than 1.0",
        "d.yaml:9:3: parameters.voting.nois: unknown parameter; did you mean 'voting.noise'?",
        "d.yaml:10:23: parameters.voting.noise: 9 lies outside 0.2 .. 2 (utility)",
        "d.yaml:11:19: parameters.voting.silence: the low end 0.4 is not below the high end 0.1",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("question: &a x\nparameters: *a\n",
         "d.yaml:1:11: anchors and aliases are not allowed; write the values out"),
        ("question: !!python/object:os.system x\n", "d.yaml:1:11: the tag "),
        ("question: " + "a" * 1_000_001,
         "d.yaml: is larger than 1 MB, too large for a design file"),
        ("", "d.yaml: is empty; a design asks a question"),
        ("- a\n", "d.yaml:1:1: must be a mapping of keys such as 'question', not a list"),
        ("question: x\n---\nquestion: y\n", "d.yaml:2:1: a design file holds one document only"),
        ("question: x\nparameters: assumed\nparameters: voting\n",
         "d.yaml:3:1: parameters: duplicate key; it stands first on line 2"),
        ("question: x\nparameters: assumed\nwithin:\n",
         "d.yaml:3:1: within: is empty; give a value or leave the key out"),
        ("question: x\nparameters: [voting, votng]\n",
         "d.yaml:2:22: parameters: unknown parameter or theme 'votng'; did you mean 'voting'?"),
        ("question: x\nparameters: [voting, voting.noise]\n",
         "d.yaml:2:22: parameters: voting.noise is named twice"),
        ("question: x\nparameters: []\n", "d.yaml:2:13: parameters: names no parameter"),
        ("question: x\nscenario: ../none.yaml\nparameters: assumed\n",
         "d.yaml:2:11: scenario: there is no such file"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(text, line):
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith(line)


def test_a_file_that_is_not_there_gets_the_nearest_name():
    Path("design.yaml").write_text("question: x\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"no such file; did you mean 'design\.yaml'"):
        read_design("desing.yaml", RangedDesign)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sobl: {samples: 4}", "4:1: sobl: unknown key; did you mean 'sobol'?"),
        ("ofat: {pionts: 3}", "4:8: ofat.pionts: unknown key; did you mean 'points'?"),
        ("ofat: {points: 4}", "4:16: ofat.points: 4 is even; the default is the middle one"),
        ("morris: {trajectories: 1}", "4:24: morris.trajectories: 1 is less than 2"),
        ("morris: {levels: 5}", "4:18: morris.levels: 5 is odd; a Morris grid has even levels"),
        ("sobol: {survivors: 9, samples: 12}", "4:32: sobol.samples: 12 is not a power of two"),
        ("sobol: {survivors: 3}",
         "4:8: sobol: 9 parameters and nothing to choose 3 by; add morris or ofat"),
        ("chance: 9", "1:1: has no stage; give ofat, morris or sobol"),
        ("ofat: {seeds: 100000}", "1:1: asks for 1900000 runs, more than 200000"),
        ("ofat: {}\noutcomes: [sentnces]",
         "5:12: outcomes: unknown outcome 'sentnces'; did you mean 'sentences'?"),
        ("ofat: {}\noutcomes: [party]", "5:12: outcomes: party needs a period; "
         "write party@1933-07"),
        ("ofat: {}\noutcomes: [party@1933]",
         "5:12: outcomes: party is not read over '1933'; write party@1933-07"),
        ("ofat: {}\noutcomes: [sentences@1937-36]",
         "5:12: outcomes: '1937-36' is not a period; write sentences@1932"),
        ("ofat: {}\noutcomes: [harvest]", "5:11: outcomes: harvest belongs to the countryside, "
         "which the drive politics does not run"),
        ("until: 1933-12\nofat: {}\noutcomes: [sentences@1934]", "6:11: outcomes: sentences@1934 "
         "needs months after 1933-12, where the runs end"),
        ("until: 1924-12\nofat: {}", "1:1: outcomes: is missing; no outcome with spans ends by "
         "1924-12, so name some"),
    ],
)  # fmt: skip
def test_a_sensitivity_design_names_its_faults(text, line):
    head = "question: x\ndrive: politics\nparameters: voting\n"
    assert faults(head + text + "\n", SensitivityDesign) == [f"d.yaml:{line}"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("vary: {procurement.plam: {1932-07: [1, 2]}}",
         "4:8: vary.procurement.plam: unknown lever or parameter; did you mean "
         "'procurement.plan'?"),
        ("vary: {procurement.plan: {1932-13: [1, 2]}}",
         "4:27: vary.procurement.plan: '1932-13' is not a month (use YYYY-MM)"),
        ("vary: {procurement.plan: {1932-07: [1, 51]}}",
         "4:40: vary.procurement.plan.1932-07: 51 lies outside 0 .. 50 (Mt a year)"),
        ("vary: {procurement.plan: {1932-07: [1, 1]}}",
         "4:36: vary.procurement.plan.1932-07: names a value twice"),
        ("vary: {procurement.plan: {1932-07: [1]}}",
         "4:36: vary.procurement.plan.1932-07: needs 2 .. 1000 values to vary over"),
        ("vary: {procurement.plan: {1937-07: [1, 2]}}",
         "4:36: vary.procurement.plan: 1937-07 lies after until (1934-12)"),
        ("vary: {procurement.plan: {1932-07: {low: 1, high: 2}}}",
         "4:36: vary.procurement.plan: a grid needs points, or a list of values"),
        ("vary: {hunger.rot: {low: 0.002, high: 0.001, points: 3}}",
         "4:20: vary.hunger.rot: the low end 0.002 is not below the high end 0.001"),
        ("vary: {hunger.rot: {low: 0.002, high: 0.009, points: 1000000000}}",
         "4:54: vary.hunger.rot.points: must be a whole number, 2 .. 1000"),
        ("vary: {hunger.rot: {low: 0.002, high: 0.009, point: 3}}",
         "4:46: vary.hunger.rot.point: unknown key; did you mean 'points'?"),
        ("vary: {procurement.plan: {1932-07: 12}}",
         "4:7: vary: varies nothing; give one lever or parameter several values"),
        ("design: latin\nvary: {hunger.rot: {low: 0.002, high: 0.009}}",
         "1:1: points: is missing; a latin design needs a number of points"),
        ("points: 4\nvary: {hunger.rot: [0.002, 0.009]}",
         "4:9: points: belongs to a latin design; a grid has its values' number"),
        ("runs: 200000\nvary: {hunger.rot: [0.002, 0.009]}",
         "5:7: vary: asks for 400000 runs, more than 200000"),
    ],
)  # fmt: skip
def test_a_sweep_names_its_faults(text, line):
    head = "question: x\ndrive: countryside\nuntil: 1934-12\n"
    assert faults(head + text + "\n", SweepDesign) == [f"d.yaml:{line}"]


# ----------------------------------------------------------------------------------------- ranges
def test_a_range_that_is_given_stands_and_a_declared_one_is_narrowed():
    head = "question: x\nwithin: 0.5\n"
    given = read(head + "parameters: {voting.noise: [0.3, 0.9]}\n").ranges()
    assert given == {"voting.noise": (0.3, 0.9)}
    # voting.noise: default 0.6, declared 0.2 .. 2.0; half the way to either bound.
    low, high = read(head + "parameters: [voting.noise]\n").ranges()["voting.noise"]
    assert (low, high) == pytest.approx((0.4, 1.3))
    whole = read("question: x\nparameters: [voting.noise]\n").ranges()
    assert whole == {"voting.noise": (0.2, 2.0)}


def test_a_theme_is_all_of_its_parameters_and_assumed_ones_stand_first():
    found = read("question: x\nparameters: [hunger]\n").ranges()
    assert set(found) == {name for name in parameters() if name.startswith("hunger.")}
    marks = [is_assumed(name) for name in found]
    assert True in marks and False in marks
    assert marks == sorted(marks, reverse=True)


@pytest.mark.parametrize("drive", ["politics", "countryside", "coupled"])
def test_assumed_means_those_of_the_tiers_that_run(drive):
    found = set(read(f"question: x\ndrive: {drive}\nparameters: assumed\n").ranges())
    assert all(is_assumed(name) for name in found)
    tiers = {name.split(".")[0] in POLITICS_THEMES for name in found}
    assert tiers == {"politics": {True}, "countryside": {False}, "coupled": {True, False}}[drive]


class _Noted(dict):
    """Parameter tuples that note which of them are read."""

    def __init__(self, tuples, read):
        super().__init__(tuples)
        self.read = read

    def __getitem__(self, theme):
        self.read.add(theme)
        return super().__getitem__(theme)


def test_the_leadership_reads_the_themes_that_are_said_to_be_its_own(monkeypatch):
    from sim import model
    from sim.runner import run_one

    read_ = set()
    whole = model.parameter_tuples
    monkeypatch.setattr(model, "parameter_tuples", lambda given: _Noted(whole(given), read_))
    run_one(load("historical", drive="politics", until="1928-06"), 1)
    assert read_ <= POLITICS_THEMES <= set(themes())
    # A few themes wait for an occasion that the first years may not bring.
    assert len(POLITICS_THEMES - read_) <= 2


def test_a_scenario_by_path_counts_from_the_folder_of_the_design(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "s.yaml").write_text("question: a\nextends: historical\nuntil: 1925-12\n")
    (tmp_path / "in" / "d.yaml").write_text("question: x\nscenario: s.yaml\nparameters: assumed\n")
    assert read_design("in/d.yaml", RangedDesign).base().until == "1925-12"


def test_faults_of_the_scenario_come_with_its_own_places():
    Path("s.yaml").write_text("question: a\nextends: historical\nlevers: {a.b: documented}\n")
    assert faults("question: x\nscenario: ./s.yaml\nparameters: assumed\n") == [
        "s.yaml:3:10: levers.a.b: unknown lever"
    ]


@pytest.mark.parametrize("path", sorted(DESIGNS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_designs_that_are_shipped_can_be_read(path):
    model = SweepDesign if path.stem.startswith("sweep") else SensitivityDesign
    if path.stem.startswith("calibrat"):
        pytest.skip("read by its own command's tests")
    assert read_design(str(path), model).asked()
    assert path.stem not in names()
