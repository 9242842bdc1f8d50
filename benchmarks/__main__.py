"""All measurements on this machine: ``python -m benchmarks``; what lacks its data is left out, visibly.

`BENCH_CLIP` names the video for the speed table, `BENCH_TURNS` how often each case runs, `POISE_REFERENCE_DATA` the
reference data.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_DATA = Path(os.environ.get("POISE_REFERENCE_DATA", "../shared/data"))
_CLIP = Path(os.environ.get("BENCH_CLIP", _DATA / "exercise" / "clips" / "rohan_squat.mp4"))
_TURNS = os.environ.get("BENCH_TURNS", "3")

# Module, what it is given, and the data without which it is left out.
_MEASUREMENTS: tuple[tuple[str, tuple[str, ...], Path | None], ...] = (
    ("benchmarks.speed.video", (str(_CLIP), "--turns", _TURNS), _CLIP),
    ("benchmarks.speed.engine", (), None),
    ("benchmarks.speed.live", (), None),
    ("benchmarks.speed.history", (), None),
    ("benchmarks.accuracy.people", (), _DATA / "mobility" / "pose2sim"),
    ("benchmarks.accuracy.repetitions", (str(_DATA / "exercise"),), _DATA / "exercise"),
    ("benchmarks.accuracy.recognition", (str(_DATA / "exercise"),), _DATA / "exercise"),
    ("benchmarks.accuracy.faults", (), None),
    ("benchmarks.accuracy.signing", (str(_DATA / "signing"),), _DATA / "signing"),
    ("benchmarks.accuracy.comparison", ("--people", "4"), None),
)


def main() -> int:
    """Run them one after the other; the worst exit status counts."""
    worst = 0
    for module, arguments, data in _MEASUREMENTS:
        print(f"\n=== {module}", flush=True)
        if data is not None and not data.exists():
            print(f"left out: there is no {data}")
            continue
        worst = max(worst, subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
