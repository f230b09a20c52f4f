"""The first world by region in January 1924, the weather, and the country's starting values."""

from __future__ import annotations

import math
from pathlib import Path

from tables import REGIONS, SOURCES, Record, Row, apportion, read_rows, shown, write_table

LOW_OVER_OFFICIAL = 63.0 / 73.3
CENSUS_TO_START_YEARS = 2.96  # 17 December 1926 back to 1 January 1924
URBAN_GROWTH_THOUSAND = 950.0
KULAK, POOR, MIDDLE = 0.033, 0.356, 0.611
DISTRICTS = 3000
HOUSEHOLDS_MILLION = 23.0

Norms = dict[str, float]


def read_norms() -> Norms:
    """The uses of grain on the low basis, by key."""
    return {r["key"]: float(r["value"]) for r in read_rows(SOURCES / "grain_norms.csv")}


class FirstWorld:
    """Vectors by region, in the order of REGIONS, and the national totals they add up to."""

    def __init__(self, record: Record) -> None:
        """Work everything out from the record, the estimates and the coding tables."""
        self.record = record
        self.norms = read_norms()
        estimates = {r["region"]: r for r in read_rows(record.raw / "estimates/regions_1926.csv")}
        coding = {r["region"]: r for r in read_rows(SOURCES / "region_coding.csv")}
        self.estimate: list[Row] = [estimates[name] for name in REGIONS]
        self.coding: list[Row] = [coding[name] for name in REGIONS]
        self.weather = read_weather(record.raw / "estimates/weather_only_index.csv")
        self._people()
        self._farms()
        self._herds()
        self._classes()
        self._stocks()
        self._calendar()

    def column(self, name: str) -> list[float]:
        """A column of the coding or of the estimates of 1926."""
        rows = self.coding if name in self.coding[0] else self.estimate
        return [float(r[name]) for r in rows]

    def _people(self) -> None:
        birth = self._mean_1927_28("crude_birth_rate_reconstructed")
        death = self._mean_1927_28("crude_death_rate_reconstructed")
        census = self.record.value("population_total", "1926-12-17", "oudl_pop") * 1000
        urban_1926 = self.record.value("population_urban", "1926-12-17", "oudl_pop") * 1000
        total = census / math.exp((birth - death) / 1000 * CENSUS_TO_START_YEARS)
        self.urban_total = round(urban_1926 - URBAN_GROWTH_THOUSAND * CENSUS_TO_START_YEARS)
        self.rural_total = round(total) - self.urban_total
        self.household_total = round(HOUSEHOLDS_MILLION * 1000)
        rural_1926 = self.column("rural_population_1926_thousand")
        born, dead = self.column("birth"), self.column("death")
        growth = [birth * b - death * d for b, d in zip(born, dead, strict=True)]
        backcast = [
            p * math.exp(-g / 1000 * CENSUS_TO_START_YEARS)
            for p, g in zip(rural_1926, growth, strict=True)
        ]
        self.rural = apportion(backcast, self.rural_total)
        self.urban = apportion(self.column("urban_1926_thousand"), self.urban_total)
        size = [
            p / h for p, h in zip(rural_1926, self.column("households_1926_thousand"), strict=True)
        ]
        weights = [p / s for p, s in zip(self.rural, size, strict=True)]
        self.households = apportion(weights, self.household_total)
        self.birth_rate = self._spread(self._rural(birth, "urban_birth_rate"), born)
        self.death_rate = self._spread(self._rural(death, "urban_death_rate"), dead)
        self.national_birth, self.national_death = birth, death
        self.districts = apportion(self.column("districts"), DISTRICTS)
        communists = [p * m for p, m in zip(self.rural, self.column("communists"), strict=True)]
        self.communist_total = round(self.record.value("rural_communists", "1924-05-23"))
        self.communists = apportion(communists, self.communist_total)

    def _mean_1927_28(self, series: str) -> float:
        years = ("1927-01-01", "1928-01-01")
        return sum(self.record.value(series, year) for year in years) / len(years)

    def _rural(self, national: float, urban_key: str) -> float:
        """The rural rate that, with the towns' own rate, gives the national one."""
        values = {r["key"]: r["value"] for r in read_rows(SOURCES / "country_values.csv")}
        urban = float(values[urban_key])
        people = self.rural_total + self.urban_total
        return (national * people - urban * self.urban_total) / self.rural_total

    def _spread(self, mean: float, multiples: list[float]) -> list[float]:
        """Rates by region whose mean over rural people is ``mean``."""
        weighted = sum(p * m for p, m in zip(self.rural, multiples, strict=True))
        return [mean * m * sum(self.rural) / weighted for m in multiples]

    def _farms(self) -> None:
        area_1926 = self.column("grain_area_1926_thousand_ha")
        self.land_total = round(1000 * max(self._village_area(year) for year in range(1926, 1935)))
        room = self.land_total - sum(area_1926)
        extra = self.column("expansion")
        land = [a + room * e / sum(extra) for a, e in zip(area_1926, extra, strict=True)]
        self.land = apportion(land, self.land_total)
        self.winter_share = self.column("share_winter_grain")
        self.sown_1923 = round(self.record.value("sown_area_grain", "1923-01-01") * 1000)
        self.sown_1924 = round(self.record.value("sown_area_grain", "1924-01-01") * 1000)
        winter = [a * w for a, w in zip(area_1926, self.winter_share, strict=True)]
        self.winter_total = round(self.sown_1924 * sum(winter) / sum(area_1926))
        self.winter_sown = apportion(winter, self.winter_total)
        official = self.column("grain_yield_1924_28_mean_kg_per_ha")
        low = [
            y * LOW_OVER_OFFICIAL / self._mean_weather(name)
            for y, name in zip(official, REGIONS, strict=True)
        ]
        years = (1926, 1927, 1928)
        documented = sum(self.low_harvest(y) for y in years)
        formed = sum(self.formed_harvest(y, low) for y in years)
        self.yield_scale = documented / formed
        self.yields = [y * self.yield_scale for y in low]

    def _mean_weather(self, region: str) -> float:
        """The region's mean weather in 1924-28, the years of which its yield is the mean."""
        return sum(self.weather[region, year] for year in range(1924, 1929)) / 5

    def _village_area(self, year: int) -> float:
        """Documented grain area of a year less that assigned to state farms, Mha."""
        farms = {r["year"]: float(r["value"]) for r in read_rows(SOURCES / "state_farms.csv")}
        return self.record.value("sown_area_grain", f"{year}-01-01") - farms[str(year)]

    def low_harvest(self, year: int) -> float:
        """Documented harvest, low basis, Mt: the low series, before 1928 official x 63/73.3."""
        start = f"{year}-01-01"
        if year >= 1928:
            return self.record.value("grain_harvest_wheatcroft_davies_low", start)
        return self.record.value("grain_harvest_official_revised", start) * LOW_OVER_OFFICIAL

    def formed_harvest(self, year: int, yields: list[float]) -> float:
        """Mt that the documented area, spread as in 1926, would bear in the year's weather."""
        area_1926 = self.column("grain_area_1926_thousand_ha")
        area = self.record.value("sown_area_grain", f"{year}-01-01") * 1000
        crop = sum(
            a * y * self.weather[name, year]
            for a, y, name in zip(area_1926, yields, REGIONS, strict=True)
        )
        return crop * area / sum(area_1926) / 1e6

    def _herds(self) -> None:
        self.herd_totals = {
            herd: round(500 * sum(self._summer(herd, year) for year in (1923, 1924)))
            for herd in ("horses", "cattle", "pigs", "sheep_goats")
        }
        weights = {
            "horses": self.column("horses_1926_thousand"),
            "cattle": self.column("cattle_1926_thousand"),
            "pigs": self.column("pigs_1926_thousand"),
            "sheep_goats": self.column("sheep_1926_thousand"),
        }
        self.herds = {herd: apportion(weights[herd], self.herd_totals[herd]) for herd in weights}

    def _summer(self, herd: str, year: int) -> float:
        return self.record.value(f"livestock_{herd}_summer", f"{year}-07-01")

    def _classes(self) -> None:
        self.kulak = self._by_household(KULAK, self.column("kulak"))
        self.poor = self._by_household(POOR, self.column("poor"))
        self.middle = [1 - k - p for k, p in zip(self.kulak, self.poor, strict=True)]

    def _by_household(self, mean: float, multiples: list[float]) -> list[float]:
        """Shares by region, to four places, whose mean over households is ``mean``."""
        weighted = sum(h * m for h, m in zip(self.households, multiples, strict=True))
        return [round(mean * m * sum(self.households) / weighted, 4) for m in multiples]

    def feed_mt(self, horses: float, cattle: float, pigs: float) -> float:
        """Grain fed in a year, Mt, by a herd in millions."""
        n = self.norms
        cows = cattle * n["cows_share_of_cattle"]
        return (
            horses * n["feed_kg_per_horse"]
            + cows * n["feed_kg_per_cow"]
            + pigs * n["feed_kg_per_pig"]
        ) / 1000

    def _stocks(self) -> None:
        n = self.norms
        scale = self.low_harvest(1923) / self.formed_harvest_normal(1923)
        area_1926 = self.column("grain_area_1926_thousand_ha")
        stock, need = [], []
        for i in range(len(REGIONS)):
            sown = area_1926[i] * self.sown_1923 / sum(area_1926)
            food = self.rural[i] * n["food_kg_per_head"] / 1e6
            feed = self.feed_mt(*(self.herds[h][i] / 1000 for h in ("horses", "cattle", "pigs")))
            winter_seed = self.winter_sown[i] * n["seed_kg_per_ha"] / 1e6
            spring_seed = winter_seed * (1 / self.winter_share[i] - 1)
            crop = sown * self.yields[i] * scale / 1e6 * (1 - n["loss_share"])
            stock.append(crop - winter_seed - (food + feed) / 2)
            need.append((food + feed) / 2 + spring_seed)
        sold = MARKETED_1923_24_MT * SOLD_BY_JANUARY
        self.village_stock_mt = sum(stock) + n["carry_in_july_1923_mt"] - sold
        # deficit regions buy: nobody holds less than the floor; the rest follows the balance
        held = [max(s, FLOOR_OF_NEED * d) for s, d in zip(stock, need, strict=True)]
        self.stock_kg = [
            round(h * self.village_stock_mt / sum(held) * 1e6 / households)
            for h, households in zip(held, self.households, strict=True)
        ]
        self.half_year_need_mt = sum(need)

    def formed_harvest_normal(self, year: int) -> float:
        """Mt that the year's documented area would bear in average weather."""
        area_1926 = self.column("grain_area_1926_thousand_ha")
        area = self.record.value("sown_area_grain", f"{year}-01-01") * 1000
        crop = sum(a * y for a, y in zip(area_1926, self.yields, strict=True))
        return crop * area / sum(area_1926) / 1e6

    def _calendar(self) -> None:
        windows = read_rows(self.record.raw / "parameters.csv")
        self.months = {
            kind: [month_of_window(windows, f"calendar_{series}", r[column]) for r in self.coding]
            for kind, series, column in (
                ("spring", "spring_sowing", "spring_as"),
                ("winter", "winter_sowing", "winter_as"),
                ("harvest", "harvest", "harvest_as"),
            )
        }


