"""What a person writes becomes a value of the declared type, or a sentence on what to write instead."""

import ast
from contextlib import suppress
import datetime as dt
import json

from hypothesis import given, strategies
import pytest

from kit.reports.parameters import annotations
from kit.reports.parameters.kinds import Wrong


def kind(declared: str):
    return annotations.kind_of(ast.parse(declared, mode="eval").body, "")


@pytest.mark.parametrize(
    ("declared", "given", "value"),
    [
        ("int", "1.0", 1),
        ("int", "1e3", 1000),
        ("int", " -5 ", -5),
        ("int", "1_000", 1000),
        ("int", 7.0, 7),
        ("int", "7300000000000000001", 7300000000000000001),
        ("float", "1e3", 1000.0),
        ("float", ".5", 0.5),
        ("float", 3, 3.0),
        ("str", 2024, "2024"),
        ("str", dt.date(2026, 9, 30), "2026-09-30"),
        ("str", "None", "None"),
        ("bool", "Yes", True),
        ("bool", "off", False),
        ("date", dt.date(2026, 9, 30), "2026-09-30"),
        ("date", dt.datetime(2026, 9, 30), "2026-09-30"),
        ("date", "2026-09-30T00:00", "2026-09-30"),
        ("Path", "a b/c", "a b/c"),
        ("Literal[1, 2]", "2", 2),
        ("Literal[1, 2]", 2.0, 2),
        ("Literal['1', 1]", "1", "1"),
        ("Literal['1', 1]", 1, 1),
        ("Literal['2024']", 2024, "2024"),
        ("Literal['a', None]", "None", None),
        ("Literal[True, 'x']", "yes", True),
        ("int | None", None, None),
        ("int | None", "null", None),
        ("str | None", "", ""),
        ("str | None", "null", "null"),
        ("str | None", "None", None),
        ("str | int", 7, 7),
        ("str | int", "7", "7"),
        ("int | str", "7", 7),
        ("int | str", "x", "x"),
        ("int | float", "7.5", 7.5),
        ("int | float", 7.0, 7.0),
        ("int | bool", True, True),
        ("list[int]", "1, 2", [1, 2]),
        ("list[int]", "[1, 2]", [1, 2]),
        ("list[int]", [1, "2"], [1, 2]),
        ("list[int]", 5, [5]),
        ("list[int]", "", []),
        ("list[str]", '["a, b", "c"]', ["a, b", "c"]),
        ("list[str]", "nano", ["nano"]),
        ("list[date]", "2026-09-30, 2026-10-01", ["2026-09-30", "2026-10-01"]),
        ("list[date]", [dt.date(2026, 9, 30)], ["2026-09-30"]),
        ("list[list[int]]", "[[1], [2, 3]]", [[1], [2, 3]]),
        ("list", [1, "a", None, {"b": dt.date(2026, 9, 30)}], [1, "a", None, {"b": "2026-09-30"}]),
        ("tuple[int, str]", "1, a", (1, "a")),
        ("tuple[int, ...]", "(1, 2)", (1, 2)),
        ("set[str]", "b, a, b", ["b", "a"]),
        ("set[str]", "{b, a}", ["b", "a"]),
        ("set[int]", {2, 1}, [1, 2]),
        ("dict[str, float]", '{"a": 1, b: 2.5}', {"a": 1.0, "b": 2.5}),
        ("dict[int, str]", {"1": "a"}, {1: "a"}),
        ("dict[str, list[int]]", "{a: [1]}", {"a": [1]}),
        ("list[int] | None", None, None),
    ],
)
def test_a_value_gets_the_declared_type(declared, given, value):
    made = kind(declared).convert(given)
    assert made == value
    assert isinstance(made, type(value))
    assert isinstance(made, bool) == isinstance(value, bool)


