"""What became of every section, told in the one that says what the numbers are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kit import show, wording
from kit.reports.page.sections import Section

KEY = "data_check"  # the finding under which the sections are listed
STATES = {"stopped": "Stopped.", "not_run": "Not run.", "lost": "Not here."}


@dataclass(frozen=True)
class Link:
    """A section of the report: where it is and what it is called."""

    id: str
    number: int
    name: Markup


@dataclass(frozen=True)
class Outcome:
    """Sections of which the same is to be said: their status in a word or two, and why."""

    links: tuple[Link, ...]
    status: str
    why: Markup


def tell(sections: Sequence[Section]) -> None:
    """Give the section of the data check what became of all the others; a page without one is as it was."""
    for section in sections:
        if any(shown.finding["key"] == KEY for shown in section.findings):
            section.outcomes = _outcomes([other for other in sections if other is not section])
            return


def _outcomes(sections: Sequence[Section]) -> list[Outcome]:
    """In the order of the sections; those of the same status and reason stand together."""
    found: dict[tuple[str, str], list[Link]] = {}
    for section in sections:
        if section.limits or not section.state:
            continue
        first = section.findings[0].finding["key"] if section.findings else ""
        name = Markup(show.text(wording.words(first))) if first else Markup(section.question)
        found.setdefault(_status(section), []).append(Link(section.id, section.number, name))
    return [Outcome(tuple(links), status, Markup(show.prose(why))) for (status, why), links in found.items()]


def _status(section: Section) -> tuple[str, str]:
    """The status of a section's findings together, and the first clause of why it is not simply "shown"."""
    if section.state in STATES:
        return STATES[section.state], ""
    findings = [shown.finding for shown in section.findings]
    refused = [f for f in findings if f["status"] == "not_shown"]
    doubted = [f["caveat"] for f in findings if f["status"] == "caveat"]
    if refused and len(refused) == len(findings):
        return "Not shown.", _first(refused[0]["takeaway"])
    if refused:
        return "Shown in part.", _first(refused[0]["takeaway"])
    return ("With a caveat.", _first(doubted[0])) if doubted else ("Shown.", "")


def _first(text: str) -> str:
    said = wording.clause(text)
    return f"{said}." if said else ""
