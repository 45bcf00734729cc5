"""Values reach the notebook as literals: what was given comes back, and nothing of it runs."""

import ast
from collections.abc import Iterator
import datetime as dt
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies
import nbformat
import papermill
from papermill.parameterize import parameterize_notebook
from papermill.translators import papermill_translators
import pytest

from kit.reports.parameters import literals
from kit.reports.parameters.kinds import Day, File, Members

CODE = '"); import os; os.system("x'
HOSTILE = [
    CODE,
    f"'{CODE}",
    "{brand} {{0}} %s",
    "\"'\\'''",
    'a\nb\r\n"""',
    "\u2028\u2029\x85",
    "\ud800\udfff",
    "\0",
    "🌸👩‍👩‍👧",
    "\u202eabc\u200f",
    "រដូវ​ផ្ការីក",
    "# no comment",
    "\\",
]
NUMBERS = strategies.integers() | strategies.floats(allow_nan=False, allow_infinity=False)
TEXTS = strategies.text() | strategies.sampled_from(HOSTILE)
SINGLE = strategies.none() | strategies.booleans() | NUMBERS | TEXTS
SETS = strategies.lists(strategies.integers() | TEXTS, unique=True).map(Members)
VALUES = strategies.recursive(
    SINGLE | SETS | strategies.dates().map(lambda day: Day(day.isoformat())) | TEXTS.map(File),
    lambda inner: (
        strategies.lists(inner) | strategies.lists(inner).map(tuple) | strategies.dictionaries(TEXTS | NUMBERS, inner)
    ),
    max_leaves=12,
)
NAMES = strategies.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True).filter(literals.is_name)


@pytest.fixture
def registered() -> Iterator[None]:
    """Papermill with our translator, and as it was afterwards."""
    before = dict(papermill_translators._translators)
    literals.register()
    yield
    papermill_translators._translators.clear()
    papermill_translators._translators.update(before)


def injected(parameters: dict[str, Any]) -> tuple[str, nbformat.NotebookNode]:
    """The injected cell of a real papermill call, after the notebook went through its file format."""
    cell = nbformat.v4.new_code_cell("a = 1")
    cell.metadata.tags = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"papermill": {}})
    made = parameterize_notebook(notebook, parameters, kernel_name="python3", language="python")
    back = nbformat.reads(nbformat.writes(made, ensure_ascii=True), as_version=4)
    return back.cells[1].source, back


def meant(value: Any) -> Any:
    """The Python object that the notebook is to have."""
    if isinstance(value, Day):
        return dt.date.fromisoformat(value)
    if isinstance(value, File):
        return Path(value)
    if isinstance(value, Members):
        return set(value)
    if isinstance(value, dict):
        return {key: meant(item) for key, item in value.items()}
    return type(value)(map(meant, value)) if isinstance(value, (list, tuple)) else value


class Plain(ast.NodeVisitor):
    """Allows literals and the two calls that make days and paths, nothing else."""

    CALLS = ("__import__('datetime').date", "__import__('pathlib').Path", "__import__", "set")

    def generic_visit(self, node: ast.AST) -> None:
        allowed = (
            ast.Constant,
            ast.List,
            ast.Tuple,
            ast.Set,
            ast.Dict,
            ast.UnaryOp,
            ast.USub,
            ast.Load,
            ast.Expression,
        )
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) in self.CALLS
            assert all(isinstance(item, ast.Constant) for item in node.args)
            return
        assert isinstance(node, allowed), ast.dump(node)
        super().generic_visit(node)


def same(made: Any, wanted: Any) -> bool:
    """Equal, and of the same types all the way down."""
    if type(made) is not type(wanted) or made != wanted:
        return False
    if isinstance(made, dict):
        return all(same(a, b) for a, b in zip(made.items(), wanted.items(), strict=True))
    return not isinstance(made, (list, tuple)) or all(same(a, b) for a, b in zip(made, wanted, strict=True))


