"""Imports point one way, so that each room can be changed without the others."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "kit"
ANALYSES = {"benchmarking", "tier_pricing", "post_mortem"}
ALLOWED = {  # room → rooms it may import
    "errors": set(),
    "tables": set(),
    "dates": set(),
    "tiers": set(),
    "files": {"storage"},
    "selection": set(),
    "metrics": set(),
    "wording": set(),
    "estimate": set(),
    "published": {"tiers", "published"},
    "finding": {"errors", "show"},
    "exchange": {"finding"},
    "inputs": {"rollups", "store", "tables"},
    "show": {"wording", "style"},
    "pen": set(),
    "style": {"errors", "style", "pen", "wording"},
    "frames": {"errors", "tables"},
    "oddities": set(),
    "store": set(),
    "ibis_duckdb": set(),
    "storage": {"errors", "storage", "tables"},
    "rollups": {"oddities", "rollups", "tables"},
    "parquet_duckdb": {"errors", "tables"},
    "workspace": {"errors", "frames", "ibis_duckdb", "parquet_duckdb", "rollups", "storage", "tables"},
    "warehouse": {"errors", "ibis_duckdb", "rollups", "tables"},
    "suggestions": {"oddities", "rollups", "store", "tables"},
    "joined": {"metrics", "tables", "tiers"},
    "data": {
        "errors",
        "tables",
        "frames",
        "rollups",
        "store",
        "suggestions",
        "finding",
        "exchange",
        "joined",
        "inputs",
        "oddities",
        "tiers",
    },
    "once": {"data"},
    "orders": {"data", "dates", "estimate", "finding", "once"},
    "comments": {"data", "dates", "estimate", "finding", "once", "selection", "sentiment", "wording"},
    "evidence": {"data", "finding", "inputs", "oddities", "tables", "wording"},
    "opening": {"data", "errors", "inputs", "storage", "store", "warehouse", "workspace"},
    "charts": {"finding", "style", "wording", "charts", "errors"},
    "sample": {"errors", "files", "tables", "workspace", "sample"},
    "privacy": {"errors"},
    "sentiment": {"errors"},
    "labelling": {"errors", "files", "opening", "sentiment", "wording"},
    "reading": {"errors", "tables"},
    "sources": {"errors", "privacy", "reading", "tables"},
    "codebook": {"metrics", "sources"},
    "intake": {"errors", "files", "frames", "oddities", "privacy", "reading", "sources", "tables", "wording"}
    | {"parquet_duckdb", "rollups", "storage", "workspace"},
    "forget": {"errors", "files", "intake", "privacy", "reading", "sources", "tables", "wording", "workspace"}
    | {"storage"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0] if parts[0] != "__init__" else "kit"


def imported(path: Path) -> set[str]:
    """The rooms of kit that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{a.name}" for a in node.names] if node.module == "kit" else [node.module]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        else:
            continue
        found |= {n.split(".")[1] for n in names if n.startswith("kit.")}
    return found


def stats(path: Path) -> set[str]:
    """Statistical packages that a module imports itself."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = {n.module or "" for n in tree if isinstance(n, ast.ImportFrom)}
    return {n for n in names if n.startswith(("scipy", "statsmodels"))}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_the_rooms_below_it(path):
    here, used = room(path), imported(path)
    if here in ALLOWED:
        assert used <= ALLOWED[here] | {here}
    elif here in ANALYSES:
        assert not stats(path), "tests and intervals come from kit.estimate"
        assert used <= {
            here,
            "comments",
            "data",
            "dates",
            "estimate",
            "errors",
            "evidence",
            "finding",
            "frames",
            "metrics",
            "once",
            "orders",
            "published",
            "rollups",
            "selection",
            "sentiment",
            "tables",
            "tiers",
            "wording",
        }
    elif here == "reports":
        assert not used & (ANALYSES | {"estimate", "charts", "sample"})
    elif here != "cli":
        assert not used & ANALYSES


def test_the_notebooks_import_nothing_but_kit_and_pandas():
    import nbformat

    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                tree = ast.parse(cell.source)
                names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
                names |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
                assert names <= {"kit", "pandas"}, path.name


def test_there_is_no_drawer_for_everything():
    assert not [p for p in MODULES if p.stem in ("utils", "helpers", "common", "misc")]
