"""The statistics of small samples: two groups of seeds compared, and a spread divided among its causes.

Sources: Welch, "The generalization of Student's problem" (1947); Hedges, "Distribution theory for Glass's
estimator of effect size" (1981); Fisher, "Statistical Methods for Research Workers" (1925), chapter 7.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEVEL = 0.05  # below it, a p-value is taken for a difference


class Comparison(NamedTuple):
    """Two groups: the difference of their means, the p-value of Welch's test, and the effect size, Hedges' g.

    g is the difference in standard deviations; there is none where neither group has a spread and they differ.
    """

    difference: float
    p: float
    effect: float | None


def compare(one: Sequence[float], other: Sequence[float]) -> Comparison:
    """Compare two groups of at least two values each."""
    from scipy import stats

    difference = float(np.mean(one) - np.mean(other))
    m, n = len(one), len(other)
    pooled = float(np.sqrt(((m - 1) * np.var(one, ddof=1) + (n - 1) * np.var(other, ddof=1)) / (m + n - 2)))
    if pooled == 0:
        return Comparison(difference, float(difference == 0), 0.0 if difference == 0 else None)
    p = float(stats.ttest_ind(one, other, equal_var=False).pvalue)
    return Comparison(difference, p, difference / pooled * (1 - 3 / (4 * (m + n) - 9)))


class Variance(NamedTuple):
    """How a spread divides: the shares between the groups and within them, and the p-value of the groups.

    `by_chance` is the share that groups without any difference would explain on average.
    """

    between: float
    within: float
    by_chance: float
    p: float


def analyse_variance(groups: Sequence[Sequence[float]]) -> Variance:
    """Divide the sum of squares of all values around their mean: between the groups, and within them."""
    from scipy import stats

    values = np.concatenate([np.asarray(group, float) for group in groups])
    total = float(((values - values.mean()) ** 2).sum())
    within = float(sum(((np.asarray(group) - np.mean(group)) ** 2).sum() for group in groups))
    p = float(stats.f_oneway(*groups).pvalue)
    return Variance(1 - within / total, within / total, (len(groups) - 1) / (len(values) - 1), p)
