"""Files that appear whole or not at all, and text that no spreadsheet runs as a formula."""

import os
from pathlib import Path
import uuid

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet may take for a formula


def write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a reader never sees half a file; the folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def spreadsheet_safe(text: str) -> str:
    """Text with a ' before it where a spreadsheet could take it for a formula, leading blanks or not."""
    return f"'{text}" if text.startswith(FORMULA) or text.strip().startswith(FORMULA) else text
