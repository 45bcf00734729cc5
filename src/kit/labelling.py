"""Sheets for people to fill in: comments to label, videos to code.  Filled, they return by `kit import` as labels.

A sheet is XLSX, which keeps the nineteen digits of an id in every spreadsheet, or CSV.  What is drawn is a chance
sample in which each comment or video has the same chance, spread over languages and videos, or over creators: so shares
can be corrected by it.  Sheets stand outside the workspace.
"""

from collections.abc import Sequence
import csv
import io
from pathlib import Path
import re
import zlib

import numpy as np
import pandas as pd

from kit import opening
from kit.errors import DataError, UsageError
from kit.files import spreadsheet_safe, write_whole
from kit.sentiment import LABELS, language_code, script, without_handles
from kit.wording import clean

UNCLEAR = "unclear"  # an answer too: it is imported, and counts as none of the others
STYLES = ("entertain", "educate", "inspire")
LABEL_COLUMNS = ("item_kind", "item_id", "text", "language", "coder", "field", "value")
CODE_COLUMNS = ("item_kind", "item_id", "link", "text", "coder", "field", "value")
WIDTHS = {"text": 80, "link": 60, "item_id": 22, "value": 14}
LISTED = 255  # characters of a list that a spreadsheet offers in a cell
ENDINGS = (".xlsx", ".csv")


def label_sheet(workspace: str, out: str = "", size: int = 150, seed: int = 1, coder: str = "coder 1") -> Path:
    """Write a sheet of comments to label positive, neutral or negative.

    The same seed gives the same comments to every coder, each in an order of their own within a language.
    """
    data = opening.open(workspace)
    who = _coders([coder])[0]
    path = _free([_path(out, f"labels-{_slug(who)}.xlsx")], Path(data.workspace.address))[0]
    comments = data.table("comments").sort_values("comment_id", ignore_index=True)
    texts = [clean(text) for text in comments["text"].fillna("").astype(object)]
    codes = [language_code(given) for given in comments["language"].astype(object)]
    comments = comments.assign(text=texts, language=codes)[np.array([bool(text) for text in texts], dtype=bool)]
    if comments.empty:
        raise DataError(f"{workspace} holds no comment with a text; import an export of comments first.")
    comments = comments.assign(
        group=[c or script(t) for c, t in zip(comments["language"], comments["text"], strict=True)]
    )
    chosen = _drawn(comments, ["group", "video_id"], size, seed)
    rows = _ordered(chosen, seed, who).sort_values("group", kind="stable")
    cells = [
        ["comment", row.comment_id, without_handles(row.text), row.language, who, "sentiment", ""]
        for row in rows.itertuples()
    ]
    _write(path, LABEL_COLUMNS, cells, [*LABELS, UNCLEAR])
    return path


def code_sheets(
    workspace: str,
    out: str = "",
    size: int = 50,
    seed: int = 1,
    codes: Sequence[str] = STYLES,
    coders: Sequence[str] = ("coder 1", "coder 2"),
) -> list[Path]:
    """Write one sheet a coder of the same creators' videos, in different orders, to code their style."""
    data = opening.open(workspace)
    named, answers = _coders(coders), _codes(codes)
    paths = [_path(out, "codes.xlsx") for _ in named]
    paths = [path.with_name(f"{path.stem}-{_slug(who)}{path.suffix}") for path, who in zip(paths, named, strict=True)]
    _free(paths, Path(data.workspace.address))
    videos = data.videos
    seen = ~videos["creator_id"].isin(data.brand_accounts()) & ~videos["status"].isin(["deleted", "private"])
    videos = videos[seen.fillna(True).astype(bool)].sort_values("video_id")
    if videos.empty:
        raise DataError(f"{workspace} holds no video of a creator; import an export of videos first.")
    chosen = _drawn(videos, ["creator_id", "posted_at"], size, seed)
    for path, who in zip(paths, named, strict=True):
        cells = [
            [
                "video",
                row.video_id,
                _link(row.url, row.creator_id, row.video_id),
                _text(row.caption),
                who,
                "content_style",
                "",
            ]
            for row in _ordered(chosen, seed, who).itertuples()
        ]
        _write(path, CODE_COLUMNS, cells, [*answers, UNCLEAR])
    return paths


