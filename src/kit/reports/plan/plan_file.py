"""The file of a plan as it is written: its keys and their types, before reports and parameters are looked at."""

from collections.abc import Callable, Mapping
import difflib
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kit import safe_yaml
from kit.errors import UsageError
from kit.reports.parameters.kinds import Whole, Wrong
from kit.reports.parameters.quoted import quoted
from kit.reports.plan.problems import Problems

BIGGEST = 1_000_000  # bytes
WEEK = 7 * 24 * 3600
EXAMPLE = "reports: [benchmarking]"
ADVICE = {
    "string_type": "give text, in quotes",
    "dict_type": "give names and values, such as {brand: Lotus}",
    "list_type": "give a list, such as [nano, micro]",
    "too_short": "give at least one value",
}
EXAMPLES = {"reports": f"write for example {EXAMPLE}"}
Model = TypeVar("Model", bound=BaseModel)


def seconds(value: Any) -> int:
    """A time limit; ValueError with what to write instead."""
    try:
        limit = Whole().convert(value)
    except Wrong:
        limit = 0
    if not 0 < limit <= WEEK:
        raise ValueError(f"give whole seconds from 1 to {WEEK}, such as 300")
    return limit


def _table(value: Any) -> Any:
    """`rows`: the path of a CSV file, or mappings."""
    if not value or not isinstance(value, (str, list)):
        raise ValueError("give the path of a CSV file, or a list of rows such as [{brand: Lotus}]")
    if isinstance(value, list) and not all(isinstance(row, Mapping) and row for row in value):
        raise ValueError("write each row as names and values, such as {brand: Lotus, name: small}")
    return value


Seconds = Annotated[int, BeforeValidator(seconds)]


class Row(BaseModel):
    """One entry of `reports`: a report, or several of one kind by `rows` and `matrix`."""

    model_config = ConfigDict(extra="forbid")
    report: str
    name: str = ""
    label: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict)
    matrix: dict[str, Annotated[list[Any], Field(min_length=1)]] = Field(default_factory=dict)
    rows: Annotated[Any, BeforeValidator(_table)] = None
    time_limit: Seconds | None = None


class Plan(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")
    reports: list[Any] = Field(default_factory=list)
    defaults: dict[str, Any] = Field(default_factory=dict)
    time_limit: Seconds = 600


def read(path: Path, problems: Problems) -> tuple[Plan, list[tuple[Row, int]], safe_yaml.Lines]:
    """The plan, its rows with the number of each, and the lines on which things stand."""
    content, lines = _content(path)
    if not isinstance(content, Mapping):
        raise UsageError(f"{path} is not a plan: it names no reports; write YAML such as {EXAMPLE}")
    plan = _model(Plan, content, partial(place, path, lines), problems) or Plan()
    rows = []
    for number, item in enumerate(plan.reports):
        at = partial(place, path, lines, "reports", number)
        if isinstance(item, str):
            rows.append((Row(report=item), number))
        elif isinstance(item, Mapping):
            row = _model(Row, item, at, problems)
            rows += [] if row is None else [(row, number)]
        else:
            problems.add(
                f"{quoted(item)} is no report; write its name, in quotes if need be, or {{report: NAME}}.", at()
            )
    if not plan.reports and not problems:
        problems.add(f"{path} names no reports; write for example {EXAMPLE}")
    return plan, rows, lines


def place(path: Path, lines: safe_yaml.Lines, *where: Any) -> str:
    """Where something stands in the plan, or else what it belongs to."""
    while where and where not in lines:
        where = where[:-1]
    return f"{path}, line {lines[where]}" if where else str(path)


def _content(path: Path) -> tuple[Any, safe_yaml.Lines]:
    try:
        if path.stat().st_size > BIGGEST:
            raise UsageError(
                f"{path} is larger than {BIGGEST // 1_000_000} MB; split it, or keep its rows in a CSV file."
            )
        return safe_yaml.marked(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(f"There is no plan {path}; write one such as: {EXAMPLE}") from None
    except UsageError:
        raise
    except safe_yaml.Unreadable as error:
        why = str(error)
    except UnicodeDecodeError:
        why = "it is not text in UTF-8"
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or type(error).__name__
    raise UsageError(f"{path} is not a plan that can be read ({why}); write YAML such as: {EXAMPLE}")


def _model(kind: type[Model], content: Mapping[Any, Any], at: Callable[..., str], problems: Problems) -> Model | None:
    """The content as a model; what is wrong goes to `problems`, and the rest is read without it."""
    content = {key: value for key, value in content.items() if value is not None}  # a key with nothing behind it
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        wrong = error.errors()
    for problem in wrong:
        problems.add(_sentence(problem, kind), at(*problem["loc"]))
    bad = {problem["loc"][0] for problem in wrong}
    try:
        return kind.model_validate({key: value for key, value in content.items() if key not in bad})
    except ValidationError:
        return None


def _sentence(problem: Mapping[str, Any], kind: type[BaseModel]) -> str:
    path, given = [str(part) for part in problem["loc"] if part != "[key]"], quoted(problem["input"])
    key = ".".join(path)[:100]
    if problem["type"] == "missing":
        return "This entry names no report; write which one, such as {report: benchmarking}."
    if problem["type"] in ("extra_forbidden", "invalid_key") and len(path) == 1:
        close = difflib.get_close_matches(path[0], kind.model_fields, 1)
        hint = f"did you mean {close[0]}?" if close else f"there may be {', '.join(kind.model_fields)}."
        return f"There is no such key as {quoted(path[0])} here; {hint}"
    if problem["loc"][-1] == "[key]":
        return f"{given} in {path[0]} is not the name of a parameter; write the name in quotes."
    own = EXAMPLES.get(key) or problem.get("ctx", {}).get("error")
    return f"{key} is {given}; {own or ADVICE.get(problem['type'], problem['msg'].lower())}."
