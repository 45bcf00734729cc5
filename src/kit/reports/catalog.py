"""The reports that there are: the notebooks of `./notebooks` if there is such a folder, else those of the package."""

from dataclasses import dataclass
import hashlib
from importlib.resources import files
from pathlib import Path
import shutil

import nbformat

from kit.errors import UsageError
from kit.reports import results
from kit.reports.parameters import declared, Parameter


@dataclass(frozen=True)
class Report:
    """One notebook: its name (the file's), title (its first heading) and parameters."""

    name: str
    path: Path
    title: str
    parameters: list[Parameter]

    @property
    def notebook(self) -> nbformat.NotebookNode:
        return read(self.path)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def folder() -> Path:
    """Where the notebooks are."""
    local = Path("notebooks")
    if any(local.glob("*.ipynb")):
        return local
    shipped = Path(str(files("kit"))) / "notebooks"
    return shipped if shipped.is_dir() else Path(str(files("kit"))).parents[1] / "notebooks"


def copy_to(target: Path) -> list[str]:
    """Editable copies of notebooks, templates and plan in `target`; returns a line a file; refuses to overwrite any."""
    notebooks = folder()
    templates = notebooks.parent / "templates"
    pairs = [(path, target / "notebooks" / path.name) for path in sorted(notebooks.glob("*.ipynb"))]
    pairs += [
        (path, target / "templates" / path.relative_to(templates))
        for path in sorted(templates.rglob("*"))
        if path.is_file() and path.name != "plan.yaml"
    ]
    pairs.append((templates / "plan.yaml", target / "plan.yaml"))
    taken = [str(new) for _, new in pairs if new.exists()]
    if taken:
        raise UsageError(f"{taken[0]} is there already, so nothing was copied; choose another folder.")
    try:
        for old, new in pairs:
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(old, new)
    except OSError as error:
        raise UsageError(f"Cannot write to {target} ({error.strerror}); choose another folder.") from None
    return [
        *(str(new) for _, new in pairs),
        f"Next: cd {target}, kit import FILES --into WORKSPACE, kit run plan.yaml --data WORKSPACE",
    ]


def reports() -> list[Report]:
    """Every report, by name; notebooks whose name starts with `_` are templates to copy."""
    return [report(path.stem) for path in sorted(folder().glob("*.ipynb")) if not path.name.startswith("_")]


def report(name: str) -> Report:
    path = folder() / f"{name}.ipynb"
    if not path.is_file() or Path(name).name != name:
        known = ", ".join(p.stem for p in sorted(folder().glob("*.ipynb")) if not p.name.startswith("_"))
        raise UsageError(f"There is no report {name!r} in {folder()}; there are {known or 'none'}.")
    notebook = read(path)
    return Report(name, path, results.title(notebook) or name, declared(notebook, name))


def read(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise UsageError(
            f"{path} is not a notebook that can be read ({type(error).__name__}); open and save it in JupyterLab."
        ) from None
