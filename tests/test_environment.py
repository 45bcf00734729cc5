"""`environment.yml` offers to conda users what `pyproject.toml` asks for."""

from pathlib import Path
import re
import tomllib

import yaml

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "pandera": "pandera-pandas",
    "ibis-framework": "ibis-duckdb",
    "matplotlib": "matplotlib-base",
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
