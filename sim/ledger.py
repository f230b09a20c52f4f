"""The ledgers: every kilogram of grain and every person, booked and compared with the stores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import REGIONS


class GrainLedger:
    """Every kilogram of grain, in real-world kg, by region and account.

    Grain moves only through :meth:`move`. ``fields`` is the source (harvests), the sinks only grow.
    Stores are compared with their true content each month (:meth:`check`): households, kolkhozy and
    state farms region by region, the national stores of market and state as one sum.
    """

    SOURCES = ("fields",)
    STORES = ("households", "kolkhozy", "state_farms", "market", "state")
    SINKS = (
        "sown",
        "fed",
        "used_state_farms",
        "eaten_villages",
        "eaten_towns",
        "army",
        "other_users",
        "lost",
        "exported",
    )
    ACCOUNTS = (*SOURCES, *STORES, *SINKS)

    def __init__(self) -> None:
        """All accounts at zero; open stores with :meth:`open_store`."""
        self.balance: dict[str, NDArray[np.float64]] = {
            account: np.zeros(len(REGIONS)) for account in self.ACCOUNTS
        }
        self.turnover_kg = 0.0
        self.largest_imbalance_kg = 0.0

    def open_store(self, account: str, kg: NDArray[np.float64]) -> None:
        """Enter the first stock of a store, kg by region; the other side is ``fields``."""
        self.move("fields", account, kg)

    def move(self, source: str, target: str, kg: NDArray[np.float64]) -> None:
        """Move kg by region from one account to another.

        Raises KeyError for an unknown account and ValueError for a negative or missing amount.
        """
        if not kg.min() >= 0.0:
            raise ValueError(f"grain moved from {source} to {target} must not be negative: {kg}")
        self.balance[source] = self.balance[source] - kg
        self.balance[target] = self.balance[target] + kg
        self.turnover_kg += float(kg.sum())

    def check(self, stores: dict[str, NDArray[np.float64]]) -> float:
        """Largest difference, in kg, between the books and the true content of the stores."""
        gap = 0.0
        for account, kg in stores.items():
            if kg.size == 1:
                gap = max(gap, abs(float(self.balance[account].sum() - kg.sum())))
            else:
                gap = max(gap, float(np.abs(self.balance[account] - kg).max()))
        self.largest_imbalance_kg = max(self.largest_imbalance_kg, gap)
        return gap


class PeopleLedger:
    """Every person, as weighted persons by region: births and deaths, moves between estates."""

    ESTATES = ("rural", "urban", "settlements")

    def __init__(self) -> None:
        """All estates at zero."""
        self.balance: dict[str, NDArray[np.float64]] = {
            estate: np.zeros(len(REGIONS)) for estate in self.ESTATES
        }
        self.born = np.zeros(len(REGIONS))
        self.died = np.zeros(len(REGIONS))
        self.opened = 0.0
        self.largest_imbalance = 0.0

    def settle(self, estate: str, persons: NDArray[np.float64]) -> None:
        """Enter the first population of an estate, persons by region."""
        self.balance[estate] = self.balance[estate] + persons
        self.opened += float(persons.sum())

    def birth(self, estate: str, persons: NDArray[np.float64]) -> None:
        """Enter births, persons by region."""
        self.balance[estate] = self.balance[estate] + persons
        self.born = self.born + persons

    def death(self, estate: str, persons: NDArray[np.float64]) -> None:
        """Enter deaths, persons by region."""
        self.balance[estate] = self.balance[estate] - persons
        self.died = self.died + persons

    def move(self, source: str, target: str, persons: NDArray[np.float64]) -> None:
        """Move persons by region from one estate to another, within regions."""
        self.balance[source] = self.balance[source] - persons
        self.balance[target] = self.balance[target] + persons

    def carry(
        self, estate: str, leaving: NDArray[np.float64], arriving: NDArray[np.float64]
    ) -> None:
        """Move persons of one estate between regions; both vectors must add up to the same."""
        self.balance[estate] = self.balance[estate] - leaving + arriving

    def check(self, estates: dict[str, NDArray[np.float64]]) -> float:
        """Largest difference, in persons, between the books and the true populations."""
        gap = max(
            float(np.abs(self.balance[estate] - true).max()) for estate, true in estates.items()
        )
        total = sum(float(balance.sum()) for balance in self.balance.values())
        closed = abs(total - (self.opened + float(self.born.sum()) - float(self.died.sum())))
        self.largest_imbalance = max(self.largest_imbalance, gap, closed)
        return max(gap, closed)
