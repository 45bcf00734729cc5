"""`environment.yml` offers to conda users what `pyproject.toml` asks for."""

import ast
from pathlib import Path
import re
import sys
import tomllib

import yaml

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "pandera": "pandera-pandas",
    "ibis-framework": "ibis-duckdb",
    "matplotlib": "matplotlib-base",
    "jupyter-client": "jupyter_client",
    "great-tables": "great_tables",
}


def split(requirement: str) -> tuple[str, str]:
    """Name without extras, and version bounds."""
    name, bounds = re.fullmatch(r"([\w.-]+?)(?:\[[\w,]+\])?([<>=!~].*)?", requirement.replace(" ", "")).groups()
    return name.lower(), bounds or ""


def asked_for() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return {CONDA_NAMES.get(name, name): bounds for name, bounds in map(split, needed)}


def offered() -> dict[str, str]:
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    flat = [d for d in content if isinstance(d, str)] + [
        d for part in content if isinstance(part, dict) for d in part["pip"] if d != "-e ."
    ]
    return dict(map(split, flat))


def test_conda_offers_every_package_that_the_project_asks_for_with_the_same_bounds():
    extra = {"python", "pip"}
    assert {k: v for k, v in offered().items() if k not in extra} == asked_for()


def test_conda_and_pip_ask_for_the_same_python():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert offered()["python"] == project["requires-python"].replace(" ", "")


def test_jupyterlab_comes_with_it():
    assert "jupyterlab" in offered()


def test_every_package_that_the_kit_imports_is_asked_for_by_name_and_no_other():
    asked = {name.replace("-", "_") for name in map_names("dependencies")}
    known = {"ibis": "ibis_framework", "yaml": "pyyaml", "google": "", "vaderSentiment": "vadersentiment"}
    known |= dict.fromkeys(("fsspec", "upath"), "universal_pathlib")
    used = {known.get(name, name) for name in imported() if name not in sys.stdlib_module_names and name != "kit"}
    tools = {"jupyterlab", "ipykernel", "duckdb"}  # started, or the engine behind ibis
    assert used <= asked | extras()
    assert asked - used - tools == set()


def extras() -> set[str]:
    """Packages that only those need who ask for them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    offers = project["optional-dependencies"]
    several = (offers[name] for name in offers if "test" not in name)
    return {split(one)[0].replace("-", "_") for requirements in several for one in requirements}


def map_names(part: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [split(requirement)[0] for requirement in project[part]]


def imported() -> set[str]:
    """First names of all modules that the package imports, anywhere in it."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found
