"""Parameter cells are read as they are written, and wrong values are refused before anything runs."""

import nbformat
import pytest

from kit.errors import UsageError
from kit.reports.parameters import check, declared


def notebook(source: str) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata.tags = ["parameters"]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# T"), cell])


CELL = notebook("""
a: int = 1  # a number
s = "a=b"  # text with an equals sign
tier: Literal["nano", "mega"] = "nano"  # one of two
d: "datetime.date" = "2026-01-01"  # a day
lst: list[str] = []  # words
opt: int | None = None  # perhaps a number
multi = {
    "x": 1,
}  # a mapping
share = .5  # a fraction
on = True  # a switch
""")


def test_every_way_of_declaring_is_seen():
    found = {p.name: p for p in declared(CELL, "r")}
    assert list(found) == ["a", "s", "tier", "d", "lst", "opt", "multi", "share", "on"]
    assert found["s"].default == "a=b"
    assert found["tier"].choices == ("nano", "mega")
    assert found["opt"].type == "int | None"
    assert found["multi"].meaning == "a mapping"


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("a", "7", 7),
        ("a", 7, 7),
        ("s", "x=y=z", "x=y=z"),
        ("s", "7", "7"),
        ("tier", "mega", "mega"),
        ("d", "2026-02-03", "2026-02-03"),
        ("lst", "a, b", ["a", "b"]),
        ("lst", "[a, b]", ["a", "b"]),
        ("opt", "", None),
        ("opt", "3", 3),
        ("multi", "{x: 2}", {"x": 2}),
        ("share", "0.25", 0.25),
        ("share", 1, 1.0),
        ("on", "false", False),
        ("s", '"; import os; "', '"; import os; "'),
        ("s", "សុភា", "សុភា"),
    ],
)
def test_text_becomes_the_declared_type(name, given, value):
    made = check({name: given}, declared(CELL, "r"), "r")[name]
    assert made == value
    assert type(made) is type(value)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"a": "seven"}, "Parameter a of r is 'seven'; give a whole number."),
        ({"a": "1.5"}, "give a whole number."),
        ({"tier": "micro"}, "use one of nano, mega."),
        ({"d": "soon"}, "give a day as YYYY-MM-DD."),
        ({"on": "perhaps"}, "give true or false."),
        ({"sharee": "1"}, "r has no parameter sharee; did you mean share?"),
        ({"zzz": "1"}, "r has no parameter zzz; it has a, s, tier"),
        ({"share": "nan"}, "give a number."),
        ({"multi": "x"}, "give a mapping"),
        ({"a": True}, "give a whole number."),
    ],
)
def test_a_wrong_name_or_value_is_refused_in_one_sentence(values, words):
    with pytest.raises(UsageError, match="r") as caught:
        check(values, declared(CELL, "r"), "r")
    assert words in str(caught.value)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(UsageError) as caught:
        check({"a": "x", "nope": 1}, declared(CELL, "r"), "r")
    assert len(str(caught.value).splitlines()) == 2


def test_a_default_that_is_code_is_refused():
    with pytest.raises(UsageError, match="not a plain value"):
        declared(notebook("a = open('x')"), "r")


def test_a_broken_cell_is_refused_with_its_line():
    with pytest.raises(UsageError, match="line 2"):
        declared(notebook("a = 1\nb = ("), "r")
