"""Secretaries month by month: judged for the last month, then looking, choosing, bending, pleading.

Each loop goes over the posts, a row a district. What it decides is left in columns and in
``outcomes``; what is told of it (records, events, successors) is plain Python's business
(sim/institutions/cadre_posts.py, sim/institutions/cadres.py).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import kernel
from sim.rules.cadre import (
    BALK,
    LEAK,
    MISREPORT,
    OVERSHOOT,
    Mind,
    belief_next,
    choice_odds,
    chosen,
    fear_next,
    harm_seen,
    need_taken,
    pressure,
    tempo,
    tie_next,
    ties_that_count,
    utilities,
)
from sim.rules.cadre_fate import (
    DISMISSAL,
    EXPULSION,
    REPRIMAND,
    TRIAL,
    Bench,
    Conduct,
    charges,
    mark,
    penalty_odds,
    plea_chance,
    promotion_chance,
)
from sim.rules.plan import report_ratio, weighed_report

TALLIED = ("reprimanded", "dismissed", "expelled", "tried", "promoted", "replaced",
           "charged_failure", "charged_excess")  # fmt: skip
"""Expected counts of a month that are recorded by region."""

NOTHING, PROMOTED, TRANSFERRED = 0, 1, 2
"""Whether a secretary leaves for another post."""

OUTCOME = np.dtype([("charge", np.int64), ("penalty", np.int64), ("goes", np.int64)])
"""What becomes of a secretary: charge and penalty by place in their lists, or -1; a move."""


class PostRules(NamedTuple):
    """The parameter tuples that the loops over secretaries take."""

    cadre: Any
    cadre_fate: Any
    plan: Any


class PostRegion(NamedTuple):
    """One number a region: what secretaries meet there this month."""

    audit: Any
    """chance that reports are checked"""
    rivals: Any
    """share of the region's districts that outran the plan last month"""
    overload: Any
    """work beyond what a district's staff can do"""
    target: Any
    """share of households that the decree wants in kolkhozy"""


@kernel
def mind_of(post, envoy, p):
    """Dispositions as they count this month; an envoy (0/1) makes part of local ties void."""
    tie = ties_that_count(post.tie, envoy, p.cadre)
    return Mind(post.zeal, post.belief, tie, post.fear, post.prospects, post.candour)


# -------------------------------------------------------------------------------------- judgement
@kernel
def conduct_of(post):
    """What the secretary can be charged with this month."""
    return Conduct(
        post.shortfall if post.looked == 1 else 0.0,
        1.0 if post.choice == OVERSHOOT else 0.0,
        1.0 if post.choice == BALK else 0.0,
        1.0 if post.pleads == 1 else 0.0,
        1.0 if post.choice == LEAK else 0.0,
        1.0 if post.choice == MISREPORT else 0.0,
        1.0 if post.protected == 1 else 0.0,
    )


@kernel
def mark_of(district, line):
    """The month's mark. In July the figures are those of the year that has just ended."""
    due = district.target_kg * (line.share_due if line.share_due != 0.0 else 1.0)
    fulfilled = district.collected_kg / due if due > 0.0 else 0.5
    return mark(fulfilled, np.float64(district.report_ratio) - 1.0, line.by_zeal)


@kernel
def count_expected(tally, district, odds, bench, reprimands, rises, leaves, p):
    """Add a district's expected counts of the month, in the order of ``TALLIED``."""
    reprimanded, dismissed, expelled, tried = 0.0, 0.0, 0.0, 0.0
    for charge in range(5):
        chance = odds[charge]
        if chance > 0.0:
            falls = penalty_odds(charge, bench, reprimands, p.cadre_fate)
            reprimanded += chance * falls[REPRIMAND]
            dismissed += chance * falls[DISMISSAL]
            expelled += chance * falls[EXPULSION]
            tried += chance * falls[TRIAL]
    out = dismissed + expelled + tried
    # A reprimand does not keep anybody from rising or being moved in the same month.
    stays = 1.0 - out
    region, weight = district.region, district.weight
    tally[0, region] += weight * reprimanded
    tally[1, region] += weight * out
    tally[2, region] += weight * (expelled + tried)
    tally[3, region] += weight * tried
    tally[4, region] += weight * (stays * rises)
    tally[5, region] += weight * (out + stays * (rises + leaves))
    tally[6, region] += weight * (sum(odds) - odds[1])
    tally[7, region] += weight * odds[1]


@kernel
def live_a_month(post, threatened, dispute, marked, p):
    """Ties, fear, belief, prospects and mark move on after a month in office.

    ``threatened`` is the chance of a charge that may cost the post, ``dispute`` the leadership's
    own quarrel, ``marked`` the mark of the month; shares.
    """
    post.tenure += 1
    post.tie = tie_next(post.tie, p.cadre)
    post.fear = fear_next(post.fear, threatened)
    post.prospects *= 1.0 - p.cadre.prospects_fade
    post.marked += (marked - post.marked) / 12.0
    overshoots = 1.0 if post.choice == OVERSHOOT else 0.0
    post.overshot = 0.85 * post.overshot + 0.15 * overshoots
    if post.looked == 1:
        harm = post.harm * ties_that_count(post.tie, post.envoy, p.cadre)
        blamed = min(1.0, post.blame_excess * (0.3 + post.overshot) + dispute)
        post.belief = belief_next(post.belief, post.norm, harm, blamed, p.cadre)


