"""Police, labels, mood and talk: worked examples, staged months, paired seeds (M71-M94)."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from politics_bench import LINES, build, details, run, series, step

from sim.institutions.committees import defeat
from sim.institutions.discipline import discipline_judges
from sim.institutions.inventions import magnify, police_invent, scapegoats
from sim.institutions.leadership import _blame
from sim.institutions.opponents import account_of_arrests, mood_moves, truly_opposes
from sim.institutions.policing import _round_up, police_act, suspicion, unity
from sim.rules import attribution, hardening, invention, mood, opponents, policing
from sim.state import Readings

SHARE = st.floats(0.0, 1.0)
SEEDS = (1, 2, 3)
CALM = Readings(0.0, 4.0, 0.002, 0.05, 0.0, 0.1, 0.01, 0.2)
CRISIS = Readings(0.45, 2000.0, 0.09, 0.3, 0.2, 0.5, 0.5, 0.1)


def staged(readings, seed=1, months=24, **changes):
    """A run in which the leadership reads the same situation every month."""
    world = build(seed, **changes)
    for tick in range(months):
        world.clock.tick = world.levers.tick = world.recorder.tick = tick
        world.readings = readings
        for line in LINES:
            line(world)
    return world


@functools.cache
def ran(seed):
    return run(seed, 144)


# ------------------------------------------------------------------------------ invented cases, M71
def test_idle_desks_and_a_cut_budget_invent_by_hand():
    """0.8 x 0.5 x 0.8 x (0.3 + 0.7 x 0.5) x 0.5, the budget being five percent under its best."""
    p = invention.Invention(inventing=0.8, unthreatened=0.3, feared_cut=0.1)
    cut = invention.budget_cut(1.9, 2.0)
    assert cut == pytest.approx(0.05)
    assert invention.invention_chance(0.5, 0.2, cut, 0.5, p) == pytest.approx(0.104)
    assert invention.invention_chance(0.0, 0.0, 1.0, 1.0, p) == 0.0
    assert invention.invention_chance(1.0, 1.0, 1.0, 1.0, p) == 0.0


def test_the_size_and_the_alarm_of_a_circle_by_hand():
    p = invention.Invention(smallest=8, largest=400, case_alarm=0.02)
    assert invention.circle_size(0.5, 0.5, p) == 58
    assert invention.circle_size(0.0, 1.0, p) == 8
    assert invention.invented_alarm(100, p) == pytest.approx(0.02)
    assert invention.confession_names(0.5, 0.4, invention.Invention(confessing=0.9))
    assert not invention.confession_names(0.1, 0.4, invention.Invention(confessing=0.9))


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_a_busier_police_never_invents_more(incentive, caseload, other, cut, threat):
    p = invention.Invention()
    low, high = sorted((caseload, other))
    idle = invention.invention_chance(incentive, low, cut, threat, p)
    assert 0.0 <= invention.invention_chance(incentive, high, cut, threat, p) <= idle <= 1.0


def invented_once():
    """A world in which the police have just presented a circle, led by people on file."""
    world = build(1, parameters={"invention.inventing": 1.0, "invention.confessing": 1.0},
                  levers={"police.case_incentive": 1.0})  # fmt: skip
    politics, police = world.politics, world.politics.police
    politics.threat, police.best_budget, police.licence = 1.0, 2.0, 1.0
    for key in ("radek", "zinoviev"):
        police.watches(politics.named(key), "rank_and_file")
    return world, police_invent(politics, world)


def test_an_invented_circle_feeds_files_caseload_and_threat():
    world, size = invented_once()
    politics, police = world.politics, world.politics.police
    [(_, facts)] = details(world, "case")
    assert facts["what"] == "invented"
    assert facts["size"] == size == facts["named"] + facts["specialists"]
    radek, zinoviev = politics.named("radek"), politics.named("zinoviev")
    assert police.caseload == pytest.approx(0.1)
    assert politics.shocks > 0.0
    assert radek.arena_on_file == "rank_and_file" or radek.politburo == "full"
    named = [m for m in (radek, zinoviev) if m.politburo != "full"]
    assert all(m.contacts_on_file == 2 for m in named)
    p = attribution.Attribution()
    assert attribution.prior_in_enemies(0.15, 1.0, police.caseload, p) > 0.15


def test_a_coerced_confession_links_another_circle():
    world, _ = invented_once()
    politics = world.politics
    linked = details(world, "case")[0][1]["linked"]
    other = next(m for m in politics.leaders if m.name == linked)
    named = next(m for m in politics.leaders if m.identity in politics.police.files[other.identity])
    assert other.faction is not named.faction


def test_scapegoats_come_from_the_files_and_spare_the_bureau():
    politics = build(1).politics
    assert scapegoats(politics) == []
    for leader in politics.leaders:
        politics.police.watches(leader, "elite_only")
    politics.police.watches(politics.named("radek"), "elite_only")
    found = scapegoats(politics)
    assert found[0] is politics.named("radek")
    assert len(found) == 3
    assert politics.secretary not in found
    assert not any(m.politburo == "full" for m in found)


def test_a_found_case_feeds_the_budget_in_quiet_times():
    p = policing.Policing()
    assert policing.next_budget(1.0, True, 1.0, 0.5, p) > 1.0
    assert policing.next_budget(1.0, False, 1.0, 0.5, p) < 1.0


def cases_of(world):
    return [facts for _, facts in details(world, "case") if facts["what"] == "invented"]


def test_without_an_incentive_nothing_is_invented():
    """Paired seeds."""
    for seed in SEEDS:
        eager = staged(CALM, seed, 60, levers={"police.case_incentive": 1.0})
        honest = staged(CALM, seed, 60, levers={"police.case_incentive": 0.0})
        assert cases_of(eager)
        assert not cases_of(honest)
        believed = [series(w, "belief_enemies_active")[12:60].mean() for w in (eager, honest)]
        assert believed[0] > believed[1]


# ---------------------------------------------------------------------------- magnified finds, M72
def test_conviction_or_a_stake_makes_a_leader_speak_by_hand():
    p = invention.Invention(convinced_at=0.6, magnifying=0.5)
    assert invention.magnify_chance(0.8, 0.0, p) == pytest.approx(0.5)
    assert invention.magnify_chance(0.5, 0.0, p) == 0.0
    assert invention.magnify_chance(0.5, 0.25, p) == pytest.approx(0.25)
    assert invention.magnify_chance(0.8, 0.25, p) == pytest.approx(0.625)
    assert invention.magnified(0.2, 0.5, p) == pytest.approx(0.25)


def test_hard_liners_magnify_and_are_named():
    world = build(1, levers={"police.case_incentive": 0.0})
    politics = world.politics
    for leader in politics.leaders:
        leader.believes_enemies = 0.2
    assert magnify(politics, world, 0.1, "a text") == (0.1, [])
    politics.named("molotov").believes_enemies = 1.0
    shock, loud = magnify(politics, world, 0.1, "a text")
    assert loud == [politics.named("molotov").name]
    assert 0.1 < shock < 0.15
    assert "made much" in politics.named("molotov").acts[-1][1]


def test_the_heads_of_police_and_control_have_a_stake():
    world = build(1, levers={"police.case_incentive": 1.0})
    politics = world.politics
    for leader in politics.leaders:
        leader.believes_enemies = 0.0
    offices = {m.name: m.office for m in politics.leaders}
    names = {n for k in range(20) for n in magnify(politics, world, 0.1, f"find {k}")[1]}
    assert names
    assert all("GPU" in offices[name] or "control" in offices[name] for name in names)


def test_finds_say_who_made_much_of_them():
    found = [f for _, f in details(ran(1), "text")] + cases_of(ran(1))
    assert any(facts.get("magnified_by") for facts in found)


# ---------------------------------------------------------------- true opponents, M73, M74, M82
def test_precision_by_hand():
    """A hundred thousand seen fourfold among a million suspects: 0.4 in 1.4."""
    p = opponents.Opponents(sight=7.0, haste=2.0, pool=5e6, labelled=0.5, within_reach=0.2)
    seen = opponents.sight(1.0, False, 0.2, p)
    assert seen == pytest.approx(4.0)
    suspect = opponents.suspects(0.2, 0.0, p)
    assert suspect == pytest.approx(1e6)
    assert opponents.precision(1e5, suspect, seen) == pytest.approx(0.4 / 1.4)
    assert opponents.suspects(0.2, 1.0, p) == pytest.approx(1.5e6)
    assert opponents.caught(1e5, 1000.0, 0.3, p) == pytest.approx(300.0)
    assert opponents.caught(1e5, 1e6, 0.3, p) == pytest.approx(20_000.0)


def test_opponents_of_a_month_by_hand():
    p = opponents.Opponents(embittering=0.3, doubting=0.002, ringleaders=3.0, wronging=0.05,
                            settling=0.01)  # fmt: skip
    left = opponents.next_opponents(100_000, 1000, 500_000, 100, 2000, 10_000, p)
    assert left == pytest.approx(89_100 + 300 + 1000 + 300 + 100)


def test_haste_blinds_the_police():
    p = opponents.Opponents()
    quiet = opponents.sight(2.0, False, 0.2, p)
    wave = opponents.sight(2.0, True, 0.9, p)
    assert wave < quiet / 2.0
    assert wave >= 1.0


@given(st.floats(0, 10), st.floats(0, 10), st.booleans(), SHARE)
def test_more_informers_never_blind(one, other, campaign, width):
    p = opponents.Opponents()
    low, high = sorted((one, other))
    assert opponents.sight(high, campaign, width, p) >= opponents.sight(low, campaign, width, p)


@given(st.floats(0, 1e7), st.floats(0, 2e5), SHARE, st.floats(1, 20))
def test_no_more_are_caught_than_there_are(stock, arrested, width, seen):
    p = opponents.Opponents()
    share = opponents.precision(stock, opponents.suspects(width, width, p), seen)
    assert 0.0 <= share <= 1.0
    assert 0.0 <= opponents.caught(stock, arrested, share, p) <= min(stock, arrested)


def test_invented_circles_lower_the_share_of_the_guilty():
    shares = {}
    for invented in (0.0, 1000.0):
        world = build(1)
        account_of_arrests(world.politics, world, 1000.0, invented, 0, 0)
        shares[invented] = world.politics.police.precision
    assert shares[1000.0] == pytest.approx(shares[0.0] / 2.0)


def test_who_stands_in_opposition_opposes_until_he_bends():
    politics = build(1).politics
    critic = next(f for f in politics.opposing()).head
    assert truly_opposes(politics, critic)
    assert not truly_opposes(politics, politics.secretary)
    critic.recanted = "yes"
    assert not truly_opposes(politics, critic)


def innocents(world):
    """Share of the arrested who did not oppose, weighted by the month's arrests."""
    arrests = series(world, "security_police_arrests")[:119]
    guilty = series(world, "repression_precision")[1:120]
    return 1.0 - float(np.average(guilty, weights=arrests))


