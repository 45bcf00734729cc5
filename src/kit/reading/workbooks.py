"""Excel workbooks and Parquet files as rows."""

from collections.abc import Iterable, Iterator, Sequence
import io
from typing import Any
import warnings
import zipfile

from kit.errors import DataError
from kit.reading.archives import check_size, File
from kit.reading.sheet import Rows

ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet in Excel


def parquet(data: bytes, file: File) -> Rows:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data), page_checksum_verification=True)
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError):  # the last two: text and moments that are none
        raise DataError(f"{file.label} is a damaged Parquet file; write it again.") from None
    return [list(table.column_names), *map(list, zip(*columns, strict=True))]


def _rows(found: Iterable[Sequence[Any]], file: File) -> Rows:
    """The rows of a sheet, unless it numbers them beyond all that Excel can hold: the gaps would fill the memory."""
    rows: Rows = []
    with warnings.catch_warnings(action="ignore"):  # about dates that are none: they become text
        for row in found:
            if len(rows) == ROWS or len(row) > COLUMNS:
                raise DataError(
                    f"{file.label} has a sheet of more than {ROWS:,} rows or {COLUMNS:,} columns, which no workbook "
                    "can have; open it in a spreadsheet and save it as CSV."
                )
            rows.append(list(row))
    return rows


def workbook(data: bytes, file: File) -> Iterator[Rows]:
    """Every visible sheet of an Excel workbook."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive.infolist(), len(data), file.label)
            if not any(n.startswith("xl/") for n in archive.namelist()):
                raise DataError(
                    f"{file.label} is an archive without a table that the kit reads (CSV, XLSX, Parquet); "
                    "unpack it and import the files."
                )
        with warnings.catch_warnings(action="ignore"):  # about parts that hold no table
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # some writers state a size of one cell
                yield _rows(sheet.iter_rows(values_only=True), file)
    except DataError:
        raise
    except Exception:  # openpyxl raises whatever its XML parser, its types or a missing part bring up
        if file.names[0].lower().endswith(".zip"):
            raise DataError(f"{file.label} is a damaged archive; download it again.") from None
        raise DataError(
            f"{file.label} is a damaged workbook; open it in a spreadsheet and save it as .xlsx or CSV."
        ) from None
