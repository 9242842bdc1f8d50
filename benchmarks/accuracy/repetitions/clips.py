"""Labelled tracks, as the reference data lays them out."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from poise.pose import BLAZEPOSE_33, PoseSequence

# What the labels' words mean in the catalogue. A deadlift is labelled floor, lockout, floor.
EXERCISES = {
    "squat": "squat",
    "lunge": "split-squat",
    "pushup": "push-up",
    "curl": "biceps-curl",
    "press": "overhead-press",
    "jack": "jumping-jack",
    "pullup": "pull-up",
    "deadlift": "deadlift",
    "situp": "sit-up",
}


@dataclass(frozen=True)
class Clip:
    """One labelled track."""

    name: str
    exercise: str
    view: str
    is_strict: bool
    count: int
    repetitions: tuple[tuple[float, float, float], ...]
    sequence: PoseSequence

    @property
    def ends_s(self) -> tuple[float, ...]:
        """When each repetition ends."""
        return tuple(end_s for _, _, end_s in self.repetitions)


def read_track(path: Path) -> PoseSequence:
    """Read one track of the layout ``t, lm_px, lm_world_m, wh``."""
    with np.load(path, allow_pickle=False) as track:
        px = track["lm_px"].astype(float)
        return PoseSequence(
            skeleton=BLAZEPOSE_33,
            image=px[..., :3],
            world=track["lm_world_m"].astype(float),
            visibility=px[..., 3],
            presence=np.full(px.shape[:2], np.nan),
            times_s=track["t"].astype(float),
            image_size=(int(track["wh"][0]), int(track["wh"][1])),
        )


def read_clips(folder: Path) -> list[Clip]:
    """Read all labelled tracks of a folder."""
    labels = json.loads((folder / "labels.json").read_text())
    with (folder / "manifest.csv").open(newline="") as file:
        views = {row["file"]: row["view"] for row in csv.DictReader(file)}
    clips = []
    for file, label in sorted(labels.items()):
        track = folder / "tracks" / f"{Path(file).stem}.npz"
        if track.exists():
            clips.append(_clip(track, label, views.get(file, "")))
    return clips


def _clip(track: Path, label: dict[str, object], view: str) -> Clip:
    repetitions = label.get("reps") or []
    assert isinstance(repetitions, list)
    return Clip(
        name=track.stem,
        exercise=EXERCISES.get(str(label["exercise"]), ""),
        view=view,
        is_strict=bool(label["strict"]),
        count=int(str(label["true_complete_reps"])),
        repetitions=tuple((float(a), float(b), float(c)) for a, b, c in repetitions),
        sequence=read_track(track),
    )
