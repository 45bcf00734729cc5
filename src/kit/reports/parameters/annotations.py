"""The declared type of a parameter: from its annotation in Python to a `Kind`."""

import ast
from collections.abc import Iterator
from typing import Any

from kit.reports.parameters import defaults
from kit.reports.parameters.containers import Anything, Either, Fixed, Many, Mapping
from kit.reports.parameters.kinds import (
    Choice,
    Date,
    Day,
    File,
    Kind,
    Location,
    Members,
    Nothing,
    Number,
    Switch,
    Text,
    Whole,
)

SINGLE: dict[str, Kind] = {"str": Text(), "int": Whole(), "float": Number(), "bool": Switch(), "None": Nothing()}
UNTYPED = ("Any", "object")
LISTS = ("list", "List", "Sequence", "MutableSequence", "Iterable", "Collection")
SETS = ("set", "Set", "frozenset", "FrozenSet", "AbstractSet", "MutableSet")
TUPLES = ("tuple", "Tuple")
MAPPINGS = ("dict", "Dict", "Mapping", "MutableMapping")
WRAPPERS = ("Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly")


class Unknown(ValueError):
    """An annotation that is no type of ours."""


def kind_of(annotation: ast.expr | None, default: Any) -> Kind:
    """The declared type; that of the default where none is declared, or one that only the notebook knows.

    A default of None adds None to the type.  Days and paths become objects only where the default is one.
    """
    if annotation is None:
        return defaults.kind_of(default)
    marks = {type(value) for value in _leaves(default)}
    try:
        kind = _Reader(Day in marks, File in marks).kind(annotation)
    except Unknown:
        return defaults.kind_of(default)
    takes_none = isinstance(kind, (Nothing, Anything)) or None in kind.choices
    takes_none |= isinstance(kind, Either) and any(isinstance(inner, Nothing) for inner in kind.kinds)
    return kind if default is not None or takes_none else Either([kind, Nothing()])


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


class _Reader:
    """Reads one annotation; knows whether its days and paths are to be objects."""

    def __init__(self, days: bool, paths: bool) -> None:
        self.days, self.paths = days, paths

    def kind(self, node: ast.expr) -> Kind:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.kind(_expression(node.value))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._either([node.left, node.right])
        if isinstance(node, ast.Subscript):
            inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            if not inside:
                raise Unknown
            return self._subscript(_name(node.value), inside)
        return self._plain("None" if isinstance(node, ast.Constant) and node.value is None else _name(node))

    def _plain(self, name: str) -> Kind:
        if name in SINGLE:
            return SINGLE[name]
        if name in UNTYPED:
            return Anything()
        if name == "date":
            return Date(self.days)
        if name in ("Path", "PurePath"):
            return Location(self.paths)
        if name in MAPPINGS:
            return Mapping(Anything(), Anything())
        return Many(Anything(), _container(name))

    def _subscript(self, name: str, inside: list[ast.expr]) -> Kind:
        if name == "Literal":
            return Choice(tuple(_choices(inside)))
        if name == "Optional" and len(inside) == 1:
            return self._either([inside[0], ast.Constant(None)])
        if name == "Union":
            return self._either(inside)
        if name in WRAPPERS:
            return self.kind(inside[0])
        if name in MAPPINGS and len(inside) == 2:
            return Mapping(self.kind(inside[0]), self.kind(inside[1]))
        if name in TUPLES and not (len(inside) == 2 and _is_ellipsis(inside[1])):
            return Fixed([self.kind(item) for item in inside])
        return Many(self.kind(inside[0]), _container(name))

    def _either(self, nodes: list[ast.expr]) -> Kind:
        kinds: dict[str, Kind] = {}
        for node in nodes:
            kind = self.kind(node)
            for inner in kind.kinds if isinstance(kind, Either) else [kind]:
                kinds.setdefault(inner.text, inner)
        found = list(kinds.values())
        return found[0] if len(found) == 1 else Either(found)


def _name(node: ast.expr) -> str:
    """`date` of date, datetime.date and dt.date."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    raise Unknown


def _container(name: str) -> type:
    for names, made in ((LISTS, list), (TUPLES, tuple), (SETS, Members)):
        if name in names:
            return made
    raise Unknown


def _choices(nodes: list[ast.expr]) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, ast.Subscript) and _name(node.value) == "Literal":
            yield from _choices(node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])
            continue
        try:
            choice = ast.literal_eval(node)
        except ValueError:
            raise Unknown from None
        if not isinstance(choice, (str, int, type(None))):
            raise Unknown
        yield choice


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _expression(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise Unknown from None
