"""The .pose format of sign language research (Moryossef et al., pose-format 0.2)."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from poise.errors import MissingExtra, OutputError
from poise.media.export.rate import mean_rate_hz
from poise.media.recording import Recording
from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence, Skeleton

# MediaPipe names these two the other way round, and pose-format names points as MediaPipe does.
_MEDIAPIPE_NAMES = {"left_mouth": "MOUTH_LEFT", "right_mouth": "MOUTH_RIGHT"}
_COLOURS = {"left": (0, 118, 186), "right": (217, 95, 2), "": (90, 90, 90)}


def write_pose(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write image and world points of all people; what was not seen has confidence 0.

    The format knows one frame rate and no time stamps: it gets the mean rate.

    Raises
    ------
    MissingExtra
        If pose-format is not installed.
    OutputError
        If there is nobody, or the people have different skeletons, or the picture is too large for the format.
    """
    try:
        from pose_format import Pose
        from pose_format.numpy import NumPyPoseBody
        from pose_format.pose_header import PoseHeader, PoseHeaderComponent, PoseHeaderDimensions
    except ImportError as error:
        raise MissingExtra(
            "The .pose format needs pose-format; please run: pip install 'pose-format>=0.10'"
        ) from error
    skeleton = _only_skeleton(recording)
    names, limbs, colours = _points(skeleton), skeleton.edge_indices.tolist(), _colours(skeleton)
    components = [
        PoseHeaderComponent(component, names, limbs, colours, "XYZC")
        for component in _component_names(skeleton)
    ]
    width, height = recording.image_size
    header = PoseHeader(0.2, PoseHeaderDimensions(width, height, 0), components)
    people = [_body(person) for person in recording.people]
    data, confidence = (np.stack([person[part] for person in people], axis=1) for part in (0, 1))
    body = NumPyPoseBody(mean_rate_hz(recording.times_s), data, confidence)
    Pose(header, body).write(file)


def _only_skeleton(recording: Recording) -> Skeleton:
    skeletons = {person.skeleton for person in recording.people}
    if len(skeletons) != 1:
        reason = "people of different skeletons" if skeletons else "a recording without people"
        raise OutputError(f"The .pose format cannot hold {reason}; choose another format.")
    if max(recording.image_size) > 65_535:
        raise OutputError("The .pose format cannot hold a picture so large; choose another format.")
    return skeletons.pop()


def _component_names(skeleton: Skeleton) -> tuple[str, str]:
    name = "POSE" if skeleton == BLAZEPOSE_33 else skeleton.name.upper()
    return f"{name}_LANDMARKS", f"{name}_WORLD_LANDMARKS"


def _points(skeleton: Skeleton) -> list[str]:
    return [_MEDIAPIPE_NAMES.get(name, name.upper()) for name in skeleton.keypoints]


def _colours(skeleton: Skeleton) -> list[tuple[int, int, int]]:
    sides = [{name.split("_")[0] for name in edge} for edge in skeleton.edges]
    return [_COLOURS.get(side.pop() if len(side) == 1 else "", _COLOURS[""]) for side in sides]


def _body(person: PoseSequence) -> tuple[FloatArray, FloatArray]:
    data = np.concatenate([person.image, person.world], axis=1)
    seen = np.isfinite(data).all(axis=-1)
    known = np.where(np.isnan(person.visibility), 1.0, person.visibility)
    confidence = np.where(seen, np.concatenate([known, known], axis=1), 0.0)
    return np.where(seen[..., None], data, 0.0).astype(np.float32), confidence.astype(np.float32)
