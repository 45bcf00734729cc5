"""CSV files are read as spreadsheets write them."""

import re

import pytest

from kit.errors import UsageError
from kit.reports.plan.rows import from_csv


def read(tmp_path, content: str | bytes):
    path = tmp_path / "c.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return from_csv(path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_marks_and_line_ends_do_not_matter(tmp_path, separator, mark, end):
    lines = [separator.join(cells) for cells in (["brand", "tier"], ["Lotus", "nano"], ['"a,b;c"', ""])]
    header, rows = read(tmp_path, mark + end.join(lines) + end)
    assert list(header.values) == ["brand", "tier"]
    assert [dict(row.values) for row in rows] == [{"brand": "Lotus", "tier": "nano"}, {"brand": "a,b;c"}]


def test_blank_lines_are_passed_over_and_lines_counted_as_an_editor_does(tmp_path):
    header, rows = read(tmp_path, '\nbrand;note;\n\n"a\nb";"x ""y"""\n;;\n  \nសុភា;;\n')
    assert header.place.endswith("c.csv, line 2")
    assert [row.values for row in rows] == [{"brand": "a\nb", "note": 'x "y"'}, {"brand": "សុភា"}]
    assert [row.place[-6:] for row in rows] == ["line 4", "line 8"]


def test_one_column_needs_no_separator(tmp_path):
    assert [row.values for row in read(tmp_path, "brand\nLotus\n")[1]] == [{"brand": "Lotus"}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "c.csv is empty; write a header"),
        ("brand,tier\n", "c.csv has no rows under its header"),
        ("brand,brand\na,b\n", "c.csv, line 1: 2 columns are called 'brand'; keep one of them."),
        ("brand,,tier\na,b,c\n", "c.csv, line 1: column 2 has no name"),
        ("brand,tier\na,b\n\na,b,c\n", "c.csv, line 4: there are 3 cells for 2 columns"),
        ('brand\n"a\n', "c.csv, line 2: this is not CSV that can be read"),
        ("brand\n" + "x" * 200_000, "c.csv, line 2: this is not CSV that can be read"),
        ("brand\nmarché".encode("latin-1"), "c.csv is not text in UTF-8; save it as “CSV UTF-8”."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, content, words):
    with pytest.raises(UsageError, match=re.escape(words)) as caught:
        read(tmp_path, content)
    assert len(str(caught.value).splitlines()) == 1


def test_a_file_that_is_not_there_or_is_a_folder_or_too_large_is_refused(tmp_path):
    with pytest.raises(UsageError, match="There is no file"):
        from_csv(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        from_csv(tmp_path)
    with pytest.raises(UsageError, match="larger than 10 MB"):
        read(tmp_path, "brand\n" + "x\n" * 6_000_000)