MARKETED_1923_24_MT = 6.5  # ASSUMED: outside the village in 1923/24, towns and exports together
SOLD_BY_JANUARY = 0.6  # param_share_of_procurement_by_1jan_nep 0.65, less quick on private markets
FLOOR_OF_NEED = 0.6  # ASSUMED: least stock, share of the need to the next harvest


def month_of_window(windows: list[Row], series: str, place: str) -> int:
    """The month in which most days of a region's calendar window fall."""
    for row in windows:
        if row["series"] == series and place in row["region"].split(";"):
            first = tuple(int(x) for x in row["period_start"].split("-")[1:])
            last = tuple(int(x) for x in row["period_end"].split("-")[1:])
            days = {
                m: (last[1] if m == last[0] else 30) - (first[1] if m == first[0] else 1) + 1
                for m in range(first[0], last[0] + 1)
            }
            return max(days, key=lambda m: (days[m], -m))
    raise LookupError(f"no window {series} for {place}")


def read_weather(path: Path) -> dict[tuple[str, int], float]:
    """The weather-only index by region and year."""
    return {(r["region"], int(r["year"])): float(r["weather_index"]) for r in read_rows(path)}


REGION_HEADER = (
    "region", "zone", "norm_zone", "rural_population_thousand", "urban_population_thousand",
    "households_thousand", "households_per_village", "village_size_sigma", "districts",
    "grain_land_kha", "winter_sown_1923_kha", "spring_share", "yield_kg_ha", "horses_thousand",
    "cattle_thousand", "pigs_thousand", "sheep_goats_thousand", "nomad_share", "share_poor",
    "share_middle", "share_kulak", "children_share", "birth_rate", "death_rate",
    "grain_stock_kg_per_household", "rural_communists", "spring_sowing_month",
    "winter_sowing_month", "harvest_month", "fodder_index", "basis",
)  # fmt: skip
CHILDREN_SHARE = 0.38


