"""MediaPipe's C library is called as MediaPipe itself calls it, and says in a sentence why it cannot be."""

import ctypes
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from poise.errors import EstimationError, SystemLibraryError
from poise.estimation import mediapipe_library as library

_CONTAINERS = "mediapipe.tasks.python.components.containers"
_VISION = "mediapipe.tasks.python.vision"

STRUCTURES = {
    library.Landmark: (f"{_CONTAINERS}.landmark_c", "MpNormalizedLandmarkC"),
    library.Landmarks: (f"{_CONTAINERS}.landmark_c", "MpLandmarksC"),
    library.Category: (f"{_CONTAINERS}.category_c", "MpCategoryC"),
    library.Categories: (f"{_CONTAINERS}.category_c", "MpCategoriesC"),
    library.Matrix: (f"{_CONTAINERS}.matrix_c", "MpMatrixC"),
    library.BaseOptions: ("mediapipe.tasks.python.core.base_options_c", "MpBaseOptionsC"),
    library.PoseOptions: (f"{_VISION}.pose_landmarker", "MpPoseLandmarkerOptionsC"),
    library.PoseResult: (f"{_VISION}.pose_landmarker", "MpPoseLandmarkerResultC"),
    library.HandOptions: (f"{_VISION}.hand_landmarker", "MpHandLandmarkerOptionsC"),
    library.HandResult: (f"{_VISION}.hand_landmarker", "MpHandLandmarkerResultC"),
    library.FaceOptions: (f"{_VISION}.face_landmarker", "MpFaceLandmarkerOptionsC"),
    library.FaceResult: (f"{_VISION}.face_landmarker", "MpFaceLandmarkerResultC"),
}


def layout(structure: Any) -> list[tuple[str, int, int]]:
    return [
        (name, getattr(structure, name).offset, getattr(structure, name).size)
        for name, *_ in structure._fields_
    ]


@pytest.mark.parametrize("ours", STRUCTURES, ids=lambda structure: structure.__name__)
def test_a_structure_has_the_layout_of_mediapipe_s_own(ours: type[ctypes.Structure]) -> None:
    module, name = STRUCTURES[ours]
    theirs = getattr(import_module(module), name)
    assert layout(ours) == layout(theirs)
    assert ctypes.sizeof(ours) == ctypes.sizeof(theirs)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("libEGL.so.1: cannot open shared object file", ("libEGL.so", "apt-get install libegl1 libgles2")),
        ("libGLESv2.so.2: cannot open shared object file", ("libGLESv2.so", "apt-get install libgles2 libegl1")),
        ("failed to map segment from shared object", ("cannot be loaded", "failed to map segment")),
    ],
)  # fmt: skip
def test_a_missing_system_library_is_named_with_the_command_that_mends_it(
    said: str, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: str) -> ctypes.CDLL:
        raise OSError(said)

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    with pytest.raises(SystemLibraryError) as caught:
        library.library.__wrapped__()
    assert all(name in str(caught.value) for name in names)


def test_another_version_of_mediapipe_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "SUPPORTED_VERSION", "99.0.0")
    with pytest.raises(EstimationError, match=r"pip install mediapipe==99\.0\.0"):
        library.library.__wrapped__()


def test_mediapipe_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "find_spec", lambda _name: None)
    with pytest.raises(EstimationError, match="is not installed"):
        library.library.__wrapped__()


def test_what_mediapipe_complains_about_is_passed_on_in_one_line(tmp_path: Path) -> None:
    options, handle = library.PoseOptions(), ctypes.c_void_p()
    options.running_mode, options.num_poses = 1, 1
    options.base_options.model_asset_path = str(tmp_path / "none.task").encode()
    with pytest.raises(EstimationError, match="could not load the model: Unable to open") as caught:
        library.call(
            "MpPoseLandmarkerCreate", ctypes.byref(options), ctypes.byref(handle), doing="load the model"
        )
    assert "\n" not in str(caught.value)
