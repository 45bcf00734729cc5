"""Whether a worker would make the same report as the runner: the same kit, on the same packages, sees the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import platform

from kit import wording
from kit.errors import DataError, UsageError


@dataclass(frozen=True)
class Facts:
    """What a report's figures rest on, apart from its notebook and parameters, as one process sees it.

    `versions`: of the kit, Python (without its last part) and the packages that compute; `code`: one hash of the kit's
    code and the page's template; `rows`: for each workspace asked about {table: digest}, or why it cannot be opened.
    """

    versions: Mapping[str, str]
    code: str
    rows: Mapping[str, Mapping[str, str] | str] = field(default_factory=dict)


def look(workspaces: Sequence[str]) -> Facts:
    """From this process and its folder."""
    from kit import inputs, style  # not before they are needed: a worker itself only compares
    from kit.reports import unchanged

    python = ".".join(platform.python_version_tuple()[:2])
    versions = inputs.versions() | {"Python": python}
    return Facts(versions, unchanged.code(str(style.template_dir())), {name: rows(name) for name in workspaces})


def rows(workspace: str) -> dict[str, str] | str:
    """The digest of each of its tables, or why it cannot be opened."""
    from kit import opening, tables

    try:
        found = opening.locate(workspace)
        return {name: found.digest(name) for name in tables.TABLES}
    except (DataError, UsageError) as error:
        return str(error)


def difference(here: Facts, there: Facts, later: bool = False) -> str:
    """What is wrong with a worker, to stand behind its name in one sentence; "" if nothing is.

    `later`: it joined while reports were being made; then rows may have come since, and only that it sees them counts.
    """
    other = [name for name, version in here.versions.items() if there.versions.get(name) != version]
    if other:
        theirs = ", ".join(f"{name} {there.versions.get(name, 'unknown')}" for name in other)
        ours = ", ".join(f"{name} {here.versions[name]}" for name in other)
        return f"has {theirs}, and this machine {ours}; install the same on both."
    if there.code != here.code:
        return "has the same version of the kit with other code or another page template; install the same on both."
    unseen = wording.join(_unseen(here, there, later))
    return f"{unseen}; give workspaces a place that every worker reads under the same path." if unseen else ""


def _unseen(here: Facts, there: Facts, later: bool) -> Iterator[str]:
    for workspace, ours in here.rows.items():
        theirs = there.rows.get(workspace, "")
        if isinstance(theirs, str):
            yield f"does not see the workspace {workspace}"
        elif not later and isinstance(ours, Mapping):
            other = [name for name, digest in ours.items() if theirs.get(name) != digest]
            if other:
                yield f"sees other rows than this machine in the workspace {workspace} ({', '.join(other)})"
