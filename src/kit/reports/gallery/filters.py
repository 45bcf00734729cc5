"""The gallery's filters: links by status, report and brand that show some of the cards, by `:target`, without a script.

A choice is a link to itself.  While it is the page's target, the cards without its class are hidden, and sections that
have no other; any other address, as that of a single card, shows all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit import show, wording
from kit.reports.gallery import cards

BRANDS = range(2, 9)  # so many are worth a row


@dataclass(frozen=True)
class Choice:
    """One link: the class of its cards, what it says (HTML), its shape if it is a status, and how many cards."""

    name: str
    words: str
    count: int
    shape: str = ""


@dataclass(frozen=True)
class Kind:
    """The choices by one field of a record, by its value."""

    field: str
    choices: Mapping[str, Choice]


def kinds(records: Sequence[Mapping[str, Any]]) -> list[Kind]:
    """What the records can be told apart by."""
    found = [Kind("Status", _statuses(records))]
    reports, brands = Counter(map(report, records)), Counter(filter(None, map(_brand, records)))
    if len(reports) > 1:
        own = {name: Choice(f"g{n}", report_words(name), reports[name]) for n, name in enumerate(reports, 1)}
        found.append(Kind("Report", own))
    if len(brands) in BRANDS:
        named = {b: Choice(f"b{n}", show.text(wording.name(b, 40)), brands[b]) for n, b in enumerate(brands, 1)}
        found.append(Kind("Brand", named))
    return found


def _statuses(records: Sequence[Mapping[str, Any]]) -> dict[str, Choice]:
    counted = Counter(map(cards.status, records))
    return {s: Choice(s, words, counted[s], shape) for s, (shape, words) in cards.STATES.items() if counted[s]}


def report(record: Mapping[str, Any]) -> str:
    """Its report, or its own name where it does not tell."""
    return str(record.get("report") or record["name"])


def _brand(record: Mapping[str, Any]) -> str:
    return wording.clean(record.get("brand") or "")


def report_words(name: str) -> str:
    """A report's name in words; nothing for none."""
    return show.text(wording.name(wording.words(name), 60)) if name else ""


def classes(record: Mapping[str, Any], kinds: Sequence[Kind]) -> list[str]:
    """Those of one card."""
    value = {"Status": cards.status, "Report": report, "Brand": _brand}
    chosen = (kind.choices.get(value[kind.field](record)) for kind in kinds)
    return [choice.name for choice in chosen if choice]


def row(kinds: Sequence[Kind], total: int) -> str:
    """The links, a line for each kind; nothing where there is nothing to choose."""
    if total < 2:
        return ""
    every = Choice("all", "All", total)
    lines = []
    for kind in kinds:
        choices = [every, *kind.choices.values()] if kind is kinds[0] else list(kind.choices.values())
        links = "".join(f"<li>{_link(choice)}</li>" for choice in choices)
        ident = f"by-{kind.field.lower()}"
        lines.append(f'<div><p id="{ident}">{kind.field}</p><ul aria-labelledby="{ident}">{links}</ul></div>')
    return f'<nav aria-label="Show only" class="filters">{"".join(lines)}</nav>\n'


def _link(choice: Choice) -> str:
    ident = "all" if choice.name == "all" else f"only-{choice.name}"
    mark = f'<span aria-hidden="true">{choice.shape}</span> ' if choice.shape else ""
    return f'<a class="{choice.name}" href="#{ident}" id="{ident}">{mark}{choice.words} <b>{choice.count:,}</b></a>'


def rules(kinds: Sequence[Kind]) -> str:
    """The stylesheet's part that depends on the records: what each choice hides."""
    names = [choice.name for kind in kinds for choice in kind.choices.values()]
    return "".join(
        f"main:has(#only-{n}:target) :is(.card:not(.{n}),.group:not(:has(.{n}))){{display:none}}\n" for n in names
    )
