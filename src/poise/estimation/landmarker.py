"""A MediaPipe landmarker: pixels in, plain arrays out.

This is the only place that calls MediaPipe. It knows no person and no pixel scale, only what the library says;
`PoseEstimator`, `HandEstimator` and `FaceEstimator` give its arrays their meaning.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from poise.errors import EstimationError
from poise.estimation import mediapipe_library as mp
from poise.media.pixels import Pixels

RawKeypoints = NDArray[np.void]
# A structure of ctypes: its fields have no static types.
Structure = Any

# MediaPipe's own numbers: ImageFormat.SRGB, delegate CPU, and the three confidences that its options default to.
_SRGB, _CPU = 1, 1
_CONFIDENCE = 0.5

_KEYPOINT = np.dtype(
    {
        "names": [name for name, _ in mp.Landmark._fields_[:-1]],
        "formats": ["<f4", "<f4", "<f4", "?", "<f4", "?", "<f4"],
        "offsets": [getattr(mp.Landmark, name).offset for name, _ in mp.Landmark._fields_[:-1]],
        "itemsize": ctypes.sizeof(mp.Landmark),
    }
)


class Mode(Enum):
    """Whether pictures stand alone or follow one another.

    In video mode MediaPipe tracks from picture to picture and smooths (about 13 ms of lag).
    """

    PICTURE = 1
    VIDEO = 2


class Task(Enum):
    """What is looked for: the name that MediaPipe's functions carry, and their structures."""

    POSE = ("Pose", mp.PoseOptions, mp.PoseResult)
    HAND = ("Hand", mp.HandOptions, mp.HandResult)
    FACE = ("Face", mp.FaceOptions, mp.FaceResult)


@dataclass(frozen=True, slots=True)
class Raw:
    """One find as MediaPipe states it: keypoints (K,) in parts of the picture's width and height, and the rest."""

    image: RawKeypoints
    world: RawKeypoints | None = None
    label: str | None = None
    score: float = float("nan")
    matrix: NDArray[np.float32] | None = None


class Landmarker:
    """One landmarker of one task. Use it from one thread at a time.

    Parameters
    ----------
    task : Task
        What is looked for.
    bundle : Path
        The model bundle, a ``.task`` file.
    mode : Mode
        Pictures or video.
    most : int
        How many are found at most, at least 1.
    confidence : float
        Likelihood in 0..1 below which the detector's finds are dropped.

    Raises
    ------
    EstimationError
        If MediaPipe refuses the bundle.
    SystemLibraryError
        If a library of the operating system is missing.
    """

    def __init__(
        self, task: Task, bundle: Path, mode: Mode, most: int, *, confidence: float = _CONFIDENCE
    ) -> None:
        self._handle: ctypes.c_void_p | None = None
        if most < 1:
            raise ValueError("at least one must be looked for")
        self._task, self.mode = task, mode
        self._name, options_type, self._result_type = task.value
        options = _options(options_type, bundle, mode, most, confidence)
        handle = ctypes.c_void_p()
        mp.call(
            f"Mp{self._name}Landmarker" + "Create",
            ctypes.byref(options),
            ctypes.byref(handle),
            doing=f"load the model {bundle.name}",
        )
        self._handle = handle
        self._last_ms = -1

    def find(self, pixels: Pixels, time_s: float = 0.0) -> list[Raw]:
        """Look at one picture.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            RGB, upright.
        time_s : float
            The medium's time stamp; in video mode later than the one before.

        Raises
        ------
        EstimationError
            If MediaPipe fails, or the landmarker has been closed.
        """
        if self._handle is None:
            raise EstimationError("The estimator has been closed; make a new one.")
        image = _image(pixels)
        found = self._result_type()
        try:
            self._detect(image, found, time_s)
            try:
                return self._read(found)
            finally:
                getattr(mp.library(), f"Mp{self._name}LandmarkerCloseResult")(ctypes.byref(found))
        finally:
            mp.library().MpImageFree(image)

    def close(self) -> None:
        """Give the model's memory back; a second call does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            mp.call(f"Mp{self._name}LandmarkerClose", handle, doing="close the estimator")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _detect(self, image: ctypes.c_void_p, found: ctypes.Structure, time_s: float) -> None:
        prefix, doing = f"Mp{self._name}Landmarker", "look at a picture"
        if self.mode is Mode.PICTURE:
            mp.call(prefix + "DetectImage", self._handle, image, None, ctypes.byref(found), doing=doing)
            return
        self._last_ms = strictly_later_ms(time_s, self._last_ms)
        mp.call(
            prefix + "DetectForVideo",
            self._handle,
            image,
            None,
            self._last_ms,
            ctypes.byref(found),
            doing=doing,
        )

    def _read(self, found: Structure) -> list[Raw]:
        match self._task:
            case Task.POSE:
                return [
                    Raw(
                        _keypoints(found.pose_landmarks[number]),
                        _keypoints(found.pose_world_landmarks[number]),
                    )
                    for number in range(found.pose_landmarks_count)
                ]
            case Task.HAND:
                return [_hand(found, number) for number in range(found.hand_landmarks_count)]
            case Task.FACE:
                return [_face(found, number) for number in range(found.face_landmarks_count)]


def strictly_later_ms(time_s: float, last_ms: int) -> int:
    """Return the time in whole milliseconds, which is what MediaPipe counts in, later than `last_ms`.

    Two pictures within one millisecond (above 1000 per second, or a container's rounding) are moved apart by
    1 ms, because MediaPipe refuses a time that does not increase.
    """
    return max(round(time_s * 1000.0), last_ms + 1)


def _options(options_type: type[Any], bundle: Path, mode: Mode, most: int, confidence: float) -> Structure:
    options = options_type()
    base = options.base_options
    base.model_asset_path = str(bundle).encode()
    base.file_descriptor, base.delegate = -1, _CPU
    options.running_mode = mode.value
    for name, _ in options_type._fields_:
        if name.startswith("num_"):
            setattr(options, name, most)
        elif name.startswith("min_"):
            setattr(options, name, confidence if "detection" in name else _CONFIDENCE)
        elif name == "output_facial_transformation_matrixes":
            options.output_facial_transformation_matrixes = True
    return options


def _image(pixels: Pixels) -> ctypes.c_void_p:
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
        raise ValueError("pixels must be (H, W, 3) uint8")
    pixels = np.ascontiguousarray(pixels)
    height, width, _ = pixels.shape
    image = ctypes.c_void_p()
    mp.call(
        "MpImageCreateFromUint8Data",
        _SRGB,
        width,
        height,
        pixels.ctypes.data,
        pixels.size,
        ctypes.byref(image),
        doing=f"take in a picture of {width} x {height} pixels",
    )
    return image


def _keypoints(landmarks: mp.Landmarks) -> RawKeypoints:
    count = landmarks.landmarks_count
    address = ctypes.addressof(landmarks.landmarks.contents)
    memory = (ctypes.c_char * (count * _KEYPOINT.itemsize)).from_address(address)
    return np.frombuffer(memory, _KEYPOINT).copy()


def _hand(found: Structure, number: int) -> Raw:
    best = found.handedness[number].categories[0]
    return Raw(
        _keypoints(found.hand_landmarks[number]),
        _keypoints(found.hand_world_landmarks[number]),
        label=best.category_name.decode(),
        score=best.score,
    )


def _face(found: Structure, number: int) -> Raw:
    matrix = found.facial_transformation_matrixes[number]
    columns = np.ctypeslib.as_array(matrix.data, shape=(matrix.cols, matrix.rows)).copy()
    return Raw(_keypoints(found.face_landmarks[number]), matrix=columns.T)
