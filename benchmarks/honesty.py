"""Do the intervals tell the truth?  `python benchmarks/honesty.py [--worlds 1000] [--seed 1] [--only s1,s2] [--brief]`

Draws worlds whose truth is known, asks the estimators of `kit.estimate` and naive methods about them, and prints how
often they held it.  Ends with 1 where an estimator of ours lies outside its band by more than 2 standard errors of the
simulation.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import multiprocessing
import os
import time
import zlib

import numpy as np

from simulations import Claim, SIMULATIONS, Study

WORLDS, CHUNK = 1000, 25
FEWEST = 40  # worlds of a study that takes only a share of them


@dataclass(frozen=True)
class Row:
    """What came of a claim.  error: standard error of the measure over worlds."""

    simulation: str
    setting: str
    claim: Claim
    measured: float
    error: float
    worlds: int

    @property
    def outside(self) -> float:
        return max(self.claim.low - self.measured, self.measured - self.claim.high, 0.0)

    def holds(self, errors: float = 2) -> bool:
        return self.outside <= errors * self.error + 1e-12

    @property
    def verdict(self) -> str:
        if not self.outside:
            return "fails" if self.claim.naive else "yes"
        if self.claim.naive:
            return "does not fail"
        return "nearly" if self.holds() else "NO"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(SIMULATIONS), help="simulations, separated by commas")
    parser.add_argument("--brief", action="store_true", help="one line an estimator and measure, all settings together")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    unknown = [name for name in given.only.split(",") if name not in SIMULATIONS]
    if unknown:
        parser.error(f"no simulation {', '.join(unknown)}: there are {', '.join(SIMULATIONS)}")
    started = time.perf_counter()
    found = list(rows(given.only.split(","), given.worlds, given.seed, given.jobs))
    print(brief(found) if given.brief else table(found))
    print(f"\n{time.perf_counter() - started:.0f} s, seed {given.seed}")
    print(summary(found))
    return int(not all(row.claim.naive or row.holds() for row in found))


def rows(names: Sequence[str], worlds: int, seed: int = 1, jobs: int = 1) -> Iterator[Row]:
    """A row a claim.  A study's worlds depend on the seed and its name alone, neither on other studies nor on jobs."""
    studies = [study for name in names for study in SIMULATIONS[name]()]
    tasks = [(name, place, worlds, seed, start) for name in names for place, start in _chunks(name, worlds)]
    drawn: dict[tuple[str, int], list[np.ndarray]] = {}
    for task, part in zip(tasks, _answers(tasks, jobs), strict=True):
        drawn.setdefault(task[:2], []).append(part)
    for study, parts in zip(studies, drawn.values(), strict=True):
        yield from _rows(study, np.concatenate(parts))


def _chunks(name: str, worlds: int) -> Iterator[tuple[int, int]]:
    for place, study in enumerate(SIMULATIONS[name]()):
        for start in range(0, _count(study, worlds), CHUNK):
            yield place, start


def _count(study: Study, worlds: int) -> int:
    return max(round(study.share * worlds), min(worlds, FEWEST))


def _answers(tasks: Sequence[tuple], jobs: int) -> Iterator[np.ndarray]:
    if jobs == 1:
        yield from map(_draw, tasks)
        return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for the processes to come: small matrices, and all cores are taken
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(_draw, tasks)


def _draw(task: tuple[str, int, int, int, int]) -> np.ndarray:
    """Worlds × claims × (top, bottom) of one chunk of a study."""
    name, place, worlds, seed, start = task
    study = list(SIMULATIONS[name]())[place]
    own = np.random.SeedSequence([seed, zlib.crc32(f"{name} {study.setting}".encode())])
    seeds = own.spawn(_count(study, worlds))[start : start + CHUNK]
    answers = [study.world(np.random.default_rng(one)) for one in seeds]
    return np.array([[one if isinstance(one, tuple) else (one, 1.0) for one in answer] for answer in answers])


def _rows(study: Study, drawn: np.ndarray) -> Iterator[Row]:
    for claim, pairs in zip(study.claims, drawn.transpose(1, 0, 2), strict=True):
        known = pairs[~np.isnan(pairs).any(axis=1)]
        top, bottom = known.mean(axis=0) if len(known) else (np.nan, np.nan)
        measured = top / bottom
        spread = (known[:, 0] - measured * known[:, 1]).std(ddof=1) / np.sqrt(len(known)) / abs(bottom)
        error = spread if spread > 0 else 1 / max(len(known), 1)  # all worlds alike: as if one of them were not
        if claim.root:
            measured, error = np.sqrt(measured), error / 2 / np.sqrt(measured)
        yield Row(study.simulation, study.setting, claim, float(measured), float(error), len(known))


def table(found: Sequence[Row]) -> str:
    head = ["", "setting", "estimator", "measure", "measured", "± s.e.", "band", "holds", "worlds"]
    return _aligned([head, *(_line(row) for row in found)], right=(4, 5, 8))


def brief(found: Sequence[Row]) -> str:
    """Lowest and highest measure over the settings in which an estimator promises the same thing."""
    head = ["", "estimator", "measure", "lowest", "highest", "band", "holds", "settings"]
    kinds: dict[tuple, list[Row]] = {}
    for row in sorted(found, key=lambda row: (list(SIMULATIONS).index(row.simulation), row.claim.naive)):
        kinds.setdefault((row.simulation, row.claim), []).append(row)
    return _aligned([head, *(_kind(rows) for rows in kinds.values())], right=(3, 4, 7))


def _kind(alike: Sequence[Row]) -> list[str]:
    simulation, _, name, measure, _, _, band, _, _ = _line(alike[0])
    ends = [f"{end(row.measured for row in alike):.3f}" for end in (min, max)]
    verdicts = [row.verdict for row in alike]
    worst = next(word for word in ("NO", "does not fail", "nearly", "yes", "fails") if word in verdicts)
    return [simulation, name, measure, *ends, band, worst, str(len(alike))]


def _aligned(lines: Sequence[Sequence[str]], right: Sequence[int]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(n) if k in right else cell.ljust(n) for k, (cell, n) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _line(row: Row) -> list[str]:
    claim = row.claim
    band = f"{claim.low:g} to {claim.high:g}"
    name = f"  naive: {claim.estimator}" if claim.naive else claim.estimator
    return [
        row.simulation,
        row.setting,
        name,
        claim.measure,
        f"{row.measured:.3f}",
        f"{row.error:.3f}",
        band,
        row.verdict,
        f"{row.worlds:,}",
    ]


def summary(found: Sequence[Row]) -> str:
    ours, theirs = [row for row in found if not row.claim.naive], [row for row in found if row.claim.naive]
    failed = sum(row.verdict == "fails" for row in theirs)
    held = sum(row.verdict == "yes" for row in ours)
    close = sum(row.verdict == "nearly" for row in ours)
    more = f" ({close} more within 2 standard errors)" if close else ""
    inside = f"{held} of {len(ours)} inside their bands{more}"
    return f"{inside}; naive methods failed as they should: {failed} of {len(theirs)}"


if __name__ == "__main__":
    raise SystemExit(main())
