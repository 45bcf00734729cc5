"""What became of one file, for people and for programs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kit import privacy, sources, wording

SHOWN = 12  # names of columns in a sentence; an Apify export has hundreds
LONGEST = 40  # characters of such a name
REASONS = 5  # that are told one by one


@dataclass
class FileReport:
    """What became of one file.

    tables: name → read, kept, merged, refused.  reasons: why rows were refused → how many.  notes: what was noticed
    about rows that were kept → how many.  error: why the whole file was refused.
    """

    file: str
    format: str | None = None
    tables: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    columns_used: list[str] = field(default_factory=list)
    columns_ignored: list[str] = field(default_factory=list)
    error: str | None = None

    @property
    def refused(self) -> int:
        return sum(counts["refused"] for counts in self.tables.values())

    def to_json(self) -> dict[str, Any]:
        """The object that `kit import --json` prints."""
        tables = {
            name: {k: counts[k] for k in ("read", "kept", "merged", "refused")} for name, counts in self.tables.items()
        }
        return {
            "file": self.file,
            "format": self.format,
            "tables": tables,
            "reasons": dict(self.reasons.most_common()),
            "notes": dict(self.notes.most_common()),
            "columns_used": self.columns_used,
            "columns_ignored": self.columns_ignored,
            "error": self.error,
        }

    def __str__(self) -> str:
        """What it was taken for, what became of its rows, why rows were refused, what was noticed, which columns."""
        if self.error:
            return self.error if self.error.startswith(self.file) else f"{self.file}: {self.error}"
        lines = [f"{self.file}: {sources.formats()[self.format or ''].LABEL} ({self.format})"]
        lines += [
            f"  {name}: {c['read']:,} read, {c['kept']:,} kept, {c['merged']:,} merged, {c['refused']:,} refused"
            for name, c in self.tables.items()
        ]
        lines += [f"  refused {n:,}: {words}" for words, n in self.reasons.most_common(REASONS)]
        if len(self.reasons) > REASONS:
            rest = sum(n for _, n in self.reasons.most_common()[REASONS:])
            lines.append(f"  refused {rest:,}: for {len(self.reasons) - REASONS} rarer reasons; see refused/")
        lines += [f"  noted {n:,}: {words}" if n else f"  noted: {words}" for words, n in self.notes.most_common()]
        lines += [f"  columns used: {some(self.columns_used)}"]
        lines += [f"  columns ignored: {some(self.columns_ignored)}"] if self.columns_ignored else []
        return "\n".join(lines)


def some(names: Sequence[str]) -> str:
    """The first of many names of columns; a first row that is none may hold what is private."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (", ".join(wording.clean(privacy.masked(name))[:LONGEST] for name in names[:SHOWN]) or "none") + more
