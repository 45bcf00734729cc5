"""What the README says of each export is what its reader does."""

from functools import cache
from pathlib import Path

import pytest

from kit import codebook, sources
from kit.intake import import_paths
from kit.tables import TABLES
from kit.workspace import Workspace

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "samples"
FORMATS = [name for name in sources.formats() if name not in codebook.ANYTHING]
ROUNDABOUT = {"posted_at", "hashtags", "creator_id", "video_id"}  # `kit.sources.derive` may tell these


@cache
def filled(folder: str) -> dict[str, dict[str, set[str]]]:
    """Format → table → columns that hold something after importing all of its samples."""
    found: dict[str, dict[str, set[str]]] = {}
    for path in sorted(p for p in SAMPLES.iterdir() if p.suffix != ".yaml"):
        workspace = Path(folder) / path.name
        for report in import_paths([path], workspace, year=2025):
            tables = found.setdefault(report.format or f"none: {path.name}", {})
            for table in report.tables:
                rows = Workspace(workspace).latest(table).to_pandas()
                tables.setdefault(table, set()).update(c for c in rows.columns if rows[c].notna().any())
    return found


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    return filled(str(tmp_path_factory.mktemp("samples")))


def test_every_sample_is_recognised(imported):
    assert not [name for name in imported if name.startswith("none")]


@pytest.mark.parametrize("name", FORMATS)
def test_a_reader_fills_what_it_says_and_nothing_else(imported, name):
    said = {table: set(columns) for table, columns in sources.formats()[name].FILLS.items()}
    found = {t: columns - {"source", "imported_at"} for t, columns in imported[name].items()}
    assert found.keys() == said.keys()
    for table in said:
        assert not said[table] - found[table], "no sample holds these"
        assert not found[table] - said[table] - ROUNDABOUT, "these are filled, too"


@pytest.mark.parametrize("name", list(sources.formats()))
def test_every_format_says_what_it_is_recognised_by(name):
    module = sources.formats()[name]
    assert module.BY
    assert "|" not in module.BY
    assert all(set(columns) <= set(TABLES[table].columns) for table, columns in module.FILLS.items())


def test_the_table_of_the_readme_is_made_from_the_modules():
    assert codebook.markdown() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_format_without_followers_allows_no_rate_by_followers():
    exolyt = sources.formats()["exolyt"].FILLS
    assert "Engagement rate by views" in codebook.allows(exolyt)
    assert {"Engagement rate by followers", "View rate", "watch time"} <= set(codebook.lacks(exolyt))
    assert "saves" not in codebook.lacks(exolyt)


def test_metrics_of_other_tables_are_not_missed():
    assert codebook.lacks(sources.formats()["studio_audience"].FILLS) == []
    assert codebook.allows({"orders": ("order_id", "revenue")}) == ["CPA", "ROAS", "ROI"]
