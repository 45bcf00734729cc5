"""How the post-mortem's findings write money and refusals, so that all of them do it in one way."""

from collections.abc import Iterable
from dataclasses import replace

from kit.finding import Column, NotShown


def in_currency(columns: Iterable[Column], currency: str) -> tuple[Column, ...]:
    """The columns with money in this currency; what else a unit said moves into the label."""
    return tuple(
        replace(c, label=f"{c.label}, {c.unit}" if c.unit else c.label, unit=currency) if c.kind == "money" else c
        for c in columns
    )


def refused(start: str, reason: NotShown | str) -> str:
    """ "Fees are not shown: There is no exchange rate …", as a sentence; a refusal may end in a command."""
    text = f"{start}: {reason}"
    return text if text.endswith(".") else f"{text}."
