"""What a failed run left undone, as noted by `kit run` and as read from what stock papermill leaves."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
import pytest

from executed import notebook, whole
from halted import CHART, error, FIRST, halted, LAST, OPEN, PARAMETERS, report, SECOND, SENTENCES, stock
from kit.reports.page import unfinished


def test_a_run_that_went_well_has_nothing_undone():
    for nb in (report(), whole(), notebook(), new_notebook(cells=[new_code_cell("1"), new_markdown_cell("## A")])):
        assert unfinished.of(nb) is None


def test_a_failure_that_kit_run_noted_is_taken_as_it_is():
    left = unfinished.of(halted("time_out", SECOND, section="Which creators stand out?"))
    assert left.failure == {
        "kind": "time_out",
        "sentence": SENTENCES["time_out"],
        "section": "Which creators stand out?",
        "cell": SECOND + 1,
        "details": "",
    }
    assert (left.stopped, left.never) == (SECOND, {9, 11, 13})


@pytest.mark.parametrize("at", [PARAMETERS, OPEN, FIRST, CHART, SECOND])
def test_stock_papermill_marks_the_cell_of_an_ordinary_error(at):
    left = unfinished.of(stock(at, error()))
    assert left.stopped == at + 2  # two banners
    assert left.failure["details"] == "ZeroDivisionError: division by <zero>"
    assert left.failure["sentence"] == "A step of this report stopped with an error."


@pytest.mark.parametrize("at", [OPEN, FIRST, SECOND, LAST])
def test_cells_that_stock_papermill_calls_completed_after_a_dead_kernel_were_not_run(at):
    left = unfinished.of(stock(at, seen=False))
    assert left.stopped == at
    assert left.never == {i for i in (OPEN, FIRST, CHART, SECOND, 9, 11, LAST) if i > at}
    assert left.failure["kind"] == "dead_kernel"


def test_where_nothing_ran_no_cell_stopped():
    nb = stock(-1, seen=False)
    left = unfinished.of(nb)
    assert (left.stopped, left.failure["kind"], left.failure["cell"]) == (-1, "no_kernel", 0)
    assert OPEN in left.never


def test_a_time_limit_of_stock_papermill_is_an_interruption_without_noise():
    left = unfinished.of(stock(SECOND, error("KeyboardInterrupt", ""), seen=False))
    assert (left.failure["kind"], left.failure["details"]) == ("interrupted", "")
    assert left.failure["section"] == "Which creators stand out?"


def test_empty_cells_and_cells_of_a_skipping_tag_need_no_run():
    nb = report()
    empty = new_code_cell(" \n", metadata={"papermill": {"status": "completed"}})
    skipped = new_code_cell("x", metadata={"papermill": {"status": "completed"}, "tags": ["skip-execution"]})
    nb.cells[4:4] = [empty, skipped]
    assert unfinished.of(nb) is None


def test_an_error_that_was_expected_is_no_failure_and_one_by_hand_in_jupyterlab_is():
    nb = notebook([new_markdown_cell("## A?"), new_code_cell("1/0", outputs=[error()])])
    assert unfinished.of(nb).failure["section"] == "A?"
    nb.cells[-2].metadata["tags"] = ["raises-exception"]
    assert unfinished.of(nb) is None


def test_an_error_of_ours_speaks_for_itself():
    left = unfinished.of(stock(OPEN, error("DataError", "posts.csv has no column views. Rename it.")))
    assert left.failure["sentence"] == "posts.csv has no column views. Rename it."
    assert unfinished.details(left.failure) == ""


def test_our_engine_is_understood_where_kit_run_noted_nothing():
    nb = stock(SECOND, error("DeadKernel", "The process that computed it was ended by signal SIGKILL."))
    noted = unfinished.of(nb).failure
    assert (noted["kind"], noted["details"]) == ("dead_kernel", "")
    assert noted["sentence"].endswith("SIGKILL.")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("\x1b[31mred\x1b[0m \x1b]8;;https://x\x07link\x1b]8;;\x07\nnext", "red link next"),
        ("it broke\nTraceback (most recent call last):\n  File", "it broke"),
        ("took 2 seconds.\nHere is a preview of the cell contents:\n----\nsecret", "took 2 seconds."),
        ("a\u202eb\x00c", "abc"),
        (["a", "b"], "ab"),
        (None, ""),
    ],
)
def test_a_message_becomes_one_plain_line(words, line):
    assert unfinished.plain(words) == line


def test_a_long_message_is_cut():
    assert len(unfinished.plain("word " * 10_000)) <= 400


@pytest.mark.parametrize(
    "noted",
    ["yes", [], {"kind": "new"}, {"cell": "x"}, {"cell": 99}, {"sentence": 7, "details": ["a"]}, {"kind": None}],
)
def test_a_note_that_someone_spoiled_breaks_nothing(noted):
    nb = report()
    nb.metadata.kit["failure"] = noted
    left = unfinished.of(nb)
    assert (left is None) == (noted in ("yes", []))
    assert left is None or set(left.failure) == {"kind", "sentence", "section", "cell", "details"}
    assert left is None or left.failure["sentence"]


def test_what_a_real_kernel_leaves_is_read_so(tmp_path):
    pytest.importorskip("papermill")
    import papermill

    source = new_notebook(
        cells=[
            new_markdown_cell("# T"),
            new_markdown_cell("## A"),
            new_code_cell("# only a comment"),
            new_code_cell("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
            new_markdown_cell("## What this does not show"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}},
    )
    nbformat.write(source, tmp_path / "in.ipynb")
    with pytest.raises(Exception, match="died"):
        papermill.execute_notebook(tmp_path / "in.ipynb", tmp_path / "out.ipynb", progress_bar=False)
    left = unfinished.of(nbformat.read(tmp_path / "out.ipynb", as_version=4))
    assert (left.stopped, left.never, left.failure["kind"]) == (3, set(), "dead_kernel")


def test_an_output_without_text_has_no_words():
    assert unfinished.said(new_output("error", ename="", evalue="", traceback=[])) == ""
