"""Tiers are half-open bands with two rows more, so every creator stands somewhere; a workspace may bring its own."""

from hypothesis import given
from hypothesis import strategies as st
import pandas as pd
import pytest

from kit import tiers


def bands(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["tier", "followers_from", "followers_to"])
    return frame.astype({"tier": "string", "followers_from": "Int64", "followers_to": "Int64"})


OWN = bands(("big", 50_000, None), ("small", 5_000, 20_000), ("middle", 20_000, 50_000))


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


@pytest.mark.parametrize(
    ("followers", "words"),
    [
        (500, "500"),
        (1_000, "1k"),
        (2_500, "2.5k"),
        (12_345, "12,345"),
        (999_900, "999.9k"),
        (1_250_000, "1.25M"),
        (1_234_500, "1234.5k"),
        (1_234_567, "1,234,567"),
        (2_000_000_000, "2000M"),
    ],
)
def test_the_end_of_a_band_is_never_written_as_another_number(followers, words):
    assert tiers.short(followers) == words


def test_another_scheme_is_data():
    own = tiers.scheme(OWN)
    assert own.order() == ["under 5k", "small", "middle", "big", "unknown"]
    assert own.of(pd.Series([4_999, 5_000, 20_000, 50_000, None], dtype="Int64")).tolist() == own.order()
    assert [own.band(t) for t in own.order()] == ["below 5k", "5k–20k", "20k–50k", "50k+", "no follower count"]
    assert [own.ends(t) for t in own.order()[:-1]] == [
        (0, 5_000),
        (5_000, 20_000),
        (20_000, 50_000),
        (50_000, float("inf")),
    ]
    assert own.origin == "this workspace's table tiers"


def test_without_a_scheme_it_is_exolyts_guide():
    assert tiers.fault(OWN.iloc[:0]) == ""
    assert tiers.scheme(OWN.iloc[:0]) is tiers.EXOLYT
    assert tiers.EXOLYT.under == "under 1k"
    assert tiers.EXOLYT.origin == "Exolyt's guide"


def test_nobody_is_below_bands_that_begin_at_zero():
    own = tiers.scheme(bands(("small", 0, 10), ("large", 10, None)))
    assert own.order() == ["small", "large", "unknown"]
    assert own.of(pd.Series([0, 9, 10, 15, None], dtype="Int64")).tolist() == [
        "small",
        "small",
        "large",
        "large",
        "unknown",
    ]
    assert own.band("small") == "0–10"
    assert own.ends("small") == (0, 10)


def test_the_two_rows_beside_are_no_bands_in_any_scheme():
    every = [*tiers.EXOLYT.order(), *tiers.scheme(OWN).order()]
    assert [t for t in every if not tiers.is_band(t)] == ["under 1k", "unknown", "under 5k", "unknown"]
    assert [t for t in every if tiers.is_under(t)] == ["under 1k", "under 5k"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [("small", 1_000, 10_000), ("big", 20_000, None)],
            "small and big leave a gap: small ends at 10,000 followers and big begins at 20,000",
        ),
        (
            [("small", 1_000, 30_000), ("big", 20_000, None)],
            "small and big overlap: small ends at 30,000 followers and big begins at 20,000",
        ),
        (
            [("small", 1_000, None), ("big", 20_000, None)],
            "small, from 1,000, has no followers_to and so overlaps big, which begins at 20,000",
        ),
        (
            [("big", 1_000, None), ("also", 1_000, None)],
            "also, from 1,000, has no followers_to and so overlaps big, which begins at 1,000",
        ),
        (
            [("small", 1_000, 10_000), ("big", 10_000, 99_000)],
            "big, the last band, ends at 99,000 followers, and must have no followers_to",
        ),
        (
            [("small", 1_000, 1_000), ("big", 1_000, None)],
            "small is to end at 1,000 followers, which is not above the 1,000 where it begins",
        ),
        (
            [("small", 9_000, 1_000), ("big", 9_000, None)],
            "small is to end at 1,000 followers, which is not above the 9,000 where it begins",
        ),
        ([("small", 1_000, None)], "it has one band only (small), and needs two or more"),
        ([("Unknown", 0, 9), ("b", 9, None)], "no tier can be called 'Unknown', which names a row beside the tiers"),
        ([("under 1k", 0, 9), ("b", 9, None)], "no tier can be called 'under 1k', which names a row beside the tiers"),
        ([("all", 0, 9), ("b", 9, None)], "no tier can be called 'all', which names a row beside the tiers"),
        ([("Big", 0, 9), ("big", 9, None)], "two tiers are called 'Big' but for capital letters"),
        ([("x" * 25, 0, 9), ("b", 9, None)], f"the name '{'x' * 24}'… is longer than 24 characters"),
        ([("a\u202eb", 0, 9), ("b", 9, None)], "the name 'a\\u202eb' holds control characters"),
    ],
)
def test_bands_that_do_not_fit_together_are_named(rows, words):
    said = tiers.fault(bands(*rows))
    assert said == (
        f"The table tiers holds no tiers to work with: {words}; correct tiers.csv, delete the workspace's folder tiers "
        "and import it again"
    )
    assert tiers.fault(bands(*reversed(rows))) == said


def test_a_name_may_be_of_any_script():
    assert tiers.fault(bands(("តូច\u200bៗ", 1_000, 10_000), ("ធំ", 10_000, None))) == ""


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=6, unique=True), st.randoms())
def test_bands_that_touch_are_a_scheme_in_any_order(edges, random):
    edges = sorted(edges)
    rows = [(f"t{n}", low, high) for n, (low, high) in enumerate(zip(edges, [*edges[1:], None], strict=True))]
    random.shuffle(rows)
    frame = bands(*rows)
    assert tiers.fault(frame) == ""
    assert list(tiers.scheme(frame).edges.values()) == edges
