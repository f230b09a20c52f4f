"""Who writes, how texts travel, their tone; exiles, the unnamed, and censors who fear print."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.leader import ARRESTED, EXILED, EXPELLED, MEMBER
from sim.institutions import exiles
from sim.institutions.censors import censors_respond
from sim.institutions.discipline import discipline_judges
from sim.institutions.leadership import remove
from sim.institutions.policing import known_free, police_act
from sim.institutions.politics_state import CITIES, NETWORK, Case, Text
from sim.institutions.texts import _found, _launch, _week, authors, texts_pass
from sim.levers import LEVER_INDEX
from sim.rules import censorship, exile, texts
from tests.politics_bench import build, details

SHARE = st.floats(0.0, 1.0)
BLOCK = NETWORK // CITIES
CENSORSHIP = LEVER_INDEX["censorship.strength"]


def text_of(leader, coherent=0.6, **facts):
    text = Text(1, leader, leader.name, "left", coherent, facts.pop("kind", "leaflet"), 0, **facts)
    text.readers[:12] = True
    return text


def exiled(world, key="trotsky", crisis=0.6):
    """A leader in exile who has not bent, with a crisis at home."""
    politics = world.politics
    leader = politics.named(key)
    remove(politics, leader, EXILED, 0)
    leader.recanted, leader.standing, politics.crisis = "no", 0.8, crisis
    return leader


# ------------------------------------------------------------------------------ who writes, M60
def test_the_chance_to_draft_by_hand():
    """0.05 x (0.25 + 0.35) x (0.5 + 0.3), and nought for the arrested."""
    p = texts.Texts(writing=0.05)
    assert texts.writing_chance(0.35, 0.3, 1.0, p) == pytest.approx(0.024)
    assert texts.writing_chance(0.35, 0.3, 0.0, p) == 0.0


@pytest.mark.parametrize(
    ("status", "recanted", "writes"),
    [
        (EXPELLED, "no", True), (EXPELLED, "na", True), (EXPELLED, "yes", False),
        (ARRESTED, "no", False), (MEMBER, "no", False),
    ],
)  # fmt: skip
def test_the_expelled_who_have_not_recanted_draft(status, recanted, writes):
    world = build(1, parameters={"texts.writing": 0.3})
    politics = world.politics
    leader = politics.named("smirnov_ap")
    if status != MEMBER:
        remove(politics, leader, status, 0)
    leader.recanted, leader.standing, politics.crisis = recanted, 0.5, 0.9
    assert (leader in authors(politics)) == writes
    for tick in range(36):
        world.clock.tick = tick
        politics.texts = []
        texts_pass(world)
    assert any(act.startswith("wrote") for _, act in leader.acts) == writes


# ---------------------------------------------------------------------- how texts travel, M61
def cities_reached(post, censors):
    """Cities other than the author's that a text reaches in eight weeks, nobody telling."""
    world = build(2, parameters={"texts.post": post, "texts.informing": 0.02},
                  levers={"censorship.strength": censors})  # fmt: skip
    politics = world.politics
    politics.police.informers = 0.0
    near = np.arange(NETWORK)[:, None] // BLOCK * BLOCK
    politics.contacts = np.minimum(NETWORK - 1, near + politics.contacts % BLOCK)
    text = text_of(politics.named("radek"))
    for week in range(8):
        world.clock.tick = week // 4
        _week(politics, world, text, week % 4)
    return len(set(text.readers.nonzero()[0] // BLOCK)) - 1, int(text.readers.sum())


def test_hand_carries_a_text_about_a_city_and_post_to_others():
    assert cities_reached(0.0, 0.0)[0] == 0
    assert cities_reached(0.3, 0.0)[0] >= 3


def test_censorship_slows_copying():
    assert cities_reached(0.3, 1.0)[1] < cities_reached(0.3, 0.0)[1]


# --------------------------------------------------------------------------------- tone, M64
def test_the_tone_by_hand():
    """He refused (0.4), is out (0.3) and lost three votes (0.15): 0.6 x (0.4 + 0.6 x 0.85)."""
    p = texts.Texts(calm=0.2, insult_panic=0.5, insult_weight=1.0)
    bitter = texts.bitterness(True, True, 3)
    assert bitter == pytest.approx(0.85)
    assert texts.tone(0.6, bitter) == pytest.approx(0.546)
    assert texts.fury(0.6, 0.5, p) == pytest.approx(0.5 * 0.6)
    assert texts.insulted(0.3, p) == pytest.approx(0.3)
    plain = texts.panic(0.5, 0.4, 40, p)
    assert texts.panic(0.5, 0.4, 40, p, 0.3) == pytest.approx(1.15 * plain)


def test_a_calm_tone_is_judged_as_if_there_were_no_tone():
    p = texts.Texts()
    assert texts.fury(p.calm, 1.0, p) == 0.0
    assert texts.insulted(0.0, p) == 0.0
    assert texts.panic(0.5, 0.4, 40, p, 0.0) == texts.panic(0.5, 0.4, 40, p)


@given(SHARE, SHARE, SHARE, SHARE)
def test_fury_never_falls_with_insult_or_crisis(insult, crisis, other, deeper):
    p = texts.Texts()
    low, high = sorted((insult, other))
    calm, deep = sorted((crisis, deeper))
    assert 0.0 <= texts.fury(low, calm, p) <= texts.fury(high, deep, p) <= 1.0


def found_in(insult, crisis):
    world = build(1)
    politics = world.politics
    author = politics.named("smirnov_ap")
    remove(politics, author, EXPELLED, 0)
    politics.crisis = crisis
    _found(politics, world, text_of(author, tone=insult))
    return politics.shocks, next(c.fury for c in politics.cases if c.act == "text_author")


def test_insult_and_a_crisis_make_the_find_of_one_text_a_greater_shock():
    assert found_in(0.9, 0.6)[0] > found_in(0.1, 0.6)[0] > found_in(0.1, 0.1)[0]
    assert found_in(0.9, 0.6)[1] > found_in(0.9, 0.1)[1] > found_in(0.1, 0.6)[1] == 0.0


def test_the_author_of_an_insult_is_judged_no_more_lightly():
    """Same draws: the case of the author alone differs."""
    severities = {}
    for anger in (0.0, 1.0):
        outcome = []
        for seed in range(1, 9):
            world = build(seed, parameters={"texts.insult_weight": 3.0})
            author = world.politics.named("smirnov_ap")
            world.clock.tick = 1
            world.politics.cases = [
                Case(author, author.name, "elite_only", "text_author", "none", "cc", 0, "no", anger)
            ]
            discipline_judges(world)
            facts = [f for _, f in details(world, "sanction") if f["act"] == "text_author"]
            outcome.append(facts[0]["severity"])
        severities[anger] = outcome
    assert all(b >= a for a, b in zip(severities[0.0], severities[1.0], strict=True))
    assert sum(severities[1.0]) > sum(severities[0.0])


# -------------------------------------------------------------------- read at the top, M66
def test_alarm_by_hand():
    p = exile.Exile(alarm=0.2, alarm_fading=0.1)
    assert exile.alarmed_by(0.0, 0.6, p) == pytest.approx(0.12)
    assert exile.next_alarm(0.12, p) == pytest.approx(0.108)
    assert exile.suspects(0.2, 0.12) == pytest.approx(0.296)
    assert exile.bulletin_chance(0.5, exile.Exile(bulletin=0.2)) == pytest.approx(0.15)


def test_a_found_letter_alarms_the_top_and_is_an_offence_only_below():
    world = build(1)
    politics = world.politics
    author = exiled(world)
    members = [m for m in politics.leaders if m.in_party]
    for leader in members:
        leader.arena_on_file = "rank_and_file"
        leader.ties[author.key] = 1.0
    text = text_of(author, 0.8, kind="letter")
    text.readers[:] = True
    _found(politics, world, text)
    top = [m for m in members if exiles.is_top(m)]
    assert all((m.alarmed > 0.0) == (m in top) for m in members)
    charged = [case.leader for case in politics.cases if case.act == "text_reader"]
    assert charged
    assert not any(exiles.is_top(m) for m in charged)
    [(_, facts)] = details(world, "text")
    assert facts["read_at_top"] == len(top)


def test_reading_at_the_top_feeds_the_belief_in_enemies():
    world = build(1)
    p = world.parameters["attribution"]
    leader = world.politics.named("kirov")
    leader.reads(0.4, 0.9, 0.2, p)
    before = leader.believes_enemies
    leader.failures, leader.alarmed = 0.0, 0.2
    leader.reads(0.4, 0.9, 0.2, p)
    assert leader.believes_enemies > before


def test_a_letter_still_on_its_way_is_laid_before_the_top_once():
    world = build(1, parameters={"exile.bulletin": 0.5})
    politics = world.politics
    politics.texts = [text_of(exiled(world), kind="letter"), text_of(politics.named("radek"))]
    for tick in range(24):
        world.clock.tick = tick
        exiles.bulletins(politics, world)
    [(_, facts)] = details(world, "text")
    assert facts["form"] == "bulletin"
    assert facts["read_at_top"] > 0
    assert [text.seen_above for text in politics.texts] == [True, False]


# ------------------------------------------------------------- letters, couriers, kin, M67
def test_letters_and_couriers_by_hand():
    """A kinsman at liberty makes both half as likely again; a courier is safer than a hand-over."""
    p = exile.Exile(letters=0.01, kin_help=0.5, courier=0.02, courier_safety=0.3, stirring=0.6)
    assert exile.letter_chance(0.5, 0, p) == pytest.approx(0.008)
    assert exile.letter_chance(0.5, 1, p) == pytest.approx(0.012)
    assert exile.courier_chance(0.5, 0.8, 1, p) == pytest.approx(0.018)
    assert exile.courier_caught(0.05, p) == pytest.approx(0.015)
    assert exile.stir_chance(0.5, False, 1.0, p) == pytest.approx(0.3)
    assert exile.stir_chance(0.5, True, 1.0, p) == pytest.approx(0.15)
    assert exile.next_stir(1.0, exile.Exile(stir_fading=0.12)) == pytest.approx(0.88)


def test_a_son_at_liberty_is_kin_and_a_son_in_prison_cannot_help():
    world = build(1)
    politics = world.politics
    father, son = politics.named("trotsky"), politics.named("sedov")
    assert exiles.kin_at_liberty(politics, father) == 1
    assert exiles.kin_at_liberty(politics, politics.named("radek")) == 0
    son.status = ARRESTED
    assert exiles.kin_at_liberty(politics, father) == 0


def visited(safety, seed=1):
    """Five years of couriers from an exile of the highest standing in a crisis."""
    world = build(seed, parameters={"exile.courier": 0.2, "exile.courier_safety": safety,
                                    "exile.stirring": 1.0, "exile.appeal": 0.0})  # fmt: skip
    leader = exiled(world)
    world.politics.police.informers = 10.0 if safety == 1.0 else 0.0
    heard = []
    for tick in range(60):
        world.clock.tick = tick
        exiles.exiles_stir(world.politics, world)
        heard += [m for m in world.politics.leaders if m.stirred == 1.0]
    return world, leader, heard


def test_couriers_stir_former_followers_below_the_top():
    _, leader, heard = visited(0.05)
    assert heard
    assert all(exiles.warmth(m, leader) > 0.0 and not exiles.is_top(m) for m in heard)


def test_a_courier_who_is_taken_leaves_a_contact_on_file():
    world, leader, _ = visited(1.0)
    taken = [facts for _, facts in details(world, "text") if facts["form"] == "courier"]
    assert taken
    contacts = world.politics.police.files[leader.identity]
    cases = [case for case in world.politics.cases if case.act == "courier"]
    assert cases
    assert {case.leader.identity for case in cases} <= contacts
    assert {case.arena for case in cases} == {"foreign_contact"}


def test_who_is_stirred_writes_again_although_he_had_bent():
    politics = build(1).politics
    leader = politics.named("smirnov_ap")
    remove(politics, leader, EXPELLED, 0)
    leader.recanted, leader.standing = "yes", 0.5
    assert leader not in authors(politics)
    leader.stirred = 1.0
    assert leader in authors(politics)
    p = texts.Texts(writing=0.1)
    chance = texts.writing_chance(0.5, leader.distance(politics.line), 1.0, p)
    assert leader.writes(0.5, politics.line, 1.9 * chance, p)
    leader.stirred = 0.0
    assert not leader.writes(0.5, politics.line, 1.9 * chance, p)


# ----------------------------------------------------------------- unnamed adherents, M68
def test_the_unnamed_by_hand():
    p = texts.Texts(traced=0.6, adherent_fading=0.04, adherent_weight=0.4, adherent_scale=40.0)
    assert texts.left_at_large(30, p) == pytest.approx(12.0)
    assert texts.next_adherents(12.0, p) == pytest.approx(11.52)
    assert texts.unknown_worry(40.0, 0.25, p) == pytest.approx(0.4 * 0.5 * 0.75)
    assert texts.unknown_worry(40.0, 1.0, p) == 0.0
    assert texts.unknown_worry(0.0, 0.0, p) == 0.0


def test_a_find_leaves_untraced_readers_and_loses_traced_converts():
    """Forty readers of whom six were converts: 0.4 x 40 stay at large, the six were counted."""
    world = build(1, parameters={"texts.traced": 0.6})
    politics = world.politics
    text = text_of(politics.named("smirnov_ap"), convinced=6)
    text.readers[:40] = True
    politics.adherents = 10.0
    _found(politics, world, text)
    assert politics.adherents == pytest.approx(10.0 + 16.0 - 6.0)
    assert politics.flows["arrests"] == pytest.approx(24.0)


def test_the_unnamed_worry_most_once_the_known_are_behind_bars():
    risks = {}
    for status in (MEMBER, ARRESTED):
        world = build(1)
        politics = world.politics
        politics.adherents = 40.0
        for key in ("radek", "rakovsky", "piatakov"):
            leader = politics.named(key)
            leader.arena_on_file = "rank_and_file"
            leader.status = status
        assert known_free(politics) == float(status == MEMBER)
        police_act(world)
        risks[status] = politics.split_risk
    assert risks[ARRESTED] > risks[MEMBER]


# ---------------------------------------------------------------- the rebuffed exile, M69
def test_an_appeal_by_hand():
    p = exile.Exile(appeal=0.1, patience=3.0, ranks_reach=0.5)
    assert exile.appeal_chance(0.75, 0.3, 0.5, p) == pytest.approx(0.1 * 1.0 * 0.8 * 0.25)
    assert not exile.rebuffed(2, p)
    assert exile.rebuffed(3, p)
    assert exile.to_the_ranks(True, p) == 1.5
    assert exile.to_the_ranks(False, p) == 1.0


def test_silence_turns_an_appeal_into_a_threat_and_the_pen_to_the_ranks():
    world = build(1, parameters={"exile.appeal": 0.2, "exile.patience": 3.0, "exile.courier": 0.0})
    politics = world.politics
    leader = exiled(world, crisis=1.0)
    while not leader.rebuffed:
        world.clock.tick += 1
        assert world.clock.tick < 60
        exiles.exiles_stir(politics, world)
    told = [(tick, facts["form"]) for tick, facts in details(world, "text")]
    assert [form for _, form in told] == ["appeal", "ultimatum"]
    assert told[1][0] - told[0][0] == 3
    assert politics.split_risk > 0.0
    assert any(m.alarmed > 0.0 for m in politics.bureau())
    _launch(politics, world, leader, None)
    leader.rebuffed = False
    _launch(politics, world, leader, None)
    threat, plain = politics.texts
    assert threat.aimed
    assert not plain.aimed
    assert threat.readers.sum() > plain.readers.sum()


def test_who_comes_back_has_no_quarrel_left():
    world = build(1)
    leader = exiled(world)
    leader.appealed, leader.rebuffed = 0, True
    leader.status = MEMBER
    exiles.exiles_stir(world.politics, world)
    assert (leader.appealed, leader.rebuffed) == (-1, False)


# -------------------------------------------------------------------- censors and books, M70
def test_censorship_by_hand():
    p = censorship.Censorship(find_lesson=0.1, threat_pull=0.01, relaxing=0.0)
    assert censorship.next_censorship(0.6, 0.5, 0.5, p) == pytest.approx(0.6 + 0.4 * 0.055)
    slow = censorship.Censorship(threat_pull=0.0, relaxing=0.01, rest=0.5)
    assert censorship.next_censorship(0.7, 0.0, 1.0, slow) == pytest.approx(0.698)
    assert censorship.withdrawal_chance(0.5, censorship.Censorship(withdrawing=0.4)) == 0.2
    assert censorship.reach_left(1.0, 0.8, censorship.Censorship(withdrawal=0.5)) == 0.6


@given(SHARE, SHARE, SHARE, SHARE)
def test_censorship_is_a_share_and_never_falls_with_a_find(strength, find, other, threat):
    p = censorship.Censorship()
    low, high = sorted((find, other))
    calm = censorship.next_censorship(strength, low, threat, p)
    assert 0.0 <= calm <= censorship.next_censorship(strength, high, threat, p) <= 1.0


def test_censorship_answers_a_find_only_where_the_lever_emerges():
    for emergent in (True, False):
        world = build(1)
        world.levers.emergent[CENSORSHIP] = emergent
        before = world.levers["censorship.strength"]
        world.politics.coherence_found = 0.9
        censors_respond(world.politics, world)
        after = world.levers["censorship.strength"]
        assert after == world.politics.censorship
        assert (after > before) == emergent


def test_the_books_of_the_fallen_go_once_and_their_texts_convince_fewer():
    world = build(1, parameters={"censorship.withdrawing": 1.0})
    politics = world.politics
    leader = exiled(world)
    for tick in range(24):
        world.clock.tick = tick
        censors_respond(politics, world)
    assert politics.withdrawn == 1
    assert leader.in_print < 0.8
    [(_, facts)] = details(world, "text")
    assert (facts["form"], facts["count"]) == ("books", 1)
    assert politics.secretary.in_print == 1.0


def converts(in_print):
    world = build(2)
    politics = world.politics
    politics.crisis, politics.police.informers = 1.0, 0.0
    author = politics.named("radek")
    author.in_print = in_print
    text = text_of(author)
    for week in range(24):
        world.clock.tick = week // 4
        _week(politics, world, text, week % 4)
    return text.convinced


def test_the_same_text_converts_fewer_without_its_author_s_books():
    assert converts(0.3) < converts(1.0)
