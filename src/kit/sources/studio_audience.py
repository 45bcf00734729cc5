"""TikTok Studio "Followers", who they are: gender and top territories of an account's followers; CSV or XLSX.

Layout seen in: the code and tests of six public parsers (FollowerGender, FollowerTopTerritories).  Both lie in
``Followers_<handle>.zip``.  UTF-8 with BOM, all cells quoted.  A page of Facebook is said to export files with the same
headers: the file itself does not tell the two apart.

=================================  ==========================================================================
column                             becomes
=================================  ==========================================================================
Gender                             audience.dimension = gender; .value = female, male, other
Top territories                    audience.dimension = country; .value = ISO 3166 alpha-2; ``Others`` is other
Distribution                       audience.share: 0–1 as it stands; "61%", or 61 without a sign, is 0.61
=================================  ==========================================================================

* The account stands only in the name of the ZIP, the file or the folder: ``Followers_<handle>``; without it the file is
  refused.
* When the shares were captured is the end of ``Followers_<first day>_<epoch>_<handle>.zip``, else a day in the name,
  else --captured-at.
* A territory that is neither a code nor a country's name is kept as given, and counted.
* Small accounts get both files with their header only: TikTok shows no shares of few followers.
"""

import re
from typing import Any

from kit.errors import DataError
from kit.reading.countries import country
from kit.reading.sheet import Sheet
from kit.reading.values import nothing
from kit.sources import Batch, Options, Reading, studio_words
from kit.sources.studio_overview import About, by_name, told

LABEL = "TikTok Studio audience"
BY = "Gender or Top territories, and Distribution"
DIMENSIONS = {"gender": "gender", "top_territories": "country"}
FILLS = {"audience": ("creator_id", "dimension", "value", "share", "captured_at")}
GENDERS = {
    "female": "female|females|f|women|mulher|mulheres|feminino|mujer|mujeres|femenino|kvinna|kvinnor|frau|frauen|"
    "weiblich|femme|femmes|nữ|หญิง|ผู้หญิง|perempuan|wanita|女性|女|여성|женщины|женский|kadın|donna|donne|femmina|"
    "vrouw|γυναίκα|γυναίκες",
    "male": "male|males|m|men|homem|homens|masculino|hombre|hombres|man|män|mann|männer|männlich|homme|hommes|nam|"
    "ชาย|ผู้ชาย|laki-laki|pria|男性|男|남성|мужчины|мужской|erkek|uomo|uomini|maschio|άνδρας|άνδρες",
    "other": "other|others|outro|outros|otro|otros|otra|otras|andra|övrigt|andere|sonstige|autre|autres|khác|อื่นๆ|"
    "อื่น ๆ|lainnya|その他|其他|기타|другие|другое|прочие|diğer|altro|altri|overige|άλλο|άλλα",
}
WORDS = {word: value for value, words in GENDERS.items() for word in words.split("|")}
BARE = re.compile(r"\d+(?:[.,]\d+)?")


def detect(sheet: Sheet) -> float:
    names = studio_words.names(sheet.header)
    return 0.9 if len(names) == 2 and names[0] in DIMENSIONS and names[1] == "distribution" else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    names = studio_words.names(sheet.header)
    theirs = next((n for n in names if n in DIMENSIONS), None)
    if theirs is None or "distribution" not in names:
        raise DataError(
            f"{sheet.file.label} has no Distribution beside Gender or Top territories; export the Followers again."
        )
    known = told(sheet)
    if not known.handle and len(sheet):
        raise DataError(
            f"{sheet.file.label} does not say whose followers these are; name the file Followers_<handle>.zip, as "
            "TikTok does, or put it into a folder Followers_<handle>."
        )
    cells = sheet.texts(names.index(theirs))
    shares = sheet.texts(names.index("distribution"))
    rows = [row for row, share in enumerate(shares) if not nothing(share, "rate")]
    values = [_gender(cells[row]) if theirs == "gender" else _territory(cells[row]) for row in rows]
    batch = _batch(known, DIMENSIONS[theirs], values, [shares[row] for row in rows], rows)
    notes = _notes(theirs, values, shares, rows) | by_name(known)
    return Reading([batch], {names.index(theirs), names.index("distribution")}, notes)


def _batch(known: About, dimension: str, values: list[str | None], shares: list[str | None], rows: list[int]) -> Batch:
    cells: dict[str, list[Any]] = {
        "creator_id": [known.handle] * len(rows),
        "dimension": [dimension] * len(rows),
        "value": values,
        "share": shares,
    }
    if known.end:
        cells["captured_at"] = [known.end.isoformat()] * len(rows)
    return Batch("audience", cells, rows, units={"share": _unit(shares)})


def _unit(shares: list[str | None]) -> str:
    """Percent where bare numbers are too large for fractions and none has a sign, which would say so itself."""
    texts = [share.strip() for share in shares if share]
    large = [float(t.replace(",", ".")) > 1 for t in texts if BARE.fullmatch(t)]
    return "percent" if any(large) and not any("%" in t for t in texts) else ""


def _notes(theirs: str, values: list[str | None], shares: list[str | None], rows: list[int]) -> dict[str, int]:
    """What a reader of the report should know about the rows."""
    if not shares:
        return {"the file has its header only: TikTok shows no shares of few followers": 0}
    known = set(GENDERS) if theirs == "gender" else {c for c in map(country, values) if c}
    strange = sum(value is not None and value not in known | {"other"} for value in values)
    words = f"{'genders' if theirs == 'gender' else 'territories'} that the kit does not know were kept as given"
    notes = {words: strange, "rows without a share were left out": len(shares) - len(rows)}
    return {note: n for note, n in notes.items() if n}


def _gender(cell: str | None) -> str | None:
    text = (cell or "").strip()
    return WORDS.get(text.lower()) or text or None


def _territory(cell: str | None) -> str | None:
    """ISO alpha-2 of a code or a name; what is neither, as it is."""
    text = (cell or "").strip()
    return "other" if WORDS.get(text.lower()) == "other" else country(text) or text or None
