"""Poses from NPZ files: the layout of the reference tracks, and what Poise itself exports as NPZ.

Nothing is unpickled; sizes are read and checked before memory is taken.
"""

from __future__ import annotations

import json
import lzma
import re
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poise.errors import DamagedMedia, MediaNotFound, MediaTooLarge, PoseError, UnsupportedMedia
from poise.media.recording import PartTrack, Recording, RecordingLimits
from poise.media.recording.limits import MAX_EDGES, MAX_HEADER_BYTES, MAX_KEYPOINTS
from poise.pose import BLAZEPOSE_33, Part, PoseSequence, Skeleton

Arrays = dict[str, NDArray[Any]]

# What zipfile and numpy raise on broken files.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, KeyError, NotImplementedError,
    RuntimeError, OverflowError, SyntaxError, TypeError, MemoryError, tokenize.TokenError, struct.error,
)  # fmt: skip
_MAX_MEMBERS = 4096
# numpy's own bound for a header that is not trusted, and the ten bytes before it (numpy.lib.format).
_MAX_NPY_HEADER = 10_000
# In pixels, metres or seconds: what is farther is damage, and its sums and squares would not be finite.
_FARTHEST = 1e12
_LARGEST_SIDE = 65_535


_LIMITS = RecordingLimits(max_array_bytes=2**30)
_KNOWN = re.compile(
    r"(t|lm_px|lm_world_m|wh|times_s|image_size|people|metadata|looked_at|person\d{1,4}_((left_hand|right_hand|face)_)?"
    r"(image_px|world_m|visibility|presence|"
    r"skeleton|keypoints|edges|mirrors))(\.npy)?"
)


def read_track(path: str | Path, limits: RecordingLimits | None = None) -> Recording:
    """Read poses from an NPZ file.

    Two layouts are known. A reference track holds one person: ``t`` (T,) seconds, ``lm_px`` (T, 33, 4) with x, y, z
    in pixels and visibility, ``lm_world_m`` (T, 33, 3) metres, ``wh`` (2,) the picture's size; rows of NaN where the
    person was not seen. The other is Poise's own NPZ export (docs/exports.md).

    Parameters
    ----------
    path : path
        The file.
    limits : RecordingLimits, optional
        Bounds on its size, packed and unpacked; by default 1 GiB of arrays, or half of that where they are written in
        float32: an hour of one person at 60 frames per second.

    Raises
    ------
    MediaNotFound
        If there is no such file or it cannot be opened.
    UnsupportedMedia
        If it is no NPZ file of a known layout.
    DamagedMedia
        If it is broken, or its arrays do not fit together.
    MediaTooLarge
        If it is over the limits.
    """
    path = Path(path)
    arrays = _read_arrays(path, limits or _LIMITS)
    try:
        if {"t", "lm_px", "lm_world_m", "wh"} <= arrays.keys():
            return Recording((_reference_person(arrays),), {})
        if {"times_s", "image_size", "people"} <= arrays.keys():
            return _exported(arrays)
    except (PoseError, ValueError, KeyError, IndexError, TypeError, RecursionError, OverflowError) as error:
        raise DamagedMedia(
            f"{path.name} is damaged: its arrays do not fit together; please export it again."
        ) from error
    raise UnsupportedMedia(
        f"{path.name} holds arrays that Poise does not know; it reads t, lm_px, lm_world_m, wh, or its own NPZ exports."
    )


def _reference_person(arrays: Arrays) -> PoseSequence:
    points = _numbers(arrays.pop("lm_px"))
    return PoseSequence(
        skeleton=BLAZEPOSE_33,
        image=points[..., :3],
        world=_numbers(arrays.pop("lm_world_m")),
        visibility=points[..., 3],
        presence=np.full(points.shape[:2], np.nan),
        times_s=_numbers(arrays["t"]),
        image_size=_size(arrays["wh"]),
    )


def _exported(arrays: Arrays) -> Recording:
    metadata = json.loads(_text(arrays["metadata"]))
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise TypeError("metadata must map texts to texts")
    people = range(1, int(arrays["people"][()]) + 1)
    persons = tuple(_exported_person(arrays, f"person{number}_") for number in people)
    tracks = tuple(
        PartTrack(number - 1, part, _exported_points(arrays, f"person{number}_{part}_", part.skeleton))
        for number in people
        for part in Part
        if f"person{number}_{part}_image_px" in arrays
    )
    looked_at = _numbers(arrays["looked_at"]) != 0 if "looked_at" in arrays else None
    return Recording(persons, metadata, _size(arrays["image_size"]), tracks, looked_at)


