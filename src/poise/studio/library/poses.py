"""The pose library and the user's own poses: show, save, remove, compare with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import chain, count
from pathlib import Path

import numpy as np
import platformdirs

from poise.catalogue.poses import (
    ReferencePose,
    library,
    load_own_pose,
    load_own_poses,
    own_pose_files,
    pose_named,
    write_own_pose,
)
from poise.errors import CatalogueError, OutputError, PoiseError
from poise.estimation.models import Model
from poise.isolation.task import OnProgress
from poise.media.atomic import atomic_write
from poise.media.destinations import require_separate
from poise.media.kinds import MediaKind
from poise.pose import Pose, PoseSequence
from poise.studio.estimating.estimate import Estimate, estimate

_PREFIX = "pose:"


def own_poses_folder() -> Path:
    """Return the folder of the user's own poses: `POISE_POSES`, or one in the user's data folder."""
    chosen = os.environ.get("POISE_POSES")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("poise", appauthor=False)) / "poses"


def all_poses() -> tuple[Mapping[str, ReferencePose], tuple[str, ...]]:
    """Return all poses by identifier, the user's own after those of the library, and what is wrong with the rest.

    Files that are damaged are left out, with a sentence for each.
    """
    own, troubles = load_own_poses(own_poses_folder())
    return {**library(), **own}, troubles


def find_pose(name: str) -> ReferencePose:
    """Return a pose by its identifier.

    Raises
    ------
    CatalogueError
        If there is none, naming the closest ones, or if it is one's own and damaged.
    """
    path = own_pose_files(own_poses_folder()).get(name)
    if path is not None and name not in library():
        return load_own_pose(path)
    known, _ = all_poses()
    return pose_named(name, known)


def is_pose_name(path: Path) -> bool:
    """Whether a reference names a pose, as ``pose:tree``, and not a file."""
    return str(path).startswith(_PREFIX)


def source_file(path: Path) -> Path:
    """Return the file that a reference is read from: for ``pose:my-pose`` that of one's own pose."""
    if not is_pose_name(path):
        return path
    return own_pose_files(own_poses_folder()).get(str(path).removeprefix(_PREFIX), path)


def estimate_of_pose(path: Path) -> Estimate:
    """Return the pose that a reference names as if it had been estimated.

    Raises
    ------
    CatalogueError
        If there is none of that name.
    """
    pose = find_pose(str(path).removeprefix(_PREFIX)).pose
    person = PoseSequence.from_poses([pose])
    return Estimate(path, MediaKind.RECORDING, "library", (person,), person.times_s, pose.image_size, 0.0)


def pose_path(identifier: str) -> Path:
    """Return how a pose is named where it is compared with."""
    return Path(f"{_PREFIX}{identifier}")


def save_pose(
    identifier: str,
    media: str | Path,
    *,
    name: str = "",
    at_s: float | None = None,
    person: int | None = None,
    notes: str = "",
    force: bool = False,
    model: Model | str = Model.FULL,
    on_progress: OnProgress | None = None,
) -> Path:
    """Save somebody's pose under a name: landmarks, never the picture.

    Parameters
    ----------
    identifier : str
        Small letters, digits and hyphens.
    media : path
        A picture, or with `at_s` a video, recording or track.
    name, notes : str
        For people.
    at_s : float, optional
        Which instant of a video, in its own seconds.
    person : int, optional
        Who is meant where several people are seen, counted from 1.
    force : bool
        Take the place of a pose of that name.
    model, on_progress
        As in `poise.estimate`.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    PoiseError
        In one sentence, when the name is taken, nobody is seen, or it is not clear who is meant.
    """
    path = own_poses_folder() / f"{identifier}.json"
    if identifier in library():
        raise CatalogueError(f"{identifier} is a pose of the library; choose another name.")
    if path.exists() and not force:
        raise OutputError(f"There is a pose {identifier} already; choose another name or say --force.")
    require_separate([media], [path])
    found = estimate(
        media,
        model=model,
        people=None if person is None else max(person, 1),
        careful=True,
        on_progress=on_progress,
    )
    pose = _chosen(found, at_s, person)
    content = write_own_pose(identifier, name or identifier.replace("-", " ").capitalize(), notes, pose)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic_write(path) as file:
        file.write(content)
    return path


def remove_pose(identifier: str) -> Path:
    """Put an own pose aside, into the folder ``removed``, from which it can be taken back; returns where it is.

    Raises
    ------
    CatalogueError
        If there is no own pose of that name.
    """
    path = own_poses_folder() / f"{identifier}.json"
    if identifier not in own_pose_files(path.parent):
        own = (
            "is part of the library and stays" if identifier in library() else "is not one of your own poses"
        )
        raise CatalogueError(f"{identifier} {own}.")
    aside = path.parent / "removed"
    aside.mkdir(exist_ok=True)
    names = chain([path.name], (f"{identifier}-{number}.json" for number in count(2)))
    return path.replace(next(aside / name for name in names if not (aside / name).exists()))


def _chosen(found: Estimate, at_s: float | None, person: int | None) -> Pose:
    poses = _at_one_instant(found, at_s)
    if not poses:
        when = "" if at_s is None else f" at {at_s:g} s"
        raise PoiseError(f"Nobody was found in {found.media.name}{when}.")
    if person is None and len(poses) > 1:
        which = f"--person 1 to {len(poses)}"
        raise PoiseError(f"There are {len(poses)} people in {found.media.name}; say which one with {which}.")
    if (person or 1) > len(poses):
        raise PoiseError(f"There is no person {person} in {found.media.name}; there are {len(poses)}.")
    return poses[(person or 1) - 1]


def _at_one_instant(found: Estimate, at_s: float | None) -> list[Pose]:
    if found.kind is MediaKind.PICTURE or found.frames <= 1:
        return [one[0] for one in found.people if one[0].is_seen]
    if at_s is None:
        raise PoiseError(f"{found.media.name} is no picture; say which instant is meant with --at SECONDS.")
    first, last = float(found.times_s[0]), float(found.times_s[-1])
    if not first <= at_s <= last:
        raise PoiseError(
            f"{found.media.name} lasts from {first:.2f} to {last:.2f} s; --at {at_s:g} is outside."
        )
    nearest = int(np.argmin(np.abs(found.times_s - at_s)))
    return [one[nearest] for one in found.people if one[nearest].is_seen]
