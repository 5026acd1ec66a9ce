"""What BG/NBD and MBG/NBD share: orders at random (Gamma: r, alpha), and a coin that may end it after an order.

They differ in one thing only: `first_flip` is 1 if the coin is tossed after the first order too (MBG), else 0 (BG).
After x repeats it has then been survived n = x + first_flip times.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, gammaln, psi, zeta

from wraca.lifecycle.models.beta_mean import mean_over_beta
from wraca.lifecycle.models.fitted import Fitted, Parameters
from wraca.lifecycle.models.fitting import Evaluation, Prior, fit_likelihood, on_logarithms, require_learnable
from wraca.lifecycle.models.moments import Moments
from wraca.lifecycle.models.summary import DAYS_PER_WEEK, Groups, distinct_rows

#: bounds of log (r, alpha, a, b): beyond them a coin all alike or all or nothing, where nothing is left to learn
LOWEST, HIGHEST = np.array([-8.0, -8.0, -4.0, -4.0]), np.array([8.0, 12.0, 8.0, 8.0])


@dataclass(frozen=True)
class BetaGeometric(Parameters):
    """Rates of ordering ~ Gamma(r, alpha), alpha in weeks; chance to leave after an order ~ Beta(a, b)."""

    r: float
    alpha_weeks: float
    a: float
    b: float


def log_likelihood(params: BetaGeometric, groups: Groups, *, first_flip: int) -> np.ndarray:
    r, alpha, a, b = letters(params)
    x, _, age = weeks(groups)
    n = x + first_flip
    orders = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + age)
    coins = gammaln(b + n) - gammaln(b) + gammaln(a + b) - gammaln(a + b + n)
    return orders + coins + np.logaddexp(0, log_odds_gone(params, groups, first_flip=first_flip))


def log_odds_gone(params: BetaGeometric, groups: Groups, *, first_flip: int) -> np.ndarray:
    """log of P(gone) / P(alive); -inf where the coin was never tossed."""
    r, alpha, a, b = letters(params)
    x, t_x, age = weeks(groups)
    n = x + first_flip
    odds = np.log(a) - np.log(b + np.maximum(n, 1) - 1) + (r + x) * np.log((alpha + age) / (alpha + t_x))
    return np.where(n > 0, odds, -np.inf)


def alive(params: BetaGeometric, groups: Groups, *, first_flip: int) -> np.ndarray:
    return 1 / (1 + np.exp(np.minimum(log_odds_gone(params, groups, first_flip=first_flip), 700)))


def expected_orders(params: BetaGeometric, groups: Groups, *, horizon_days: float, first_flip: int) -> np.ndarray:
    mean = over_points(params, groups, horizon_days, first_flip, orders_until_gone)
    return alive(params, groups, first_flip=first_flip) * mean


def probability_of_order(params: BetaGeometric, groups: Groups, *, horizon_days: float, first_flip: int) -> np.ndarray:
    """Alive, and not silent for the horizon: given alive, the rate is Gamma(r+x, alpha+T)."""
    r, alpha, _, _ = letters(params)
    x, _, age = weeks(groups)
    silent = -(r + x) * np.log1p(horizon_days / DAYS_PER_WEEK / (alpha + age))
    return alive(params, groups, first_flip=first_flip) * -np.expm1(silent)


def order_moments(params: BetaGeometric, groups: Groups, *, horizon_days: float, first_flip: int) -> Moments:
    living = alive(params, groups, first_flip=first_flip)
    mean = over_points(params, groups, horizon_days, first_flip, orders_until_gone)
    pairs = over_points(params, groups, horizon_days, first_flip, pairs_until_gone)
    none = 1 - probability_of_order(params, groups, horizon_days=horizon_days, first_flip=first_flip)
    return Moments(living * mean, living * (pairs + mean) - (living * mean) ** 2, none)


def expected_orders_of_newcomer(params: BetaGeometric, *, age_days, first_flip: int) -> np.ndarray:
    r, alpha, a, b = letters(params)
    days = np.asarray(age_days, dtype=float)
    time = np.ravel(days)[:, None] / DAYS_PER_WEEK / np.ravel(alpha)
    stays = b / (a + b) if first_flip else 1.0
    mean = mean_over_beta(lambda p: orders_until_gone(p, time, r), a, b + first_flip + 0 * time)
    return (stays * mean).reshape(days.shape) if np.ndim(r) == 0 else stays * mean.T


def orders_until_gone(p, time, shape):
    """E[orders in t | p], the rate being Gamma(shape, scale) and time = t / scale: (1 - (1 + p t/scale)^-shape) / p."""
    return -np.expm1(-shape * np.log1p(p * time)) / p


def pairs_until_gone(p, time, shape):
    """E[Y (Y-1) | p] = 2 (1-p) / p^2 times P(at least two of a negative binomial with mean shape * p * time)."""
    return 2 * (1 - p) / p**2 * betainc(2, shape, p * time / (1 + p * time))


def over_points(params: BetaGeometric, groups: Groups, horizon_days: float, first_flip: int, function) -> np.ndarray:
    """Mean of `function` over the chance to leave, Beta(a, b+n) given alive; once for each distinct (x, T)."""
    r, alpha, a, b = letters(params)
    (x, age), index = distinct_rows(groups.repeats, groups.age_days / DAYS_PER_WEEK)
    time = horizon_days / DAYS_PER_WEEK / (alpha + age)
    a, b = np.broadcast_arrays(a + 0 * time, b + x + first_flip + 0 * time)
    return mean_over_beta(lambda p: function(p, time, r + x), a, b)[..., index]


def letters(params: BetaGeometric) -> tuple:
    return params.r, params.alpha_weeks, params.a, params.b


def weeks(groups: Groups) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return groups.repeats, groups.recency_days / DAYS_PER_WEEK, groups.age_days / DAYS_PER_WEEK


def start_from(groups: Groups) -> np.ndarray:
    """Logarithms to start at: the shop's mean rate, and one in four leaves after an order."""
    x, _, age = weeks(groups)
    rate = max(float(x @ groups.customers), 0.5) / max(float(age @ groups.customers), 1e-3)
    return np.log([0.5, 0.4 / rate, 0.8, 2.4])


