"""Rows are checked against `kit.tables`, all at once; oddities are flagged."""

from hypothesis import given
from hypothesis import strategies as st
import pandas as pd
import pytest

from kit.intake import checks
from kit.sources import Batch
from kit.tables import TABLES


def reasons(table, **cells):
    """{place: reasons} of rows given as columns of cells."""
    n = len(next(iter(cells.values())))
    columns, unreadable = checks.typed(Batch(table, cells, range(n)), cells)
    found = checks.broken(table, checks.frame(table, columns))
    return {place: [*unreadable.get(place, []), *found.get(place, [])] for place in {*unreadable, *found}}


def test_a_missing_required_cell_and_a_missing_required_column_are_both_named():
    assert reasons("brands", brand=["a", None]) == {0: ["role is missing"], 1: ["brand is missing", "role is missing"]}


def test_a_word_that_is_none_of_the_choices_is_refused():
    assert reasons("brands", brand=["a", "b"], role=["Own", "ours"]) == {1: ["role is none of own, competitor"]}


def test_a_rate_above_one_is_refused_with_a_hint():
    (words,) = reasons("audience", creator_id=["a"], dimension=["age"], value=["18-24"], share=["43"])[0]
    assert "rates are fractions" in words


def test_an_exchange_rate_may_be_above_one():
    assert not reasons("fx", date=["2025-01-01"], currency_from=["EUR"], currency_to=["VND"], rate=["27000"])


@pytest.mark.parametrize("rate", ["0", "-1.1"])
def test_an_exchange_rate_of_nothing_or_less_is_refused(rate):
    found = reasons("fx", date=["2025-01-01"], currency_from=["EUR"], currency_to=["USD"], rate=[rate])
    assert found == {0: ["rate is not above 0"]}


def test_an_e_mail_is_no_id():
    assert reasons("creators", creator_id=["jo@example.com"]) == {0: ["creator_id is an e-mail address"]}


@pytest.mark.parametrize("table", list(TABLES))
def test_an_empty_import_of_any_table_breaks_nothing(table):
    columns = TABLES[table].required
    assert not reasons(table, **{c: [] for c in columns})


@given(st.lists(st.sampled_from(["1", "-1", "x", ""]), min_size=1, max_size=30))
def test_exactly_the_bad_rows_are_found(cells):
    ids = [str(n) for n in range(len(cells))]
    found = reasons("videos", video_id=ids, creator_id=["a.b"] * len(cells), views=cells)
    assert set(found) == {n for n, cell in enumerate(cells) if cell in ("-1", "x")}


def test_flags_count_only_what_occurs():
    frame = pd.DataFrame({"creator_id": ["a.b", "a b"], "followers": pd.array([0, 5], "Int64")})
    found = {words: hit.tolist() for words, hit in checks.flags("creators", frame).items()}
    assert found == {"creator_id is no handle that TikTok gives": [False, True], "followers are 0": [True, False]}