def _drawn(rows: pd.DataFrame, order: list[str], size: int, seed: int) -> pd.DataFrame:
    """A systematic sample: each row has the same chance, and neighbours in `order` seldom come together."""
    draws = np.random.default_rng(seed)
    shuffled = rows.iloc[draws.permutation(len(rows))].sort_values(order, kind="stable")
    if size >= len(rows):
        return shuffled
    return shuffled.iloc[np.floor((draws.random() + np.arange(size)) * len(rows) / size).astype(int)]


def _ordered(rows: pd.DataFrame, seed: int, coder: str) -> pd.DataFrame:
    return rows.iloc[np.random.default_rng([seed, zlib.crc32(coder.encode())]).permutation(len(rows))]


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def _link(url: object, creator_id: str, video_id: str) -> str:
    """Where to watch the video; empty where nobody knows."""
    if isinstance(url, str) and url.startswith("http"):
        return url
    plain = re.fullmatch(r"[a-z0-9_.]+", creator_id) and video_id.isdecimal()
    return f"https://www.tiktok.com/@{creator_id}/video/{video_id}" if plain else ""


def _coders(names: Sequence[str]) -> list[str]:
    found = [clean(name) for name in names]
    if not all(found) or len({_slug(name) for name in found}) < len(found):
        raise UsageError("Each coder needs a name of their own, such as --coders ann,ben")
    return found


def _codes(names: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(filter(None, map(clean, names))))
    if len(found) < 2:
        raise UsageError("--codes needs at least two codes, such as --codes entertain,educate,inspire")
    return found


def _slug(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name).strip("._").lower() or "coder"


def _path(out: str, usual: str) -> Path:
    path = Path(out or usual)
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"--out is {out!r}; a sheet is a file that ends with {' or '.join(ENDINGS)}.")
    return path


def _free(paths: list[Path], workspace: Path) -> list[Path]:
    """The paths, unless one holds something already or lies in the workspace."""
    for path in paths:
        if workspace.resolve() in path.resolve().parents:
            raise UsageError(f"{path} lies in the workspace; name a file outside of it by --out.")
        if path.is_dir() or (path.exists() and path.stat().st_size):
            raise UsageError(f"{path} is there already and may be filled in; name another file by --out.")
    return paths


def _write(path: Path, header: Sequence[str], rows: list[list[str]], answers: Sequence[str]) -> None:
    safe = [[spreadsheet_safe(str(cell)) for cell in row] for row in rows]
    content = _csv(header, safe) if path.suffix.lower() == ".csv" else _xlsx(header, safe, answers)
    try:
        write_whole(path, content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}.") from None


def _csv(header: Sequence[str], rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue().encode("utf-8-sig")  # Excel needs the mark


def _xlsx(header: Sequence[str], rows: list[list[str]], answers: Sequence[str]) -> bytes:
    """A workbook whose ids are text and whose column `value` offers the answers."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    for row in (header, *rows):
        sheet.append(list(row))
    for place, name in enumerate(header, 1):
        letter = sheet.cell(1, place).column_letter
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 12)
        for (cell,) in sheet.iter_rows(2, max(len(rows) + 1, 2), place, place):
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=name == "text", vertical="top")
    offered = ",".join(answers)
    if len(offered) <= LISTED and '"' not in offered:
        choice = DataValidation(
            "list", formula1=f'"{offered}"', allow_blank=True, promptTitle="value", prompt=offered[:255]
        )
        choice.showErrorMessage = False  # another word may be typed; it counts as unclear
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{len(rows) + 1}")
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