@kernel
def judge(posts, di, lines, audits, dispute, luck, rules, tally, outcomes):
    """Last month's conduct is charged or rewarded; minds move on; ``outcomes`` says who leaves.

    ``audits`` is the chance of a check by region, ``luck`` three uniform numbers a secretary: for
    the charge, the penalty, and leaving for another post.
    """
    line, p = lines[0], rules[0]
    for i in range(len(posts)):
        post, outcome = posts[i], outcomes[i]
        district = di[post.district]
        envoy = np.float64(district.envoy)
        audit = audits[district.region]
        bench = Bench(
            line.penalty, line.blame_excess, line.norm, line.storm, audit, envoy, line.tenure
        )
        odds = charges(conduct_of(post), bench, p.cadre_fate)
        rises = promotion_chance(post.marked, post.prospects, p.cadre_fate)
        abandoned = p.cadre_fate.abandoned if post.orphaned > 0 else 0.0
        leaves = (1.0 - line.tenure) * (p.cadre_fate.transfer + abandoned)
        count_expected(tally, district, odds, bench, post.reprimands, rises, leaves, p)
        charged = sum(odds)
        live_a_month(post, (1.0 - line.tenure) * charged, dispute, mark_of(district, line), p)
        outcome.charge, outcome.penalty, outcome.goes = -1, -1, NOTHING
        charge = chosen((odds[0], odds[1], odds[2], odds[3], odds[4], 1.0 - charged), luck[0, i])
        if charge < 5:
            outcome.charge = charge
            severity = penalty_odds(charge, bench, post.reprimands, p.cadre_fate)
            outcome.penalty = chosen(severity, luck[1, i])
        if luck[2, i] < rises + leaves:
            outcome.goes = PROMOTED if luck[2, i] < rises else TRANSFERRED


# ----------------------------------------------------------------------------------------- choice
@kernel
def look(post, district, line, here, taken, p):
    """What the secretary sees: shortfall on the part due by now, hunger and unrest, the line."""
    due = district.target_kg * line.share_due
    missing = 1.0 - district.collected_kg / due if due > 0.0 else 0.0
    post.looked = 1
    post.shortfall = max(0.0, min(1.0, missing)) * line.extraordinary
    hunger, unrest = np.float64(district.hunger), np.float64(district.unrest)
    post.harm = harm_seen(hunger, unrest, taken * line.extraordinary, p.cadre)
    post.norm = line.norm
    post.storm = line.storm
    post.by_zeal = line.by_zeal
    post.blame_excess = line.blame_excess
    post.audit = here.audit
    post.envoy = np.float64(district.envoy)
    post.rivals = here.rivals
    post.overload = here.overload


@kernel
def choose(posts, di, lines, regions, stores, luck, rules):
    """Every secretary reads the district and chooses; ``stores`` are held, asked, needed kg."""
    line, p = lines[0], rules[0]
    for i in range(len(posts)):
        post = posts[i]
        district = di[post.district]
        d = post.district
        taken = need_taken(stores[0, d], stores[1, d], stores[2, d])
        look(post, district, line, regions[district.region], taken, p)
        values = utilities(mind_of(post, post.envoy, p), post, p.cadre)
        post.choice = chosen(choice_odds(values, p.cadre), luck[i])


@kernel
def bend(posts, di, lines, regions, rules):
    """What secretaries make of the line: the levers of their districts follow their choices."""
    line, p = lines[0], rules[0]
    for i in range(len(posts)):
        post = posts[i]
        district = di[post.district]
        arm, choice, zeal = np.float64(district.arm), post.choice, post.zeal
        force = pressure(choice, line.extraordinary, arm, zeal, p.cadre)
        lies = choice == MISREPORT
        district.pressure = force
        district.search = min(1.0, line.search * (0.8 + 0.4 * zeal))
        district.tempo = tempo(choice, regions[district.region].target, zeal)
        district.coercion = pressure(choice, line.force, arm, zeal, p.cadre)
        district.label_push = line.force * (1.0 if choice == OVERSHOOT else 0.4)
        ratio = report_ratio(force, lies, post.candour, line.audit, p.plan)
        district.report_ratio = weighed_report(ratio, line.weighed)
        district.choice = choice


@kernel
def plead(posts, di, line, heard, luck, rules, granted):
    """Who argues the target upward, and where it is eased; ``granted`` is 1 where it is. M16.

    ``heard`` is the chance that a region gives way, ``luck`` two uniform numbers a secretary.
    """
    p = rules[0]
    for i in range(len(posts)):
        post = posts[i]
        district = di[post.district]
        granted[i] = 0
        district.plea = 0
        if district.target_kg <= 0.0:
            continue
        tie = ties_that_count(post.tie, post.envoy, p.cadre)
        chance = plea_chance(tie, post.harm, post.fear, line[0].storm, p.cadre_fate)
        post.pleads = 1 if luck[0, i] < chance else 0
        if post.pleads == 0:
            continue
        district.plea = 1
        district.pleaded = 1
        if luck[1, i] < heard:
            granted[i] = 1
            eased = np.float64(district.eased)
            district.eased = eased + p.cadre_fate.plea_cut * (1.0 - eased)
