"""Patterns of grain, farms, kolkhozy and protest.

A harvest belongs to its calendar year, a procurement to the July-June year that begins in it.
"""

from analysis.pattern_run import Reading, Run, Values, pattern, ratio

HARVEST = "grain_harvest_wheatcroft_davies_low"
REPORTED = "grain_harvest_official_contemporary"
PROCURED = "grain_procurement_actual"
RURAL = "population_rural"
JOINED = "collectivisation_rate_households"
RIOTS = "mass_disturbances_month"
TERROR = "terrorist_acts_month"
MT_PER_MILLION_TO_KG = 1000.0


def share_taken(run: Run, year: int) -> float:
    """Procurement of the July-June year over the true harvest of its first calendar year."""
    return ratio(run.season(PROCURED, year), run.year(HARVEST, year), f"harvest of {year}")


def kept_per_head(run: Run, year: int) -> float:
    """Grain left in villages before seed and feed, kg per rural head of the July-June year."""
    left = run.year(HARVEST, year) - run.season(PROCURED, year)
    people = run.mean(RURAL, f"{year}-07", f"{year + 1}-06")
    return MT_PER_MILLION_TO_KG * ratio(left, people, "rural population")


def inflation(run: Run, year: int) -> float:
    """Reported over true harvest of a calendar year."""
    return ratio(run.year(REPORTED, year), run.year(HARVEST, year), f"harvest of {year}")


def herd(run: Run, name: str, later: int, earlier: int) -> float:
    """A herd on 1 July of a later year over that of an earlier year."""
    series = f"livestock_{name}_summer"
    return ratio(
        run.on(series, f"{later}-07"), run.on(series, f"{earlier}-07"), f"{name} in {earlier}"
    )


@pattern("P01")
def modest_share(run: Run) -> Values:
    """Mean of the shares taken in 1925/26 to 1928/29."""
    return (sum(share_taken(run, year) for year in range(1925, 1929)) / 4,)


@pattern("P02")
def third_taken(run: Run) -> Values:
    """Share taken in 1931/32."""
    return (share_taken(run, 1931),)


@pattern("P03")
def deliveries_rise(run: Run) -> Values:
    """Procurement 1928/29 to 1931/32, Mt."""
    return tuple(run.season(PROCURED, year) for year in range(1928, 1932))


@pattern("P04")
def deliveries_fall(run: Run) -> Values:
    """Procurement 1932/33 to 1934/35, Mt."""
    return tuple(run.season(PROCURED, year) for year in range(1932, 1935))


@pattern("P05")
def withholding(run: Run) -> Values:
    """Procured July-December 1927 over the same half-year of 1926."""
    before = run.total(PROCURED, "1926-07", "1926-12")
    return (ratio(run.total(PROCURED, "1927-07", "1927-12"), before, "procurement of autumn 1926"),)


@pattern("P06")
def market_price(run: Run) -> Values:
    """Mean of the price ratios on 1 January, 1 February and 1 March 1928."""
    return (run.mean("price_ratio_market_to_state_wheat", "1928-01", "1928-03"),)


@pattern("P07")
def reports_inflate(run: Run) -> Values:
    """Reported over true harvest 1928, 1930, 1931, 1932."""
    return tuple(inflation(run, year) for year in (1928, 1930, 1931, 1932))


@pattern("P08")
def reports_stay_inflated(run: Run) -> Values:
    """Reported over true harvest 1933, 1934, 1936."""
    return tuple(inflation(run, year) for year in (1933, 1934, 1936))


@pattern("P09")
def grain_left(run: Run) -> Values:
    """Grain left per rural head 1928/29 and 1931/32, kg."""
    return (kept_per_head(run, 1928), kept_per_head(run, 1931))


@pattern("P10")
def horses_halved(run: Run) -> Values:
    """Horses, July 1933 over July 1929."""
    return (herd(run, "horses", 1933, 1929),)


@pattern("P11")
def herds_collapse(run: Run) -> Values:
    """Cattle, pigs, sheep and goats, July 1933 over July 1929."""
    return tuple(herd(run, name, 1933, 1929) for name in ("cattle", "pigs", "sheep_goats"))


@pattern("P12")
def herds_regrow(run: Run) -> Values:
    """Cattle, July 1936 over July 1933."""
    return (herd(run, "cattle", 1936, 1933),)


@pattern("P13")
def rush(run: Run) -> Values:
    """Households collectivised on 1 October 1929, 1 February and 1 March 1930, percent."""
    return tuple(run.on(JOINED, month) for month in ("1929-10", "1930-02", "1930-03"))


@pattern("P14")
def retreat(run: Run) -> Values:
    """Households collectivised on 1 May and 1 August 1930, percent."""
    return tuple(run.on(JOINED, month) for month in ("1930-05", "1930-08"))


@pattern("P15")
def second_wave(run: Run) -> Values:
    """Households collectivised on 1 July 1931, percent."""
    return (run.on(JOINED, "1931-07"),)


@pattern("P16")
def slow_completion(run: Run) -> Values:
    """Households collectivised on 1 July 1932, 1933, 1934, 1936, percent."""
    return tuple(run.on(JOINED, f"{year}-07") for year in (1932, 1933, 1934, 1936))


@pattern("P17")
def area_and_harvest(run: Run) -> Values:
    """Grain area on 1 July 1931 over 1928; harvest of 1932 over that of 1930."""
    later, earlier = (run.on("sown_area_grain", f"{year}-07") for year in (1931, 1928))
    area = ratio(later, earlier, "grain area of 1928")
    return (area, ratio(run.year(HARVEST, 1932), run.year(HARVEST, 1930), "harvest of 1930"))


@pattern("P23")
def protest_explodes(run: Run) -> Values:
    """Mass disturbances of 1928, 1929, 1930: expected counts of the months, summed."""
    return tuple(run.year(RIOTS, year) for year in (1928, 1929, 1930))


@pattern("P24", "the month of the maximum of 1930 is March")
def one_month(run: Run) -> Reading:
    """Share of the disturbances of 1930 that fall in March."""
    months = run.span(RIOTS, "1930-01", "1930-12")
    share = ratio(run.on(RIOTS, "1930-03"), float(months.sum()), "disturbances in 1930")
    return Reading((share,), (str(months.idxmax())[:7] == "1930-03",))


@pattern("P25")
def protest_decays(run: Run) -> Values:
    """Disturbances August-December 1930 over March 1930."""
    march = run.on(RIOTS, "1930-03")
    return (ratio(run.total(RIOTS, "1930-08", "1930-12"), march, "disturbances in March 1930"),)


@pattern("P26")
def no_second_march(run: Run) -> Values:
    """Disturbances January-June 1932 over the year 1930."""
    year = run.year(RIOTS, 1930)
    return (ratio(run.total(RIOTS, "1932-01", "1932-06"), year, "disturbances in 1930"),)


@pattern("P27")
def crowd_size(run: Run) -> Values:
    """Participants over disturbances, both summed over 1930."""
    people = run.year("mass_disturbance_participants", 1930)
    return (ratio(people, run.year(RIOTS, 1930), "disturbances in 1930"),)


@pattern("P28", "the highest month of July-December 1929 falls in September-November")
def terror_leads(run: Run) -> Reading:
    """Terrorist acts of 1929 over those of 1928."""
    growth = ratio(run.year(TERROR, 1929), run.year(TERROR, 1928), "terrorist acts in 1928")
    peak = run.span(TERROR, "1929-07", "1929-12").idxmax()
    return Reading((growth,), (str(peak)[5:7] in ("09", "10", "11"),))
