"""What looking less often saves and changes: ``python -m benchmarks.speed.looks CLIP... [--tracks FOLDER...]``.

Of each clip three tracks are made, each in one segment: every frame looked at, every frame looked at in a film that was
moved to the side by one pixel (what changes then is the model's own whim), and looked at adaptively. Printed are
the share of frames looked at, the CPU per frame against that of every frame, the distance of keypoints that the model
believes to see (median and 95th percentile, per cent of the trunk), and whether the recognised exercise, the count, the
verdicts with their faults, and the beginnings and ends of the repetitions stay. The exercise is that of a labels.json
beside the clips' folder, or the one that is recognised.

``--tracks`` does the same on known tracks without any model, as if these were what it finds: each folder has the layout
of the reference data. There the whim is made up: noise of as much as the pixel's, in as slow waves.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.repetitions.films import Film, read_films
from benchmarks.machine import describe
from poise.analysis.repetition import Exercise, SetSummary
from poise.catalogue import catalogue
from poise.estimation.adaptive import PeopleRows, look_adaptively
from poise.estimation.frame_window import interpolate_cell
from poise.estimation.look import Look
from poise.estimation.makers import make_body_estimator
from poise.estimation.models import Model
from poise.estimation.video import VideoEstimate, estimate_video
from poise.media.video import open_video
from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence
from poise.pose.landmarks import rows_of, unpack_sequence
from poise.studio.coaching.coach import judge
from poise.studio.recognising.recognise import recognise_person

_VISIBLE = 0.5
# Noise of known tracks: standard deviation in lengths of the trunk and length of its waves in seconds, about as a shift
# by one pixel makes them on the reference clips.
_WHIM_TRUNKS, _WHIM_S = 0.005, 0.2
_MAX_TRACK_FRAMES = 2500


@dataclass(frozen=True)
class Comparison:
    """What differs between a set as judged from every frame, and from another track of the same film."""

    distances: FloatArray
    is_recognised_alike: bool
    counts: tuple[int, int]
    is_judged_alike: bool
    moved_s: float

    @classmethod
    def of(
        cls, every: PoseSequence, other: PoseSequence, exercise: Exercise, *, recognise: bool = True
    ) -> Comparison:
        """Compare two tracks with the same times."""
        one, two = (judge(person, exercise)[0] for person in (every, other))
        return cls(
            distances(every, other),
            not recognise or recognise_person(every).exercise == recognise_person(other).exercise,
            (one.attempted, two.attempted),
            _verdicts(one) == _verdicts(two),
            _moved_s(one, two),
        )

    def line(self) -> str:
        """Return it for people."""
        median, late = np.percentile(self.distances, [50, 95]) if len(self.distances) else (0.0, 0.0)
        count = "same count" if len(set(self.counts)) == 1 else f"count {self.counts[0]} -> {self.counts[1]}"
        verdicts = "same verdicts" if self.is_judged_alike else "OTHER VERDICTS"
        alike = "" if self.is_recognised_alike else ", recognised otherwise"
        moved = f", times moved by {self.moved_s:.2f} s" if math.isfinite(self.moved_s) else ""
        return f"{100 * median:5.2f} % {100 * late:5.2f} %  {count}, {verdicts}{moved}{alike}"


def distances(every: PoseSequence, other: PoseSequence) -> FloatArray:
    """Return how far the keypoints lie apart that the model believes to see, in lengths of the trunk."""
    apart = np.linalg.norm((every.image - other.image)[..., :2], axis=-1) / trunk_px(every)
    found: FloatArray = apart[(every.visibility > _VISIBLE) & np.isfinite(apart)]
    return found


def trunk_px(person: PoseSequence) -> float:
    """Return the median length of the trunk in the picture."""
    shoulders, hips = (
        person.image[:, BLAZEPOSE_33.indices([f"left_{part}", f"right_{part}"]), :2].mean(axis=1)
        for part in ("shoulder", "hip")
    )
    return float(np.nanmedian(np.linalg.norm(shoulders - hips, axis=-1)))


def _verdicts(summary: SetSummary) -> list[tuple[bool, list[str]]]:
    return [(one.is_accurate, sorted(fault.name for fault in one.faults)) for one in summary.repetitions]


def _moved_s(one: SetSummary, other: SetSummary) -> float:
    if one.attempted != other.attempted:
        return math.nan
    pairs = zip(one.repetitions, other.repetitions, strict=True)
    moved = [max(abs(a.start_s - b.start_s), abs(a.end_s - b.end_s)) for a, b in pairs]
    return max(moved, default=0.0)


def measure_clip(clip: Path, model: Model) -> Iterator[tuple[str, Comparison]]:
    """Print a clip's lines; gives the whim and the adaptive track, compared with every frame."""
    every, every_s = _timed(lambda: estimate_video(clip, model=model, segments=1))
    found, found_s = _timed(lambda: estimate_video(clip, model=model, segments=1, look=Look.ADAPTIVE))
    person = every.people[0]
    exercise = catalogue()[_labels(clip).get(clip.stem) or recognise_person(person).exercise or "squat"]
    looked_at = np.ones(every.frames) if found.looked_at is None else found.looked_at
    print(
        f"{clip.name}: {every.frames} frames, {exercise.identifier}; looked at {looked_at.mean():.0%}, CPU per frame "
        f"{1000 * every_s / every.frames:.2f} -> {1000 * found_s / every.frames:.2f} ms ({every_s / found_s:.2f} x)"
    )
    for name, other in (
        ("moved by a pixel", shifted(clip, model, every.times_s)),
        ("adaptive", found.people[0]),
    ):
        compared = Comparison.of(person, other, exercise)
        print(f"  {name:<18}{compared.line()}")
        yield name, compared


