"""A finding carries its answer and its doubts as plain data, and a refusal is a finding too."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from kit.finding import answer, Column, Finding, MANY, MIME, NotShown, plain, plain_column, question

TABLE = pd.DataFrame(
    {
        "who": ["ann", None],
        "rate": [0.5, math.nan],
        "n": pd.array([3, None], "Int64"),
        "on": pd.to_datetime(["2026-01-02", None]),
    }
)
COLUMNS = (
    Column("who", "Who"),
    Column("rate", "Rate", "rate", "share"),
    Column("n", "n", "count"),
    Column("on", "On", "date"),
)


class Seen:
    """Stands in for Data."""

    window = ("2026-01-01", "2026-01-31")

    def require(self, table, columns):
        if table == "deals":
            raise NotShown("This workspace has no table deals.")

    def there(self, sources):
        return tuple(sources)


@question("rates", "How large?", priority=7, videos=("views",))
def rates(data, fail=False):
    if fail:
        raise NotShown("Too little.")
    return answer(data, "Large.", TABLE, COLUMNS, n={"videos": 2})


@question("prices", "How dear?", deals=("fee",))
def prices(data):
    raise AssertionError("never asked")


def test_the_question_adds_key_window_and_sources():
    found = rates(Seen())
    assert (found.key, found.question, found.priority, found.window, found.sources) == (
        "rates",
        "How large?",
        7,
        ("2026-01-01", "2026-01-31"),
        ("videos",),
    )


def test_what_is_missing_is_null_in_json_and_dates_are_iso():
    made = rates(Seen()).to_json()
    assert made["rows"] == [["ann", 0.5, 3, "2026-01-02"], [None, None, None, None]]
    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_infinity_is_no_number_in_json():
    made = answer(Seen(), "x", pd.DataFrame({"a": [math.inf]}), [Column("a", "A", "number")]).to_json()
    assert made["rows"] == [[None]]


def test_missing_data_become_a_refusal_by_name():
    found = prices(Seen())
    assert (found.status, found.takeaway, found.key) == ("not_shown", "This workspace has no table deals.", "prices")
    assert not found.shown


def test_an_analysis_may_refuse_too():
    assert rates(Seen(), fail=True).takeaway == "Too little."


def test_it_cannot_be_changed_nor_describe_columns_that_are_not_there():
    with pytest.raises(AttributeError):
        rates(Seen()).takeaway = "Small."
    with pytest.raises(ValueError, match="describes columns that its table lacks: nope"):
        Finding("k", "q", "t", TABLE, (Column("nope", "Nope"),))


def test_a_column_of_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="use one of text, count, rate"):
        Column("a", "A", "percent")


def test_it_shows_itself_in_jupyter_without_markup_from_the_data():
    found = answer(Seen(), "<b>x</b>", pd.DataFrame({"a": ["<script>alert(1)</script>"]}), [Column("a", "A")])
    shown = found._repr_mimebundle_()
    assert "<script" not in shown["text/html"]
    assert "application/vnd.kit.finding+json" in shown


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1.5, math.nan, math.inf, -math.inf]),
        pd.Series([1.5, None, math.inf], dtype="Float64"),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series(range(3), dtype="uint8"),
        pd.Series([True, None], dtype="boolean"),
        pd.Series([True, False]),
        pd.Series(["a", None], dtype="string"),
        pd.Series(["a", None, 3, 2.5, pd.NaT, ["x", 1], np.float64(2)], dtype="object"),
        pd.Series(pd.Categorical(["a", None, "b"])),
        pd.Series(pd.to_datetime(["2026-01-01", None, "2026-01-01 10:30", "2026-01-01"], format="ISO8601")),
        pd.Series(pd.to_datetime(["2026-01-01", None, "2026-01-01 10:30"], format="ISO8601", utc=True)),
    ],
    ids=lambda column: str(column.dtype),
)
def test_a_whole_column_is_as_plain_as_its_cells(column):
    made = plain_column(column)
    assert made == [plain(value) for value in column]
    assert [type(value) for value in made] == [type(plain(value)) for value in column]


def test_many_rows_travel_as_one_text_that_says_the_same():
    table = pd.DataFrame({"who": [f"“{i}” \\ é" for i in range(MANY + 1)], "rate": np.linspace(0, 1, MANY + 1)})
    found = Finding("k", "Q?", "A.", table, COLUMNS[:2])
    travelling = found._repr_mimebundle_()[MIME]
    assert json.loads(travelling["rows"]) == found.to_json()["rows"]
    few = Finding("k", "Q?", "A.", table.head(MANY), COLUMNS[:2])
    assert few._repr_mimebundle_()[MIME] == few.to_json()