def test_better_information_spares_innocents():
    """Scenario S12 of the literature, paired seeds."""
    for seed in SEEDS:
        blind = run(seed, 120, levers={"police.informer_density": 0.2})
        seeing = run(seed, 120, levers={"police.informer_density": 4.0})
        assert innocents(seeing) < innocents(blind) - 0.01


def test_a_lower_prior_spares_few_innocents():
    """Scenario S12, paired seeds, in the mean: information matters far more than the prior.

    The width is given, because whether a text is found in a deep crisis moves it most.
    """
    width = {"discipline.offence_width": 0.35}
    low, high = (
        np.mean([innocents(run(seed, 120, levers=width | {"belief.enemies_active": prior}))
                 for seed in range(1, 9)])
        for prior in (0.02, 0.6)
    )  # fmt: skip
    assert 0.0 < high - low < 0.02


# ------------------------------------------------------------------ round-ups and files, M74, M76
def wave(world, width=0.9, value=0.05, threat=0.95):
    """A wave of repression at its height."""
    politics = world.politics
    politics.width, politics.recantation_value, politics.threat = width, value, threat
    politics.police.running = 1


def test_a_round_up_of_one_circle_sweeps_in_suspects_of_another():
    """The friend of the fallen is nearer to the next case than he was, file or no file."""
    world = build(1)
    politics = world.politics
    fallen, friend = politics.named("trotsky"), politics.named("bukharin")
    before = suspicion(politics, world, friend)
    politics.police.connects(fallen, friend)
    assert suspicion(politics, world, friend) == before
    fallen.status = "arrested"
    assert suspicion(politics, world, friend) > before
    assert fallen.faction is not friend.faction


