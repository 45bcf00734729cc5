"""Better or worse, as the words of a column say it: by shape and words, and by colour only besides."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.wording import BAD, clean, GOOD


@dataclass(frozen=True)
class Verdict:
    """A row's word, the token of its mark, whether the mark is full, and whether the word stands out."""

    word: str = ""
    token: str = "grey"
    full: bool = True
    bold: bool = False


def verdicts(words: Sequence[object]) -> list[Verdict]:
    """One a row; a word that is neither good nor bad is undecided."""
    return [_verdict("" if word is None else clean(word)) for word in words]


def _verdict(word: str) -> Verdict:
    if word in GOOD:
        return Verdict(word, "accent")
    return Verdict(word, "ink", full=False, bold=True) if word in BAD else Verdict(word)


def explained(every: Sequence[Verdict]) -> list[str]:
    """ "● met", "○ missed", "grey: open": what each mark stands for, once."""
    said = []
    for token, sign in (("accent", "● "), ("ink", "○ "), ("grey", "grey: ")):
        words = dict.fromkeys(v.word for v in every if v.token == token and v.word)
        said += [sign + ", ".join(words)] if words else []
    return said