@pytest.mark.parametrize(
    ("declared", "given", "words"),
    [
        ("int", True, "give a whole number"),
        ("int", "1.5", "give a whole number"),
        ("int", None, "give a whole number"),
        ("int", "1,000", "write it without separators"),
        ("int", "1 000 000", "write it without separators"),
        ("int", "1.000", "write it without separators"),
        ("int", "010", "with no 0 before it"),
        ("int", "1e999", "give a whole number"),
        ("int", 10**400, "give a whole number"),
        ("int", "0x10", "give a whole number"),
        ("float", "nan", "give a number"),
        ("float", "inf", "give a number"),
        ("float", float("nan"), "give a number"),
        ("float", float("-inf"), "give a number"),
        ("float", 10**400, "give a number"),
        ("float", False, "give a number"),
        ("float", "0,5", "with a point before decimals"),
        ("float", "20.000", "write it without separators"),
        ("float", "1.234,50", "write it without separators"),
        ("float", "20 USD", "give a number"),
        ("bool", 1, "give true or false"),
        ("str", True, "write it in quotes"),
        ("str", 1.0, "write it in quotes"),
        ("str", None, "write it in quotes"),
        ("str", dt.datetime(2026, 9, 30, 12), "write it in quotes"),
        ("str", ["a"], "give text"),
        ("str", b"a", "give text"),
        ("str", "\udcff", "type it again"),
        ("date", "30/9/2026", "write a day as YYYY-MM-DD"),
        ("date", "2026-9-30", "write a day as YYYY-MM-DD"),
        ("date", "20260930", "write a day as YYYY-MM-DD"),
        ("date", "2026-W40-3", "write a day as YYYY-MM-DD"),
        ("date", "2026-02-30", "write a day as YYYY-MM-DD"),
        ("date", "2026-09-30T12:00", "without a time"),
        ("date", dt.datetime(2026, 9, 30, 12), "without a time"),
        ("date", "", "write a day as YYYY-MM-DD"),
        ("date", 20260930, "write a day as YYYY-MM-DD"),
        ("Path", "a\0b", "the path of a file"),
        ("Literal[1, 2]", True, "use one of 1, 2"),
        ("Literal['yes', 'no']", True, "use one of yes, no, in quotes"),
        ("Literal['', 'a']", "b", "use one of '', a"),
        ("int | None", "1,000", "write it without separators"),
        ("int | date", "x", "give a whole number or a day as YYYY-MM-DD"),
        ("list[int]", "1, x", "for its item 'x' give a whole number"),
        ("list[int]", "1,000", "with no 0 before it"),
        ("list[int]", None, "give a list"),
        ("list[str]", "[a", "mend its brackets"),
        ("list[str]", [True], "for its item True write it in quotes"),
        ("tuple[int, str]", "1", "give 2 values"),
        ("set", [[1]], "a set holds no lists"),
        ("dict[str, float]", "a: 1", "give a mapping"),
        ("dict[str, float]", {"a": "x"}, "for the value of 'a' give a number"),
        ("dict[int, str]", {"1": "a", 1: "b"}, "each of them once"),
        ("list", [float("inf")], "give plain text"),
        ("list", [b"a"], "give plain text"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_give(declared, given, words):
    with pytest.raises(Wrong) as caught:
        kind(declared).convert(given)
    assert words in str(caught.value)


@given(strategies.integers(-(10**18), 10**18))
def test_a_whole_number_survives_being_written(number):
    assert kind("int").convert(str(number)) == number


@given(strategies.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_being_written(number):
    assert kind("float").convert(number) == number


@given(strategies.dates())
def test_a_day_survives_being_written(day):
    assert kind("date").convert(day.isoformat()) == day.isoformat()


TEXTS = strategies.text(strategies.characters(exclude_categories=["Cs"]))


@given(strategies.lists(TEXTS), strategies.dictionaries(TEXTS, TEXTS))
def test_lists_and_mappings_survive_the_command_that_a_report_gives(items, mapping):
    assert kind("list[str]").convert(json.dumps(items, ensure_ascii=False)) == items
    assert kind("dict[str, str]").convert(json.dumps(mapping, ensure_ascii=False)) == mapping


@given(TEXTS)
def test_a_text_is_kept_as_it_is(text):
    assert kind("str").convert(text) == text


@given(
    strategies.one_of(
        strategies.text(), strategies.floats(), strategies.integers(), strategies.none(), strategies.booleans()
    )
)
def test_whatever_is_given_is_converted_or_refused_and_never_crashes(value):
    for declared in (
        "int",
        "float",
        "date",
        "list[int]",
        "dict",
        "set[str]",
        "Literal['a', 1] | None",
        "tuple[int, str]",
    ):
        with suppress(Wrong):
            kind(declared).convert(value)
