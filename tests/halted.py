"""Notebooks of runs that went wrong, as `kit run` leaves them and as stock papermill 2.7 does (see notes in each)."""

from copy import deepcopy
from functools import cache
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell, new_output

from executed import cells_of, leaderboard, notebook, sponsored, styles, tiers, voice
from kit import charts

TITLE, PARAMETERS, OPEN, FIRST, CHART, SECOND, SECOND_AGAIN = 0, 1, 3, 5, 6, 8, 9  # cells of `report()`
THIRD, LAST, PROMISES, LIMITS = 11, 13, 14, 15
START = "2026-10-02T09:00:00+00:00"
SENTENCES = {
    "cell_error": "The leaderboard could not be computed: the table videos has no column views; import it again with "
    "kit import videos.csv --into lotus",
    "time_out": "It took longer than its time limit of 600 s. Raise time_limit in the plan.",
    "dead_kernel": "The process that computed it ended without a word. Run fewer at a time.",
    "interrupted": "The run was interrupted; run it again.",
    "no_kernel": "No process to compute with could be started, so nothing ran; install ipykernel.",
    "disk_full": "The disk is full; free some space and run it again.",
    "page": "A chart of this page could not be drawn; the executed notebook has its numbers.",
}


def report() -> nbformat.NotebookNode:
    """Four questions (the second with two findings), one section of text alone, then what this does not show."""
    return deepcopy(_drawn())


@cache
def _drawn() -> nbformat.NotebookNode:
    nb = notebook(
        cells_of("How does each tier compare?", "Rates are by followers.", tiers(), charts.ranges(tiers())),
        cells_of("Which creators stand out?", "With few videos a rate is luck.", leaderboard(8), sponsored()),
        cells_of("Who is talked about most?", "Share of voice counts videos.", voice()),
        cells_of("What are the videos made of?", "By hand.", styles()),
        [new_markdown_cell("## What did we promise?\n\nOne page a quarter, in the words of our own team.")],
    )
    for cell in nb.cells:
        cell.metadata["papermill"] = {"status": "completed", "exception": False, "start_time": START}
        if cell.cell_type == "code":
            cell.execution_count = 1
    return nb


def halted(kind: str, at: int, details: str = "", **failure: Any) -> nbformat.NotebookNode:
    """A run that stopped in the cell with this index, as `kit run` leaves it."""
    nb = report()
    nothing = kind == "no_kernel"
    for i, cell in enumerate(nb.cells):
        if i > at or nothing:
            _unrun(cell, "pending")
        elif i == at:
            cell.metadata.papermill |= {"status": "failed", "exception": True}
            cell.outputs = []
    nb.metadata.kit["failure"] = {
        "kind": kind,
        "sentence": SENTENCES[kind],
        "section": "",
        "cell": 0 if nothing else at + 1,
        "details": details,
    } | failure
    return nb


def error(ename: str = "ZeroDivisionError", evalue: str = "division by <zero>") -> Any:
    return new_output("error", ename=ename, evalue=evalue, traceback=["\x1b[31mTraceback\x1b[0m secret_code()"])


def stock(at: int, *outputs: Any, seen: bool = True) -> nbformat.NotebookNode:
    """What stock papermill leaves.  `seen`: an ordinary error, with banners; else a dead kernel or a time-out, where
    the cells that never ran are called completed too."""
    nb = report()
    del nb.metadata["kit"]
    for i, cell in enumerate(nb.cells):
        if i > at:
            _unrun(cell, "pending" if seen else "completed")
    nb.cells[at].outputs = list(outputs)
    if seen:
        nb.cells[at].metadata.papermill |= {"status": "failed", "exception": True}
        for place, words in ((at, "Execution using papermill encountered"), (0, "An Exception was encountered at")):
            banner = new_markdown_cell(f'<span style="color:red">{words}</span>')
            banner.metadata["tags"] = ["papermill-error-cell-tag"]
            nb.cells.insert(place, banner)
    return nb


def _unrun(cell: nbformat.NotebookNode, status: str) -> None:
    cell.metadata["papermill"] = {"status": status, "exception": None, "start_time": None}
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