@settings(max_examples=60)
@given(strategies.dictionaries(NAMES, VALUES, max_size=4))
def test_every_value_comes_back_from_one_assignment_a_name(parameters):
    source = literals.LiteralTranslator.codify(parameters, "Parameters\nos.system('x')")
    body = ast.parse(source).body
    assert [ast.unparse(line.targets[0]) for line in body] == list(parameters)
    assert len(source.split("\n")) == len(parameters) + 2
    for line, value in zip(body, parameters.values(), strict=True):
        Plain().visit(ast.Expression(line.value))
        made = eval(compile(ast.Expression(line.value), "", "eval"), {})
        assert same(made, meant(value))


@settings(max_examples=40)
@given(strategies.recursive(SINGLE, lambda inner: strategies.lists(inner) | strategies.dictionaries(TEXTS, inner)))
def test_plain_values_are_literals_in_the_strict_sense(value):
    assert same(ast.literal_eval(literals.literal(value)), value)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_it_is_through_papermill(registered, text):
    if "\ud800" in text:  # no notebook file can hold it; a plan refuses it (test_kinds)
        assert ast.literal_eval(literals.literal(text)) == text
        return
    source, notebook = injected({"a": text, "b": [text, {text: text}]})
    scope: dict[str, Any] = {}
    exec(source, scope)
    assert (scope["a"], scope["b"]) == (text, [text, {text: text}])
    assert notebook.metadata.papermill.parameters.a == text


def test_days_paths_and_sets_are_objects_in_the_notebook_and_plain_in_its_metadata(registered):
    parameters = {"day": Day("2026-09-30"), "file": File('a/"b"'), "tiers": Members(["nano", "micro"]), "pair": (1, 2)}
    source, notebook = injected(parameters)
    assert source.splitlines()[1:] == [
        'day = __import__("datetime").date(2026, 9, 30)',
        'file = __import__("pathlib").Path(\'a/"b"\')',
        "tiers = {'nano', 'micro'}",
        "pair = (1, 2,)",
    ]
    kept = json.loads(json.dumps(notebook.metadata.papermill.parameters))
    assert kept == {"day": "2026-09-30", "file": 'a/"b"', "tiers": ["nano", "micro"], "pair": [1, 2]}


def test_python_s_own_days_paths_and_sets_are_taken_too():
    assert literals.literal(dt.date(2026, 9, 30)) == '__import__("datetime").date(2026, 9, 30)'
    assert literals.literal(Path("a")) == "__import__(\"pathlib\").Path('a')"
    assert literals.literal({"b", "a"}) == "{'a', 'b'}"
    assert literals.literal(frozenset()) == "set()"


@pytest.mark.parametrize("value", [b"x", object(), 1j, dt.datetime(2026, 9, 30), ..., int, [object()], {"a": b"x"}])
def test_what_has_no_literal_is_refused(value):
    with pytest.raises(TypeError, match="A parameter cannot be a "):
        literals.literal(value)


def test_an_object_cannot_pass_its_own_repr_off_as_a_literal():
    class Sly(str):
        def __repr__(self) -> str:
            return "os.system('x')"

        __str__ = __repr__

    class SlyNumber(float):
        __repr__ = Sly.__repr__

    assert ast.literal_eval(literals.literal(Sly("a"))) == "a"
    assert ast.literal_eval(literals.literal(SlyNumber(1.5))) == 1.5


@pytest.mark.parametrize("name", ["a\nimport os", "a b", "class", "", "a=1; b", 1, "a.b"])
def test_a_name_that_python_cannot_assign_to_is_refused(name):
    with pytest.raises(TypeError, match="cannot be the name of a parameter"):
        literals.LiteralTranslator.codify({name: 1})


def test_papermill_sees_every_declaration(registered, tmp_path):
    cell = nbformat.v4.new_code_cell('s = "a=b"  # text\ntier: Literal["a", "b"] = "a"\nd = date(2026, 9, 30)')
    cell.metadata.tags = ["parameters"]
    path = tmp_path / "n.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[cell], metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": ""}}
        ),
        path,
    )
    found = papermill.inspect_notebook(str(path))
    assert {name: p["inferred_type_name"] for name, p in found.items()} == {
        "s": "str",
        "tier": "Literal['a', 'b']",
        "d": "date",
    }
    assert found["s"]["help"] == "text"
    assert literals.LiteralTranslator.inspect({"source": "a = ("}) == []
