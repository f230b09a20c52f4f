"""Every policy lever: its unit, range and meaning.

A lever holds one number a month. In a scenario it is ``documented`` (the dated path in
scenarios/inputs/levers.csv), ``emergent`` (the simulated leadership sets it; only where
``emergent`` is true below) or given as dated values.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lever:
    """One policy lever: dotted name, unit, inclusive range, meaning, and who may move it.

    ``tier`` is ``countryside``, ``politics`` or ``given`` (weather, world, Lenin's death).
    """

    name: str
    unit: str
    low: float
    high: float
    meaning: str
    tier: str = "countryside"
    emergent: bool = False
    kept_on_record: bool = False
    """may emerge, but only where a scenario says so: not of itself in the drive ``coupled``"""

    @property
    def emerges_when_coupled(self) -> bool:
        """Whether the leadership sets it in the drive ``coupled`` unless told otherwise."""
        return self.emergent and not self.kept_on_record


def _countryside() -> list[Lever]:
    share = "share"
    return [
        Lever(
            "price.state_grain",
            "index, 1913 = 1",
            0.3,
            10.0,
            "price the state pays for grain",
            emergent=True,
        ),
        Lever(
            "price.industrial",
            "index, 1913 = 1",
            0.5,
            10.0,
            "price of industrial goods in the village",
        ),
        Lever(
            "procurement.plan",
            "Mt a year",
            0.0,
            50.0,
            "grain the state plans to take from this July-June year's harvest, all sectors",
            emergent=True,
        ),
        Lever(
            "procurement.norm_grain_zone",
            share,
            0.0,
            0.8,
            "share of the reported harvest that a plan may ask of the grain regions",
        ),
        Lever(
            "procurement.norm_other",
            share,
            0.0,
            0.8,
            "share of the reported harvest that a plan may ask of the other regions",
        ),
        Lever(
            "procurement.flexibility",
            share,
            0.0,
            1.0,
            "how far the plan follows the true harvest within the season",
        ),
        Lever(
            "procurement.extraordinary",
            share,
            0.0,
            1.0,
            "strength of extraordinary measures: taking at fixed price without consent",
            emergent=True,
        ),
        Lever(
            "procurement.search",
            share,
            0.0,
            1.0,
            "how hard squads search for hidden grain",
            emergent=True,
        ),
        Lever(
            "procurement.seed_exempt",
            share,
            0.0,
            1.0,
            "share of the seed that squads must leave",
            emergent=True,
        ),
        Lever(
            "procurement.penalty",
            share,
            0.0,
            1.0,
            "penalties for withholding: fines in kind, trials, the law of August 1932",
            emergent=True,
        ),
        Lever(
            "procurement.blacklists",
            share,
            0.0,
            1.0,
            "the same in Ukraine and North Caucasus, where higher: blacklists, commissions of 1932",
            emergent=True,
        ),
        Lever(
            "procurement.mts_payment",
            share,
            0.0,
            0.5,
            "share of the crop that a kolkhoz served by a machine station pays it in kind",
        ),
        Lever(
            "trade.kolkhoz",
            share,
            0.0,
            1.0,
            "how freely kolkhoz members may sell their own grain on the market",
        ),
        Lever(
            "collectivisation.target_grain_zone",
            share,
            0.0,
            1.0,
            "share of households that decrees want in kolkhozy, grain regions",
            emergent=True,
        ),
        Lever(
            "collectivisation.target_intermediate",
            share,
            0.0,
            1.0,
            "the same, other grain-growing regions",
            emergent=True,
        ),
        Lever(
            "collectivisation.target_other",
            share,
            0.0,
            1.0,
            "the same, remaining regions",
            emergent=True,
        ),
        Lever(
            "collectivisation.force",
            share,
            0.0,
            1.0,
            "coercion that the centre licenses to reach the target",
            emergent=True,
        ),
        Lever(
            "collectivisation.exit_allowed",
            share,
            0.0,
            1.0,
            "how freely a household may leave its kolkhoz",
            emergent=True,
        ),
        Lever(
            "collectivisation.advantage",
            share,
            0.0,
            1.0,
            "tax, credit and seed advantage of members over private households",
        ),
        Lever(
            "livestock.socialisation",
            share,
            0.0,
            1.0,
            "share of cows and small stock that joining households must give up",
            emergent=True,
        ),
        Lever(
            "dekulakisation.deport",
            "thousand households a month",
            0.0,
            200.0,
            "households whose deportation is ordered in the month",
            emergent=True,
        ),
        Lever(
            "dekulakisation.dispossess",
            "thousand households a month",
            0.0,
            300.0,
            "further households to be dispossessed and resettled nearby",
            emergent=True,
        ),
        Lever(
            "religion.closing",
            share,
            0.0,
            1.0,
            "strength of the campaign to close churches and arrest clergy",
            emergent=True,
        ),
        Lever(
            "kazakhstan.settlement", share, 0.0, 1.0, "strength of the forced settlement of nomads"
        ),
        Lever(
            "relief.share_of_need",
            share,
            0.0,
            1.0,
            "share of the villages' measured food deficit that the state covers",
            emergent=True,
        ),
        Lever(
            "relief.targeting",
            share,
            0.0,
            1.0,
            "0: relief spread evenly over the hungry; 1: all to the worst fed",
        ),
        Lever(
            "relief.seed_loans",
            share,
            0.0,
            1.0,
            "share of missing spring seed that the state lends",
            emergent=True,
        ),
        Lever(
            "exports.plan",
            "Mt a year",
            0.0,
            15.0,
            "grain to be exported in this July-June year",
            emergent=True,
        ),
        Lever(
            "rations.norm",
            "kg a head a year",
            0.0,
            400.0,
            "grain that the state supply means to issue to a town dweller",
        ),
        Lever(
            "rations.coverage",
            share,
            0.0,
            1.0,
            "share of the town population on the state's ration lists",
        ),
        Lever(
            "passports.barrier",
            share,
            0.0,
            1.0,
            "share of peasants bound for towns who are stopped everywhere",
            emergent=True,
        ),
        Lever(
            "passports.blockade",
            share,
            0.0,
            1.0,
            "share of departures stopped from Ukraine and North Caucasus",
            emergent=True,
        ),
        Lever("tractors.stock", "thousand tractors", 0.0, 1000.0, "tractors at work in farming"),
        Lever(
            "statefarms.area",
            "Mha of grain",
            0.0,
            20.0,
            "grain area that the state assigns to state farms for the harvest of that year",
        ),
        Lever(
            "cadres.outsiders",
            share,
            0.0,
            1.0,
            "share of vacant district posts filled from outside",
            emergent=True,
        ),
        Lever(
            "cadres.plenipotentiaries",
            share,
            0.0,
            1.0,
            "presence of plenipotentiaries and brigades from town in the districts",
            emergent=True,
        ),
        Lever(
            "cadres.political_departments",
            share,
            0.0,
            1.0,
            "strength of the party's political departments at machine stations",
            emergent=True,
        ),
        Lever(
            "cadres.promotion_by_zeal",
            share,
            0.0,
            1.0,
            "0: careers are made by honest reports; 1: by fulfilled targets",
        ),
        Lever(
            "cadres.urban_volunteers",
            "thousand persons a month",
            0.0,
            50.0,
            "urban workers called to the villages in the month; no more go than offer and are fit",
        ),
        Lever(
            "cadres.blame_excess",
            share,
            0.0,
            1.0,
            "how far the centre punishes overshooting and 'excesses'",
            emergent=True,
        ),
        Lever(
            "reports.audit",
            share,
            0.0,
            1.0,
            "chance a year that a district's harvest report is checked against the fields",
        ),
        Lever(
            "reports.biological",
            share,
            0.0,
            1.0,
            "how far harvest reports go by the standing crop, before losses, and not by the barn",
        ),
        Lever(
            "reports.discount",
            share,
            0.0,
            1.0,
            "share of the inflation of reports that the centre allows for",
        ),
        Lever(
            "bias.regional",
            share,
            0.0,
            1.0,
            "extra share of the plan laid on Ukraine and the Kuban over their harvest; disputed",
        ),
        Lever(
            "industry.investment",
            "share of output",
            0.0,
            0.6,
            "share of industrial output invested in industry",
            emergent=True,
        ),
        Lever(
            "industry.worker_promotion",
            share,
            0.0,
            1.0,
            "strength of promotion and schooling of workers",
        ),
        Lever(
            "industry.specialist_removal",
            share,
            0.0,
            1.0,
            "strength of the removal of old specialists",
            emergent=True,
        ),
        Lever(
            "procurement.local_veto",
            share,
            0.0,
            1.0,
            "part that a district may strike off what its plan asks beyond what its villages can "
            "give after their own food, seed and feed, as the district knows them",
        ),
        Lever(
            "cadres.tenure",
            share,
            0.0,
            1.0,
            "how far district secretaries are safe in their posts: what would cost the post is "
            "a reprimand, and nobody is moved",
        ),
        Lever(
            "reports.weighed",
            share,
            0.0,
            1.0,
            "how far harvest reports are grain weighed in the barn, which nobody can inflate",
        ),
    ]


def _politics() -> list[Lever]:
    share = "share"
    return [
        Lever(
            "discipline.faction_ban",
            share,
            0.0,
            1.0,
            "0: factions are lawful; 1: the ban of 1921 is enforced",
            "politics",
            emergent=True,
            kept_on_record=True,
        ),
        Lever(
            "discipline.norm",
            share,
            0.0,
            1.0,
            "how strictly public unanimity is demanded after a decision",
            "politics",
            True,
        ),
        Lever(
            "discipline.offence_width",
            share,
            0.0,
            1.0,
            "how much conduct counts as an offence; above half, knowing and silence",
            "politics",
            True,
        ),
        Lever(
            "discipline.recantation_required",
            share,
            0.0,
            1.0,
            "how far defeated members must recant to stay",
            "politics",
            True,
        ),
        Lever(
            "discipline.recantation_value",
            share,
            0.0,
            1.0,
            "how much a recantation softens the penalty",
            "politics",
            True,
        ),
        Lever(
            "apparatus.appointment_control",
            share,
            0.0,
            1.0,
            "share of posts that the Secretariat can fill as it likes",
            "politics",
            True,
        ),
        Lever(
            "voting.secret",
            share,
            0.0,
            1.0,
            "1: committee votes are secret, so unanimity cannot be enforced",
            "politics",
        ),
        Lever(
            "party.admission",
            "thousand persons a month",
            0.0,
            200.0,
            "members and candidates that the centre wants admitted",
            "politics",
            True,
        ),
        Lever(
            "party.purge_share",
            "share a year",
            0.0,
            0.6,
            "share of the membership that a screening in progress is to expel",
            "politics",
            True,
        ),
        Lever(
            "police.informer_density",
            "per thousand inhabitants",
            0.0,
            10.0,
            "informers of the political police",
            "politics",
            True,
        ),
        Lever(
            "police.budget",
            "index, 1924 = 1",
            0.0,
            20.0,
            "staff and means of the political police",
            "politics",
            True,
        ),
        Lever(
            "police.case_incentive",
            share,
            0.0,
            1.0,
            "how far budget and careers of the police grow with cases found",
            "politics",
        ),
        Lever(
            "police.penalty_licence",
            share,
            0.0,
            1.0,
            "how far extrajudicial boards may pass death sentences",
            "politics",
            True,
        ),
        Lever(
            "censorship.strength",
            share,
            0.0,
            1.0,
            "chance that print, post and libraries stop a banned text",
            "politics",
            True,
        ),
        Lever(
            "belief.line_right",
            share,
            0.01,
            0.999,
            "leaders' prior belief that the line is right",
            "politics",
        ),
        Lever(
            "belief.enemies_active",
            share,
            0.001,
            0.9,
            "leaders' prior belief that enemies are at work",
            "politics",
        ),
    ]


def _given() -> list[Lever]:
    return [
        Lever(
            "world.grain_price",
            "index, 1926 = 1",
            0.1,
            3.0,
            "world price of exported grain",
            "given",
        ),
        Lever(
            "world.landlords",
            "share",
            0.0,
            1.0,
            "how far villages believe that landlords may return: then they bear requisition",
            "given",
        ),
        Lever("world.alarm", "share", 0.0, 1.0, "foreign alarms and war scares", "given"),
        Lever(
            "lenin.alive",
            "share",
            0.0,
            1.0,
            "1 while Lenin lives and can arbitrate, 0 after",
            "given",
        ),
        Lever(
            "weather.shock",
            "share",
            0.0,
            1.0,
            "1: weather as estimated; 0: average weather every year",
            "given",
        ),
        Lever(
            "weather.given",
            "percent",
            -50.0,
            50.0,
            "added in April to the weather of the year's crop everywhere, in percent of a normal "
            "yield",
            "given",
        ),
        Lever(
            "crisis.shortfall",
            "share",
            0.0,
            1.0,
            "1: leaders read the grain shortfall as it is documented (coupled: as it is reported); "
            "below 1: that share of it, as after a better harvest",
            "given",
        ),
        Lever(
            "committee.lean",
            "points of the line",
            -3.0,
            3.0,
            "by how much the harder (above 0) or the softer (below 0) of two motions gains on the "
            "other with members outside the Politburo and regional secretaries; 0: as they see it",
            "given",
        ),
        Lever(
            "texts.detection",
            "share",
            0.0,
            1.0,
            "1: a banned text is reported and found as the rules have it; 0: it passes unseen",
            "given",
        ),
        Lever(
            "discipline.outbidding",
            "share",
            0.0,
            1.0,
            "1: a body that judges goes as far beyond the leader's motion as its members would; "
            "0: the motion is the most it passes",
            "given",
        ),
    ]


LEVERS: dict[str, Lever] = {
    lever.name: lever for lever in (*_countryside(), *_politics(), *_given())
}
LEVER_INDEX: dict[str, int] = {name: i for i, name in enumerate(LEVERS)}