def _labels(clip: Path) -> dict[str, str]:
    folder = clip.resolve().parent.parent
    films = read_films(folder) if (folder / "labels.json").exists() else []
    return {film.name: film.exercise for film in films}


def _timed(work: Callable[[], VideoEstimate]) -> tuple[VideoEstimate, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


def shifted(clip: Path, model: Model, times_s: FloatArray) -> PoseSequence:
    """Look at every frame of the clip moved to the right by one pixel; the poses are moved back."""
    rows, image_size = np.full((len(times_s), len(BLAZEPOSE_33), 8), np.nan), (0, 0)
    with open_video(clip) as reader, make_body_estimator(model, video=True) as estimator:
        for number, frame in enumerate(reader.frames()):
            image_size = reader.info.image_size
            for pose in estimator.find(np.roll(frame.pixels, 1, axis=1), frame.time_s):
                rows[number] = rows_of(pose)
    rows[..., 0] -= 1.0
    return unpack_sequence(rows, BLAZEPOSE_33, times_s, image_size)


class KnownFrames:
    """A known track in the place of a film and its model."""

    max_cell = 1000
    """How many frames a cell has at most."""

    def __init__(self, person: PoseSequence) -> None:
        self._times_s, self._rows = person.times_s, rows_of(person)

    def time_s(self, frame: int) -> float | None:
        """Return when a frame is shown; None beyond the last one."""
        return float(self._times_s[frame]) if frame < len(self._times_s) else None

    def is_still(self, first: int, last: int, people: PeopleRows) -> bool:  # noqa: ARG002
        """Say that something moves: there are no frames to see."""
        return False

    def look(self, frame: int) -> PeopleRows:
        """Return who is in the track."""
        people: PeopleRows = self._rows[frame : frame + 1]
        return people[np.isfinite(people[:, 0, 0])]


def thinned(person: PoseSequence) -> tuple[PoseSequence, NDArray[np.bool_]]:
    """Look at a known track adaptively; returns it with the other frames interpolated, and which were looked at."""
    frames, rows = KnownFrames(person), np.full((len(person), len(BLAZEPOSE_33), 8), np.nan)
    looked_at = np.zeros(len(person), bool)
    for looks in look_adaptively(frames, frames.look):
        for number, people, is_looked_at in interpolate_cell(looks, frames):
            looked_at[number] = is_looked_at
            if len(people):
                rows[number] = people[0]
    return unpack_sequence(rows, BLAZEPOSE_33, person.times_s, person.image_size), looked_at


def whim(person: PoseSequence) -> PoseSequence:
    """Return a track with noise on it."""
    chance = np.random.default_rng(0)
    keep = math.exp(-float(np.median(np.diff(person.times_s))) / _WHIM_S)
    noise = chance.normal(size=(len(person), *person.image.shape[1:]))
    for before, now in itertools.pairwise(noise):
        now[:] = keep * before + math.sqrt(1 - keep**2) * now
    scale_m = 0.5 * _WHIM_TRUNKS  # a trunk is about half a metre long
    return replace(
        person,
        image=person.image + _WHIM_TRUNKS * trunk_px(person) * noise,
        world=person.world + scale_m * noise,
    )


def measure_tracks(films: Sequence[Film]) -> None:
    """Print what changes on known tracks, and how often."""
    found: dict[str, list[Comparison]] = {"noise": [], "adaptive": []}
    frames = looks = 0
    for film in films:
        person = film.sequence[:_MAX_TRACK_FRAMES]
        adaptive, looked_at = thinned(person)
        frames, looks = frames + len(person), looks + int(looked_at.sum())
        for name, other in (("noise", whim(person)), ("adaptive", adaptive)):
            compared = Comparison.of(person, other, catalogue()[film.exercise], recognise=False)
            found[name].append(compared)
            if len(set(compared.counts)) > 1 or not compared.is_judged_alike:
                print(f"  {film.name:<24}{name:<10}{compared.line()}")
    print(f"{len(films)} tracks, {frames} frames, looked at {looks / max(frames, 1):.0%}")
    for name, all_ in found.items():
        same = sum(len(set(one.counts)) == 1 for one in all_)
        alike = sum(one.is_judged_alike for one in all_)
        moved = [one.moved_s for one in all_ if math.isfinite(one.moved_s)]
        print(
            f"  {name:<10} same count in {same}, same verdicts in {alike} of {len(all_)}; "
            f"times moved by {np.percentile(moved, 95):.2f} s (p95)"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a count or a verdict of a clip changed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("clips", type=Path, nargs="*")
    parser.add_argument("--model", type=Model, default=Model.FULL)
    parser.add_argument("--tracks", type=Path, nargs="*", default=[])
    chosen = parser.parse_args(arguments)
    print(describe())
    found: dict[str, list[Comparison]] = {}
    for clip in chosen.clips:
        for name, compared in measure_clip(clip, chosen.model):
            found.setdefault(name, []).append(compared)
    for name, all_ in found.items():
        median, late = np.percentile(np.concatenate([one.distances for one in all_]), [50, 95])
        print(f"all clips, {name}: {100 * median:.2f} % {100 * late:.2f} %")
    films = [
        film for folder in chosen.tracks for film in read_films(folder) if film.exercise and not film.is_other
    ]
    if films:
        measure_tracks(films)
    return int(any(len(set(one.counts)) > 1 or not one.is_judged_alike for one in found.get("adaptive", [])))


if __name__ == "__main__":
    sys.exit(main())
