"""Which creators gave most for the money, in words and in a table."""

import numpy as np
import pandas as pd
import pytest

from kit.post_mortem.money.creator_return import creator_return, sentence
from spring import deal, DEALS, SENT, without
from test_post_mortem_by_creator import clips, WHO, world
from tiny import cell


@pytest.fixture(scope="module")
def eight(tmp_path_factory):
    return creator_return(world(tmp_path_factory.mktemp("eight"), fees={"c3": 1_000}))


def test_the_cheapest_comes_first_and_the_dearest_is_named(eight):
    assert eight.shown
    assert eight.table["cpm_expected"].is_monotonic_increasing
    assert eight.table["creator"].iloc[-1] == "c3"
    assert list(eight.table[["rank_first", "rank_last"]].iloc[-1]) == [8, 8]
    words = eight.takeaway.replace("\u00a0", " ")
    assert words.startswith("No creator can be called the cheapest: ")
    assert "The dearest is \u2068c3\u2069 at $" in words
    assert words.endswith("per 1,000 expected views, clearly dearer than every other.")
    assert len(eight.definitions) <= 3


def test_without_orders_views_still_stand(eight):
    assert eight.table["cpa_said"].isna().all()
    assert "Orders are not known" in eight.caveat


def test_cost_per_order_is_exact_or_from_below(tmp_path):
    found = creator_return(without(tmp_path))
    # ann: 150 over 4 orders; Garwood 1936
    assert cell(found, "cpa_low", creator_id="ann") == pytest.approx(150 / 10.2416, rel=1e-4)
    assert cell(found, "cpa_said", creator_id="dan") == "at least $10.84"
    assert found.takeaway.startswith("Which creator gave most for the money cannot be told: too few")
    assert found.left_out["creators whose expected views cannot be told, in no rank"] == 4
    assert found.left_out["creators without a fee for a video, in no rank"] == 1


def rows(*ends, first=None, last=None):
    n = len(ends)
    middle = np.array(ends, dtype="float64")
    return pd.DataFrame(
        {
            "creator": [f"c{i}" for i in range(n)],
            "cpm_expected": middle,
            "cpm_expected_low": middle / 2,
            "cpm_expected_high": middle * 2,
            "rank_first": first or [1.0] * n,
            "rank_last": last or [float(n)] * n,
            "fee_a_video": [1.0] * n,
        }
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (rows(10, 20), "No creator can be called the cheapest: the possible ranks of all 2 overlap; they lie between"),
        (rows(10, first=[1.0], last=[1.0]), "Only \u2068c0\u2069 at $10.00 ($5"),
        (rows(10, 90, first=[1, 2], last=[1, 2]), "\u2068c0\u2069 at $10.00 ($5"),
        (rows(10, 20, 90, first=[1, 1, 2], last=[2, 3, 3]), "No creator can be called the cheapest: 2 of 3 may be it."),
        (rows(np.nan), "Which creator gave most for the money cannot be told: too few of their videos tell it."),
        (rows(np.nan).assign(fee_a_video=np.nan), "Which creator gave most for the money cannot be told: no fee was"),
    ],
)
def test_every_state_of_the_ranks_has_a_true_sentence(table, said):
    text = sentence(table, "USD")
    assert text.startswith(said)
    assert text.endswith(".")
    assert "nan" not in text


def test_the_dearest_says_how_many_are_cheaper():
    text = sentence(rows(10, 20, 90, first=[1, 1, 2], last=[2, 3, 3]), "USD")
    assert text.endswith("clearly dearer than 1 of the others.")


ODD = {
    "no delivery": {"deliveries": [{"deal_id": "D9", "video_id": "none"}]},
    "a video for two deals": {"deliveries": [{"deal_id": d, "video_id": "4"} for d in ("D3", "D1")]},
    "no captures": {"videos": [v | {"captured_at": None} for v in clips()], "deliveries": SENT},
    "gifts": {"deals": [deal("D1", "ann", tactic="gifted"), deal("D2", "bob", tactic="gifted", product_cost=5)]},
    "one creator": {"deals": DEALS[:1]},
    "hostile name": {"creators": [{"creator_id": "ann", "name": "<b>ថែ\n\u202e</b>", "followers": 5}]},
    "no views": {"videos": [v | {"views": 0, "likes": 0, "comments": 0, "shares": 0} for v in clips()]},
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_data_neither_crash_nor_lie(tmp_path, odd):
    found = creator_return(without(tmp_path, **ODD[odd]))
    assert found.takeaway.endswith(".")
    assert "nan" not in f"{found.takeaway} {found.caveat}"
    if found.shown:
        assert found.table["cpm_expected"].isna().all()
        assert found.to_json()["rows"]


def test_creators_without_a_fee_are_in_the_table_and_in_no_rank(tmp_path):
    found = creator_return(world(tmp_path, tactic="gifted", fee=None))
    assert cell(found, "creator", creator_id="c0") == "c0"
    assert np.isnan(cell(found, "rank_first", creator_id="c0"))
    assert found.table["rank_last"].max() == len(WHO) - 1
