"""How far a field can still be believed, by its age (docs/data_quality.md). Values in, values out.

A field changes at a steady rate that nobody knows: years to the next change are exponential, the rate is Gamma. What is
left of a word after `t` years is then (b / (b + t)) ** a, times how much its source is believed when it speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

NAME, EMAIL, PHONE, ADDRESS = "name", "email", "phone", "address"
BIRTH_DATE, LANGUAGE, TRAITS = "birth_date", "language", "traits"
#: Their order is that of the bits in `FieldWord.told`: add at the end only.
FIELDS = (NAME, EMAIL, PHONE, ADDRESS, BIRTH_DATE, LANGUAGE, TRAITS)
#: What staff and customers add to a profile fades too (wraca.customers.notes).
FACT, PREFERENCE = "fact", "preference"

SOURCE, STAFF, CUSTOMER = "source", "staff", "customer"
#: How far a word is believed on the day it is said: a customer types their own, staff may mishear, and what a source
#: holds was typed once by somebody, in a hurry.
QUALITY: Mapping[str, float] = {SOURCE: 0.95, STAFF: 0.97, CUSTOMER: 0.99}

FRESH, MAY_BE_OLD, TO_CONFIRM = "fresh", "may_be_old", "to_confirm"
#: From here up a field is fresh; below the other it is to be confirmed.
LEAST_FRESH, LEAST_USABLE = 0.8, 0.6
DAYS_A_YEAR = 365.25
#: Quantile of the normal distribution: 5 % on each side.
_SIDE = 1.6449


@dataclass(frozen=True)
class Rate:
    """Changes a year, as a Gamma distribution: as if `shape` changes had been seen in `years` customer-years."""

    shape: float
    years: float

    @property
    def mean(self) -> float:
        return self.shape / self.years

    def between(self) -> tuple[float, float]:
        """The 90 % interval; Wilson and Hilferty's cube (1931), within 3 % for shapes from 2 up."""
        middle, spread = 1 - 1 / (9 * self.shape), 1 / (3 * sqrt(self.shape))
        low, high = (self.mean * max(0.0, middle + side * spread) ** 3 for side in (-_SIDE, _SIDE))
        return low, high


def prior(changes_a_year: float) -> Rate:
    """Worth two changes: right within a factor of three, and outvoted by some ten changes seen."""
    return Rate(2.0, 2.0 / changes_a_year)


#: Before anything was seen. Names change by marriage and mending; people keep a mailbox some ten years and a number
#: some fifteen (numbers are ported); every eighth household moves in eight years or mends its address; a birth date is
#: only ever mended; traits are other people's guesses; what somebody likes today may bore them in two years.
PRIORS: Mapping[str, Rate] = {
    NAME: prior(0.015),
    EMAIL: prior(0.10),
    PHONE: prior(0.07),
    ADDRESS: prior(0.08),
    BIRTH_DATE: prior(0.003),
    LANGUAGE: prior(0.01),
    TRAITS: prior(0.20),
    FACT: prior(0.15),
    PREFERENCE: prior(0.50),
}


def confidence(age_days: float, rate: Rate, quality: float) -> float:
    """Probability that a word `age_days` old still holds. A word from the future is as fresh as one of today."""
    years = max(age_days, 0.0) / DAYS_A_YEAR
    return quality * (rate.years / (rate.years + years)) ** rate.shape


def verdict(confidence: float) -> str:
    if confidence >= LEAST_FRESH:
        return FRESH
    return MAY_BE_OLD if confidence >= LEAST_USABLE else TO_CONFIRM


def days_until(level: float, rate: Rate, quality: float) -> float:
    """Age in days at which the confidence falls to `level`; 0 where it begins below."""
    if quality <= level:
        return 0.0
    return DAYS_A_YEAR * rate.years * ((quality / level) ** (1 / rate.shape) - 1)