def write_regions(world: FirstWorld, out: Path) -> None:
    """Write regions.csv: the first world, region by region."""
    rows: list[list[object]] = []
    for i, name in enumerate(REGIONS):
        coding, estimate = world.coding[i], world.estimate[i]
        rows.append([
            name, coding["zone"], coding["norm_zone"], world.rural[i], world.urban[i],
            world.households[i], estimate["households_per_village"], coding["sigma"],
            world.districts[i], world.land[i], world.winter_sown[i],
            shown(1 - world.winter_share[i]), shown(world.yields[i], 1),
            world.herds["horses"][i], world.herds["cattle"][i], world.herds["pigs"][i],
            world.herds["sheep_goats"][i], estimate["nomad_share"], shown(world.poor[i]),
            shown(world.middle[i]), shown(world.kulak[i]), CHILDREN_SHARE,
            shown(world.birth_rate[i], 2), shown(world.death_rate[i], 2), world.stock_kg[i],
            world.communists[i], world.months["spring"][i], world.months["winter"][i],
            world.months["harvest"][i], coding["fodder_index"],
            "estimated: weights of 1926 (estimates/regions_1926.csv, sources/region_coding.csv) "
            "scaled to the national totals above",
        ])  # fmt: skip
    write_table(out / "regions.csv", region_comments(world), REGION_HEADER, rows)


