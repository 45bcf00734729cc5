"""A name is found however an export flattened it."""

import json

import pytest

from kit.reading.archives import File
from kit.reading.fields import Fields
from kit.reading.sheet import Sheet


def fields(header, *rows):
    return Fields(Sheet(File("a.csv", ("a.csv",), None), header, [list(row) for row in rows]))


@pytest.mark.parametrize("name", ["authorMeta/name", "authorMeta.name", "authormeta/NAME", "authorMeta[name]"])
def test_nested_names_are_one_name(name):
    found = fields(["id", name], ["1", "zoe"])
    assert found.texts("authorMeta/name") == ["zoe"]
    assert found.used == {1}


@pytest.mark.parametrize("cell", ['{"stats": {"fans": 12}}', "{'stats': {'fans': 12}}"])
def test_a_column_of_objects_is_looked_into(cell):
    assert fields(["author"], [cell], ["{broken"]).texts("author/stats/fans") == ["12", None]


def test_the_first_name_that_holds_something_counts_row_by_row():
    found = fields(["a", "b"], ["1", "2"], [None, "3"], [" ", "4"])
    assert found.columns({"views": ("a", "b", "c"), "likes": ("c",)})["views"].to_pylist() == ["1", "3", "4"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["tags/0/name", "tags/1/name", "tags/10/name", "tags/2/name"], ["a", None, "d", "c"]),
        (["tags"], [json.dumps([{"name": "a"}, {"title": "x", "name": "c"}, {"name": "d"}, {"other": "e"}])]),
    ],
)
def test_lists_take_a_column_an_element_or_stand_in_one(header, row):
    assert fields(header, row).lists("tags", "name").to_pylist() == [["a", "c", "d"]]


def test_a_list_of_words_may_have_separators():
    assert fields(["tags"], ["a, b;c"], ["[1"]).lists("tags").to_pylist() == [["a", "b", "c"], None]


def test_a_name_that_is_not_there_gives_nothing():
    assert fields(["a"], ["1"]).lists("tags") is None
    assert fields(["a"], ["1"]).first("b", "c/d") is None
