"""Declared types are read as Python writes them."""

import ast

import pytest

from kit.reports.parameters import annotations, defaults
from kit.reports.parameters.kinds import Day, File, Members, Wrong


def kind(line: str):
    made = ast.parse(line).body[0]
    return annotations.kind_of(made.annotation, defaults.value_of(made.value))


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("int = 1", "int"),
        ("'int' = 1", "int"),
        ("date = ''", "date"),
        ("datetime.date = ''", "date"),
        ("'dt.date' = ''", "date"),
        ("pathlib.Path = ''", "Path"),
        ("str | None = None", "str | None"),
        ("Optional[str] = ''", "str | None"),
        ("typing.Union[int, str, None] = ''", "int | str | None"),
        ("Union[int, Optional[float]] = 1", "int | float | None"),
        ("int = None", "int | None"),
        ("list[Optional['int']] = []", "list[int | None]"),
        ("List[date] = []", "list[date]"),
        ("Sequence[str] = []", "list[str]"),
        ("list = []", "list"),
        ("set[str] = set()", "set[str]"),
        ("frozenset[int] = set()", "set[int]"),
        ("tuple[int, str] = (1, 'a')", "tuple[int, str]"),
        ("tuple[int, ...] = ()", "tuple[int, ...]"),
        ("tuple[int] = (1,)", "tuple[int]"),
        ("dict[str, float] = {}", "dict[str, float]"),
        ("dict = {}", "dict"),
        ("Mapping[str, list[int]] = {}", "dict[str, list[int]]"),
        ("Annotated[int, Field(gt=0)] = 1", "int"),
        ("Final[str] = ''", "str"),
        ("Any = 1", "Any"),
        ("Literal['a, b', ']', '\"', 'x=y'] = ']'", "Literal['a, b', ']', '\"', 'x=y']"),
        ("Literal[1, -1, 'one', None, True] = 1", "Literal[1, -1, 'one', None, True]"),
        ("Literal['a', Literal['b']] = 'a'", "Literal['a', 'b']"),
        ("\"Literal['nano', 'mega'] | None\" = None", "Literal['nano', 'mega'] | None"),
        ("list[Literal['nano', 'micro']] = []", "list[Literal['nano', 'micro']]"),
        ("pd.Timestamp = '2026'", "str"),
        ("'no type at all' = 1", "int"),
        ("list[()] = [1]", "list[int]"),
        ("Literal[Colour.RED] = 'x'", "str"),
    ],
)
def test_a_type_is_read(declared, text):
    assert kind(f"x: {declared}").text == text


@pytest.mark.parametrize(
    "line",
    [
        "x: int | None = None",
        "x: list[Literal['a', 1]] = []",
        "x: dict[str, date | None] = {}",
        "x: tuple[int, str] = (1, '')",
    ],
)
def test_the_text_of_a_type_reads_back_as_that_type(line):
    assert kind(f"x: {kind(line).text} = {line.split('= ')[1]}").text == kind(line).text


@pytest.mark.parametrize(
    ("default", "text"),
    [
        ("True", "bool"),
        ("1", "int"),
        ("1.5", "float"),
        ("None", "str | None"),
        ("[]", "list"),
        ("[1, 2]", "list[int]"),
        ("[1, 'a']", "list[int | str]"),
        ("{'a': 1.5}", "dict[str, float]"),
        ("date(2026, 9, 30)", "date"),
        ("[Path('a')]", "list[Path]"),
    ],
)
def test_without_a_type_the_default_has_one(default, text):
    assert defaults.kind_of(defaults.value_of(ast.parse(default, mode="eval").body)).text == text


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ("date(2026, 9, 30)", Day("2026-09-30")),
        ("datetime.date(year=2026, month=9, day=30)", Day("2026-09-30")),
        ("dt.date.fromisoformat('2026-09-30')", Day("2026-09-30")),
        ("pathlib.Path('a', 'b')", File("a/b")),
        ("{'a', 'b'}", Members(["a", "b"])),
        ("set()", Members()),
        ("[date(2026, 9, 30), -1.5, (True, None)]", [Day("2026-09-30"), -1.5, (True, None)]),
    ],
)
def test_days_paths_and_sets_of_literals_are_read_without_running_them(default, value):
    made = defaults.value_of(ast.parse(default, mode="eval").body)
    assert made == value
    assert type(made) is type(value)


@pytest.mark.parametrize(
    ("line", "given", "made"),
    [
        ("d: date = date(2026, 1, 1)", "2026-02-03", Day),
        ("d = date(2026, 1, 1)", "2026-02-03", Day),
        ("d: date = '2026-01-01'", "2026-02-03", str),
        ("d: date | None = None", "2026-02-03", str),
        ("p: Path = Path('a')", "b/c", File),
        ("p: Path = 'a'", "b/c", str),
    ],
)
def test_days_and_paths_are_objects_only_where_the_default_is_one(line, given, made):
    statement = ast.parse(line).body[0]
    default = defaults.value_of(statement.value)
    value = annotations.kind_of(getattr(statement, "annotation", None), default).convert(given)
    assert (value, type(value)) == (given, made)


def test_days_in_lists_are_objects_too_where_the_default_holds_one():
    assert [type(d) for d in kind("x: list[date] = [date(2026, 1, 1)]").convert("2026-02-03, 2026-02-04")] == [Day, Day]


def test_choices_are_checked_within_lists():
    tiers = kind("x: list[Literal['nano', 'micro']] = []")
    assert tiers.convert("nano, micro") == ["nano", "micro"]
    with pytest.raises(Wrong, match="for its item 'mega' use one of nano, micro"):
        tiers.convert(["nano", "mega"])
