"""Tiers are half-open bands with two rows more, so that every creator stands somewhere."""

from hypothesis import given
from hypothesis import strategies as st
import pandas as pd
import pytest

from kit import tiers


@pytest.mark.parametrize(
    ("followers", "tier"),
    [
        (0, "under 1k"),
        (999, "under 1k"),
        (1_000, "nano"),
        (9_999, "nano"),
        (10_000, "micro"),
        (49_999, "micro"),
        (50_000, "mid"),
        (499_999, "mid"),
        (500_000, "macro"),
        (999_999, "macro"),
        (1_000_000, "mega"),
        (10**9, "mega"),
        (None, "unknown"),
    ],
)
def test_a_tier_holds_its_first_follower_and_not_the_next_tiers_first(followers, tier):
    assert tiers.EXOLYT.of(pd.Series([followers], dtype="Int64")).tolist() == [tier]


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=30))
def test_every_creator_is_in_just_one_tier(followers):
    assert tiers.EXOLYT.of(pd.Series(followers, dtype="Int64")).value_counts().sum() == len(followers)


def test_bands_are_told_in_words():
    assert [tiers.EXOLYT.band(t) for t in tiers.EXOLYT.order()] == [
        "below 1k",
        "1k–10k",
        "10k–50k",
        "50k–500k",
        "500k–1M",
        "1M+",
        "no follower count",
    ]


def test_another_scheme_is_data():
    assert tiers.Scheme({"small": 0, "large": 10}).of(pd.Series([15])).tolist() == ["large"]