def swept_over(years, contacts):
    """How often one with a file of ``contacts`` entries made ``years`` ago is called in."""
    hits = 0
    for seed in range(12):
        world = build(seed, parameters={"policing.sweep": 0.6})
        politics = world.politics
        leader = politics.named("radek")
        for _ in range(contacts):
            politics.police.watches(leader, "rank_and_file")
        world.clock.tick = 12 * years
        wave(world)
        _round_up(politics, world)
        hits += any(case.leader is leader for case in politics.cases)
    return hits


def test_old_contacts_are_re_read_years_later():
    """A file does not age: as many are called in after ten years as after one, none without it."""
    assert swept_over(10, 4) > 2
    assert abs(swept_over(10, 4) - swept_over(1, 4)) <= 6
    assert swept_over(10, 4) > swept_over(10, 1)


def test_those_who_are_called_in_together_are_connected():
    world = build(1, parameters={"policing.sweep": 0.6})
    politics = world.politics
    for leader in politics.leaders:
        for _ in range(4):
            politics.police.watches(leader, "rank_and_file")
    wave(world)
    swept, guilty = _round_up(politics, world)
    called = [case.leader for case in politics.cases]
    assert swept == len(called) > 2
    assert 0 <= guilty < swept
    assert called[1].identity in politics.police.files[called[0].identity]
    assert details(world, "roundup")[0][1]["true"] == guilty


