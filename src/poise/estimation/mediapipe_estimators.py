"""The estimators: bodies, hands and faces by MediaPipe's landmarkers."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

import numpy as np

from poise.estimation.landmarker import Landmarker, Mode, Raw, RawKeypoints, Task
from poise.estimation.models import Model, bundle_path
from poise.media.pixels import Pixels
from poise.pose import BLAZEPOSE_33, HAND_21, FloatArray, Pose, Skeleton


class _Closing:
    """What the three estimators share: one landmarker, closed at the end."""

    def __init__(self, landmarker: Landmarker) -> None:
        self._landmarker = landmarker

    def close(self) -> None:
        """Give the model's memory back; a second call does nothing."""
        self._landmarker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class PoseEstimator(_Closing):
    """Finds people.

    Parameters
    ----------
    model : Model
        Lite, full or heavy.
    video : bool
        Whether pictures follow one another: then people are tracked from picture to picture and their
        landmarks smoothed (about 13 ms of lag). An estimator in video mode serves one video only.
    people : int
        How many are found at most.
    masks : bool
        Use the stock bundle that also computes segmentation masks: the same landmarks, more slowly.

    Raises
    ------
    ModelError
        If the model has not been built.
    EstimationError, SystemLibraryError
        If MediaPipe cannot be started.
    """

    def __init__(self, model: Model, *, video: bool = False, people: int = 1, masks: bool = False) -> None:
        bundle = bundle_path(model, masks=masks)
        super().__init__(Landmarker(Task.POSE, bundle, Mode.VIDEO if video else Mode.PICTURE, people))

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[Pose, ...]:
        """Look at one picture; see `Estimator.find`."""
        return tuple(
            _pose(raw, BLAZEPOSE_33, pixels, time_s) for raw in self._landmarker.find(pixels, time_s)
        )


@dataclass(frozen=True, slots=True)
class HandPose:
    """One hand.

    Parameters
    ----------
    pose : Pose
        Over HAND_21.
    side : {"left", "right"}
        Which hand of the person it is, in a picture that is not mirrored.
    score : float
        How sure the model is of the side, 0..1.
    """

    pose: Pose
    side: Literal["left", "right"]
    score: float


class HandEstimator(_Closing):
    """Finds hands. Parameters and errors are those of `PoseEstimator`."""

    def __init__(self, *, video: bool = False, hands: int = 2) -> None:
        mode = Mode.VIDEO if video else Mode.PICTURE
        super().__init__(Landmarker(Task.HAND, bundle_path(Model.HAND), mode, hands))

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[HandPose, ...]:
        """Look at one picture; see `Estimator.find`."""
        return tuple(
            HandPose(_pose(raw, HAND_21, pixels, time_s), _own_side(raw.label), raw.score)
            for raw in self._landmarker.find(pixels, time_s)
        )


def _own_side(label: str | None) -> Literal["left", "right"]:
    # Since the tasks of 0.10.15 the label is the person's own side in a picture that is not mirrored (the older
    # solutions assumed a selfie); checked against the wrists of the pose model on the reference clips.
    return "left" if (label or "").lower() == "left" else "right"


@dataclass(frozen=True, slots=True)
class FacePose:
    """One face.

    Parameters
    ----------
    pose : Pose
        Over FACE_478. Faces have no world points: `Pose.world` is NaN.
    transformation : (4, 4) float64
        Places the canonical face (centimetres, y up, facing +z) before the camera; the fourth column holds the
        shift in centimetres.
    """

    pose: Pose
    transformation: FloatArray


class FaceEstimator(_Closing):
    """Finds faces. Parameters and errors are those of `PoseEstimator`."""

    def __init__(self, *, video: bool = False, faces: int = 1) -> None:
        mode = Mode.VIDEO if video else Mode.PICTURE
        super().__init__(Landmarker(Task.FACE, bundle_path(Model.FACE), mode, faces))

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[FacePose, ...]:
        """Look at one picture; see `Estimator.find`."""
        from poise.pose.face import FACE_478

        return tuple(
            FacePose(_pose(raw, FACE_478, pixels, time_s), np.asarray(raw.matrix, dtype=np.float64))
            for raw in self._landmarker.find(pixels, time_s)
        )


def _pose(raw: Raw, skeleton: Skeleton, pixels: Pixels, time_s: float) -> Pose:
    height, width = pixels.shape[:2]
    return Pose(
        skeleton=skeleton,
        # MediaPipe states parts of the picture; z has the scale of x.
        image=_columns(raw.image) * (width, height, width),
        world=np.full((len(skeleton), 3), np.nan) if raw.world is None else _columns(raw.world),
        visibility=_likelihood(raw.image, "visibility"),
        presence=_likelihood(raw.image, "presence"),
        time_s=time_s,
        image_size=(width, height),
    )


def _columns(keypoints: RawKeypoints) -> FloatArray:
    return np.stack([keypoints[name] for name in ("x", "y", "z")], axis=-1).astype(np.float64)


def _likelihood(keypoints: RawKeypoints, name: str) -> FloatArray:
    return np.where(keypoints[f"has_{name}"], keypoints[name], np.nan).astype(np.float64)
