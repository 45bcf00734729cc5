"""The files of one report: executed notebook, CSVs, JSON and page, each whole or not at all, full disk or not."""

from contextlib import suppress
import copy
from dataclasses import dataclass, field
from functools import cache
import os
from pathlib import Path
import threading
from typing import Any, TYPE_CHECKING

from kit.files import PART, remove, write_whole
from kit.reports import failure, results
from kit.storage.places import reached

if TYPE_CHECKING:
    from nbformat import NotebookNode

EXPORTING = threading.Lock()  # one exporter, its templates compiled once, serves all runs of a process
RESERVED = 1 << 20  # bytes kept free in the folder, given up when the disk is full


@dataclass
class Published:
    """Names of the files, the findings, those in brief as the page has them (see `kit.reports.page`), and what went
    wrong, None if nothing did."""

    files: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    brief: list[dict[str, Any]] = field(default_factory=list)
    failure: dict[str, Any] | None = None


def publish(notebook: "NotebookNode", stem: str, out: Path) -> Published:
    """Write them; older CSVs of this report go.  If something goes wrong, as much is written as there is room for, and
    a page that says so."""
    files, done = made(notebook, stem)
    try:
        for name, content in files.items():
            write_whole(out / name, content)
            done.files.append(name)
    except OSError as error:
        done.brief, done.failure = [], failure.of_exception(error)
        for name in files.keys() - set(done.files):  # an earlier run's
            remove(out / name)
        done.files += rescued(notebook, stem, out, done.failure)
    with suppress(OSError), reached(out):
        for old in (out / stem).glob("*.csv"):
            if f"{stem}/{old.name}" not in files:
                remove(old)
    done.files = list(dict.fromkeys(done.files))
    return done


def made(notebook: "NotebookNode", stem: str) -> tuple[dict[str, bytes], Published]:
    """The content of each file, and what is to be told of it; no file is written yet."""
    import nbformat

    files = {f"{stem}.ipynb": (nbformat.writes(notebook) + "\n").encode()}
    try:
        result = results.results(notebook)
        for key, text in results.csv_files(result["findings"]).items():
            files[f"{stem}/{key}.csv"] = text.encode("utf-8-sig")  # Excel needs the mark
        files[f"{stem}.json"] = results.text(result).encode()
        html, brief = exported(notebook, stem)
        files[f"{stem}.html"] = html.encode()
    except Exception as error:  # a page that cannot be made is a failed report, never a failed batch
        failed = failure.of_exception(error)
        return files | {f"{stem}.html": page(bare(notebook, failed), stem).encode()}, Published(failure=failed)
    return files, Published(findings=result["findings"], brief=brief)


def rescued(notebook: "NotebookNode", stem: str, out: Path, failed: dict[str, Any]) -> list[str]:
    """A page without its outputs, in the room that was kept."""
    remove(reserve(out))
    name = f"{stem}.html"
    try:
        write_whole(out / name, page(bare(notebook, failed), stem).encode())
    except OSError:
        return []
    return [name]


def reserve(out: Path) -> Path:
    """The file that keeps room free; swept like other unfinished files, if this process is killed."""
    return out / PART.format(process=os.getpid(), unique="reserve")


def bare(notebook: "NotebookNode", failed: dict[str, Any]) -> "NotebookNode":
    """The notebook as if nothing had been computed, with what went wrong."""
    left = copy.deepcopy(notebook)
    left.metadata["kit"]["failure"] = failed
    for cell in left.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata["papermill"] = {"status": "pending"}
    return left


@cache
def exporter() -> Any:
    """The one exporter of this process."""
    from kit.reports.page import KitExporter

    return KitExporter()


def warm_up() -> None:
    """Compile the page's template, while there is nothing else to do."""
    from nbformat.v4 import new_notebook

    page(new_notebook(), "nothing")


def page(notebook: "NotebookNode", stem: str) -> str:
    """The HTML page of an executed notebook."""
    return exported(notebook, stem)[0]


def exported(notebook: "NotebookNode", stem: str) -> tuple[str, list[dict[str, Any]]]:
    """The page, and what stands under its In brief."""
    with EXPORTING:
        html, resources = exporter().from_notebook_node(notebook, {"metadata": {"name": stem}})
    return str(html), resources["kit"]["brief"]
