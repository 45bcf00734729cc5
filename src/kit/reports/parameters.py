"""A notebook's parameters: read from its `parameters` cell with `ast`, and what a person typed checked against them.

Papermill only warns about a mistyped name and guesses types; here a wrong name or value is refused in one sentence, and
values reach the notebook as plain literals, never as code.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
import datetime as dt
import difflib
import re
from typing import Any

import nbformat
import yaml

from kit.errors import UsageError

ABSENT = object()


@dataclass(frozen=True)
class Parameter:
    """One line of the parameters cell: `name: type = default  # meaning`."""

    name: str
    type: str
    default: Any
    meaning: str
    choices: tuple[Any, ...] = ()

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
    if not cells:
        return []
    source = cells[0].source
    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        raise UsageError(
            f"The parameters cell of {where} is not valid Python (line {error.lineno}); mend it in JupyterLab."
        ) from None
    return [made for line in lines if (made := _parameter(line, source, where))]


def _parameter(line: ast.stmt, source: str, where: str) -> Parameter | None:
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None:
        name, annotation, value = line.target.id, line.annotation, line.value
    elif isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
        name, annotation, value = line.targets[0].id, None, line.value
    else:
        return None
    try:
        default = ast.literal_eval(value)
    except ValueError:
        raise UsageError(
            f"Parameter {name} of {where} has a default that is not a plain value; write a number, text, list or None."
        ) from None
    written = source.splitlines()[(line.end_lineno or 1) - 1].encode()
    rest = written[line.end_col_offset or 0 :].decode()  # offsets count bytes
    comment = re.search(r"#\s*(.*)$", rest)
    kind, choices = _kind(annotation, default)
    return Parameter(name, kind, default, comment.group(1).strip() if comment else "", choices)


def _kind(annotation: ast.expr | None, default: Any) -> tuple[str, tuple[Any, ...]]:
    """The declared type as text, else the default's; and the choices of a Literal."""
    if annotation is None:
        return {"NoneType": "str | None"}.get(type(default).__name__, type(default).__name__), ()
    text = (
        annotation.value
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)
        else ast.unparse(annotation)
    )
    text = re.sub(r"\b(typing|datetime|dt)\.", "", text)
    optional = re.fullmatch(r"Optional\[(.*)\]", text)
    text = f"{optional[1]} | None" if optional else text
    literal = re.match(r"Literal\[(.*?)\]", text)
    return text, ast.literal_eval(f"({literal[1]},)") if literal else ()


def check(values: Mapping[str, Any], parameters: list[Parameter], where: str) -> dict[str, Any]:
    """The values with their declared types; UsageError naming every wrong name and value at once."""
    known = {p.name: p for p in parameters}
    out, wrong = {}, []
    for name, value in values.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known) or 'none'}."
            wrong.append(f"{where} has no parameter {name}; {hint}")
            continue
        try:
            out[name] = convert(value, known[name])
        except ValueError as error:
            wrong.append(f"Parameter {name} of {where} is {value!r}; {error}.")
    if wrong:
        raise UsageError("\n".join(wrong))
    return out


def convert(value: Any, parameter: Parameter) -> Any:
    """`value` as the parameter's type: from the command line it is text, from a plan it may be typed already."""
    if parameter.choices:
        match = [c for c in parameter.choices if c == value or str(c) == value]
        if not match:
            raise ValueError(f"use one of {', '.join(map(str, parameter.choices))}")
        return match[0]
    for kind in (k.strip() for k in parameter.type.split("|")):
        made = _as(kind, value)
        if made is not ABSENT:
            return made
    raise ValueError(f"give {_words(parameter.type)}")


def _as(kind: str, value: Any) -> Any:
    if kind == "None":
        return None if value is None or value in ("", "None", "null") else ABSENT
    if kind.startswith(("list", "dict", "tuple")):
        made = _yaml(value) if isinstance(value, str) and value[:1] in "[{" else value
        if kind.startswith("dict"):
            return made if isinstance(made, dict) else ABSENT
        made = [v.strip() for v in made.split(",") if v.strip()] if isinstance(made, str) else made
        return list(made) if isinstance(made, (list, tuple)) else ABSENT
    if kind == "bool":
        return {"true": True, "false": False, "yes": True, "no": False}.get(str(value).lower(), ABSENT)
    if kind == "date":
        return _date(value)
    if kind in ("int", "float"):
        return _number(kind, value)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()[:10]
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else ABSENT
    )


def _number(kind: str, value: Any) -> Any:
    if isinstance(value, bool):
        return ABSENT
    try:
        number = float(value)
    except (TypeError, ValueError):
        return ABSENT
    if kind == "float":
        return number if abs(number) != float("inf") and number == number else ABSENT
    return int(number) if number == number and abs(number) != float("inf") and number == int(number) else ABSENT


def _date(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return ABSENT


def _yaml(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return ABSENT


def _words(kind: str) -> str:
    names = {
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "date": "a day as YYYY-MM-DD",
        "None": "nothing",
        "str": "text",
        "list": "a list, its items separated by commas",
        "dict": "a mapping such as {a: 1}",
    }
    return " or ".join(names.get(k.strip().split("[")[0], k.strip()) for k in kind.split("|"))
