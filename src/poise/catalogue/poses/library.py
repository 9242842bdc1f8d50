"""Read the pose library and the user's own poses; write own ones."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from poise.catalogue.own_files import own_files, read_own_text
from poise.errors import CatalogueError, PoseError
from poise.pose import BLAZEPOSE_33, FloatArray, Pose

_FOLDER = Path(__file__).parent
_EXERCISES = _FOLDER.parent / "exercises" / "figures.json"
_IMAGE_SIZE = (1000, 1000)
_PIXELS_PER_METRE = 380.0
_LARGEST_SIDE = 65_535
_LONGEST_LINE = 2000
_FARTHEST_PX = 1e6
_FARTHEST_M = 5.0
_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, eq=False, slots=True)
class Figure:
    """Landmarks to be drawn.

    Parameters
    ----------
    world : (33, 3) float64
        Metres: x to the right of a picture taken from the front, y down, z away; origin between the hips.
    seen_from_deg : float
        From where it is drawn: 0 from the front, 90 from the person's left.
    """

    world: FloatArray
    seen_from_deg: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class ReferencePose:
    """One pose of the library.

    Parameters
    ----------
    identifier, name : str
        ``"warrior-ii"`` and ``"Warrior II"``.
    tradition : str
        ``"yoga"``, ``"dance"``, ``"physiotherapy"``, or ``"own"``.
    summary, look_at : str
        One line each: what it is, and what matters.
    instructions : tuple of str
        Steps.
    figure : Figure
        How it is drawn.
    pose : Pose
        What an attempt is compared with, seen from the front (for own poses as it was seen).
    """

    identifier: str
    name: str
    tradition: str
    summary: str
    instructions: tuple[str, ...]
    look_at: str
    figure: Figure
    pose: Pose


@cache
def library() -> Mapping[str, ReferencePose]:
    """Return the starter set by identifier, in the order of its file."""
    landmarks = json.loads((_FOLDER / "landmarks.json").read_text("utf-8"))
    entries = tomllib.loads((_FOLDER / "poses.toml").read_text("utf-8"))["poses"]
    return MappingProxyType({entry["id"]: _of_library(entry, landmarks[entry["id"]]) for entry in entries})


def pose_named(name: str, own: Mapping[str, ReferencePose] | None = None) -> ReferencePose:
    """Return a pose by its identifier; own poses come before those of the library.

    Raises
    ------
    CatalogueError
        If there is none; the message names the closest ones.
    """
    known = {**library(), **(own or {})}
    if name in known:
        return known[name]
    from difflib import get_close_matches

    close = get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), known, n=3)
    hint = f"did you mean {' or '.join(close)}" if close else "`poise poses` lists all"
    raise CatalogueError(f"there is no pose {name!r}; {hint}.")


@cache
def exercise_figures() -> Mapping[str, tuple[Figure, Figure]]:
    """Return start and peak of every exercise of the catalogue, to be drawn."""
    table = json.loads(_EXERCISES.read_text("utf-8"))
    return MappingProxyType({name: _start_and_peak(moments) for name, moments in table.items()})


def own_pose_files(folder: Path) -> Mapping[str, Path]:
    """Return the files of the user's own poses in a folder, by identifier; a folder that is not there holds none."""
    return {path.stem: path for path in own_files(folder, ".json")[0]}


def load_own_poses(folder: Path) -> tuple[Mapping[str, ReferencePose], tuple[str, ...]]:
    """Return the user's own poses in a folder by identifier, and a sentence for each file that is wrong."""
    poses, troubles = {}, list(own_files(folder, ".json")[1])
    for identifier, path in own_pose_files(folder).items():
        try:
            poses[identifier] = load_own_pose(path)
        except CatalogueError as error:
            troubles.append(str(error))
    return poses, tuple(troubles)


def write_own_pose(identifier: str, name: str, notes: str, pose: Pose) -> bytes:
    """Return an own pose as the bytes of its file: landmarks, never a picture.

    Raises
    ------
    CatalogueError
        If the identifier is not in kebab-case.
    """
    if not _IDENTIFIER.fullmatch(identifier) or len(identifier) > 64:
        raise CatalogueError(f"{identifier!r} cannot name a pose: use small letters, digits and hyphens.")
    content = {
        "name": name,
        "notes": notes,
        "image_size": list(pose.image_size),
        "landmarks": [
            {
                "name": keypoint,
                "image": _finite(pose.image[number], 2),
                "world": _finite(pose.world[number], 4),
                "visibility": _finite([pose.visibility[number]], 3)[0],
            }
            for number, keypoint in enumerate(pose.skeleton.keypoints)
        ],
    }
    return (json.dumps(content, indent=1) + "\n").encode()


