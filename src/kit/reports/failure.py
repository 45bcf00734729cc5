"""What went wrong with a report, in words for people who did not write it."""

from collections.abc import Mapping
import errno
import re
from typing import Any

from nbformat import NotebookNode

from kit import wording
from kit.reports import outline

TIME_OUT, DEAD, STOPPED, NO_KERNEL = "TimeLimit", "DeadKernel", "Interrupted", "NoKernel"  # as our engine notes them
OURS = ("DataError", "UsageError", "NotShown")  # errors whose text is a sentence already
LONGEST = 400
ANSI = re.compile(r"\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
NOISE = re.compile(r"Traceback \(most recent call last\)|Here is a preview of the cell|^\s*[-=]{8,}", re.MULTILINE)
AGAIN = "run it again"
MEMORY = "Often that is for want of memory: run fewer reports at a time, or let this one look at less."
ITSELF = "A step of the notebook ended it, or a library crashed; open the notebook beside this page to see which."
KINDS = {TIME_OUT: "time_out", DEAD: "dead_kernel", STOPPED: "interrupted", NO_KERNEL: "no_kernel"}


def of_notebook(nb: NotebookNode, stopped: str = "") -> dict[str, Any] | None:
    """The failure that an executed notebook holds; None if it has none.  `stopped`: who stopped the whole run."""
    for number, cell in enumerate(nb.cells, 1):
        errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
        if errors and cell.metadata.get("papermill", {}).get("status") == "failed":
            error = errors[-1]
            kind = KINDS.get(error.ename, "cell_error")
            if stopped and kind in ("dead_kernel", "no_kernel"):
                kind = "interrupted"
            return note(kind, error.ename, error.evalue, stopped) | {
                "section": outline.question(nb, number - 1),
                "cell": number,
            }
    return None


def note(kind: str, name: str = "", words: str = "", stopped: str = "") -> dict[str, Any]:
    """A failure as manifest and page have it, its place apart."""
    words = plain(words)
    sentences = {
        "cell_error": words if name in OURS else f"A step stopped with an error ({plain(f'{name}: {words}')}).",
        "time_out": f"{words} Raise time_limit in the plan, or let the report look at less.",
        "dead_kernel": f"{words} {MEMORY if 'SIGKILL' in words else ITSELF}",
        "interrupted": f"The run was stopped ({stopped or 'by hand'}) before the report was complete; {AGAIN}.",
        "killed_worker": f"{words} {MEMORY}",
        "no_kernel": f"{words} Check that it starts in JupyterLab.",
        "disk_full": f"The disk is full, so not all files could be written; free some space and {AGAIN}.",
        "page": f"Its page could not be made ({plain(f'{name}: {words}')}).",
    }
    details = "" if name in (*KINDS, *OURS) else plain(f"{name}: {words}".strip(": "))
    return {"kind": kind, "sentence": sentences[kind], "section": "", "cell": 0, "details": details}


def of_exception(error: BaseException, kind: str = "page", stopped: str = "") -> dict[str, Any]:
    """A failure outside of the cells: before them ("no_kernel"), or after."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return note("disk_full")
    words = f"It could not be started ({type(error).__name__}: {error})." if kind == "no_kernel" else str(error)
    return note("interrupted" if stopped else kind, type(error).__name__, words, stopped)


def plain(words: Any, width: int = LONGEST) -> str:
    """A message as one plain line of bounded length: no colours, no traceback, no code."""
    text = "".join(map(str, words)) if isinstance(words, (list, tuple)) else str(words or "")
    text = ANSI.sub("", text[:20_000])
    return wording.shorten(wording.clean(NOISE.split(text)[0]), width)


def where(failure: Mapping[str, Any]) -> str:
    """The failure with the section it happened in, as one sentence for a terminal."""
    place = f' (in "{failure["section"]}")' if failure["section"] else ""
    return f"{failure['sentence']}{place}"
