"""How long the main job takes here: `python benchmarks/main_job.py [EXPORT.csv --map MAP.yaml]`.

Prints the seconds of one import (a made-up export of 12,000 videos unless a file is given), and for each report on the
sample workspace the whole seconds and those of its own cells.
"""

import argparse
import csv
import json
from pathlib import Path
import subprocess
import sys
import tempfile
import time

ROWS = 12_000
MAP = "tables: {videos: {video_id: id, creator_id: who, views: plays, likes: hearts, followers_at_capture: fans}}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", nargs="?", type=Path)
    parser.add_argument("--map", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        export, mapping = (given.export, given.map) if given.export else made_up(place)
        words = ["import", export, "--into", place / "w", *(["--map", mapping] if mapping else [])]
        print(f"import of {export.name}: {kit(*words):.1f} s")
        print(f"sample workspace: {kit('sample', place / 'sample'):.1f} s")
        for report in ("benchmarking", "tier_pricing", "post_mortem"):
            seconds = kit("run", report, "--data", place / "sample", "--out", place / "out", "--quiet")
            records = json.loads((place / "out" / "manifest.json").read_text(encoding="utf-8"))["reports"]
            own = next(r["cell_seconds"] for r in records if r["name"] == report)
            print(f"{report}: {seconds:.1f} s, of which its own cells {own:.1f} s")


def kit(*words: object) -> float:
    """Run the command as a whole process; its seconds."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kit.cli", *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def made_up(place: Path) -> tuple[Path, Path]:
    """An export of ROWS videos of 480 creators, and its mapping."""
    export, mapping = place / "export.csv", place / "map.yaml"
    mapping.write_text(MAP, encoding="utf-8")
    with export.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "who", "plays", "hearts", "fans"])
        for i in range(ROWS):
            writer.writerow(
                [
                    7_000_000_000_000_000_000 + i * 4_294_967_296_000,
                    f"c{i % 480}",
                    1000 + 37 * i,
                    50 + i % 400,
                    900 * (i % 480),
                ]
            )
    return export, mapping


if __name__ == "__main__":
    main()