def _finite(values: Any, digits: int) -> list[float | None]:  # noqa: ANN401  (arrays and lists)
    return [round(float(value), digits) if math.isfinite(value) else None for value in values]


def _of_library(entry: dict[str, Any], millimetres: list[list[int]]) -> ReferencePose:
    world = np.array(millimetres, dtype=np.float64) / 1000
    return ReferencePose(
        entry["id"],
        entry["name"],
        entry["tradition"],
        entry["summary"],
        tuple(entry["instructions"]),
        entry["look_at"],
        Figure(world, entry["seen_from_deg"]),
        _seen_from_the_front(world),
    )


def _seen_from_the_front(world: FloatArray) -> Pose:
    """Return a pose as a far camera in front would see it, in the middle of its picture."""
    image = world * _PIXELS_PER_METRE
    middle = (image[:, :2].min(axis=0) + image[:, :2].max(axis=0)) / 2
    image[:, :2] += np.array(_IMAGE_SIZE) / 2 - middle
    ones = np.ones(len(BLAZEPOSE_33))
    return Pose(BLAZEPOSE_33, image, world, ones, ones, 0.0, _IMAGE_SIZE)


def _start_and_peak(moments: dict[str, list[list[int]]]) -> tuple[Figure, Figure]:
    start, peak = (np.array(moments[name], dtype=np.float64) / 1000 for name in ("start", "peak"))
    seen_from_deg = _clearest_deg(start, peak)
    return Figure(start, seen_from_deg), Figure(peak, seen_from_deg)


def _clearest_deg(start: FloatArray, peak: FloatArray) -> float:
    """Return the view, front or oblique from the side, in which a movement is the larger on the page."""
    moved = peak - start
    front = float(np.abs(moved[:, :2]).sum())
    turned = _turned(moved, 75.0)
    return 0.0 if front >= float(np.abs(turned[:, :2]).sum()) else 75.0


def _turned(points: FloatArray, seen_from_deg: float) -> FloatArray:
    angle = math.radians(seen_from_deg)
    x = points[:, 0] * math.cos(angle) + points[:, 2] * math.sin(angle)
    return np.stack([x, points[:, 1]], axis=-1)


def load_own_pose(path: Path) -> ReferencePose:
    """Return one of the user's own poses.

    Raises
    ------
    CatalogueError
        If the file is wrong; the message names file and key.
    """
    content = _content(path)
    try:
        landmarks = {one["name"]: one for one in content["landmarks"]}
        rows = [landmarks[keypoint] for keypoint in BLAZEPOSE_33.keypoints]
        pose = Pose(
            BLAZEPOSE_33,
            _array([row["image"] for row in rows]),
            _array([row["world"] for row in rows]),
            _array([row["visibility"] for row in rows]),
            np.full(len(rows), np.nan),
            0.0,
            _image_size(content["image_size"]),
        )
        name, notes = _line(content["name"]), _line(content["notes"])
    except KeyError as error:
        raise CatalogueError(f"{path.name}: {error} is missing; save the pose again.") from None
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError, PoseError):
        raise CatalogueError(
            f"{path.name}: the landmarks are not as they should be; save the pose again."
        ) from None
    if not _lies_within(pose.image, _FARTHEST_PX):
        raise CatalogueError(f"{path.name}: image lies far outside the picture; save the pose again.")
    if not _lies_within(pose.world, _FARTHEST_M):
        raise CatalogueError(f"{path.name}: world lies metres from the body; save the pose again.")
    return ReferencePose(path.stem, name, "own", notes, (), "", Figure(pose.world), pose)


def _image_size(values: Any) -> tuple[int, int]:  # noqa: ANN401  (what a file holds)
    width, height = (int(side) for side in values)
    if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        raise ValueError("no picture has that size")
    return width, height


def _line(value: Any) -> str:  # noqa: ANN401  (what a file holds)
    if not isinstance(value, str) or len(value) > _LONGEST_LINE:
        raise ValueError("a text is expected")
    return value


def _lies_within(points: FloatArray, farthest: float) -> bool:
    return not (np.abs(points) > farthest).any()


def _content(path: Path) -> dict[str, Any]:
    text = read_own_text(path)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):  # numbers of too many digits as well
        raise CatalogueError(f"{path.name} is not a pose that Poise saved.") from None
    if not isinstance(content, dict):
        raise CatalogueError(f"{path.name} is not a pose that Poise saved.")
    return content


def _array(values: Any) -> FloatArray:  # noqa: ANN401  (what a file holds)
    return np.array(values, dtype=np.float64)  # None becomes NaN: not seen
