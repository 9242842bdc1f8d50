"""Films of strangers with what a person counted in them, and the folds by family that decide and report."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.accuracy.repetitions.clips import EXERCISES, read_track
from poise.catalogue import catalogue
from poise.pose import PoseSequence

# Classes of public data sets and what a person would choose for them in the catalogue. Lunges there are of all kinds.
CLASSES = {
    "bench_pressing": "bench-press",
    "front_raise": "front-raise",
    "lunge": "forward-lunge",
    "pull_ups": "pull-up",
    "push_up": "push-up",
    "rope_pushdown": "triceps-pushdown",
    "sit_up": "sit-up",
    "squat": "squat",
}
# What a note on films of other movement says about an exercise that the catalogue has by now.
_NAMED = {
    "fire hydrants": "fire-hydrant",
    "lat pull-down": "lat-pulldown",
    "seated rows": "seated-row",
    "step ups": "step-up",
}
_WRONG = re.compile(r"(\d+)-(\d+) wrong")


@dataclass(frozen=True)
class Film:
    """A track with what a person counted in it.

    Parameters
    ----------
    path : Path
        The track.
    label : str
        The exercise or class, as labelled.
    exercise : str
        What a person would choose in the catalogue, "" if there is nothing.
    count : int
        Complete repetitions.
    acceptable : tuple of int
        Counts that are right, too, where the edges are doubtful.
    view : str
        From where the camera looks, "" if unknown.
    is_other : bool
        Whether it shows something that was not in the catalogue when it was labelled; its repetitions are unknown.
    peaks_s : tuple of float
        When each repetition turns (about 0.2 s), where known.
    is_right_form : bool
        Whether all of its repetitions are right by eye.
    wrong : frozenset of int
        Numbers (from 1) of the repetitions that are wrong by eye.
    """

    path: Path
    label: str
    exercise: str
    count: int
    acceptable: tuple[int, ...] = ()
    view: str = ""
    is_other: bool = False
    peaks_s: tuple[float, ...] = ()
    is_right_form: bool = False
    wrong: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """Name of the track."""
        return self.path.stem

    @property
    def family(self) -> str:
        """Where it comes from: the part of the name before the first underscore; of a class, the clip itself."""
        return self.name if self.is_numbered else self.name.split("_")[0]

    @property
    def is_numbered(self) -> bool:
        """Whether it is one of a class's clips, each by somebody else."""
        return self.name.removeprefix(f"{self.label}_").isdigit()

    @cached_property
    def sequence(self) -> PoseSequence:
        """The poses, without the pictures in which nobody was found."""
        return read_track(self.path)

    def error(self, counted: int) -> int:
        """Return how far a count is from the nearest right one."""
        return min(abs(counted - right) for right in (self.count, *self.acceptable))


def read_films(folder: Path) -> list[Film]:
    """Return the labelled films of a folder whose track is there."""
    films = _labelled(folder) if (folder / "labels.json").exists() else _listed(folder)
    return [film for film in films if film.path.exists()]


def take_half(films: Sequence[Film], which: str) -> list[Film]:
    """Return half of the films: ``odd`` to decide on, ``even`` to report.

    Films of one family stay together, as rooms, cameras and people do. Where a class has clips by many people, every
    second clip is taken.
    """
    families: dict[str, list[str]] = {}
    for film in films:
        group = film.label if film.is_numbered else ""
        members = families.setdefault(group, [])
        if film.family not in members:
            members.append(film.family)
    number = {family: i for members in families.values() for i, family in enumerate(sorted(members), 1)}
    return [film for film in films if number[film.family] % 2 == (which == "odd")]


def _chosen(label: str) -> str:
    name = CLASSES.get(label, EXERCISES.get(label, label))
    return name if name in catalogue() else ""


def _labelled(folder: Path) -> Iterator[Film]:
    labels = json.loads((folder / "labels.json").read_text())
    for file, label in sorted(labels.get("clips", labels).items()):
        if label.get("strict", 1):
            yield _film(folder / "tracks" / f"{Path(file).stem}.npz", label)
    others: Mapping[str, str] = labels.get("none_of_these", {})
    for file, note in sorted(others.items()):
        known = next((exercise for words, exercise in _NAMED.items() if note.startswith(words)), "")
        path = folder / "tracks" / f"{Path(file).stem}.npz"
        yield Film(path, "other movement", _chosen(known), 0, is_other=True)


def _film(path: Path, label: Mapping[str, Any]) -> Film:
    form = str(label.get("form", ""))
    wrong = _WRONG.search(form)
    return Film(
        path=path,
        label=label["exercise"],
        exercise=_chosen(label["exercise"]),
        count=int(label["true_complete_reps"]),
        acceptable=tuple(int(count) for count in label.get("also_acceptable", ())),
        view=str(label.get("view", "")),
        peaks_s=tuple(label.get("peaks_s", ())),
        is_right_form=form.startswith("good"),
        wrong=frozenset(range(int(wrong[1]), int(wrong[2]) + 1)) if wrong else frozenset(),
    )


def _listed(folder: Path) -> Iterator[Film]:
    with (folder / "manifest.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            path = folder / "tracks" / f"{row['name']}.npz"
            yield Film(path, row["class"], _chosen(row["class"]), int(row["repetitions"]))