def _exported_person(arrays: Arrays, prefix: str) -> PoseSequence:
    return _exported_points(arrays, prefix, _skeleton(arrays, prefix))


def _exported_points(arrays: Arrays, prefix: str, skeleton: Skeleton) -> PoseSequence:
    return PoseSequence(
        skeleton=skeleton,
        image=_numbers(arrays.pop(prefix + "image_px")),
        world=_numbers(arrays.pop(prefix + "world_m")),
        visibility=_numbers(arrays.pop(prefix + "visibility")),
        presence=_numbers(arrays.pop(prefix + "presence")),
        times_s=_numbers(arrays["times_s"]),
        image_size=_size(arrays["image_size"]),
    )


def _skeleton(arrays: Arrays, prefix: str) -> Skeleton:
    names = tuple(str(name) for name in _at_most(arrays[prefix + "keypoints"], MAX_KEYPOINTS).tolist())
    edges, mirrors = (
        tuple(
            (names[one], names[other])
            for one, other in _at_most(arrays[prefix + name], 2 * MAX_EDGES).tolist()
        )
        for name in ("edges", "mirrors")
    )
    return Skeleton(_text(arrays[prefix + "skeleton"]), names, edges, dict(mirrors))


def _text(array: NDArray[Any]) -> str:
    if array.dtype.kind != "U" or array.shape or array.dtype.itemsize > 4 * MAX_HEADER_BYTES:
        raise TypeError("one text is expected")
    return str(array[()])


def _at_most(array: NDArray[Any], count: int) -> NDArray[Any]:
    # As Python objects these would take many times their size.
    if array.size > count or array.dtype.itemsize > MAX_HEADER_BYTES:
        raise ValueError("too many entries")
    return array


def _numbers(array: NDArray[Any]) -> NDArray[np.float64]:
    if array.dtype.kind not in "fiu":
        raise TypeError("numbers are expected")
    numbers = array.astype(np.float64, copy=False)
    if (
        numbers.size
        and max(np.fmax.reduce(numbers, axis=None), -np.fmin.reduce(numbers, axis=None)) > _FARTHEST
    ):
        raise ValueError("numbers beyond any picture, body or time")
    return numbers


def _size(array: NDArray[Any]) -> tuple[int, int]:
    if array.shape != (2,) or array.dtype.kind not in "iu" or min(array) < 0:
        raise ValueError("the size of a picture is two whole numbers")
    width, height = (int(side) for side in array)
    if max(width, height) > _LARGEST_SIDE:
        raise ValueError("no picture is that large")
    return width, height


def _read_arrays(path: Path, limits: RecordingLimits) -> dict[str, NDArray[Any]]:
    if not path.is_file():
        raise MediaNotFound(f"{path} is not a file; please check the name.")
    if path.stat().st_size > limits.max_file_bytes:
        raise _too_large(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _require_sizes(path, archive, limits)
            return {
                member.filename.removesuffix(".npy"): _read_member(archive, member)
                for member in archive.infolist()
                if _KNOWN.fullmatch(member.filename)
            }
    except PermissionError as error:
        raise MediaNotFound(f"{path} cannot be opened; please check its rights.") from error
    except _BROKEN as error:
        raise DamagedMedia(
            f"{path.name} is damaged or no NPZ file; please copy or export it again."
        ) from error


def _require_sizes(path: Path, archive: zipfile.ZipFile, limits: RecordingLimits) -> None:
    # zipfile never unpacks more of a member than these sizes say; numbers of 4 bytes double when read. Reading takes
    # the largest array twice, for each is let go of once it is part of a person.
    members = archive.infolist()
    if (
        len(members) > _MAX_MEMBERS
        or 2 * sum(member.file_size for member in members) > limits.max_array_bytes
    ):
        raise _too_large(path)


def _too_large(path: Path) -> MediaTooLarge:
    return MediaTooLarge(f"{path.name} is larger than Poise reads at once; please cut it shorter.")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    """Read one array, its claimed shape checked against its size before anything is allocated."""
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        reader = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, is_fortran, dtype = reader(file, max_header_size=_MAX_NPY_HEADER)
        if dtype.kind not in "fiuU" or dtype.itemsize < 4:
            raise ValueError("only numbers and texts are read")
        count = 1
        for side in shape:
            count *= side
        if min([0, *shape]) < 0 or file.tell() + count * dtype.itemsize != member.file_size:
            raise ValueError("the shape contradicts the size")
        data = file.read()
    return np.frombuffer(data, dtype).reshape(shape, order="F" if is_fortran else "C")
