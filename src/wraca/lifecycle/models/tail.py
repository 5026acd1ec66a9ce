r"""The integral behind the Pareto/NBD, in place of its differences of hypergeometric functions.

    G(p, q, alpha, beta, t) = integral from t to infinity of (alpha + u)^-p (beta + u)^-q du

which is (alpha + t)^(1-p-q) / (p+q-1) times 2F1(p+q-1, q; p+q; (alpha-beta)/(alpha+t)).
Series and `scipy.special.hyp2f1` lose digits or return NaN for many orders or long ages; the integral has one sign,
so it cannot cancel, and the same nodes give its derivatives in p and q, which 2F1 has no closed form for.

With m the smaller of A = alpha+t and B = beta+t, and m + u = m e^v, the integrand is log-concave in v and analytic in
a strip of half-width pi around the axis, so Gauss-Legendre from 0 to the point where it has fallen by e^-28 converges
geometrically: 20 nodes where the exponents are large, more where the tail is long.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

#: the integrand is cut where it is e^-28 (7e-13) of its greatest value
DROP = 28.0
#: up to this total exponent p+q-1 (the rate of the tail), so many nodes, spread as so high a power of the distance:
#: relative errors near 1e-10, under 1e-6 at the worst (r and s near 0.1 with alpha and beta 1:1000)
NODES_BY_RATE = ((1.0, 64, 2), (4.0, 32, 1), (np.inf, 20, 1))
#: node values held at a time: the working set stays in the cache and memory stays flat for a million rows
NODE_VALUES = 1 << 15


@dataclass(frozen=True, eq=False)
class Tail:
    """log G, and with `moments` the first and second derivatives of G relative to G, by (p, alpha, q, beta)."""

    log: np.ndarray
    #: (4, n): (dG/d.) / G; empty without `moments`
    first: np.ndarray
    #: (4, 4, n): (d2G/d.d.) / G; empty without `moments`
    second: np.ndarray


def log_tail(p, alpha, q, beta, t) -> np.ndarray:
    """log G for arrays that broadcast: p, q > 0 with p+q > 1; alpha, beta > 0; t >= 0."""
    arrays = np.broadcast_arrays(p, alpha, q, beta, t)
    flat = [np.ravel(array).astype(float) for array in arrays]
    return _by_rate(*flat, moments=False).log.reshape(arrays[0].shape)


def tail_moments(p, alpha, q, beta, t) -> Tail:
    """The same with derivatives, for one-dimensional input."""
    flat = [np.ravel(array).astype(float) for array in np.broadcast_arrays(p, alpha, q, beta, t)]
    return _by_rate(*flat, moments=True)


def _by_rate(p, alpha, q, beta, t, *, moments: bool) -> Tail:
    """Send every element to a rule with enough nodes for its rate, a cacheful at a time."""
    size = len(p)
    log = np.empty(size)
    held = size if moments else 0
    first, second = np.empty((4, held)), np.empty((4, 4, held))
    least = 0.0
    for most, nodes, power in NODES_BY_RATE:
        rate = p + q - 1
        rows = np.flatnonzero((rate >= least) & (rate < most))
        for part in np.array_split(rows, -(-len(rows) * nodes // NODE_VALUES)) if len(rows) else ():
            value = _quadrature(p[part], alpha[part], q[part], beta[part], t[part], (nodes, power), moments)
            log[part] = value.log
            if moments:
                first[:, part], second[:, :, part] = value.first, value.second
        least = most
    return Tail(log, first, second)


def _quadrature(p, alpha, q, beta, t, rule: tuple[int, int], moments: bool) -> Tail:
    a, b = alpha + t, beta + t
    swapped = b < a
    smaller = np.where(swapped, b, a)
    excess = np.abs(a - b) / smaller
    near, far = np.where(swapped, q, p), np.where(swapped, p, q)
    top, length = _extent(near, far, excess)
    y, weight = _legendre(*rule)
    v = y[:, None] * length
    grown = v + np.log1p(excess * np.exp(-v))
    size = weight[:, None] * np.exp((1 - near) * v - far * (grown - np.log1p(excess)) - top)
    total = size.sum(axis=0)
    log = np.log(total * length) + top + (1 - near - far) * np.log(smaller) - far * np.log1p(excess)
    if not moments:
        return Tail(log, np.empty((4, 0)), np.empty((4, 4, 0)))
    size /= total
    log_near, log_far = np.log(smaller) + v, np.log(smaller) + grown
    log_a, log_b = np.where(swapped, log_far, log_near), np.where(swapped, log_near, log_far)
    return _moments(size, p, log_a, q, log_b, log)


def _moments(size, p, log_a, q, log_b, log) -> Tail:
    """Means, under the integrand, of the derivatives of its logarithm and of their products."""
    inverse_a, inverse_b = np.exp(-log_a), np.exp(-log_b)
    slopes = (-log_a, -p * inverse_a, -log_b, -q * inverse_b)
    weighted = [size * slope for slope in slopes]
    first = np.array([part.sum(axis=0) for part in weighted])
    second = np.empty((4, 4, len(p)))
    for i in range(4):
        for j in range(i + 1):
            second[i, j] = second[j, i] = np.einsum("kn,kn->n", weighted[i], slopes[j])
    second[0, 1] += first[1] / p
    second[1, 0] = second[0, 1]
    second[1, 1] += second[1, 1] / p
    second[2, 3] += first[3] / q
    second[3, 2] = second[2, 3]
    second[3, 3] += second[3, 3] / q
    return Tail(log, first, second)


def _extent(near, far, excess) -> tuple[np.ndarray, np.ndarray]:
    """Logarithm of the integrand at its top, and the v behind it where it has fallen by e^-DROP.

    The logarithm g(v) is concave, so Newton steps towards the fall stay on the far side of it: never too short.
    """
    turn = np.maximum(far / np.maximum(1 - near, 1e-12) - 1, 1e-12)
    peak = np.where(near < 1, np.log(np.maximum(excess / turn, 1.0)), 0.0)
    top = _log_integrand(peak, near, far, excess)
    length = (far * np.log1p(excess) + DROP - top) / (near + far - 1)
    fall = near - 1 + far / (1 + excess)
    length = np.where(fall > 0, np.minimum(length, DROP / np.maximum(fall, 1e-12)), length)
    for _ in range(2):
        slope = 1 - near - far / (1 + excess * np.exp(-length))
        length = length - (_log_integrand(length, near, far, excess) - top + DROP) / slope
    return top, length


def _log_integrand(v, near, far, excess) -> np.ndarray:
    return (1 - near) * v - far * (v + np.log1p(excess * np.exp(-v)) - np.log1p(excess))


@lru_cache
def _legendre(nodes: int, power: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights on [0, 1] after y -> y^power, which crowds them at 0."""
    y, weight = np.polynomial.legendre.leggauss(nodes)
    y = (y + 1) / 2
    return y**power, weight / 2 * power * y ** (power - 1)
