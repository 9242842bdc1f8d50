"""MediaPipe's C library, spoken to directly: the layout of its structures, how it is loaded, and how it fails.

MediaPipe's own Python package loads this very library through ctypes, but importing it also brings matplotlib,
OpenCV and every other task (0.5 s of CPU against 0.02 s), sends each call through a further thread, and turns
each keypoint into a Python object. The structures below are those of mediapipe 1.2.2 (the classes ending in
``C`` in ``mediapipe/tasks/python``); `tests/estimation/test_mediapipe_library.py` compares the two field by field.
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from poise.errors import EstimationError, SystemLibraryError

SUPPORTED_VERSION = "1.2.2"

# What apt calls the packages that hold the libraries which the MediaPipe library links against.
_APT_PACKAGES = {"libEGL.so": "libegl1", "libGLESv2.so": "libgles2", "libGLdispatch.so": "libglvnd0"}
_LIBRARY_NAMES = {"Darwin": "libmediapipe.dylib", "Windows": "libmediapipe.dll"}


class Landmark(ctypes.Structure):
    """One keypoint; `MpLandmark` and `MpNormalizedLandmark` share the layout."""

    _fields_ = (
        ("x", ctypes.c_float),
        ("y", ctypes.c_float),
        ("z", ctypes.c_float),
        ("has_visibility", ctypes.c_bool),
        ("visibility", ctypes.c_float),
        ("has_presence", ctypes.c_bool),
        ("presence", ctypes.c_float),
        ("name", ctypes.c_char_p),
    )


class Landmarks(ctypes.Structure):
    """The keypoints of one person, hand or face."""

    _fields_ = (("landmarks", ctypes.POINTER(Landmark)), ("landmarks_count", ctypes.c_uint32))


class Category(ctypes.Structure):
    """A label with its score."""

    _fields_ = (
        ("index", ctypes.c_int),
        ("score", ctypes.c_float),
        ("category_name", ctypes.c_char_p),
        ("display_name", ctypes.c_char_p),
    )


class Categories(ctypes.Structure):
    """The labels of one hand or face, best first."""

    _fields_ = (("categories", ctypes.POINTER(Category)), ("categories_count", ctypes.c_uint32))


class Matrix(ctypes.Structure):
    """A matrix stored column after column."""

    _fields_ = (
        ("rows", ctypes.c_uint32),
        ("cols", ctypes.c_uint32),
        ("data", ctypes.POINTER(ctypes.c_float)),
    )


class BaseOptions(ctypes.Structure):
    """What every task is told: its model and where it runs."""

    _fields_ = (
        ("model_asset_buffer", ctypes.c_char_p),
        ("model_asset_buffer_count", ctypes.c_uint),
        ("model_asset_path", ctypes.c_char_p),
        ("file_descriptor", ctypes.c_int),
        ("delegate", ctypes.c_int),
        ("host_environment", ctypes.c_int),
        ("host_system", ctypes.c_int),
        ("host_version", ctypes.c_char_p),
        ("ca_bundle_path", ctypes.c_char_p),
        ("app_id", ctypes.c_char_p),
        ("app_version", ctypes.c_char_p),
    )


class PoseOptions(ctypes.Structure):
    """Options of the pose landmarker."""

    _fields_ = (
        ("base_options", BaseOptions),
        ("running_mode", ctypes.c_int),
        ("num_poses", ctypes.c_int),
        ("min_pose_detection_confidence", ctypes.c_float),
        ("min_pose_presence_confidence", ctypes.c_float),
        ("min_tracking_confidence", ctypes.c_float),
        ("output_segmentation_masks", ctypes.c_bool),
        ("result_callback", ctypes.c_void_p),
    )


class PoseResult(ctypes.Structure):
    """What the pose landmarker found in one picture."""

    _fields_ = (
        ("segmentation_masks", ctypes.POINTER(ctypes.c_void_p)),
        ("segmentation_masks_count", ctypes.c_uint32),
        ("pose_landmarks", ctypes.POINTER(Landmarks)),
        ("pose_landmarks_count", ctypes.c_uint32),
        ("pose_world_landmarks", ctypes.POINTER(Landmarks)),
        ("pose_world_landmarks_count", ctypes.c_uint32),
    )


class HandOptions(ctypes.Structure):
    """Options of the hand landmarker."""

    _fields_ = (
        ("base_options", BaseOptions),
        ("running_mode", ctypes.c_int),
        ("num_hands", ctypes.c_int),
        ("min_hand_detection_confidence", ctypes.c_float),
        ("min_hand_presence_confidence", ctypes.c_float),
        ("min_tracking_confidence", ctypes.c_float),
        ("result_callback", ctypes.c_void_p),
    )


class HandResult(ctypes.Structure):
    """What the hand landmarker found in one picture."""

    _fields_ = (
        ("handedness", ctypes.POINTER(Categories)),
        ("handedness_count", ctypes.c_uint32),
        ("hand_landmarks", ctypes.POINTER(Landmarks)),
        ("hand_landmarks_count", ctypes.c_uint32),
        ("hand_world_landmarks", ctypes.POINTER(Landmarks)),
        ("hand_world_landmarks_count", ctypes.c_uint32),
    )


class FaceOptions(ctypes.Structure):
    """Options of the face landmarker."""

    _fields_ = (
        ("base_options", BaseOptions),
        ("running_mode", ctypes.c_int),
        ("num_faces", ctypes.c_int),
        ("min_face_detection_confidence", ctypes.c_float),
        ("min_face_presence_confidence", ctypes.c_float),
        ("min_tracking_confidence", ctypes.c_float),
        ("output_face_blendshapes", ctypes.c_bool),
        ("output_facial_transformation_matrixes", ctypes.c_bool),
        ("result_callback", ctypes.c_void_p),
    )


class FaceResult(ctypes.Structure):
    """What the face landmarker found in one picture."""

    _fields_ = (
        ("face_landmarks", ctypes.POINTER(Landmarks)),
        ("face_landmarks_count", ctypes.c_uint32),
        ("face_blendshapes", ctypes.POINTER(Categories)),
        ("face_blendshapes_count", ctypes.c_uint32),
        ("facial_transformation_matrixes", ctypes.POINTER(Matrix)),
        ("facial_transformation_matrixes_count", ctypes.c_uint32),
    )


@cache
def library() -> ctypes.CDLL:
    """Load the library once per process and declare the functions that Poise calls.

    Raises
    ------
    SystemLibraryError
        If the operating system lacks a library that it links against.
    EstimationError
        If mediapipe is not installed, or is a version whose structures differ.
    """
    path = _package_folder() / "tasks" / "c" / _LIBRARY_NAMES.get(platform.system(), "libmediapipe.so")
    try:
        loaded = ctypes.CDLL(str(path))
    except OSError as fault:
        raise _loading_fault(str(fault)) from fault
    _declare(loaded)
    return loaded


def call(function: str, *arguments: object, doing: str) -> None:
    """Call a function that answers with a status, and raise `EstimationError` saying what failed.

    Parameters
    ----------
    function : str
        Name of the C function.
    *arguments
        Its arguments, without the last one (the error message).
    doing : str
        What is being done, for the message: "find poses in the picture".
    """
    message = ctypes.c_char_p()
    status = getattr(library(), function)(*arguments, ctypes.byref(message))
    try:
        if status:
            said = (message.value or b"no reason was given").decode(errors="replace")
            raise EstimationError(f"MediaPipe could not {doing}: {_one_line(said)}.")
    finally:
        if message.value is not None:
            library().MpErrorFree(message)


def _package_folder() -> Path:
    spec = find_spec("mediapipe")
    if spec is None or not spec.submodule_search_locations:
        raise EstimationError(
            "The Python package mediapipe is not installed; reinstall Poise with its dependencies."
        )
    folder = Path(spec.submodule_search_locations[0])
    if not (folder.parent / f"mediapipe-{SUPPORTED_VERSION}.dist-info").is_dir():
        raise EstimationError(
            f"Poise works with mediapipe {SUPPORTED_VERSION} and another version is installed; "
            f"run `pip install mediapipe=={SUPPORTED_VERSION}`."
        )
    return folder


def _loading_fault(said: str) -> SystemLibraryError:
    for name, package in _APT_PACKAGES.items():
        if name in said:
            packages = " ".join(dict.fromkeys([package, "libegl1", "libgles2"]))
            return SystemLibraryError(
                f"The system library {name} is missing; install it with `sudo apt-get install {packages}`."
            )
    return SystemLibraryError(f"The MediaPipe library cannot be loaded on this system ({_one_line(said)}).")


def _one_line(said: str) -> str:
    return " ".join(said.split()).rstrip(".")[:300]


def _declare(loaded: ctypes.CDLL) -> None:
    handle, message = ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p)
    out = ctypes.POINTER(ctypes.c_void_p)
    loaded.MpErrorFree.argtypes, loaded.MpErrorFree.restype = [ctypes.c_char_p], None
    loaded.MpImageFree.argtypes, loaded.MpImageFree.restype = [handle], None
    size = ctypes.c_int
    loaded.MpImageCreateFromUint8Data.argtypes = [size, size, size, ctypes.c_void_p, size, out, message]
    tasks = (
        ("Pose", PoseOptions, PoseResult),
        ("Hand", HandOptions, HandResult),
        ("Face", FaceOptions, FaceResult),
    )
    for task, options, result in tasks:
        found, prefix = ctypes.POINTER(result), f"Mp{task}Landmarker"
        signatures: dict[str, list[Any]] = {
            "Create": [ctypes.POINTER(options), out, message],
            "DetectImage": [handle, handle, ctypes.c_void_p, found, message],
            "DetectForVideo": [handle, handle, ctypes.c_void_p, ctypes.c_int64, found, message],
            "CloseResult": [found],
            "Close": [handle, message],
        }
        for name, arguments in signatures.items():
            getattr(loaded, prefix + name).argtypes = arguments
        getattr(loaded, prefix + "CloseResult").restype = None
