"""A notebook's parameters: read from its `parameters` cell with `ast`, and what a person typed checked against them.

Papermill only warns about a mistyped name and guesses types; here a wrong name or value is refused in one sentence, and
values reach the notebook as plain literals, never as code (literals.py).
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
import difflib
from functools import cached_property
import keyword
import re
from typing import Any

import nbformat

from kit.errors import UsageError
from kit.reports.parameters import annotations, defaults
from kit.reports.parameters.kinds import Kind, Wrong
from kit.reports.parameters.quoted import quoted

LINE_ENDS = re.compile(r"\r\n|\r|\n")  # as Python counts lines; a text may hold other separators


@dataclass(frozen=True)
class Parameter:
    """One line of the parameters cell: `name: type = default  # meaning`."""

    name: str
    type: str
    default: Any
    meaning: str
    choices: tuple[Any, ...] = ()

    @cached_property
    def kind(self) -> Kind:
        return annotations.kind_of(ast.parse(self.type, mode="eval").body, self.default)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "meaning": self.meaning,
            "choices": list(self.choices),
        }


def declared(notebook: nbformat.NotebookNode, where: str) -> list[Parameter]:
    """The parameters of a notebook, in order; none if it has no cell tagged `parameters`."""
    cells = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    return read(cells[0].source, where) if cells else []


def read(source: str, where: str) -> list[Parameter]:
    """The parameters that a cell declares; its imports, comments and other statements are passed over."""
    lines = LINE_ENDS.split(source)
    found = {}
    for statement in _statements(lines, where):
        parameter = _parameter(statement, lines, where)
        if parameter is not None:
            found[parameter.name] = parameter  # a name that is set twice has the later value
    return list(found.values())


def _statements(lines: list[str], where: str) -> list[ast.stmt]:
    python = ["" if line.startswith(("%", "!")) else line for line in lines]  # commands to Jupyter
    for text in dict.fromkeys(("\n".join(lines), "\n".join(python))):
        try:
            return ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError) as error:  # ValueError: a NUL
            line = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
    raise UsageError(f"The parameters cell of {where} is not valid Python{line}; mend it in JupyterLab.")


def _parameter(statement: ast.stmt, lines: list[str], where: str) -> Parameter | None:
    annotation: ast.expr | None = None
    target: ast.expr
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, annotation, value = statement.target, statement.annotation, statement.value
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    else:
        return None
    if not isinstance(target, ast.Name):
        return None
    try:
        default = defaults.value_of(value)
    except (defaults.NotPlain, RecursionError):
        raise UsageError(_no_default(target.id, value, where)) from None
    kind = annotations.kind_of(annotation, default)
    _fits(target.id, default, kind, where)
    return Parameter(target.id, kind.text, default, _meaning(statement, lines), kind.choices)


def _no_default(name: str, value: ast.expr, where: str) -> str:
    return (
        f"Parameter {name} of {where} has the default {quoted(ast.unparse(value))[1:-1]}, which is not a plain value; "
        f"write a text, a number, a list, None, or a day such as date(2026, 9, 30), and compute in a later cell."
    )


def _fits(name: str, default: Any, kind: Kind, where: str) -> None:
    """A default must have the declared type; an empty text may stand for: not given."""
    if isinstance(default, str) and default == "":
        return
    try:
        kind.convert(default)
    except Wrong as wrong:
        raise UsageError(
            f"Parameter {name} of {where} has the default {quoted(default)}, which does not fit its type; {wrong}."
        ) from None


def _meaning(statement: ast.stmt, lines: list[str]) -> str:
    last = lines[(statement.end_lineno or 1) - 1].encode()
    comment = re.search(r"#\s*(.*)$", last[statement.end_col_offset or 0 :].decode())  # offsets count bytes
    return comment[1].strip() if comment else ""


def check(values: Mapping[str, Any], parameters: Sequence[Parameter], where: str) -> dict[str, Any]:
    """The values with their declared types; UsageError naming every wrong name and value at once."""
    made, wrong = sort_out(values, parameters, where)
    if wrong:
        raise UsageError("\n".join(wrong.values()))
    return made


def sort_out(
    values: Mapping[str, Any], parameters: Sequence[Parameter], where: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that are right, with their declared types; and a sentence for each name that is not."""
    known = {p.name: p for p in parameters}
    made, wrong = {}, {}
    for name, value in values.items():
        if name not in known:
            wrong[name] = f"{where} has no parameter {called(name)}; {nearest(name, known)}"
            continue
        try:
            made[name] = convert(value, known[name])
        except Wrong as problem:
            wrong[name] = f"Parameter {name} of {where} is {quoted(value)}; {problem}."
    return made, wrong


def called(name: Any) -> str:
    """A name as a sentence shows it; what cannot be one is quoted."""
    return name if is_name(name) and len(name) <= 60 else quoted(name)


def nearest(name: Any, known: Iterable[str], otherwise: str = "it has") -> str:
    """What else to write: the nearest known name, or all of them."""
    names = list(known)
    close = difflib.get_close_matches(str(name)[:100], names, 1)
    if not is_name(name):
        return f"a name is made of letters, digits and _; {otherwise} {', '.join(names) or 'none'}."
    return f"did you mean {close[0]}?" if close else f"{otherwise} {', '.join(names) or 'none'}."


def is_name(name: Any) -> bool:
    """Whether Python can assign to it."""
    return isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)


def convert(value: Any, parameter: Parameter) -> Any:
    """`value` as the parameter's type; what the notebook itself says is always right.  Raises `Wrong`."""
    if type(value) is type(parameter.default) and value == parameter.default:
        return value
    return parameter.kind.convert(value)
