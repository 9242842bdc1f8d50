"""Measure counting on labelled tracks: ``python -m benchmarks.accuracy.repetitions FOLDER``.

FOLDER has the layout of the reference data's ``exercise`` folder: ``tracks/*.npz``, ``labels.json``,
``manifest.csv``, and ``landmarks/fitness_pose_samples.csv`` for the second baseline.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy.repetitions.baselines import NEAREST_LABELS, NearestPoses, threshold_count
from benchmarks.accuracy.repetitions.clips import Clip, read_clips
from benchmarks.accuracy.repetitions.perturb import PERTURBATIONS
from poise.analysis.repetition import Engine, Exercise, SetSummary
from poise.catalogue import catalogue
from poise.pose import PoseSequence

_MATCH_S = 0.7  # an announcement belongs to a labelled end if it is this close (labels are good to 0.2 s)


@dataclass(frozen=True)
class Row:
    """What was measured on one clip."""

    clip: Clip
    summary: SetSummary
    thresholds: int
    nearest: int | None
    delays_s: tuple[float, ...]

    @property
    def error(self) -> int:
        """Counted minus true."""
        return self.summary.attempted - self.clip.count


def coach(exercise: Exercise, sequence: PoseSequence) -> SetSummary:
    """Feed a sequence to a new engine, pose by pose."""
    engine = Engine(exercise)
    for pose in sequence:
        engine.update(pose)
    return engine.finish()


def measure(clip: Clip, exercises: dict[str, Exercise], nearest: NearestPoses | None) -> Row:
    """Count one clip with the engine and with both baselines."""
    summary = coach(exercises[clip.exercise], clip.sequence)
    label = NEAREST_LABELS.get(clip.exercise)
    return Row(
        clip,
        summary,
        threshold_count(clip.sequence, clip.exercise),
        nearest.count(clip.sequence, label) if nearest and label else None,
        _delays(clip, summary),
    )


def _delays(clip: Clip, summary: SetSummary) -> tuple[float, ...]:
    said = np.array([repetition.announced_s for repetition in summary.repetitions])
    if not len(said):
        return ()
    nearest = [said[np.abs(said - end_s).argmin()] - end_s for end_s in clip.ends_s]
    return tuple(float(delay) for delay in nearest if abs(delay) <= _MATCH_S)


def _scores(errors: Sequence[int]) -> str:
    values = np.abs(np.array(errors))
    return (
        f"exact {(values == 0).mean():6.1%}  within one {(values <= 1).mean():6.1%}  MAE {values.mean():.2f}"
    )


def _print_rows(rows: Sequence[Row]) -> None:
    head = f"{'clip':<20}{'exercise':<17}{'view':<20}{'true':>5}{'Poise':>6}{'acc.':>5}{'half':>5}"
    print(f"{head}{'145/90':>7}{'k-NN':>5}  delay s")
    for row in rows:
        s, nearest = row.summary, "-" if row.nearest is None else row.nearest
        delay = f"{np.median(row.delays_s):+.2f} (max {max(row.delays_s):+.2f})" if row.delays_s else "-"
        print(
            f"{row.clip.name:<20}{row.clip.exercise:<17}{row.clip.view:<20}{row.clip.count:>5}"
            f"{s.attempted:>6}{s.accurate:>5}{s.unfinished:>5}{row.thresholds:>7}{nearest!s:>5}  {delay}"
        )


def _print_groups(rows: Sequence[Row]) -> None:
    for title in ("exercise", "view"):
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            groups[getattr(row.clip, title)].append(row)
        print(f"\nby {title}")
        for name, group in sorted(groups.items()):
            print(f"  {name:<22}{len(group):>3} clips  {_scores([row.error for row in group])}")


def _print_totals(rows: Sequence[Row]) -> None:
    strict = [row for row in rows if row.clip.is_strict]
    print(f"\n{len(strict)} strict clips, {sum(row.clip.count for row in strict)} repetitions")
    print(f"  Poise               {_scores([row.error for row in strict])}")
    print(f"  right side, 145/90  {_scores([row.thresholds - row.clip.count for row in strict])}")
    known = [row for row in strict if row.nearest is not None]
    if known:
        errors = [row.nearest - row.clip.count for row in known if row.nearest is not None]
        print(f"  k-NN ({len(known)} clips)      {_scores(errors)}")
        print(f"  Poise, same clips   {_scores([row.error for row in known])}")
    delays = np.array([delay for row in strict for delay in row.delays_s])
    median, high = np.percentile(delays, (50, 95))
    print(f"  announced {median:+.2f} s after the labelled end (95 % {high:+.2f}, worst {delays.max():+.2f})")


def cross(clips: Sequence[Clip], exercises: dict[str, Exercise]) -> None:
    """Run every exercise over every clip of another one and print what it would have counted."""
    print("\nother movement: repetitions counted (of them accurate) when the wrong exercise is chosen")
    for name, exercise in exercises.items():
        found = []
        for clip in clips:
            if clip.exercise != name:
                summary = coach(exercise, clip.sequence)
                if summary.attempted:
                    found.append(f"{clip.name} {summary.attempted} ({summary.accurate}) of {clip.count}")
        print(f"  {name:<24}{'; '.join(found) or '-'}")


def robustness(clips: Sequence[Clip], exercises: dict[str, Exercise]) -> None:
    """Count every clip under each disturbance and print what changed."""
    print("\ndisturbed tracks")
    for name, disturb in PERTURBATIONS.items():
        errors = {
            clip.name: coach(exercises[clip.exercise], disturb(clip.sequence)).attempted - clip.count
            for clip in clips
            if clip.exercise and clip.is_strict
        }
        wrong = ", ".join(f"{clip} {error:+d}" for clip, error in errors.items() if error)
        print(f"  {name:<22}{_scores(list(errors.values()))}  {wrong}")


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark on one folder."""
    if not arguments:
        print(__doc__)
        return 2
    folder = Path(arguments[0])
    samples = folder / "landmarks" / "fitness_pose_samples.csv"
    nearest = NearestPoses(samples) if samples.exists() else None
    exercises = dict(catalogue())
    clips = read_clips(folder)
    rows = [measure(clip, exercises, nearest) for clip in clips if clip.exercise]
    _print_rows(rows)
    _print_groups(rows)
    _print_totals(rows)
    if "--robust" in arguments:
        robustness(clips, exercises)
    if "--cross" in arguments:
        cross(clips, exercises)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
