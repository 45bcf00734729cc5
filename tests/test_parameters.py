"""Parameter cells are read as they are written, and wrong values are refused before anything runs."""

import json

from hypothesis import given, strategies
import nbformat
import pytest

from kit.errors import UsageError
from kit.reports.parameters import check, declared, Parameter


def notebook(source: str) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata.tags = ["parameters"]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# T"), cell])


def found(source: str) -> dict[str, Parameter]:
    return {p.name: p for p in declared(notebook(source), "r")}


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
SEVEN = """
a: int = 1
s = "a=b"
tier: Literal["nano", "mega"] = "nano"
d: "datetime.date" = "2026-01-01"
lst: list[int] = [1]
opt: int | None = None
multi = {
    "x": 1,  # = within
    "y": [2, 3],
}
"""


def test_every_way_of_declaring_is_seen():
    parameters = {p.name: p for p in declared(CELL, "r")}
    assert list(parameters) == ["a", "s", "tier", "d", "lst", "opt", "multi", "share", "on"]
    assert parameters["s"].default == "a=b"
    assert parameters["tier"].choices == ("nano", "mega")
    assert parameters["opt"].type == "int | None"
    assert parameters["multi"].meaning == "a mapping"


@pytest.mark.parametrize(
    ("name", "kind", "default", "given", "value"),
    [
        ("a", "int", 1, "7", 7),
        ("s", "str", "a=b", "x=y=z", "x=y=z"),
        ("tier", "Literal['nano', 'mega']", "nano", "mega", "mega"),
        ("d", "date", "2026-01-01", "2026-02-03", "2026-02-03"),
        ("lst", "list[int]", [1], "3, 4", [3, 4]),
        ("opt", "int | None", None, "5", 5),
        ("multi", "dict[str, int | list[int]]", {"x": 1, "y": [2, 3]}, "{x: 4}", {"x": 4}),
    ],
)
def test_the_declarations_that_papermill_misses_are_read_and_honoured(name, kind, default, given, value):
    parameters = found(SEVEN)
    assert list(parameters) == ["a", "s", "tier", "d", "lst", "opt", "multi"]
    assert (parameters[name].type, parameters[name].default) == (kind, default)
    made = check({name: given}, list(parameters.values()), "r")[name]
    assert made == value
    assert type(made) is type(value)


def test_what_is_no_parameter_is_passed_over():
    source = '''"""A text."""
%matplotlib inline
from __future__ import annotations
import datetime as dt
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from pathlib import Path
# a = 1
!ls
print("x")
x: int
a, b = 1, 2
x.y = 3
n: "int" = -2  # minus two
'''
    assert [(p.name, p.default, p.meaning) for p in found(source).values()] == [("n", -2, "minus two")]


def test_the_meaning_is_the_comment_behind_and_no_sign_within_a_text():
    parameters = found(
        'a = "#1; b = 2"\nb = "សុភា"  # ឈ្មោះ # two\nc = (\n  "x"  # no\n  "y"\n)  # yes\ne = "\u2028"  # sep\n'
    )
    assert [p.meaning for p in parameters.values()] == ["", "ឈ្មោះ # two", "yes", "sep"]
    assert parameters["c"].default == "xy"


def test_a_name_set_twice_has_the_later_value():
    assert found("a = 1\na = 2")["a"].default == 2


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
        ({"d": "soon"}, "write a day as YYYY-MM-DD."),
        ({"on": "perhaps"}, "give true or false."),
        ({"sharee": "1"}, "r has no parameter sharee; did you mean share?"),
        ({"zzz": "1"}, "r has no parameter zzz; it has a, s, tier"),
        ({"share": "nan"}, "give a number."),
        ({"multi": "x"}, "give a mapping"),
        ({"a": True}, "give a whole number."),
        ({"opt": "x"}, "Parameter opt of r is 'x'; give a whole number, or nothing."),
        ({"lst": [1, ["x"]]}, "for its item ['x'] give text."),
        ({"class": 1}, "r has no parameter 'class'; a name is made of letters"),
        ({"a\nb": 1}, r"r has no parameter 'a\nb'; a name is made of letters, digits and _"),
        ({True: 1}, "r has no parameter True; a name"),
    ],
)
def test_a_wrong_name_or_value_is_refused_in_one_sentence(values, words):
    with pytest.raises(UsageError, match="r") as caught:
        check(values, declared(CELL, "r"), "r")
    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@given(strategies.recursive(strategies.text() | strategies.integers(), strategies.lists, max_leaves=200))
def test_a_sentence_about_a_wrong_value_is_short_and_one_line(value):
    with pytest.raises(UsageError) as caught:
        check({"on": [value], "a": "x" * 10_000, "nope" * 1000: 1}, declared(CELL, "r"), "r")
    assert [len(line) < 500 for line in str(caught.value).splitlines()] == [True] * 3


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(UsageError) as caught:
        check({"a": "x", "nope": 1}, declared(CELL, "r"), "r")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    "code",
    ["open('x')", 'f"{b}"', "date.today()", "b + 1", "Path.home()", "float('inf')", "1e999", "date(2026, 13, 1)"],
)
def test_a_default_that_is_code_is_refused(code):
    with pytest.raises(UsageError) as caught:
        declared(notebook(f"a = {code}"), "r")
    assert "Parameter a of r has the default " in str(caught.value)
    assert "which is not a plain value; write a text, a number, a list, None, or a day" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('a: int = "x"', "Parameter a of r has the default 'x', which does not fit its type; give a whole number."),
        ('a: Literal["nano"] = "mega"', "use one of nano."),
        ("a: bool = 1", "give true or false."),
    ],
)
def test_a_default_that_belies_its_type_is_refused(line, words):
    with pytest.raises(UsageError) as caught:
        found(line)
    assert words in str(caught.value)


def test_what_the_notebook_itself_says_is_right_even_where_it_is_empty():
    parameters = list(found('d: date = ""\ntier: Literal["nano"] = ""').values())
    assert check({"d": "", "tier": ""}, parameters, "r") == {"d": "", "tier": ""}


def test_a_broken_cell_is_refused_with_its_line():
    with pytest.raises(UsageError, match="line 2"):
        declared(notebook("a = 1\nb = ("), "r")


def test_a_notebook_without_such_a_cell_has_no_parameters():
    assert declared(nbformat.v4.new_notebook(), "r") == []


def test_a_parameter_is_plain_json():
    source = 'd = date(2026, 9, 30)\np = Path("a/b")\ns = {"x", "y"}\nt = (1, 2)\nc: list[Literal["nano", None]] = []'
    parameters = [json.loads(json.dumps(p.to_json())) for p in found(source).values()]
    assert [(p["type"], p["default"]) for p in parameters] == [
        ("date", "2026-09-30"),
        ("Path", "a/b"),
        ("set[str]", ["x", "y"]),
        ("tuple[int, ...]", [1, 2]),
        ("list[Literal['nano', None]]", []),
    ]
    assert parameters[-1]["choices"] == ["nano", None]


def test_a_parameter_made_by_hand_has_the_type_that_is_written():
    assert check({"n": "3"}, [Parameter("n", "list[int] | None", None, "")], "r") == {"n": [3]}