@dataclass(frozen=True, eq=False)
class Likelihood:
    """The groups, with the gamma functions over distinct x only."""

    x: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    customers: np.ndarray
    tossed: np.ndarray
    distinct_x: np.ndarray
    customers_of_x: np.ndarray
    row_of_x: np.ndarray
    first_flip: int

    @classmethod
    def of(cls, groups: Groups, *, first_flip: int) -> Likelihood:
        x, t_x, age = weeks(groups)
        distinct, of_x = np.unique(x, return_inverse=True)
        counts = np.bincount(of_x, weights=groups.customers)
        tossed = x + first_flip > 0
        return cls(x, t_x, age, groups.customers, tossed, distinct, counts, of_x, first_flip)

    def evaluate(self, logs: np.ndarray) -> Evaluation:
        """Log-likelihood, gradient and Hessian in the logarithms of (r, alpha, a, b)."""
        theta = np.exp(logs)
        value, gradient, hessian = self._gammas(theta)
        for add in (self._silence(theta), self._gone(theta)):
            value, gradient, hessian = value + add[0], gradient + add[1], hessian + add[2]
        return on_logarithms(float(value), gradient, hessian, theta)

    def _gammas(self, theta) -> Evaluation:
        r, alpha, a, b = theta
        x, count, total = self.distinct_x, self.customers_of_x, self.customers_of_x.sum()
        n = x + self.first_flip
        ends = (r + x, b + n, a + b + n)
        value = count @ (gammaln(ends[0]) + gammaln(ends[1]) - gammaln(ends[2]))
        value += total * (gammaln(a + b) - gammaln(b) - gammaln(r) + r * np.log(alpha))
        slopes = [float(count @ psi(end)) - total * psi(start) for end, start in zip(ends, (r, b, a + b), strict=True)]
        bends = [float(count @ zeta(2, e)) - total * zeta(2, s) for e, s in zip(ends, (r, b, a + b), strict=True)]
        gradient = np.array([slopes[0] + total * np.log(alpha), total * r / alpha, -slopes[2], slopes[1] - slopes[2]])
        hessian = np.zeros((4, 4))
        hessian[0, 0], hessian[0, 1], hessian[1, 1] = bends[0], total / alpha, -total * r / alpha**2
        hessian[1, 0] = hessian[0, 1]
        hessian[2:, 2:] = -bends[2]
        hessian[3, 3] += bends[1]
        return value, gradient, hessian

    def _silence(self, theta) -> Evaluation:
        """-(r+x) log(alpha+T)."""
        r, alpha, _, _ = theta
        logs, inverse = np.log(alpha + self.age), 1 / (alpha + self.age)
        weighted = self.customers * (r + self.x)
        gradient, hessian = np.zeros(4), np.zeros((4, 4))
        gradient[:2] = -self.customers @ logs, -weighted @ inverse
        hessian[0, 1] = hessian[1, 0] = -self.customers @ inverse
        hessian[1, 1] = weighted @ inverse**2
        return -weighted @ logs, gradient, hessian

    def _gone(self, theta) -> Evaluation:
        """log(1 + odds of being gone): with p = odds / (1 + odds), slope p g and curvature p H + p (1-p) g g'."""
        r, alpha, a, b = theta
        rows = self.tossed
        x, customers = self.x[rows], self.customers[rows]
        n, p_count = x + self.first_flip - 1, r + x
        recent, aged = alpha + self.recency[rows], alpha + self.age[rows]
        ratio = np.log(aged / recent)
        odds = np.log(a) - np.log(b + n) + p_count * ratio
        value = customers @ np.logaddexp(0, odds)
        gone = 1 / (1 + np.exp(-odds))
        nearer = 1 / aged - 1 / recent
        g = np.array([ratio, p_count * nearer, np.full_like(x, 1 / a), -1 / (b + n)])
        weight = customers * gone
        hessian = (g * (weight * (1 - gone))) @ g.T
        cross = weight @ nearer
        hessian[0, 1] += cross
        hessian[1, 0] += cross
        hessian[1, 1] += (weight * p_count) @ (1 / recent**2 - 1 / aged**2)
        hessian[2, 2] -= weight.sum() / a**2
        hessian[3, 3] += weight @ (1 / (b + n) ** 2)
        return value, g @ weight, hessian