def region_comments(world: FirstWorld) -> list[str]:
    """The sources, totals and methods of regions.csv."""
    herds = "; ".join(f"{herd} {total}" for herd, total in world.herd_totals.items())
    return [
        "The first world: 22 regions in January 1924. Written by scenarios/inputs/build.py.",
        "Every regional figure is ESTIMATED; the national totals are documented where said so.",
        f"Totals: rural_population {world.rural_total}; urban_population {world.urban_total}; "
        f"households {world.household_total} (thousand); districts {DISTRICTS}; "
        f"grain_land {world.land_total}; winter_sown_1923 {world.winter_total} (thousand ha); "
        f"{herds} (thousand); rural_communists {world.communist_total}.",
        "population: census of 17 December 1926 (population_total 147.0 M, population_urban 26.3 "
        "M, "
        "read) taken back to 1 January 1924 at the natural increase of 1927-28 "
        f"({shown(world.national_birth - world.national_death, 1)} per 1000, recalled); towns "
        "taken "
        "back at 950 thousand a year (urban_population_growth 1926-29, read; the city census of "
        "1923, "
        "about 21.6 M, recalled, would give fewer: low 22.0 M).",
        "households: peasant_households 1 January 1924, 23 M (read); regional household size of "
        "1926.",
        "grain_land_kha: village land that could carry grain at full use = the largest documented "
        "area of 1926-34 less that of state farms (sown_area_grain 1930, 101.8 less 2.9 Mha, "
        "recalled); the room above 1926 is spread by "
        "recalled weights of the ploughing-up of 1926-31. Sown in 1923: 78.6 Mha (country.csv).",
        "winter_sown_1923_kha: winter share of 1926 x the documented area of 1924 (82.9 Mha, "
        "recalled).",
        "yield_kg_ha: official mean of 1924-28 x 63/73.3, over the region's mean weather of those "
        "years (Ukraine and the south had two bad ones), x "
        f"{shown(world.yield_scale, 4)} so that 1926-28 on the documented area and in the "
        "estimated "
        "weather give the documented harvests on the low basis (66.0, 62.1, 63.0 Mt together).",
        "herds: mean of the summer counts of 1923 and 1924 (livestock_*_summer, recalled): one "
        "basis "
        "of counting for the whole run; winter counts lie lower by the young of the year.",
        "classes: 1924/25 tax commission, labourers with poor 35.6, middle 61.1, kulak 3.3 percent "
        "(recalled); spread by region ASSUMED. The 1927 census of households counts 3.8-3.9.",
        "birth_rate, death_rate: per 1000 a year, mean of 1927-28 on the Andreev-Darskii-Kharkova "
        "basis (recalled) less the towns' own (country.csv); spread by region ASSUMED small. "
        "children_share: aged under 15, ASSUMED "
        "from the age tables of 1926.",
        "grain_stock_kg_per_household on 1 January 1924: harvest of 1923 on the low basis "
        f"({shown(world.low_harvest(1923), 1)} Mt) + carry-in 4.5 Mt ASSUMED - winter seed - "
        "half a "
        "year of food and feed (sources/grain_norms.csv) - 60 percent of 6.5 Mt marketed ASSUMED = "
        f"{shown(world.village_stock_mt, 1)} Mt, spring seed included; no region below 0.6 of its "
        "need to July.",
        "rural_communists: 150 thousand in May 1924 (read); spread ASSUMED. months: calendar_* "
        "of the "
        "record (recalled), the month in which most of the window falls.",
    ]


def write_weather(world: FirstWorld, out: Path) -> None:
    """Write weather.csv: the forcing, never the yield index."""
    rows: list[list[object]] = []
    for name in REGIONS:
        for year in range(1924, 1940):
            same = len({world.weather[r, year] for r in REGIONS}) == 1
            sd = 0.06 if year in (1931, 1932, 1936) else 0.05 if same else 0.04
            basis = "estimated; one national value" if same else "estimated; regional pattern"
            rows.append([name, year, shown(world.weather[name, year], 3), sd, basis])
    comments = [
        "Weather as a multiple of the mean yield. Written by scenarios/inputs/build.py.",
        "Source: estimates/weather_only_index.csv (estimated: weather alone, without the losses of "
        "farming that the model must generate).",
        "sd: ASSUMED; 0.04 where the year has a regional pattern, 0.05 where one national value "
        "stands for all, 0.06 in 1931, 1932, 1936, when estimates of the harvest differ most.",
    ]
    write_table(out / "weather.csv", comments, ("region", "year", "index", "sd", "basis"), rows)
