"""YAML that people write, read without its traps: bombs, doubled keys, and numbers that are not what is written.

YAML takes a bare 010 for 8 and 1:30 for 90, keeps the last of two equal keys, and lets a few lines unfold to millions
of values.  Here such a number stays the text that was written (its parameter's type decides), the rest is refused.
"""

import re
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

DEEPEST, MOST = 50, 200_000
TAG = "tag:yaml.org,2002:"
WRITTEN = {  # how a value of that tag reads back the same; written otherwise it stays text
    f"{TAG}int": re.compile(r"0|-?[1-9]\d{0,99}"),
    f"{TAG}float": re.compile(r"(?!-?\d{1,3}\.000$)[-+]?(\d[\d_]*\.[\d_]*|\.\d[\d_]*|\.(inf|nan))([eE][-+]\d+)?", re.I),
}
Lines = dict[tuple[Any, ...], int]  # path of keys and places → line


class Unreadable(ValueError):
    """What is wrong with the YAML, without a full stop."""


def load(text: str) -> Any:
    """The content of one YAML document."""
    return marked(text)[0]


def marked(text: str) -> tuple[Any, Lines]:
    """The content, and the line on which each of its first four levels stands, by path of keys and places."""
    loader = None
    try:
        _shallow(text)
        loader = Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, {}
        if _weight(node, {}) > MOST:
            raise Unreadable(f"its anchors and aliases unfold to more than {MOST:,} values")
        return loader.construct_document(node), _lines(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}: " if mark is not None else ""
        raise Unreadable(f"{line}{error.problem or error.context or 'it cannot be parsed'}") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        why = str(error) if isinstance(error, Unreadable) else f"it cannot be parsed: {type(error).__name__}"
        raise Unreadable(why) from None
    finally:
        if loader is not None:
            loader.dispose()


def _shallow(text: str) -> None:
    """Refuse deep nesting before anything recursive sees it: libyaml's composer crashes the process on it."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable(f"it is nested more than {DEEPEST} levels deep")


def _weight(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values a node unfolds to; on the way, doubled keys are refused and doubtful scalars become text."""
    if id(node) in known:
        if not known[id(node)]:
            raise Unreadable(f"line {node.start_mark.line + 1}: an alias stands inside what it names")
        return known[id(node)]
    known[id(node)] = 0
    if isinstance(node, yaml.MappingNode):
        _keys(node)
        weight = 1 + sum(_weight(key, known) + _weight(value, known) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        weight = 1 + sum(_weight(item, known) for item in node.value)
    else:
        weight = 1
        if isinstance(node, yaml.ScalarNode) and not _as_written(node):
            node.tag = f"{TAG}str"
    known[id(node)] = min(weight, MOST + 1)
    return known[id(node)]


def _keys(node: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag == f"{TAG}merge":
            continue
        if key.tag in (f"{TAG}bool", f"{TAG}null"):  # a parameter may be called on, or no
            key.tag = f"{TAG}str"
        if key.value in seen:
            raise Unreadable(f"line {key.start_mark.line + 1}: the key {key.value[:60]!r} stands there twice")
        seen.add(key.value)


def _as_written(node: yaml.ScalarNode) -> bool:
    if node.tag in WRITTEN:
        return bool(WRITTEN[node.tag].fullmatch(node.value))
    if node.tag == f"{TAG}timestamp":
        try:
            yaml.constructor.SafeConstructor().construct_yaml_timestamp(node)
        except (ValueError, OverflowError):  # no such day
            return False
    return True


def _lines(node: yaml.Node, path: tuple[Any, ...]) -> Lines:
    found = {path: node.start_mark.line + 1}
    if len(path) < 4 and isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            found |= _lines(value, here) | {here: key.start_mark.line + 1}
    elif len(path) < 4 and isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            found |= _lines(value, (*path, place))
    return found