# ------------------------------------------------------------------------------------- mood, M75
def test_the_mood_and_its_report_by_hand():
    p = mood.Mood(pace=0.2, hunger=4.0, unrest=3000.0, town=0.6, force=0.2, heard_at=0.5,
                  inflation=0.6, for_talk=500.0)  # fmt: skip
    level = mood.mood_level(0.1, 3000.0, 0.5, 0.0, p)
    assert level == pytest.approx(1.0 - 0.6 * 0.5 * 0.7)
    assert mood.next_mood(0.29, level, p) == pytest.approx(0.39)
    assert mood.next_mood(0.5, 0.0, p) == pytest.approx(0.4)
    assert mood.reported_mood(0.4, 0.5, 0.5, p) == pytest.approx(0.26)
    assert mood.arrests_for_talk(0.26, 2.0, p) == pytest.approx(260.0)


@given(SHARE, st.floats(0, 1e5), SHARE, SHARE)
def test_the_mood_stays_a_share_and_no_burden_lightens_it(hunger, unrest, town, force):
    p = mood.Mood()
    level = mood.mood_level(hunger, unrest, town, force, p)
    assert 0.0 <= mood.mood_level(0.0, unrest, town, force, p) <= level <= 1.0
    assert mood.mood_level(hunger, 2.0 * unrest, town, force, p) >= level


def test_hunger_darkens_talk_and_reports_of_it_threaten():
    world = build(1)
    politics = world.politics
    reported = {}
    for name, readings in (("calm", CALM), ("crisis", CRISIS)):
        politics.mood, world.readings = 0.1, readings
        for _ in range(12):
            mood_moves(politics, world)
        reported[name] = politics.reported
    assert reported["crisis"] > 3.0 * reported["calm"]
    p = policing.Policing()
    felt = [policing.next_threat(0.5, 0.2, 0.4, 0.1, 0.0, m, 0.0, p) for m in reported.values()]
    assert felt[1] > felt[0]


def test_people_are_arrested_for_talk():
    arrests = {}
    for each in (0.0, 5000.0):
        world = build(1, parameters={"mood.for_talk": each})
        world.readings = CRISIS
        police_act(world)
        arrests[each] = world.politics.flows["arrests"]
    assert arrests[5000.0] > arrests[0.0]


# ------------------------------------------------------------------------- labels, M79, M80
def test_whose_agent_a_beaten_faction_is():
    p = hardening.Hardening(foreign_at=0.45)
    assert hardening.class_label(0.3, 0.6, 0.9, p) == "kulak"
    assert hardening.class_label(0.8, 0.6, 0.2, p) == "bourgeois"
    assert hardening.class_label(0.8, 0.6, 0.5, p) == "foreign"


