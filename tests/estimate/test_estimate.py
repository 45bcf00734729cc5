"""The package as others meet it: its names, its quick import, and silence on odd input."""

import inspect
import subprocess
import sys
import warnings

import numpy as np
import pytest

from kit import estimate

# design.md, section 7: names and leading arguments that outside simulators call
CONTRACT = {
    "pooled_ratio": "numerator denominator cluster level strata",
    "ratio_gap": "numerator denominator cluster group level",
    "shrunk_rates": "numerator denominator unit level group covariate",
    "typical": "values level",
    "next_value": "values level",
    "expected_counts": "values unit covariate level",
    "scenarios": "expected n seed",
    "share": "counts level",
    "rank_sets": "counts level",
    "rank_sets_of": "value se level",
    "within_gap": "y treated unit level covariates",
    "price_model": "x fee tier level",
    "price_range": "x fee tier x_new tier_new level",
    "project": "early final early_new level half half_new",
    "project_total": "early final early_new level",
    "lift": "y x before level log weekday",
    "corrected_share": "predicted predicted_labelled truth_labelled level cluster",
    "choose": "values costs budget tail limits",
    "effect_size": "a b level",
    "agreement": "codes",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_leading_arguments_are_those_of_the_contract(name):
    arguments = list(inspect.signature(getattr(estimate, name)).parameters)
    assert arguments[: len(CONTRACT[name].split())] == CONTRACT[name].split()
    assert getattr(estimate, name).__doc__


def test_import_loads_no_heavy_part_of_scipy():
    heavy = "('scipy.stats', 'scipy.optimize', 'scipy.linalg', 'statsmodels')"
    code = f"import kit.estimate, sys; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def columns(kind, rng, n=30):
    """Four columns of one odd kind: counts, larger counts, labels, yes or no."""
    counts = {
        "empty": np.array([]),
        "one": np.array([3.0]),
        "zero": np.zeros(n),
        "equal": np.full(n, 7),
        "huge": rng.integers(1, 10**9, n),
        "infinite": np.where(np.arange(n) % 5 == 0, np.inf, 4.0),
        "missing": np.where(np.arange(n) % 3 == 0, np.nan, 5.0),
        "objects": np.array([None if k % 4 == 0 else k for k in range(n)], dtype=object),
    }[kind]
    return counts, counts * 2 if kind != "objects" else counts, np.arange(len(counts)) % 6, np.arange(len(counts)) % 2


@pytest.mark.parametrize("kind", ["empty", "one", "zero", "equal", "huge", "infinite", "missing", "objects"])
def test_odd_input_gives_an_answer_and_no_warning(kind):
    counts, more, unit, group = columns(kind, np.random.default_rng(1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        estimate.pooled_ratio(counts, more, unit)
        estimate.pooled_ratio(counts, more, unit, strata=group)
        estimate.ratio_gap(counts, more, unit, group)
        estimate.shrunk_rates(counts, more, unit, group=group, covariate=counts)
        estimate.typical(counts)
        estimate.next_value(counts)
        estimate.scenarios(estimate.expected_counts(counts, unit, covariate=more), 3, 1)
        estimate.share(np.column_stack([counts, more]))
        estimate.rank_sets(np.column_stack([counts, more]))
        estimate.rank_sets_of(counts, more)
        estimate.within_gap(counts, group, unit, covariates=more)
        model = estimate.price_model(counts, more, unit)
        model.range(counts, unit)
        model.percentile(counts, unit, more)
        estimate.project(counts, more, counts, half=counts, half_new=counts)
        estimate.project_total(counts, more, counts)
        estimate.corrected_share(group, group, group, cluster=unit)
        estimate.choose(counts, more, 100)
        estimate.effect_size(counts, more)
        estimate.typical_each(counts, unit)
        estimate.next_each(counts, unit)
        estimate.spread_each(counts, unit)
        estimate.growth_each(counts, np.arange(len(counts)), group, spurts=True)
        estimate.differences(counts, unit)
        estimate.differ(counts, unit)
        estimate.mixed_ratio(counts, more, unit, group, {0: 1, 1: 2})
        estimate.outliers(counts, group)
        estimate.percentiles(counts, group)
        estimate.rate_rise(counts, more, 7, 28)
        estimate.shrunk_means(counts, more, group)
        estimate.score_bands(np.column_stack([counts, more]), np.column_stack([more, counts]), [1, 1], group, 3)
        estimate.agreement([counts, more])
        if len(counts) > 2:
            estimate.lift(counts, None, len(counts) - 1)
            estimate.lift(counts, more, len(counts) - 1)
