"""Our fits beside `lifetimes`, alternated in one run, so that a busy machine slows both.

python -m benchmarks.fits            CDNOW and a million simulated customers (about 2 minutes, most of them lifetimes')
python -m benchmarks.fits --quick    CDNOW only
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

from wraca.lifecycle.models import bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd
from wraca.lifecycle.models.simulated import simulate_beta_geometric, simulate_pareto
from wraca.lifecycle.models.summary import Spend, group_days, group_weeks

#: of CDNOW fits, alternated; a million customers are fitted once by lifetimes
ROUNDS = 7
MILLION = 1_000_000
#: lifetimes would take a quarter of an hour for Pareto/NBD on a million: it gets so many, its time is scaled up
THEIR_PARETO_CUSTOMERS = 30_000


def measure_fits(*, quick: bool = False) -> dict:
    """Seconds of both and their ratio, by data set and model; medians of the rounds."""
    results = {"cdnow": measure_cdnow()}
    if not quick:
        results["million_weekly"] = measure_million()
    return results


def measure_cdnow() -> dict:
    """The 1/10 sample, grouping counted in our seconds (lifetimes gets its table ready-made)."""
    from tests.lifecycle.models.published import cdnow_summary

    summary = cdnow_summary()
    columns = [summary[name] for name in ("repeats", "recency_days", "age_days")]
    weeks = [columns[0], columns[1] / 7, columns[2] / 7]
    buyers = columns[0] > 0
    spend = summary["repeats"][buyers], summary["mean_value"][buyers]
    theirs = their_fitters()
    return {
        "bg_nbd": alternate(lambda: bg_nbd.fit(group_days(*columns)[0]), lambda: theirs["bg_nbd"](*weeks)),
        "mbg_nbd": alternate(lambda: mbg_nbd.fit(group_days(*columns)[0]), lambda: theirs["mbg_nbd"](*weeks)),
        "pareto_nbd": alternate(lambda: pareto_nbd.fit(group_days(*columns)[0]), lambda: theirs["pareto_nbd"](*weeks)),
        "gamma_gamma": alternate(
            lambda: gamma_gamma.fit(Spend(*spend, np.ones(len(spend[0])))), lambda: theirs["gamma_gamma"](*spend)
        ),
    }


def measure_million(customers: int = MILLION) -> dict:
    """A million simulated customers of up to 78 weeks, merged by weeks; merging is counted in our seconds."""
    theirs, random = their_fitters(), np.random.default_rng(1)
    age = random.integers(1, 78 * 7, customers).astype(float)
    geometric = simulate_beta_geometric(
        bg_nbd.BgNbd(0.243, 4.414, 0.793, 2.426), age, first_flip=0, horizon_days=1, random=random
    )
    pareto = simulate_pareto(pareto_nbd.ParetoNbd(0.553, 10.578, 0.606, 11.669), age, horizon_days=1, random=random)
    results = {}
    for model, past in ((bg_nbd, geometric), (mbg_nbd, geometric), (pareto_nbd, pareto)):
        columns = whole_days(past)
        share = THEIR_PARETO_CUSTOMERS if model is pareto_nbd else customers
        weeks = [columns[0][:share], columns[1][:share] / 7, columns[2][:share] / 7]
        results[model.NAME] = alternate(
            lambda model=model, columns=columns: model.fit(group_weeks(*columns)[0]),
            lambda model=model, weeks=weeks: theirs[model.NAME](*weeks),
            rounds=1,
            our_rounds=3,
            their_customers=share,
        )
    return results


def whole_days(past) -> list[np.ndarray]:
    return [past.repeats, np.floor(past.recency_days), past.age_days]


def alternate(
    ours: Callable, theirs: Callable, *, rounds: int = ROUNDS, our_rounds: int = 1, their_customers: int = 0
) -> dict:
    """Medians over rounds of ours (`our_rounds` times each) and theirs (once), after one unmeasured call of ours.

    their_customers: how many theirs was given, where not all; the ratio is then of its time scaled to all.
    """
    fitted, our_seconds, their_seconds = ours(), [], []
    for _ in range(rounds):
        our_seconds += [timed(ours) for _ in range(our_rounds)]
        their_seconds.append(timed(theirs))
    our_median, their_median = statistics.median(our_seconds), statistics.median(their_seconds)
    scale = fitted.customers / (their_customers or fitted.customers)
    return {
        "wraca_seconds": round(our_median, 5),
        "lifetimes_seconds": round(their_median, 4),
        "ratio": round(scale * their_median / our_median, 1),
        "lifetimes_customers": their_customers or fitted.customers,
        "customers": fitted.customers,
        "groups": fitted.groups,
        "converged": fitted.converged,
        "log_likelihood": round(fitted.log_likelihood, 3),
    }


def timed(action: Callable) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def their_fitters() -> dict[str, Callable]:
    """lifetimes 0.11.3 works on pandas 3 with warnings, which are not ours to heed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter, ParetoNBDFitter

    def quietly(fitter: Callable) -> Callable:
        def run(*columns: np.ndarray) -> None:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                fitter().fit(*columns)

        return run

    names = {"bg_nbd": BetaGeoFitter, "mbg_nbd": ModifiedBetaGeoFitter, "pareto_nbd": ParetoNBDFitter}
    return {**{name: quietly(fitter) for name, fitter in names.items()}, "gamma_gamma": quietly(GammaGammaFitter)}


def print_table(results: dict) -> None:
    print(f"{'data':16}{'model':14}{'groups':>8}{'wraca s':>10}{'lifetimes s':>13}{'ratio':>8}  log-likelihood")
    for data, models in results.items():
        for model, row in models.items():
            seconds = f"{row['wraca_seconds']:>10.4f}{row['lifetimes_seconds']:>13.3f}{row['ratio']:>8.1f}"
            print(f"{data:16}{model:14}{row['groups']:>8}{seconds}  {row['log_likelihood']}")


if __name__ == "__main__":
    measured = measure_fits(quick="--quick" in sys.argv)
    print_table(measured)
    print(json.dumps(measured))