@dataclass(frozen=True)
class CoinModel:
    """One model of the family, with what every counting model answers; a module of its own names it."""

    name: str
    #: builds the parameters
    kind: type[BetaGeometric]
    first_flip: int

    def fit(self, groups: Groups, *, prior: Prior | None = None) -> Fitted:
        """Maximum likelihood, or maximum a posteriori with a prior. Raises CannotFit where there is no maximum."""
        started = time.perf_counter()
        if prior is None:
            require_learnable(groups)
        return fit_likelihood(
            self.kind,
            Likelihood.of(groups, first_flip=self.first_flip).evaluate,
            start_from(groups),
            groups,
            model=self.name,
            prior=prior,
            started=started,
            low=LOWEST,
            high=HIGHEST,
        )

    def log_likelihood(self, params: BetaGeometric, groups: Groups) -> np.ndarray:
        """Logarithm of the likelihood of one customer of each group; time in weeks."""
        return log_likelihood(params, groups, first_flip=self.first_flip)

    def probability_alive(self, params: BetaGeometric, groups: Groups) -> np.ndarray:
        """P(not gone by today | history)."""
        return alive(params, groups, first_flip=self.first_flip)

    def expected_orders(self, params: BetaGeometric, groups: Groups, *, horizon_days: float) -> np.ndarray:
        """Orders a customer of each group is expected to place in the next `horizon_days`."""
        return expected_orders(params, groups, horizon_days=horizon_days, first_flip=self.first_flip)

    def probability_of_order(self, params: BetaGeometric, groups: Groups, *, horizon_days: float) -> np.ndarray:
        """P(at least one order in the next `horizon_days`)."""
        return probability_of_order(params, groups, horizon_days=horizon_days, first_flip=self.first_flip)

    def expected_orders_of_newcomer(self, params: BetaGeometric, *, age_days) -> np.ndarray:
        """E[X(t)]: repeat orders in the first `age_days` of a customer not yet known."""
        return expected_orders_of_newcomer(params, age_days=age_days, first_flip=self.first_flip)

    def order_moments(self, params: BetaGeometric, groups: Groups, *, horizon_days: float) -> Moments:
        """Mean and variance of the number of orders in the next `horizon_days`, and the probability of none."""
        return order_moments(params, groups, horizon_days=horizon_days, first_flip=self.first_flip)
