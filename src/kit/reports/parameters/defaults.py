"""The default of a parameter, read without running it: a literal, a date, a path, or these in lists and mappings."""

import ast
import datetime as dt
from pathlib import PurePath
from typing import Any

from kit.reports.parameters.containers import Anything, Either, Many, Mapping
from kit.reports.parameters.kinds import Date, Day, File, Kind, Location, Members, Nothing, Number, Switch, Text, Whole


class NotPlain(ValueError):
    """The default would have to be run to be known."""


def value_of(node: ast.expr) -> Any:
    """The value of an expression: dates as `Day`, paths as `File`, sets as `Members`; NotPlain if it is code."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, bool, int, float, type(None))):
        return _finite(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        number = value_of(node.operand)
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            return -number if isinstance(node.op, ast.USub) else number
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = [value_of(item) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items) if isinstance(node, ast.Tuple) else _set(items)
    if isinstance(node, ast.Dict) and all(node.keys):
        keys = [value_of(key) for key in node.keys if key is not None]
        if not any(isinstance(key, (list, tuple, dict)) for key in keys):
            return dict(zip(keys, map(value_of, node.values), strict=True))
    if isinstance(node, ast.Call):
        return _made(node)
    raise NotPlain


def _finite(value: Any) -> Any:
    if value in (float("inf"), float("-inf")):  # 1e999
        raise NotPlain
    return value


def _set(items: list[Any]) -> Members:
    if any(isinstance(item, (list, dict)) for item in items):
        raise NotPlain
    return Members(dict.fromkeys(items))


def _made(call: ast.Call) -> Any:
    """`date(2026, 9, 30)`, `date.fromisoformat("2026-09-30")`, `Path("folder", "file")` and `set()`."""
    name = ast.unparse(call.func).split(".")
    given = [value_of(item) for item in call.args]
    named = {word.arg or "": value_of(word.value) for word in call.keywords}
    try:
        if name == ["set"] and not given and not named:
            return Members()
        if name[-2:] == ["date", "fromisoformat"] and len(name) <= 3:
            return Day(dt.date.fromisoformat(*given, **named).isoformat())
        if name[-1] == "date" and len(name) <= 2:
            return Day(dt.date(*given, **named).isoformat())
        if name[-1] == "Path" and len(name) <= 2 and not named:
            return File(PurePath(*given))
    except (TypeError, ValueError):
        pass
    raise NotPlain


def kind_of(value: Any) -> Kind:
    """The type of a default that is declared without one."""
    single = {bool: Switch(), int: Whole(), float: Number(), str: Text(), Day: Date(True), File: Location(True)}
    if value is None:
        return Either([Text(), Nothing()])
    if isinstance(value, dict):
        return Mapping(_shared(list(value)), _shared(list(value.values())))
    if isinstance(value, (list, tuple)):
        return Many(_shared(list(value)), type(value))
    return single[type(value)]


def _shared(values: list[Any]) -> Kind:
    """One type for all the items of a default."""
    kinds = {kind.text: kind for kind in map(kind_of, values)}
    found = list(kinds.values())
    return found[0] if len(found) == 1 else Either(found) if found else Anything()
