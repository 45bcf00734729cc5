"""Files are read whatever their encoding, delimiter or wrapping; what is no table is refused in one sentence."""

import io
import os
import zipfile

import openpyxl
import pytest

from kit.errors import DataError
from kit.reading import archives, opened

TABLE = 'name;text\r\nĐặng;"two\nlines; one cell"\r\nสวัสดี;مرحبا <b>\r\n'


def sheet(tmp_path, content, name="a.csv", at=0):
    """The first table of a file with this content, with the header row that stands `at`-th."""
    path = tmp_path / name
    path.write_bytes(content)
    return next(opened.sheets(next(archives.files(path))))[at]


def cells(found):
    """The columns of a sheet as Python text."""
    return [column.to_pylist() for column in found.columns]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_a_mark(tmp_path, encoding):
    found = sheet(tmp_path, TABLE.encode(encoding))
    assert found.header == ["name", "text"]
    assert cells(found) == [["Đặng", "สวัสดี"], ["two\nlines; one cell", "مرحبا <b>"]]


def test_windows_1252_is_read_and_said(tmp_path):
    found = sheet(tmp_path, "name,n\nMüller – “x”,1\n".encode("cp1252"))
    assert found.texts(0) == ["Müller – “x”"]
    assert "Windows-1252" in found.notes[0]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, mark):
    assert cells(sheet(tmp_path, f"a{mark}b\n1{mark}2\n".encode())) == [["1"], ["2"]]


def test_a_line_that_names_the_delimiter_is_obeyed(tmp_path):
    assert cells(sheet(tmp_path, b"sep=;\na;b\n1,5;2\n")) == [["1,5"], ["2"]]


def test_blank_rows_are_no_rows_and_titles_may_stand_above_the_header(tmp_path):
    found = sheet(tmp_path, b",,\nTop creators,,\na,b,c\n\n1,2,3\n,,\n", at=1)
    assert found.header == ["a", "b", "c"]
    assert found.numbers == [5]


def test_a_row_with_more_cells_than_the_header_has_slipped(tmp_path):
    assert sheet(tmp_path, b"a,b\n1,2\n1,2,3\n1\n1,2,,\n").damaged == {1: "the row has more cells than the header"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(tmp_path, end):
    assert cells(sheet(tmp_path, f'a,b{end}1,"x{end}y"{end}'.encode())) == [["1"], ["x\ny"]]


def test_nul_bytes_are_taken_out(tmp_path):
    assert cells(sheet(tmp_path, b"a,b\n1\x00,2\n")) == [["1"], ["2"]]


def test_a_workbook_keeps_whole_numbers_whole(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id", "n"])
    book.active.append(["7436254323573938177", 12])
    stream = io.BytesIO()
    book.save(stream)
    assert cells(sheet(tmp_path, stream.getvalue(), "a.xlsx")) == [["7436254323573938177"], ["12"]]


def packed(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_an_archive_gives_its_tables_and_theirs(tmp_path):
    inner = packed({"b.csv": "a,b\n1,2\n"})
    (tmp_path / "outer.zip").write_bytes(
        packed({"x/inner.zip": inner, "a.csv": "a,b\n", "photo.png": "", "__MACOSX/a.csv": ""})
    )
    found = list(archives.files(tmp_path / "outer.zip"))
    assert [f.label for f in found] == ["outer.zip/a.csv", "outer.zip/x/inner.zip/b.csv"]
    assert found[1].names[0] == "b.csv"
    assert found[1].read() == b"a,b\n1,2\n"


def test_a_folder_is_walked_without_hidden_files_and_the_workspace(tmp_path):
    for name in ("b.csv", "sub/a.csv", ".hidden.csv", "notes.md", "ws/videos/x.parquet"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [f.label for f in archives.files(tmp_path, skip=tmp_path / "ws")] == ["b.csv", "a.csv"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("mark.csv", b"\xef\xbb\xbf\n", "is empty"),
        ("noise.csv", os.urandom(4000), "is not text"),
        ("page.csv", b"<!DOCTYPE html><html>", "is a web page"),
        ("none.json", b"[{}]", "holds JSON without records"),
        ("cut.json", b'[{"id": 1}, {"id": 2', "is no whole JSON"),
        ("deep.json", b"[" * 100_000, "is no whole JSON|nested too deep"),
        ("old.xls", b"\xd0\xcf\x11\xe0 old", "old or locked Excel workbook"),
        ("cut.xlsx", packed({"xl/workbook.xml": "<x"})[:60], "damaged workbook"),
        ("cut.zip", b"PK\x03\x04 cut", "damaged archive"),
        ("cut.csv", b'a,b\n1,"2\n', "ends inside a quoted cell"),
        ("cut.parquet", b"PAR1 PAR1", "damaged Parquet"),
        ("pictures.zip", packed({"a.png": "x"}), "archive without a table"),
        ("long.csv", b"a,b\n1," + b"x" * 300_000, "quotation mark is missing"),
        ("bomb.xlsx", packed({"xl/workbook.xml": b"0" * (70 << 20)}), "would unpack to 70 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes hold the time and chance
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, name, content, words):
    with pytest.raises(DataError, match=words) as error:
        sheet(tmp_path, content, name)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_an_archive_that_swells_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(packed({"a.csv": b"0" * (70 << 20)}))
    with pytest.raises(DataError, match="would unpack"):
        next(archives.files(path)).read()
