"""What other shops were like: lends a shop too small or too odd to fit what it does not know of itself.

Normal on logarithms, from fits of CDNOW, Online Retail II and, each department as a shop that sells only that, Complete
Journey; the spreads are about 1.5 times what those shops differ by, for the shops we have not seen.
The fits and how the numbers follow are in docs/algorithms/small_shops.md. A shop's own data outweigh it as they grow.
"""

from __future__ import annotations

import numpy as np

from wraca.lifecycle.models import gamma_gamma, pareto_nbd, rhythm
from wraca.lifecycle.models.fitted import Fitted
from wraca.lifecycle.models.fitting import Prior
from wraca.lifecycle.models.pareto_nbd import ParetoNbd
from wraca.lifecycle.models.posterior import with_draws
from wraca.lifecycle.models.summary import Gaps, Groups, Spend

#: from here on the posterior is as good as normal, and draws of it would only cost
SMALL_SHOP_CUSTOMERS = 2_000


def linear(medians, spreads, back) -> Prior:
    """Independent logarithms of readable quantities, carried to the model's parameters by the matrix `back`."""
    back = np.array(back, dtype=float)
    return Prior(back @ np.log(medians), back @ np.diag(np.square(spreads)) @ back.T)


#: r; orders a week of the mean customer r/alpha; s; beta in weeks
PARETO_NBD = linear(
    (0.8, 0.07, 0.6, 50.0),
    (0.6, 1.1, 0.8, 1.5),
    [[1, 0, 0, 0], [1, -1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
)
#: p; q; p*gamma / (q * the shop's mean value), which would be 1 were q large
GAMMA_GAMMA = linear((2.5, 4.5, 0.78), (0.9, 0.7, 0.3), [[1, 0, 0], [0, 1, 0], [-1, 1, 1]])
#: shape; a; b/a in days
RHYTHM = linear((1.4, 2.2, 25.0), (0.4, 0.7, 1.3), [[1, 0, 0], [0, 1, 0], [0, 1, 1]])


def fit_shop(groups: Groups) -> Fitted:
    """Pareto/NBD for any shop with a customer, however small or odd; small ones with draws of their posterior."""
    fitted = pareto_nbd.fit(groups, prior=PARETO_NBD)
    if fitted.customers >= SMALL_SHOP_CUSTOMERS:
        return fitted

    def log_likelihood(logs: np.ndarray) -> np.ndarray:
        params = ParetoNbd.of_logarithms(logs.T[:, :, None])
        return pareto_nbd.log_likelihood(params, groups) @ groups.customers

    return with_draws(fitted, PARETO_NBD, log_likelihood)


def fit_spend(spend: Spend) -> Fitted:
    """Gamma-Gamma for any shop with an order of value."""
    return gamma_gamma.fit(spend, prior=GAMMA_GAMMA)


def fit_rhythm(gaps: Gaps) -> Fitted:
    """Rhythm for any shop with a repeat order."""
    return rhythm.fit(gaps, prior=RHYTHM)
