"""What a run left undone: the cell it stopped in, the cells it never reached, and why, in plain words.

`kit run` notes a failure in the notebook.  Where none is noted, the cells are asked: papermill 2.7 writes "completed"
into cells that it never ran when the kernel died or a time limit passed, but it gives a start only to those it reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from kit.reports import outline
from kit.reports.failure import KINDS, OURS, plain

ASIDE = {"raises-exception", "skip-execution"}  # cells of these tags may fail, or are never run
MUTE = {*KINDS, "KeyboardInterrupt", "SystemExit"}  # errors whose name and text add nothing to the sentence
WHY = {
    "killed_worker": "Each worker of the cluster that computed it died, often for want of memory.",
    "cell_error": "A step of this report stopped with an error.",
    "time_out": "A step took longer than its time limit.",
    "dead_kernel": "The process that computed it ended without a word, often for want of memory.",
    "interrupted": "The run was interrupted, by hand or by a time limit.",
    "no_kernel": "The process that computes could not be started, so nothing ran at all.",
    "disk_full": "The disk was full before everything was written.",
    "page": "A part of this page could not be made.",
}
SILENT_END = "The run ended here without saying why: its process died, often for want of memory, or its time was up."


@dataclass(frozen=True)
class Unfinished:
    """`failure` as in the manifest; `stopped`: index of the cell that stopped, else −1; `never`: those not run."""

    failure: dict[str, Any]
    stopped: int
    never: frozenset[int]

    @property
    def lost(self) -> bool:
        """Computed perhaps, but not to be had for this page."""
        return self.failure["kind"] in ("page", "disk_full") and self.stopped < 0 and bool(self.never)


def of(nb: NotebookNode) -> Unfinished | None:
    """What is missing in an executed notebook; None if nothing is."""
    noted = nb.metadata.get("kit", {}).get("failure")
    noted = dict(noted) if isinstance(noted, Mapping) else {}
    never = frozenset(i for i, cell in enumerate(nb.cells) if _never(cell, bool(noted)))
    stopped = _stopped(nb, noted, never)
    if not noted and stopped < 0 and not never:
        return None
    return Unfinished(_failure(nb, noted, stopped), stopped, never)


def _never(cell: NotebookNode, noted: bool) -> bool:
    """Is this a code cell that should have run and did not?"""
    if cell.cell_type != "code" or not cell.source.strip() or ASIDE & _tags(cell) or failed(cell):
        return False
    if cell.get("execution_count") or cell.get("outputs") or _ran(cell).get("start_time"):
        return False
    return _ran(cell).get("status") in ("pending", "completed") or noted


def _stopped(nb: NotebookNode, noted: Mapping[str, Any], never: frozenset[int]) -> int:
    """Index of the cell that stopped, −1 if none is known."""
    code = [i for i, cell in enumerate(nb.cells) if cell.cell_type == "code" and cell.source.strip()]
    if wrong := [i for i in code if failed(nb.cells[i])]:
        return wrong[0]
    number = noted.get("cell")
    if isinstance(number, int) and number - 1 in code:
        return number - 1
    end = min([*never, *_passed_over(nb)], default=0)
    return max((i for i in code if i < end and not ASIDE & _tags(nb.cells[i])), default=-1)


def failed(cell: NotebookNode) -> bool:
    """Did this code cell end in an error that nobody expected?"""
    if cell.cell_type != "code" or ASIDE & _tags(cell):
        return False
    return _ran(cell).get("status") == "failed" or any(o.output_type == "error" for o in cell.get("outputs", []))


def _passed_over(nb: NotebookNode) -> list[int]:
    """Text cells that papermill counts as done and never came to, though it came to others."""
    texts = [(i, _ran(cell)) for i, cell in enumerate(nb.cells) if cell.cell_type == "markdown"]
    came = any(ran.get("start_time") for _, ran in texts)
    return [i for i, ran in texts if came and "status" in ran and not ran.get("start_time")]


def _ran(cell: NotebookNode) -> Mapping[str, Any]:
    """What papermill noted of a cell."""
    noted = cell.metadata.get("papermill")
    return noted if isinstance(noted, Mapping) else {}


def _tags(cell: NotebookNode) -> set[str]:
    return set(map(str, cell.metadata.get("tags") or []))


def _failure(nb: NotebookNode, noted: Mapping[str, Any], stopped: int) -> dict[str, Any]:
    """The failure with all its fields, each a plain line: as noted, else as the cell shows it."""
    error = _error(nb.cells[stopped]) if stopped >= 0 else {}
    seen = _seen(error, stopped)
    kind = str(noted.get("kind") or seen[0])
    kind = kind if kind in WHY else "cell_error"
    return {
        "kind": kind,
        "sentence": plain(noted.get("sentence")) or (WHY[kind] if noted else seen[1]),
        "section": plain(noted.get("section") or (outline.question(nb, stopped) if stopped >= 0 else ""), 200),
        "cell": stopped + 1,
        "details": plain(noted.get("details") or ("" if error.get("ename") in MUTE else said(error))),
    }


def _error(cell: NotebookNode) -> Mapping[str, Any]:
    return next((o for o in cell.get("outputs", []) if o.output_type == "error"), {})


def _seen(error: Mapping[str, Any], stopped: int) -> tuple[str, str]:
    """Kind and sentence of a failure that nobody noted."""
    if error.get("ename") in {*OURS, *KINDS} and plain(error.get("evalue")):
        return KINDS.get(error["ename"], "cell_error"), plain(error["evalue"])
    if error.get("ename") == "KeyboardInterrupt":
        return "interrupted", WHY["interrupted"]
    if error.get("ename") == "SystemExit":
        return "cell_error", "The notebook ended the run itself (SystemExit)."
    if error:
        return "cell_error", WHY["cell_error"]
    return ("dead_kernel", SILENT_END) if stopped >= 0 else ("no_kernel", WHY["no_kernel"])


def said(error: Mapping[str, Any]) -> str:
    """An error output as one line; ours without their Python name."""
    name, text = plain(error.get("ename"), 80), plain(error.get("evalue"))
    return text if name in OURS and text else ": ".join(filter(None, [name, text]))


def details(failure: Mapping[str, Any]) -> str:
    """The message behind a failure's sentence, where that does not hold it."""
    return "" if failure["details"] in failure["sentence"] else str(failure["details"])
