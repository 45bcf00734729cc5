"""The types that hold other types: lists, tuples, sets, mappings, and `X | Y`; their items have the inner type."""

from collections.abc import Iterator, Sequence
import datetime as dt
import json
import math
import re
from typing import Any

from kit import safe_yaml
from kit.reports.parameters.kinds import Kind, Members, Nothing, Text, Wrong
from kit.reports.parameters.quoted import quoted

FOLDED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")  # YAML folds or refuses these within a text, JSON keeps them


class Anything(Kind):
    """No type known: whatever is plain, dates as ISO text."""

    def convert(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [self.convert(item) for item in value]
        if isinstance(value, dict):
            return Mapping(self, self).convert(value)
        if isinstance(value, (str, dt.date)):
            return Text().convert(value)
        if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
            return value
        raise Wrong(f"give {self.words}")


class Many(Kind):
    """A list, a tuple of any length, or a set; from text, items stand between commas or as in YAML's [a, b]."""

    words = "a list, its items separated by commas"

    def __init__(self, item: Kind, made: type = list) -> None:
        self.item, self.made, self.choices = item, made, item.choices
        self.native = (made, set) if made is Members else (made,)
        name = "set" if made is Members else made.__name__
        inner = f"[{item.text}{', ...' if made is tuple else ''}]"
        self.text = name if isinstance(item, Anything) else name + inner

    def convert(self, value: Any) -> Any:
        items = [_item(self.item, item) for item in self._items(value)]
        try:
            return self.made(dict.fromkeys(items) if self.made is Members else items)
        except TypeError:
            raise Wrong("give single values, because a set holds no lists") from None

    def _items(self, value: Any) -> Sequence[Any]:
        if isinstance(value, str):
            value = _listed(value)
        if isinstance(value, dict) and self.made is Members and all(item is None for item in value.values()):
            return list(value)  # YAML's {a, b}
        if isinstance(value, (list, tuple)):
            return value
        if isinstance(value, (set, frozenset)):
            return sorted(value, key=repr)
        if isinstance(value, (int, float, dt.date)):
            return [value]
        raise Wrong(f"give {self.words}")


class Fixed(Kind):
    """A tuple whose places have types of their own."""

    native = (tuple,)

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.text = f"tuple[{', '.join(kind.text for kind in kinds)}]"
        self.words = f"{len(kinds)} values separated by commas"

    def convert(self, value: Any) -> tuple[Any, ...]:
        items = _listed(value) if isinstance(value, str) else value
        if not isinstance(items, (list, tuple)) or len(items) != len(self.kinds):
            raise Wrong(f"give {self.words}")
        return tuple(_item(kind, item) for kind, item in zip(self.kinds, items, strict=True))


class Mapping(Kind):
    """A mapping; from text, as YAML or JSON writes it."""

    words = "a mapping such as {a: 1}"
    native = (dict,)

    def __init__(self, key: Kind, value: Kind) -> None:
        self.key, self.value = key, value
        untyped = isinstance(key, Anything) and isinstance(value, Anything)
        self.text = "dict" if untyped else f"dict[{key.text}, {value.text}]"

    def convert(self, value: Any) -> dict[Any, Any]:
        content = _parsed(value) if isinstance(value, str) and value.strip()[:1] == "{" else value
        if not isinstance(content, dict):
            raise Wrong(f"give {self.words}")
        made = {}
        for written, item in content.items():
            key = _item(self.key, written)
            if isinstance(key, (list, tuple, dict)) or key in made:
                raise Wrong(f"use plain keys, each of them once, and not {quoted(written)}")
            made[key] = _item(self.value, item, f"the value of {quoted(written)}")
        return made


class Either(Kind):
    """`X | Y`: the kind that a YAML value has already, else the first that takes it; None where nothing else does."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.text = " | ".join(kind.text for kind in kinds)
        self.words = " or ".join(kind.words for kind in kinds)
        self.choices = tuple(choice for kind in kinds for choice in kind.choices)

    def convert(self, value: Any) -> Any:
        problems = []
        for kind in self._order(value):
            try:
                return kind.convert(value)
            except Wrong as wrong:
                problems += [] if isinstance(kind, Nothing) else [str(wrong)]
        nothing = ", or nothing" if any(isinstance(kind, Nothing) for kind in self.kinds) else ""
        raise Wrong(f"{problems[0]}{nothing}" if len(set(problems)) == 1 else f"give {self.words}")

    def _order(self, value: Any) -> Iterator[Kind]:
        nothing = [kind for kind in self.kinds if isinstance(kind, Nothing)]
        others = [kind for kind in self.kinds if not isinstance(kind, Nothing)]
        if value is None or value == "None":
            yield from nothing
        if type(value) is not str:
            yield from (kind for kind in others if _sure(kind, value))
        yield from others
        yield from nothing


def _sure(kind: Kind, value: Any) -> bool:
    return type(value) in kind.native or any(type(c) is type(value) and c == value for c in kind.choices)


def _item(kind: Kind, item: Any, called: str = "") -> Any:
    try:
        return kind.convert(item)
    except Wrong as wrong:
        raise Wrong(f"for {called or f'its item {quoted(item)}'} {wrong}") from None


def _listed(text: str) -> Any:
    """The items of a list that was given as text."""
    text = text.strip()
    if text[:1] == "(" and text[-1:] == ")":
        text = f"[{text[1:-1]}]"
    if text[:1] in ("[", "{"):
        return _parsed(text)
    return [item.strip() for item in text.split(",") if item.strip()]


def _parsed(text: str) -> Any:
    try:
        if FOLDED.search(text):
            return json.loads(text)
        return safe_yaml.load(text)
    except (ValueError, RecursionError):
        raise Wrong("mend its brackets, commas and quotes") from None