def test_labels_stay_in_use_and_hold_the_offence_wide_by_hand():
    p = hardening.Hardening(naming=0.6, label_fading=0.01, named_floor=0.3, split_floor=0.2,
                            tag_reach=0.4, narrowing=0.1, labelling=0.0)  # fmt: skip
    assert hardening.next_label(0.5, True, p) == pytest.approx(0.792)
    assert hardening.next_label(0.5, False, p) == pytest.approx(0.495)
    floor = hardening.width_floor(0.5, 0.25, p)
    assert floor == pytest.approx(0.2)
    assert hardening.next_width(0.5, 0.0, 0.0, 0, floor, p) == pytest.approx(0.47)
    assert hardening.tagged(0.4, 0.6, 0.8, 0.1, p) == pytest.approx(0.4)
    assert hardening.tagged(0.8, 0.6, 0.8, 0.1, p) == pytest.approx(0.05)
    assert hardening.tagged(0.6, 0.6, 1.0, 1.0, p) == 0.0


def test_a_defeat_gives_a_label_that_then_fits_any_deviation():
    world = build(1)
    politics = world.politics
    world.readings = Readings(alarm=0.1)
    faction = next(f for f in politics.opposing())
    politics.line = faction.platform - 0.2
    harder = next(m for m in politics.leaders if m.first_squeeze > politics.line + 0.1)
    before = suspicion(politics, world, harder)
    defeat(politics, world, faction)
    discipline_judges(world)
    assert faction.class_label == "bourgeois"
    assert details(world, "defeat")[0][1]["classed"] == "bourgeois"
    assert politics.labels["bourgeois"] > 0.5 > politics.labels["kulak"]
    assert suspicion(politics, world, harder) > before


def test_sanctions_say_as_whose_agents_the_beaten_are_classed():
    classed = {facts["classed"] for _, facts in details(ran(1), "sanction")}
    assert classed > {""}
    assert classed <= {"", "kulak", "bourgeois", "foreign"}


# ------------------------------------------------------------------------------------- talk, M81
def test_private_talk_follows_belief_alone():
    assert not attribution.said_in_private(0.97, 0.9)
    assert attribution.said_in_private(0.97, 0.98)
    assert attribution.said_in_private(0.3, 0.5)


def talk(conviction):
    """Mean share that blames the line, among its own and aloud, where belief is as given."""
    private, aloud = [], []
    for seed in range(8):
        world = build(seed)
        world.readings = CRISIS
        for leader in world.politics.bureau():
            leader.believes_line, leader.believes_enemies = conviction, 0.7
        for tick in range(24):
            world.clock.tick = tick
            _blame(world.politics, world)
        private.append(world.politics.closed_talk)
        aloud.append(world.politics.blame["line"])
    return np.mean(private), np.mean(aloud)


def test_closed_talk_mirrors_public_talk_while_belief_is_high():
    private, aloud = talk(0.97)
    assert private < 0.1
    assert abs(private - aloud) < 0.03
    private, aloud = talk(0.2)
    assert private > aloud + 0.2


def test_the_blame_event_records_closed_talk():
    facts = [facts for _, facts in details(ran(1), "blame")]
    assert facts
    assert all(0.0 <= f["private_line"] <= 1.0 for f in facts)


# ------------------------------------------------------------------------ lasting fear, M83
def test_fear_outlives_the_plot_by_hand():
    """A stock of 1 for a year, then none: the quick fear is gone in a year, the slow is not."""
    p = policing.Policing(threat_decay=0.85, lasting=0.02, lasting_decay=0.006)
    lasting = 0.0
    for _ in range(12):
        lasting = policing.next_lasting(lasting, 1.0, p)
    assert lasting == pytest.approx(0.02 * (1 - 0.994**12) / 0.006)
    stock = 1.0
    for _ in range(24):
        stock = policing.next_threat(stock, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, p)
        lasting = policing.next_lasting(lasting, stock, p)
    assert stock < 0.03
    assert policing.perceived(0.0, lasting) > 5.0 * (1.0 - np.exp(-stock))


