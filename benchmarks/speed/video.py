"""Measure Poise against a plain MediaPipe loop: ``python -m benchmarks.speed.video CLIP --model full``.

Five cases, each in a fresh process, taken in turn as often as asked for, medians of all:

plain   OpenCV reads, MediaPipe's own Python API looks, with the stock bundle: the loop that everybody writes
one     Poise in one segment, bit-identical to MediaPipe's loop on the same frames
all     Poise in as many segments as there are cores
less    the same, looking only where something moves
bare    the landmark model without its mask branch on a fixed crop, with decoding: what nobody can undercut
        (needs ``pip install ai-edge-litert``; left out, visibly, without it)

The ratios are taken within each turn, so that a machine that is busy now and then does not spoil them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.machine import describe
from poise.estimation.models import Model

NAMES = {
    "plain": "plain MediaPipe loop",
    "one": "Poise, 1 segment",
    "all": "Poise, all cores",
    "less": "Poise, looking less",
    "bare": "bare model with decode",
}
# What the guarded child of Poise sets for itself (poise.isolation.guard); a plain script does not.
_CHILD_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "4",
    "MALLOC_TRIM_THRESHOLD_": str(256 * 2**20),
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
}
# DESIGN's gates: wall against the plain loop, CPU against the bare model.
WALL_GATE, CPU_GATE = 2.6, 1.25
LESS_GATE = 5.0


@dataclass(frozen=True)
class Run:
    """One case, once: without process start, and the whole process."""

    frames: int
    wall_s: float
    cpu_s: float
    peak_bytes: int
    process_wall_s: float
    process_cpu_s: float


def measure(case: str, clip: Path, model: Model) -> Run:
    """Run one case in a fresh process.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails.
    """
    command = [sys.executable, "-m", "benchmarks.speed.cases", case, str(clip), str(model)]
    environment = os.environ | (_CHILD_ENVIRONMENT if case in ("one", "all", "less") else {})
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    wall_s = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(**json.loads(done.stdout.splitlines()[-1]), process_wall_s=wall_s, process_cpu_s=cpu_s)


def cases() -> list[str]:
    """Return the cases that this installation can run."""
    return [case for case in NAMES if case != "bare" or find_spec("ai_edge_litert")]


def turns(clip: Path, model: Model, count: int, chosen: Sequence[str]) -> dict[str, list[Run]]:
    """Take the chosen cases in turn, `count` times; every other turn backwards."""
    runs: dict[str, list[Run]] = {case: [] for case in chosen}
    for turn in range(count):
        for case in list(runs)[:: -1 if turn % 2 else 1]:
            print(f"turn {turn + 1} of {count}: {NAMES[case]}", file=sys.stderr)
            runs[case].append(measure(case, clip, model))
    return runs


def ratio(over: Sequence[Run], under: Sequence[Run], name: str) -> float:
    """Return the median over the turns of one case's figure per another's."""
    return float(
        statistics.median(
            getattr(one, name) / getattr(other, name) for one, other in zip(over, under, strict=True)
        )
    )


_RATIOS = {
    "plain wall / Poise all cores": ("plain", "all", "wall_s"),
    "plain wall / Poise 1 segment": ("plain", "one", "wall_s"),
    "the same for whole processes": ("plain", "all", "process_wall_s"),
    "plain CPU / Poise 1 segment": ("plain", "one", "cpu_s"),
    "plain wall / Poise looking less": ("plain", "less", "wall_s"),
    "plain CPU / Poise looking less": ("plain", "less", "cpu_s"),
    "Poise all cores wall / looking less": ("all", "less", "wall_s"),
    "Poise all cores CPU / looking less": ("all", "less", "cpu_s"),
    "Poise 1 segment CPU / bare model": ("one", "bare", "cpu_s"),
    "Poise all cores CPU / bare model": ("all", "bare", "cpu_s"),
}


def summary(runs: dict[str, list[Run]]) -> dict[str, object]:
    """Return the ratios of the cases that ran, among them those that DESIGN sets gates for."""
    return {
        name: ratio(runs[over], runs[under], figure)
        for name, (over, under, figure) in _RATIOS.items()
        if over in runs and under in runs
    }


def _ms(runs: Sequence[Run], name: str) -> float:
    return float(statistics.median(1000 * getattr(run, name) / run.frames for run in runs))


def table(runs: dict[str, list[Run]]) -> str:
    """Return the figures for people: milliseconds per frame, medians."""
    heads = ("wall ms", "CPU ms", "whole wall", "whole CPU", "peak MB")
    lines = [f"{'per frame':<24}" + "".join(f"{head:>12}" for head in heads)]
    for case, done in runs.items():
        names = ("wall_s", "cpu_s", "process_wall_s", "process_cpu_s")
        figures = [f"{_ms(done, name):>12.2f}" for name in names]
        peak_mb = statistics.median(run.peak_bytes for run in done) / 1e6
        lines.append(f"{NAMES[case]:<24}" + "".join(figures) + f"{peak_mb:>12.0f}")
    if "bare" not in cases():
        lines.append(f"{NAMES['bare']:<24}  left out: pip install ai-edge-litert")
    return "\n".join(lines)


def _print_for_people(clip: Path, model: Model, runs: dict[str, list[Run]]) -> None:
    print("\n".join(f"{name:<32}{value}" for name, value in describe().items()))
    first = next(iter(runs.values()))
    print(f"\n{clip.name}, {first[0].frames} frames, model {model}, {len(first)} turns\n")
    print(table(runs))
    print()
    for name, value in summary(runs).items():
        print(f"{name:<36}{value:>6.2f}")
    print(
        f"gates: wall >= {WALL_GATE} with all of two idle cores, CPU <= {CPU_GATE} of the bare model; "
        f"looking less wall >= {LESS_GATE}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed.video", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("clip", type=Path, help="a video of 20 s or more with one person")
    parser.add_argument("--model", type=Model, default=Model.FULL, help="lite, full or heavy")
    parser.add_argument("--turns", type=int, default=5, help="how often each case runs")
    parser.add_argument("--cases", nargs="+", choices=cases(), default=cases(), help="which cases run")
    parser.add_argument("--json", action="store_true", help="every single figure, for machines")
    chosen = parser.parse_args(arguments)
    runs = turns(chosen.clip, chosen.model, chosen.turns, chosen.cases)
    if chosen.json:
        figures = {case: [asdict(run) for run in done] for case, done in runs.items()}
        machine = describe()
        answer = {"machine": machine, "model": chosen.model, "runs": figures, "ratios": summary(runs)}
        print(json.dumps(answer, indent=2))
    else:
        _print_for_people(chosen.clip, chosen.model, runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
