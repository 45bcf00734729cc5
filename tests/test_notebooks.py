"""Every notebook in the folder keeps the rules of the house."""

import ast
from pathlib import Path

import nbformat
import pytest

from kit.reports.parameters import declared

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
STANDARD = ["workspace", "brand", "as_of", "currency", "posted_from", "posted_to", "audience"]
KEYS = {
    "benchmarking": [
        *("cohort", "own_account", "shortlist", "tier_benchmarks", "tier_differences", "leaderboard", "typical_views"),
        *("score", "audience_fit", "sponsored_gap", "content_styles", "share_of_voice", "voice_over_time"),
        *("owned_paid_earned", "brand_creators", "brand_engagement", "hashtags", "sounds", "posting_times"),
        *("comment_sentiment", "comment_voices", "worth_a_look"),
    ],
    "tier_pricing": [
        *("comparable_deals", "rate_card", "published_cards", "cost_per_result", "micro_or_mega", "forecast_cost"),
        *("fair_price", "price_parts", "similar_deals", "price_drivers", "expected_views", "booking_outcome"),
        *("budget_plan", "plan_against_rules", "budget_frontier", "plan_assumptions", "plan_deals"),
        "contract_checklist",
    ],
    "post_mortem": [
        *("goals", "return_range", "lift", "lift_check", "synthetic_control", "attribution", "order_signs", "leaks"),
        *("customers", "kpis", "kpis_by_day", "unpaid_posts", "cost_return", "creator_return", "delivery", "forecasts"),
        *("same_age", "projected_views", "own_normal", "tactics", "creative", "comment_sentiment", "comment_themes"),
        *("comment_voices", "renewal", "lessons"),
    ],
}
pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def codes(path):
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def test_it_is_committed_without_outputs(path):
    assert all(not c.outputs and c.execution_count is None for c in codes(path))


def test_its_cells_are_short_and_hold_no_logic(path):
    banned = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If)
    for cell in codes(path):
        assert not [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, banned)], cell.source
        if "parameters" not in cell.metadata.get("tags", []):
            assert len(cell.source.splitlines()) <= 5, cell.source


def test_its_parameters_start_with_the_standard_ones_and_each_is_explained(path):
    parameters = declared(nbformat.read(path, as_version=4), path.stem)
    names = [p.name for p in parameters]
    expected = [*STANDARD[:2], "campaign", *STANDARD[2:]] if path.stem == "post_mortem" else STANDARD
    assert names[: len(expected)] == expected
    assert all(p.meaning for p in parameters)


def test_it_opens_with_a_title_and_ends_with_what_it_does_not_show(path):
    texts = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"]
    assert texts[0].startswith("# ")
    assert texts[-1].startswith("## What this does not show")


def test_its_questions_are_those_that_the_contract_names(path):
    import importlib

    if path.stem not in KEYS:
        return
    module = importlib.import_module(f"kit.{path.stem}")
    calls = {
        n.func.attr
        for c in codes(path)
        for n in ast.walk(ast.parse(c.source))
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and getattr(n.func.value, "id", "") == path.stem
    }
    keys = [asked.key for asked in (getattr(module, name) for name in sorted(calls)) if hasattr(asked, "key")]
    assert sorted(keys) == sorted(["data_check", *KEYS[path.stem]])


def test_it_first_asks_what_its_numbers_are_made_of(path):
    first = next(c for c in nbformat.read(path, as_version=4).cells[3:] if c.cell_type == "code")
    assert first.source.splitlines()[0].endswith(".data_check(data)")
