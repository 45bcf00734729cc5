"""Which questions a notebook asks, in its order, and with which values of its parameters."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
import importlib
import importlib.util
from typing import Any, TYPE_CHECKING

from kit.finding import Finding
from kit.reports import outline

if TYPE_CHECKING:
    from kit.reports.catalog import Report


@dataclass(frozen=True)
class Asked:
    """One call of a question: the heading that it stands under, the function, and what follows `data`."""

    section: str
    function: Callable[..., Finding]
    values: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.function.key)  # type: ignore[attr-defined]

    def answer(self, data: Any) -> Finding:
        return self.function(data, *self.values, **self.named)


def asked(report: "Report") -> Iterator[Asked]:
    """The questions of a report with its parameters' defaults.

    A question is a call such as `benchmarking.cohort(data)` of a function that `kit.finding.question` made.  A call
    whose values are neither parameters nor literals is made with the function's own defaults.
    """
    notebook, defaults = report.notebook, {p.name: p.default for p in report.parameters}
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            for call, function in _calls(cell.source):
                values, named = _values(call, defaults)
                yield Asked(outline.question(notebook, place), function, values, named)


def _calls(source: str) -> Iterator[tuple[ast.Call, Callable[..., Finding]]]:
    """The calls in a cell that ask a question of one of the package's analyses; none in a cell that is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            function = _question(node.func.value.id, node.func.attr)
            if function is not None:
                yield node, function


def _question(module: str, name: str) -> Callable[..., Finding] | None:
    if importlib.util.find_spec(f"kit.{module}") is None:
        return None
    function = getattr(importlib.import_module(f"kit.{module}"), name, None)
    return function if hasattr(function, "key") else None


def _values(call: ast.Call, defaults: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The values after `data`, and those by name; nothing where one of them is not known before the notebook runs."""
    try:
        values = tuple(_value(node, defaults) for node in call.args[1:])
        return values, {word.arg: _value(word.value, defaults) for word in call.keywords if word.arg}
    except (ValueError, KeyError):
        return (), {}


def _value(node: ast.expr, defaults: Mapping[str, Any]) -> Any:
    return defaults[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node)
