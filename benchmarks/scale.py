"""From a folder to 3·10⁷ captures on one machine: `python benchmarks/scale.py [CAPTURES …]`.

For each size (10⁵, 10⁶, 10⁷ and 3·10⁷ unless said) an agency's daily exports are made, imported and checked, the cells
of the three reports are computed, and benchmarking is run to its page.  Printed: seconds and peak memory of each step,
bytes on disk, the roll-ups of benchmarking beside hand-written DuckDB SQL and beside pandas, with and without the
snapshots that an import leaves of large tables, and which targets hold.
Each is of its own process.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
import json
from pathlib import Path
import subprocess
import sys
import tempfile
import time
from typing import Any

import scale_campaign
import scale_world

SIZES = (10**5, 10**6, 10**7, 3 * 10**7)
REPORTS = ("benchmarking", "tier_pricing", "post_mortem")
MOST_PANDAS = 10**7  # captures; beyond, pandas wants more memory than there is
BIN, HERE = Path(sys.executable).parent, Path(__file__).parent
ROLLUPS, REPORT, MEMORY = 15, 60, 2_000  # targets at 10⁷ captures: seconds, seconds, and MB at every size
AGAINST_SQL, AGAINST_PANDAS = 1.5, 5


def main() -> None:
    found = []
    for size in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory(prefix="scale-") as folder:
            found.append(measured(Path(folder), size))
    judged(found)


def measured(folder: Path, size: int) -> dict[str, Any]:
    """All figures of one size, printed as they come."""
    exports, workspace = folder / "exports", folder / "workspace"
    made = scale_world.exports(exports, size)
    print(f"\n{made['captures']:,} captures of {made['videos']:,} videos, {made['creators']:,} creators", flush=True)
    found: dict[str, Any] = {"size": made["captures"], "peaks": []}
    tell(found, "kit import", timed("kit", "import", exports, "--into", workspace))
    scale_campaign.campaign_on(workspace, 1)
    on_disk = sum(file.stat().st_size for file in workspace.rglob("*.parquet"))
    print(f"  on disk: {on_disk / 1e6:,.0f} MB, {on_disk / made['captures']:.0f} bytes a capture")
    tell(found, "kit check", timed("kit", "check", workspace))
    asked: list[dict[str, Any]] = []
    for name in REPORTS:
        cells = step("report", workspace, name)
        said = f"of that its data step {cells['data_seconds']:.1f} s, in {len(cells['asked'])} roll-ups"
        tell(found, f"cells of {name}", (cells["seconds"], cells["peak_mb"]), said)
        asked = cells["asked"] if name == "benchmarking" else asked
    seconds, _ = timed("kit", "run", "benchmarking", "--data", workspace, "--out", folder / "out", "--quiet", *BRAND)
    (record,) = json.loads((folder / "out/manifest.json").read_text())["reports"]
    tell(found, WHOLE, (seconds, record["peak_memory_mb"]), record["status"])
    found |= compared(workspace, asked, size)
    return found


BRAND, WHOLE = ("-p", "brand=Aurel"), "kit run benchmarking"


def compared(workspace: Path, asked: list[dict[str, Any]], size: int) -> dict[str, Any]:
    """The roll-ups of benchmarking alone, as reports ask them and where all captures are read; by hand; and what pandas
    needs for the newest captures; medians of three, in turns."""
    given = json.dumps(asked)
    ours, every, hand = in_turns(
        *(partial(step, way, workspace, "benchmarking", given) for way in ("replay", "replay_all", "by_hand"))
    )
    found = {"rollups": ours["seconds"], "against_sql": every["seconds"] / hand["seconds"]}
    print(f"  roll-ups of benchmarking: {told(ours)}; where all captures are read {told(every)}")
    print(f"    hand-written SQL, all captures: {told(hand)}; ours {found['against_sql']:.2f} × its time")
    if size <= MOST_PANDAS:
        slow, newest, scanned = in_turns(*(partial(step, w, workspace) for w in ("pandas", "newest", "newest_of_all")))
        print(f"    pandas, newest captures: {told(slow)}")
        for name, way in (("as reports read them", newest), ("where all captures are read", scanned)):
            faster, smaller = (slow[k] / way[k] for k in ("seconds", "peak_mb"))
            print(f"      ours, {name}: {told(way)}: {faster:.1f} × faster, {smaller:.1f} × smaller")
        found |= {"faster": slow["seconds"] / newest["seconds"], "smaller": slow["peak_mb"] / newest["peak_mb"]}
    return found


def told(run: dict[str, Any]) -> str:
    return f"{run['seconds']:.2f} s, peak {run['peak_mb']:,} MB"


def in_turns(*ways: Callable[[], dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each way the middle one of three runs; the ways take turns."""
    runs = [[way() for way in ways] for _ in range(3)]
    return [sorted(of_one, key=lambda run: run["seconds"])[1] for of_one in zip(*runs, strict=True)]


