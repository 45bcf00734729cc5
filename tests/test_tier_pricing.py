"""What holds for every question of tier pricing."""

import pandas as pd
import pytest

import kit
from kit import tier_pricing
from kit.workspace import Workspace
from tiny import data, video
import tiny_deals
from tiny_deals import DEALS, DELIVERIES, FX, PEOPLE, VIDEOS

EVERY = (
    tier_pricing.comparable_deals,
    tier_pricing.rate_card,
    tier_pricing.cost_per_result,
    tier_pricing.fair_price,
    tier_pricing.expected_views,
    tier_pricing.budget_plan,
    tier_pricing.published_cards,
    tier_pricing.micro_or_mega,
    tier_pricing.forecast_cost,
    tier_pricing.price_parts,
    tier_pricing.similar_deals,
    tier_pricing.price_drivers,
    tier_pricing.booking_outcome,
    tier_pricing.plan_against_rules,
    tier_pricing.budget_frontier,
    tier_pricing.plan_assumptions,
    tier_pricing.plan_deals,
    tier_pricing.contract_checklist,
)


@pytest.fixture
def small(tmp_path):
    return tiny_deals.small(tmp_path / "w")


@pytest.fixture
def many(tmp_path):
    return tiny_deals.many(tmp_path / "m")


def test_an_empty_workspace_is_refused_or_published(tmp_path):
    empty = kit.open(str(Workspace.create(tmp_path / "w").path))
    found = {f.key: f(empty) for f in EVERY}
    assert [key for key, f in found.items() if f.shown] == ["rate_card", "published_cards"]
    assert all(f.takeaway.rstrip().endswith(("w", ".")) for f in found.values())
    assert "This workspace has no table deals." in found["comparable_deals"].takeaway


def test_money_scales_with_its_currency_and_counts_do_not(tmp_path, small):
    tenfold = [
        d
        | {k: v * 10 for k, v in d.items() if v is not None and (k == "fee" or k.endswith(("_fee", "_spend", "_cost")))}
        for d in DEALS
    ]
    ten = data(tmp_path / "t", deals=tenfold, creators=PEOPLE, fx=FX, videos=VIDEOS, deliveries=DELIVERIES)
    for question in EVERY[:3]:
        one, other = question(small), question(ten)
        assert one.n == other.n
        for column in one.columns:
            ours, theirs = one.table[column.name], other.table[column.name]
            if column.kind == "money" and column.name not in ("published", "lowest_card", "highest_card"):
                assert theirs.astype(float).to_numpy() == pytest.approx(10 * ours.astype(float).to_numpy(), nan_ok=True)
            elif column.kind == "count":
                assert theirs.astype("Float64").equals(ours.astype("Float64"))


def test_an_import_given_twice_or_in_another_order_changes_nothing(small, tmp_path):
    before = [f(small).to_json() for f in EVERY]
    assert small.workspace.append("deals", pd.DataFrame(DEALS[::-1]), "test: again") == 0
    assert [f(kit.open(str(small.workspace.path))).to_json() for f in EVERY] == before


@pytest.mark.parametrize("name", ["ស្រស់ស្អាតរាល់ថ្ងៃ", "<b>Bold</b> & **co**", "\u202eemag eht", "=SUM(1,2)"])
def test_names_of_any_kind_pass_through(tmp_path, name):
    people = [p | {"name": name} for p in PEOPLE]
    odd = data(tmp_path / "w", deals=DEALS, creators=people, fx=FX, videos=VIDEOS, deliveries=DELIVERIES)
    for question in EVERY:
        found = question(odd)
        assert "\u202e" not in found.takeaway
        assert found._repr_mimebundle_()


def test_a_sheet_of_fees_alone_is_enough_for_its_prices(tmp_path):
    sheet = data(
        tmp_path / "w",
        deals=[{"deal_id": "1", "creator_id": "zoe", "status": "paid", "fee": 100.0, "currency": "USD"}],
    )
    assert tier_pricing.comparable_deals(sheet).takeaway == (
        "The only deal can be compared as a price: it cost $100 in all, 100\u202f% of it ($100) for the content"
        " itself; the fee for one video is $100."
    )
    for question in EVERY:
        assert question(sheet).takeaway


def test_views_that_never_vary_and_videos_never_seen_promise_nothing(tmp_path):
    still = [video(f"{c}{k}", c, 0 if c == "ann" else 1_000, 0) for c in ("ann", "bob") for k in range(4)]
    assert not tier_pricing.expected_views(data(tmp_path / "w", creators=PEOPLE, videos=still)).shown


def test_no_offer_is_called_overpriced(many):
    for finding in (question(many) for question in EVERY):
        assert "overpriced" not in (finding.takeaway + finding.caveat).lower()
