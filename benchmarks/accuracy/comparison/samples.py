"""What the comparison is measured on: poses with the name of what they show and of who shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from poise.errors import PoiseError, UnsupportedMedia
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.picture import MOST_PEOPLE, estimate_picture
from poise.media.kinds import MediaKind, media_kind
from poise.media.picture import read_picture
from poise.media.recording import read_recording
from poise.media.tracks import read_track
from poise.pose import BLAZEPOSE_33, Pose, PoseSequence
from poise.studio.estimating.landmark_cache import LandmarkCache

LOOK_ALIKES = "look_alikes.txt"
# A frame of a track in which shoulders or hips are seen less than this is of no use.
_LEAST_VISIBILITY = 0.5


@dataclass(frozen=True)
class Sample:
    """One pose.

    Parameters
    ----------
    label : str
        The pose's name: its folder, or exercise and phase.
    source : str
        Who or which clip it comes from; pictures are each their own source.
    pose : Pose
        As estimated.
    """

    label: str
    source: str
    pose: Pose


def from_folder(
    folder: Path, model: Model, cache: LandmarkCache | None = None
) -> tuple[list[Sample], list[str]]:
    """Return the samples of a folder with one sub-folder per pose, and a sentence for each file left out.

    Parameters
    ----------
    folder : Path
        Its sub-folders hold pictures, recordings or tracks; of the last two every second's frame counts.
    model : Model
        Estimates the pictures, each once.
    cache : LandmarkCache, optional
        Keeps the landmarks for the next run.
    """
    samples: list[Sample] = []
    left_out: list[str] = []
    with _Reader(model, cache) as reader:
        for file in files_by_pose(folder):
            try:
                found = list(reader.samples(file, file.parent.name))
            except PoiseError as error:
                left_out.append(str(error))
                continue
            samples += found
            left_out += [] if found else [f"{file.name}: nobody was found."]
    return samples, left_out


def files_by_pose(folder: Path) -> list[Path]:
    """Return the files in the sub-folders of a folder."""
    return sorted(file for file in folder.glob("*/*") if file.is_file() and not file.name.startswith("."))


class _Reader(ExitStack):
    """Reads files; the estimator is made when the first picture asks for it."""

    def __init__(self, model: Model, cache: LandmarkCache | None) -> None:
        super().__init__()
        self._model, self._cache = model, cache
        self._estimator: PoseEstimator | None = None

    def samples(self, file: Path, label: str) -> Iterator[Sample]:
        kind = media_kind(file)
        if kind is MediaKind.VIDEO:
            raise UnsupportedMedia(f"{file.name} is a video; give pictures, recordings or tracks.")
        if kind is MediaKind.PICTURE:
            for person in self._known(file)[:1]:
                yield Sample(label, f"{label}/{file.name}", person[0])
            return
        recording = read_recording(file) if kind is MediaKind.RECORDING else read_track(file)
        for person in recording.people[:1]:
            yield from (Sample(label, file.stem, pose) for pose in _each_second(person))

    def _known(self, file: Path) -> tuple[PoseSequence, ...]:
        kept = self._cache.find(file, self._model) if self._cache else None
        if kept is not None:
            return kept
        if self._estimator is None:
            self._estimator = self.enter_context(PoseEstimator(self._model, people=MOST_PEOPLE))
        poses = estimate_picture(read_picture(file).pixels, estimator=self._estimator, careful=True)
        found = tuple(PoseSequence.from_poses([pose]) for pose in poses)
        if self._cache:
            self._cache.keep(file, self._model, found)
        return found


def _each_second(person: PoseSequence) -> Iterator[Pose]:
    last_s = -np.inf
    for number in np.flatnonzero(person.is_seen):
        if person.times_s[number] - last_s >= 1.0:
            last_s = float(person.times_s[number])
            yield person[int(number)]


def from_tracks(folder: Path) -> list[Sample]:
    """Return rest and peak of every labelled repetition of the reference tracks, by exercise and phase.

    Parameters
    ----------
    folder : Path
        ``exercise`` of the reference data: ``tracks/*.npz`` and ``labels.json``.
    """
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    samples = []
    for name, label in sorted(labels.items()):
        track = folder / "tracks" / Path(name).with_suffix(".npz")
        if not track.is_file():
            continue
        person = read_track(track).people[0]
        for start_s, peak_s, _ in label.get("reps") or ():
            for phase, at_s in (("rest", start_s), ("peak", peak_s)):
                pose = _seen_at(person, at_s)
                if pose is not None:
                    samples.append(Sample(f"{label['exercise']} {phase}", track.stem, pose))
    return samples


def _seen_at(person: PoseSequence, at_s: float) -> Pose | None:
    number = int(np.argmin(np.abs(person.times_s - at_s)))
    pose = person[number]
    trunk = BLAZEPOSE_33.indices(("left_shoulder", "right_shoulder", "left_hip", "right_hip"))
    return pose if pose.is_seen and np.nanmin(pose.visibility[trunk]) > _LEAST_VISIBILITY else None


def look_alikes_in(file: Path) -> frozenset[frozenset[str]]:
    """Read the pairs of poses that look alike: two names a line, separated by a comma."""
    lines = [line.split("#")[0].strip() for line in file.read_text("utf-8").splitlines()]
    return frozenset(frozenset(name.strip() for name in line.split(",")) for line in lines if line)
