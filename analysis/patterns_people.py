"""Patterns of towns, births, deaths and settlers.

Crude rates are monthly events summed over a calendar year, in thousand, over the mean population
of its twelve months in million: per 1000. Excess deaths are deaths above the mean crude rate of
1927 and 1928, applied to each year's population; years below it count negative. Shares of a
population are taken of the people of 1 January 1933, as the published ones are.
"""

from analysis.pattern_run import NotComputable, Reading, Run, Values, pattern, ratio
from sim.outcomes import COUNTRY, REGIONS

DEATHS = "deaths_reconstructed"
BIRTHS = "births_reconstructed"
PEOPLE = "population_total"
MOVES = "net_migration_rural_to_urban"
TOWNS = "population_urban"
OUTPUT = "industrial_output_index_western"
WAGE = "real_wage_index"
NOT_RSFSR = {"Ukraine", "Belorussia", "Transcaucasia", "Central Asia", "Kazakhstan"}
RSFSR = tuple(region for region in REGIONS if region not in NOT_RSFSR)
FAMINE = (1932, 1933, 1934)


def crude_rate(
    run: Run, flow: str, year: int, region: str = COUNTRY, people: str = PEOPLE
) -> float:
    """Events of a calendar year per 1000 of its mean population."""
    return ratio(run.year(flow, year, region), run.year_mean(people, year, region), "population")


def excess_deaths(
    run: Run, year: int, region: str = COUNTRY, flow: str = DEATHS, people: str = PEOPLE
) -> float:
    """Deaths of a calendar year above the mean crude rate of 1927 and 1928, in thousand."""
    normal = sum(crude_rate(run, flow, y, region, people) for y in (1927, 1928)) / 2
    return run.year(flow, year, region) - normal * run.year_mean(people, year, region)


def loss_percent(
    run: Run, regions: tuple[str, ...], flow: str = DEATHS, people: str = PEOPLE
) -> float:
    """Excess deaths 1932-34 in percent of the people of 1 January 1933."""
    dead = sum(excess_deaths(run, year, r, flow, people) for r in regions for year in FAMINE)
    alive = sum(run.on(people, "1933-01", region) for region in regions)
    return ratio(dead, alive, "population") / 10.0


@pattern("P18")
def inflow_peaks(run: Run) -> Values:
    """Net rural-urban migration 1928 to 1931, million."""
    return tuple(run.year(MOVES, year) / 1000.0 for year in range(1928, 1932))


@pattern("P19")
def inflow_stops(run: Run) -> Values:
    """Net rural-urban migration 1932 to 1934, million."""
    return tuple(run.year(MOVES, year) / 1000.0 for year in range(1932, 1935))


@pattern("P20")
def urban_growth(run: Run) -> Values:
    """Compound growth of the towns, 1927-29 and 1929-33, percent a year.

    From 1 January to 1 January; the first is a fortnight after the census of 17 December 1926.
    """
    start, middle, end = (run.on(TOWNS, f"{year}-01") for year in (1927, 1929, 1933))
    first = ratio(middle, start, "urban population of 1927") ** (1 / 2)
    second = ratio(end, middle, "urban population of 1929") ** (1 / 4)
    return (100 * (first - 1), 100 * (second - 1))


@pattern("P21")
def unemployment(run: Run) -> Values:
    """Registered unemployed on 1 April 1929 and 1 October 1930, million."""
    return tuple(
        run.on("unemployed_registered", month) / 1000.0 for month in ("1929-04", "1930-10")
    )


@pattern("P22")
def industry_and_wages(run: Run) -> Values:
    """Industrial output, mean of 1932 over mean of 1928; real wage, mean 1932-37 over 1928."""
    output = ratio(run.year_mean(OUTPUT, 1932), run.year_mean(OUTPUT, 1928), "output of 1928")
    wage = ratio(run.mean(WAGE, "1932-01", "1937-12"), run.year_mean(WAGE, 1928), "wage of 1928")
    return (output, wage)


@pattern("P33")
def settlements_empty(run: Run) -> Values:
    """Special settlers on 1 January 1932, 1933, 1935, million."""
    return tuple(run.on("special_settlers_jan1", f"{year}-01") / 1e6 for year in (1932, 1933, 1935))


@pattern("P34")
def death_rate(run: Run) -> Values:
    """Crude death rate 1931 to 1934, per 1000."""
    return tuple(crude_rate(run, DEATHS, year) for year in range(1931, 1935))


@pattern("P35", "the lowest birth rate of 1927-38 (of the years run) is that of 1934")
def birth_rate(run: Run) -> Reading:
    """Crude birth rate 1930, 1933, 1934, per 1000."""
    months = run.monthly(BIRTHS).index
    if months[-1].year < 1934:
        raise NotComputable("the run ends before 1934")
    last = min(1938, months[-1].year if months[-1].month == 12 else months[-1].year - 1)
    rates = {year: crude_rate(run, BIRTHS, year) for year in range(1927, last + 1)}
    lowest = min(rates, key=lambda year: rates[year])
    return Reading(tuple(rates[year] for year in (1930, 1933, 1934)), (lowest == 1934,))


@pattern("P36")
def famine_toll(run: Run) -> Values:
    """Excess deaths 1930-34 against the death rate of 1927-28, million."""
    return (sum(excess_deaths(run, year) for year in range(1930, 1935)) / 1000.0,)


@pattern("P37")
def toll_by_region(run: Run) -> Values:
    """Excess deaths 1932-34 in percent, four places in the order of the row."""
    places = (("Kazakhstan",), ("Ukraine",), RSFSR, ("Belorussia",))
    return tuple(loss_percent(run, place) for place in places)


@pattern("P38")
def villages_not_towns(run: Run) -> Values:
    """Ukraine's excess deaths 1932-34 in percent of rural and of urban people."""
    place = ("Ukraine",)
    return (
        loss_percent(run, place, "deaths_rural", "population_rural"),
        loss_percent(run, place, "deaths_urban", "population_urban"),
    )


@pattern("P39", "the peak month of 1933 lies in May-July")
def early_summer(run: Run) -> Reading:
    """Ukraine's excess deaths in June over January 1933.

    The normal level of a month is the mean of the same month of 1927 and 1928, per head.
    """
    excess = []
    for month in range(1, 13):
        rates = [
            ratio(
                run.on(DEATHS, f"{year}-{month:02d}", "Ukraine"),
                run.on(PEOPLE, f"{year}-{month:02d}", "Ukraine"),
                "population of Ukraine",
            )
            for year in (1927, 1928)
        ]
        people = run.on(PEOPLE, f"1933-{month:02d}", "Ukraine")
        dead = run.on(DEATHS, f"1933-{month:02d}", "Ukraine")
        excess.append(dead - people * sum(rates) / 2)
    peak = excess.index(max(excess)) + 1
    return Reading(
        (ratio(excess[5], excess[0], "Ukraine's excess mortality in January 1933"),),
        (peak in (5, 6, 7),),
    )


@pattern("P40")
def within_the_year(run: Run) -> Values:
    """Share of Ukraine's excess deaths of 1932-34 that falls in 1933."""
    by_year = [excess_deaths(run, year, "Ukraine") for year in FAMINE]
    if sum(by_year) <= 0:
        raise NotComputable("Ukraine has no excess deaths in 1932-34")
    return (by_year[1] / sum(by_year),)
