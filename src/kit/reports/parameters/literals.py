"""Values as Python literals in the notebook, never as code: the translator that papermill is given.

Dates, paths and sets travel as `Day`, `File` and `Members`: a text or a list to JSON, which is how papermill keeps the
parameters in the notebook's metadata, and the object itself in the injected cell, whatever the notebook imports.
"""

from collections.abc import Mapping
import datetime as dt
import math
from pathlib import PurePath
from typing import Any

from papermill.models import Parameter
from papermill.translators import papermill_translators, PythonTranslator

from kit.errors import UsageError
from kit.reports.parameters import is_name, read
from kit.reports.parameters.kinds import Day, File, Members


def literal(value: Any) -> str:
    """Python source, one line, that gives the value back; TypeError for what has no literal."""
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, Day):
        return literal(dt.date.fromisoformat(value))
    if isinstance(value, (File, PurePath)):
        return f'__import__("pathlib").Path({str.__repr__(str(value))})'
    if isinstance(value, str):
        return str.__repr__(value)  # of str, not of a subclass that writes itself otherwise
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float.__repr__(value) if math.isfinite(value) else f'float("{float.__repr__(value)}")'
    if type(value) is dt.date:
        return f'__import__("datetime").date({value.year}, {value.month}, {value.day})'
    return _container(value)


def _container(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (Members, set, frozenset)):
        items = map(literal, value)
        return "{" + ", ".join(items if isinstance(value, Members) else sorted(items)) + "}" if value else "set()"
    if isinstance(value, tuple):
        return "(" + "".join(f"{literal(item)}, " for item in value).removesuffix(" ") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    raise TypeError(f"A parameter cannot be a {type(value).__name__}; give text, numbers, days, or lists of them.")


class LiteralTranslator(PythonTranslator):
    """Papermill's Python translator, with literals for values and `ast` for the parameters cell."""

    @classmethod
    def translate(cls, val: Any) -> str:
        return literal(val)

    @classmethod
    def codify(cls, parameters: Mapping[str, Any], comment: str = "Parameters") -> str:
        wrong = [name for name in parameters if not is_name(name)]
        if wrong:
            raise TypeError(f"{wrong[0]!r} cannot be the name of a parameter; use letters, digits and _.")
        lines = [f"{name} = {literal(value)}" for name, value in parameters.items()]
        return "\n".join([f"# {' '.join(comment.split())}", *lines, ""])

    @classmethod
    def inspect(cls, parameters_cell: Mapping[str, Any]) -> list[Parameter]:
        try:
            found = read(parameters_cell["source"], "this notebook")
        except UsageError:
            return []
        return [Parameter(p.name, p.type, literal(p.default), p.meaning) for p in found]


def register() -> None:
    """Make papermill use these literals in this process."""
    papermill_translators.register("python", LiteralTranslator)
