"""JSON becomes rows, whatever it is wrapped in; what is no JSON says so."""

import json

import pytest

from kit.errors import DataError
from kit.reading import records
from kit.reading.archives import File

FILE = File("a.json", ("a.json",), None)
ONE, TWO = {"id": 1, "author": {"name": "zoe"}}, {"id": 7436254323573938177, "tags": ["a", "b"]}


def sheet(text):
    return records.sheet(text if isinstance(text, str) else json.dumps(text), FILE)


@pytest.mark.parametrize(
    ("value", "within"),
    [
        ([ONE, TWO], ""),
        ({"data": {"videos": [ONE, TWO], "cursor": 1}, "error": {"code": "ok"}}, "data/videos"),
        ({"collector": [ONE, TWO], "headers": {}, "zip": "", "csv": ""}, "collector"),
        ({"itemList": [ONE, TWO], "hasMore": True}, "itemList"),
        ([{"data": {"videos": [ONE]}}, {"data": {"videos": [TWO]}}], "data/videos"),
        ("\n".join(map(json.dumps, [ONE, TWO])), ""),
        ("\ufeff" + json.dumps([ONE, TWO]), ""),
    ],
)
def test_records_are_found_wherever_they_stand(value, within):
    found = sheet(value)
    assert found.header == ["id", "author/name", "tags"]
    assert [found.texts(0), found.texts(1)] == [["1", "7436254323573938177"], ["zoe", None]]
    assert found.texts(2) == [None, '["a", "b"]']
    assert found.within == within


def test_a_record_is_no_wrapper_though_it_has_lists():
    assert sheet({"id": "1", "comments": [], "posts": [{"a": 1}]}).header[0] == "id"


def test_one_item_of_an_answer_is_one_record():
    found = sheet({"itemInfo": {"itemStruct": {"id": "9", "stats": {"playCount": 3}}}, "statusCode": 0})
    assert (found.header, found.within) == (["id", "stats/playCount"], "itemInfo/itemStruct")


def test_a_line_that_is_no_json_is_a_damaged_row_with_its_number():
    found = sheet('{"id": 1}\n\n{"id": \n{"id": 3}\n')
    assert found.texts(0) == ["1", None, "3"]
    assert found.damaged == {1: records.BROKEN}
    assert list(found.numbers) == [1, 3, 4]


def test_a_separator_of_lines_inside_a_text_ends_no_line():
    assert sheet('{"id": 1, "t": "a\u2028b"}\n{"id": 2, "t": "c"}').texts(1) == ["a\u2028b", "c"]


@pytest.mark.parametrize("text", ['[{"id": 1}, {"id', '{"id": 1', "[" * 5000 + "]" * 5000, "{}", "[]", '[{"a": {}}'])
def test_what_holds_no_whole_records_is_refused_in_a_sentence(text):
    with pytest.raises(DataError, match=r"^a\.json .*(export it again)\.$"):
        sheet(text)


def test_records_with_thousands_of_names_are_no_table():
    with pytest.raises(DataError, match="different names"):
        sheet([{f"k{n}": 1 for n in range(6000)}])


def test_only_whole_records_at_the_beginning_of_a_list_are_taken():
    assert records.beginning('[{"id": 1}, {"id": 2}, {"id') == [{"id": 1}, {"id": 2}]
