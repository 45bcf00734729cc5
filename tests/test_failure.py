"""What went wrong, in words."""

import errno

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
import pytest

from kit.reports import failure


def failed(name, words):
    error = new_output("error", ename=name, evalue=words, traceback=[])
    cell = new_code_cell("x", outputs=[error], metadata={"papermill": {"status": "failed"}})
    return new_notebook(cells=[new_markdown_cell("# T\n\n## Who is good?"), cell])


@pytest.mark.parametrize(
    ("name", "words", "kind", "said"),
    [
        (
            "ZeroDivisionError",
            "division by zero",
            "cell_error",
            "A step stopped with an error (ZeroDivisionError: divis",
        ),
        ("UsageError", "Parameter tier is 'x'; use nano.", "cell_error", "Parameter tier is 'x'; use nano."),
        ("TimeLimit", "It took longer than its time limit of 5 s.", "time_out", "Raise time_limit"),
        ("DeadKernel", "It was ended by signal SIGKILL.", "dead_kernel", "want of memory"),
        ("DeadKernel", "It ended with exit code 3.", "dead_kernel", "A step of the notebook ended it"),
        ("NoKernel", "No kernel could be started.", "no_kernel", "Check that it starts in JupyterLab"),
    ],
)
def test_each_failure_has_its_kind_its_place_and_a_sentence(name, words, kind, said):
    found = failure.of_notebook(failed(name, words))
    assert (found["kind"], found["section"], found["cell"]) == (kind, "Who is good?", 2)
    assert said in found["sentence"]


def test_a_kernel_that_ended_since_the_batch_was_stopped_is_no_crash():
    found = failure.of_notebook(failed("DeadKernel", "It was ended by signal SIGKILL."), "by Ctrl-C")
    assert (found["kind"], "by Ctrl-C" in found["sentence"]) == ("interrupted", True)


def test_colours_and_line_breaks_of_a_terminal_are_left_out():
    found = failure.of_notebook(failed("ValueError", "\x1b[31mred\x1b[0m\nand more"))
    assert "(ValueError: red and more)" in found["sentence"]


def test_a_full_disk_is_told_from_a_page_that_cannot_be_made():
    assert failure.of_exception(OSError(errno.ENOSPC, "No space left"))["kind"] == "disk_full"
    assert failure.of_exception(KeyError("x"))["kind"] == "page"


def test_a_notebook_without_errors_has_no_failure():
    assert failure.of_notebook(new_notebook(cells=[new_code_cell("1")])) is None