def judged(found: list[dict[str, Any]]) -> None:
    """Which targets hold; the exit code is 1 where one does not."""
    lines = []
    for one in found:
        worst = max(peak for _, peak in one["peaks"])
        lines.append((worst <= MEMORY, f"{one['size']:,}: peak memory {worst:,} MB of {MEMORY:,}"))
        if one["size"] == 10**7:
            lines += [
                (one["rollups"] <= ROLLUPS, f"roll-ups of benchmarking {one['rollups']:.1f} s of {ROLLUPS}"),
                (
                    one["against_sql"] <= AGAINST_SQL,
                    f"against hand-written SQL {one['against_sql']:.2f} of {AGAINST_SQL}",
                ),
                (one[WHOLE] <= REPORT, f"{WHOLE} {one[WHOLE]:.1f} s of {REPORT}"),
                (
                    one["faster"] >= AGAINST_PANDAS,
                    f"{one['faster']:.1f} × faster than pandas, at least {AGAINST_PANDAS}",
                ),
                (
                    one["smaller"] >= AGAINST_PANDAS,
                    f"{one['smaller']:.1f} × smaller than pandas, at least {AGAINST_PANDAS}",
                ),
            ]
    for small, large in pairwise(found):
        for name in ("kit import", "kit check", WHOLE, *(f"cells of {name}" for name in REPORTS)):
            grown, more = large[name] / small[name], large["size"] / small["size"]
            lines.append((grown <= more, f"{name}: {more:.0f} × the captures, {grown:.1f} × the time"))
    print("\n" + "\n".join(f"{'yes' if held else 'NO '}  {words}" for held, words in lines))
    sys.exit(0 if all(held for held, _ in lines) else 1)


def tell(found: dict[str, Any], what: str, figures: tuple[float, int], more: str = "") -> None:
    seconds, peak = figures
    found[what] = seconds
    found["peaks"].append((what, peak))
    print(f"  {what}: {seconds:.1f} s, peak {peak:,} MB" + (f"; {more}" if more else ""), flush=True)


def timed(command: str, *words: object) -> tuple[float, int]:
    """Seconds and peak MB of one of our commands; what it prints is not wanted."""
    began = time.perf_counter()
    line = ["/usr/bin/env", "python3", "-c", PEAK, BIN / command, *words]
    done = subprocess.run([str(word) for word in line], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}: {done.stderr[-600:]}")
    return time.perf_counter() - began, int(done.stderr.rsplit("PEAK", 1)[1]) // 1024


PEAK = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL); "
    "print('PEAK', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(code)"
)


def step(way: str, workspace: Path, name: str = "", given: str = "") -> dict[str, Any]:
    line = [sys.executable, HERE / "scale_steps.py", way, workspace, *([name] if name else [])]
    done = subprocess.run([str(w) for w in line], input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{way}: {done.stderr[-900:]}")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