def test_a_plot_of_long_ago_still_frightens():
    """Paired seeds: a shock in the first month, and what is left of it four years later."""
    for seed in SEEDS:
        felt = []
        for shock in (0.0, 2.0):
            world = build(seed)
            world.politics.shocks = shock
            for tick in range(48):
                step(world, tick)
            felt.append(world.politics.lasting_fear)
        assert felt[1] > felt[0] + 0.1


# --------------------------------------------------------------------- spasms, M82; split, M92
def test_an_unsure_hand_strikes_in_spasms():
    """Sentences come in waves many times the quiet months, and the waves hit the fewest guilty."""
    world = ran(1)
    sentences = series(world, "political_sentences_total")[:143]
    waves = sentences > 3.0 * np.median(sentences[:36])
    assert 0.02 < waves.mean() < 0.9
    guilty = series(world, "repression_precision")[1:144]
    assert guilty[waves].mean() < guilty[~waves].mean()


def test_a_risk_of_split_tightens_courts_and_culture_by_hand():
    p = policing.Policing(split_licence=0.2)
    assert policing.penalty_licence(0.5, 0.4, 0.5, 0.0, p) == pytest.approx(0.175)
    assert policing.penalty_licence(0.5, 0.4, 0.5, 0.5, p) == pytest.approx(0.275)
    assert policing.penalty_licence(0.0, 0.0, 1.0, 0.0, p) == 0.05
    h = hardening.Hardening(culture_pace=0.1, culture_split=0.8)
    assert hardening.next_culture(0.3, 0.4, 0.5, h) == pytest.approx(0.33)
    assert hardening.next_culture(0.3, 0.4, 0.0, h) == pytest.approx(0.29)


def test_a_risk_of_split_tightens_police_courts_culture_and_the_offence():
    """Paired seeds, two years: the same readings with and without a split feared."""
    for seed in SEEDS:
        states = []
        for split in (0.0, 1.0):
            world = build(seed)
            politics = world.politics
            for tick in range(24):
                politics.split_risk = split
                step(world, tick)
            states.append((politics.threat, politics.police.licence, politics.culture,
                           politics.width, politics.norm))  # fmt: skip
        assert all(after > before for before, after in zip(*states, strict=True))


# ----------------------------------------------------------------------- emergent runs, M91, M94
def doubts(world):
    return sum(f["act"] == "private_doubt" for _, f in details(world, "sanction"))


def test_crisis_breeds_dissent_fear_sanctions_and_dissent_underground():
    """Paired seeds, five years: every link is stronger in a crisis than in calm."""
    calm = [staged(CALM, seed, 60) for seed in SEEDS]
    deep = [staged(CRISIS, seed, 60) for seed in SEEDS]

    def mean(worlds, read):
        return np.mean([read(world) for world in worlds])

    links = (
        doubts,
        lambda w: w.politics.threat,
        lambda w: w.politics.norm,
        lambda w: np.mean([f["severity"] for _, f in details(w, "sanction")] or [0.0]),
        lambda w: w.politics.written,
    )
    for read in links:
        assert mean(deep, read) > mean(calm, read)


def test_unity_by_hand():
    assert policing.closed_ranks(0.8, 0.1) == pytest.approx(0.64)
    assert policing.closed_ranks(0.8, 0.5) == 0.0
    assert policing.swept_with(0.64, policing.Policing(alone=0.5)) == pytest.approx(0.82)


def reached(seed, divided):
    """How many are called in at the height of a wave by a bureau of one mind, or of two."""
    world = build(seed, parameters={"policing.sweep": 0.6, "policing.alone": 0.1})
    politics = world.politics
    for leader in politics.leaders:
        for _ in range(4):
            politics.police.watches(leader, "rank_and_file")
    for k, leader in enumerate(politics.bureau()):
        leader.believes_enemies = 0.9 if not divided or k % 2 else 0.1
    wave(world)
    return unity(politics), _round_up(politics, world)[0]


def test_an_elite_that_closes_ranks_carries_the_sweep_further():
    """Paired seeds: the same draws, files and wave; only the bureau's unity differs."""
    for seed in SEEDS:
        (low, few), (high, many) = reached(seed, True), reached(seed, False)
        assert high > low
        assert many > few
