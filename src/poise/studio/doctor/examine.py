"""The doctor: whether everything is here that Poise needs, and how fast this machine is."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata

from poise.drawing.opencv import MEND, require_opencv
from poise.errors import ModelError, PoiseError, SystemLibraryError
from poise.estimation.models import Model, bundle_path
from poise.isolation.guard import run_guarded
from poise.isolation.sandbox import isolation_available
from poise.media.limits import MediaLimits
from poise.studio.doctor.task import measure_speed

# MediaPipe's library is linked against these, also when it computes on the CPU alone.
SYSTEM_LIBRARIES = {"libEGL.so.1": "libegl1", "libGLESv2.so.2": "libgles2"}
PACKAGES = ("mediapipe", "av", "numpy", "scipy", "pillow")
OPENCV_PACKAGES = (
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
)
BODY_MODELS = (Model.LITE, Model.FULL, Model.HEAVY)


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what was found and, when it is not well, the command that mends it."""

    name: str
    status: Status
    finding: str
    mend: str = ""


def examine(*, speed: bool = True) -> Iterator[Check]:
    """Look at everything Poise needs, one check after the other.

    Parameters
    ----------
    speed : bool
        Also measure how many frames per second each model that is there reaches (some seconds).
    """
    yield _python()
    yield from _packages()
    yield _opencv()
    yield from _system_libraries()
    yield from (_model(model) for model in Model)
    yield _isolation()
    yield _machine()
    if speed:
        yield from (_speed(model) for model in BODY_MODELS if _is_built(model))


def _python() -> Check:
    return Check("Python", Status.OK, platform.python_version())


def _packages() -> Iterator[Check]:
    for name in PACKAGES:
        try:
            yield Check(name, Status.OK, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check(name, Status.FAULT, "not installed", f"python -m pip install {name}")


def _opencv() -> Check:
    found = [name for name in OPENCV_PACKAGES if _is_installed(name)]
    if not found:
        return Check("OpenCV", Status.FAULT, "not installed", f"python -m pip install {OPENCV_PACKAGES[-1]}")
    if len(found) > 1:
        return Check("OpenCV", Status.FAULT, f"{len(found)} packages write the same files", MEND)
    try:
        require_opencv()
    except SystemLibraryError as error:
        return Check("OpenCV", Status.FAULT, str(error).partition(";")[0], MEND)
    return Check("OpenCV", Status.OK, f"{metadata.version(found[0])} ({found[0]})")


def _is_installed(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _system_libraries() -> Iterator[Check]:
    if not sys.platform.startswith("linux"):
        return
    for library, package in SYSTEM_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            yield Check(library, Status.FAULT, "missing", f"sudo apt-get install -y {package}")
        else:
            yield Check(library, Status.OK, "found")


def _model(model: Model) -> Check:
    name = f"model {model.value}"
    try:
        path = bundle_path(model)
    except ModelError as error:
        # Heavy is an addition for those who want it.
        status = Status.NOTE if model is Model.HEAVY else Status.FAULT
        finding = "not built" if model is Model.HEAVY else str(error)
        return Check(name, status, finding, f"poise models build {model.value}")
    return Check(name, Status.OK, f"{path.stat().st_size / 1e6:.1f} MB")


def _is_built(model: Model) -> bool:
    return _model(model).status is Status.OK


def _isolation() -> Check:
    possible, how = isolation_available()
    if possible:
        return Check("network isolation", Status.OK, how)
    return Check(
        "network isolation",
        Status.NOTE,
        f"not possible here ({how}): MediaPipe may try to reach its maker's servers",
        "run Poise on Linux, or block its process in your firewall",
    )


def _machine() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check(
        "machine", Status.OK, f"{cores} cores, {_memory_gib():.0f} GiB of memory, {platform.machine()}"
    )


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _speed(model: Model) -> Check:
    name = f"speed {model.value}"
    try:
        speed = run_guarded(measure_speed, model, limits=MediaLimits())
    except PoiseError as error:
        return Check(name, Status.FAULT, str(error), "poise models check")
    return Check(
        name,
        Status.OK,
        f"{speed.frames_per_s:.0f} frames per second on one stream ({speed.cpu_ms_per_frame:.0f} ms of CPU per frame)",
    )
