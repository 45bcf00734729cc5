"""The command in the foot of a page makes the same report again, whatever its values are."""

from html import unescape
from itertools import pairwise
import subprocess

from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
import pytest

from kit import show
from kit.reports import parameters, results
from kit.reports.page import provenance

SOURCE = (
    'workspace = "ws"\nbrand = "Lotus"\nas_of = "2026-01-01"\nword = "x"\nmaybe: str | None = "x"\n'
    "many: list[str] = []\nshares: list[float] = []\ntable: dict = {}\nbudget = 0.5\nyes = False\n"
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
FLOAT = st.floats(allow_nan=False, allow_infinity=False)


def made(about: dict | None = None, **values: object):
    data = {results.REPORT: {"workspace": "ws", **(about or {})}}
    shows = [{"output_type": "display_data", "data": data, "metadata": {}}]
    nb = new_notebook(
        cells=[new_code_cell(SOURCE, metadata={"tags": ["parameters"]}), new_code_cell("data", outputs=shows)]
    )
    nb.metadata |= {"kit": {"report": "benchmarking"}, "papermill": {"parameters": values}}
    return nb


def ran(command: str) -> list[str]:
    """The arguments that `kit` gets when bash runs the command."""
    stub = 'kit() { printf "%s\\0" "$@"; }\n'
    done = subprocess.run(["bash", "-c", stub + command], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


@settings(max_examples=60)
@given(word=TEXT, workspace=TEXT.filter(bool), many=st.lists(TEXT, max_size=3))
@example("--data", "-p", ["-p", "--data"])
@example(
    "a  \\\n    -p b='c'\t\r\n\u2068x\u2069 \x1b[0m !! `ls` $(ls) ~ #", " ", ["\u2028", "\x85", '"', "😀", "\ufeff"]
)
def test_the_command_as_noted_and_as_shown_is_the_same_in_bash(word, workspace, many):
    nb = made(word=word, many=many, workspace=workspace)
    expected = ran(results.rerun(nb))
    assert expected[:2] == ["run", "benchmarking"]
    assert expected[-2:] == ["--data", workspace]
    assert (f"word={word}" in expected) == (word != "x")
    broken = provenance.command(nb, "benchmarking")
    assert ran(broken) == expected
    assert ran(unescape(show.text(broken, lines=True))) == expected  # as a reader copies it from the page


@settings(max_examples=60)
@given(
    word=TEXT,
    maybe=st.none() | TEXT.filter(lambda text: text not in ("", "None", "null")),
    many=st.lists(TEXT, max_size=3),
    shares=st.lists(FLOAT, max_size=3),
    table=st.dictionaries(TEXT, st.none() | st.booleans() | TEXT | st.integers(-(10**6), 10**6), max_size=3),
    budget=FLOAT,
    yes=st.booleans(),
)
@example(
    word="",
    maybe=None,
    many=[""],
    shares=[1e22, 5e-324, -0.0],
    table={"null": None, "yes": True, "\u2028": "\x7f"},
    budget=1e22,
    yes=True,
)
def test_what_the_command_gives_is_read_back_as_the_same_values(**values):
    nb = made(**values)
    words = ran(results.rerun(nb))
    given_back = dict(word.split("=", 1) for option, word in pairwise(words) if option == "-p")
    declared = results.parameters(nb)
    assert {"workspace": "ws"} | parameters.check(given_back, declared, "x") == {
        k: v
        for k, v in results.values(nb).items()
        if k == "workspace" or v != next(p.default for p in declared if p.name == k)
    }


@pytest.mark.parametrize(
    ("given_values", "about", "words"),
    [
        ({}, {"as_of": "2026-06-01"}, ["as_of=2026-06-01"]),
        ({"as_of": ""}, {"as_of": "2026-06-01", "brand": "Rose"}, ["brand=Rose", "as_of=2026-06-01"]),
        ({"as_of": "2026-02-02"}, {"as_of": "2026-02-02"}, ["as_of=2026-02-02"]),
        ({"brand": ""}, {}, ["brand="]),
        ({"maybe": None}, {}, ["maybe=None"]),
        ({"many": ["a", "b c"]}, {}, ['many=["a", "b c"]']),
    ],
)
def test_what_was_given_and_what_the_data_suggested_is_in_the_command(given_values, about, words):
    found = ran(results.rerun(made(about, **given_values)))
    assert [word for option, word in pairwise(found) if option == "-p"] == words


def test_each_option_has_a_line_of_its_own():
    assert provenance.command(made(word="a b"), "x") == ("kit run benchmarking \\\n    -p 'word=a b' \\\n    --data ws")


def test_the_table_of_inputs_has_a_column_for_refused_rows_only_where_there_were_any():
    tables = [{"table": "videos", "rows": 9, "files": 1, "sha256": "ab" * 32, "refused": 0, "made_up": False}]
    assert "Refused" not in provenance.tables({"tables": tables})
    assert "Refused" in provenance.tables({"tables": [*tables, {"table": "deals", "rows": 1, "refused": 2}]})
