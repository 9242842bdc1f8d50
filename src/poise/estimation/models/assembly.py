"""Assembling bundles: official model files, changed where needed, in the archive that MediaPipe's tasks load."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from poise.estimation.models.catalogue import Bundle, Model
from poise.estimation.models.flatbuffer import ALIGNMENT_BYTES, pack, unpack, with_normalisation
from poise.estimation.models.surgery import with_one_output, without_mask

# The earliest time a ZIP archive can state: bundles are the same bytes whenever they are built.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# ZIP's local header before the name, the head of an extra field (identifier, length), and the identifier that
# Android's zipalign registered for padding (APPNOTE.TXT, sections 4.3.7 and 4.5).
_ZIP_HEADER_BYTES, _ZIP_FIELD_BYTES, _ALIGNMENT_FIELD = 30, 4, 0xD935
Entries = dict[str, bytes]
Read = Callable[[str], bytes]


def assemble(bundle: Bundle, read: Read) -> bytes:
    """Return the bytes of a bundle; `read` gives the content of an official file by its catalogue name."""
    match bundle.model:
        case Model.HAND:
            entries = _hand(read)
        case Model.FACE:
            entries = _face(read)
        case _:
            entries = _pose(bundle, read)
    return _archive(entries)


# Means and deviations below are those of MediaPipe's own graphs: detectors of poses and faces see -1..1, the
# others 0..1.
def _pose(bundle: Bundle, read: Read) -> Entries:
    landmarks = unpack(read(f"pose-landmarks-{bundle.model}"))
    if not bundle.masks:
        landmarks = without_mask(landmarks)
    return {
        "pose_detector.tflite": _scaled(read("pose-detection"), 127.5, 127.5),
        "pose_landmarks_detector.tflite": pack(with_normalisation(landmarks, 0.0, 255.0)),
    }


def _hand(read: Read) -> Entries:
    return {
        "hand_detector.tflite": _scaled(read("palm-detection"), 0.0, 255.0),
        "hand_landmarks_detector.tflite": _scaled(read("hand-landmarks"), 0.0, 255.0),
    }


def _face(read: Read) -> Entries:
    landmarks = with_one_output(unpack(read("face-landmarks")))
    return {
        "face_detector.tflite": _scaled(read("face-detection"), 127.5, 127.5),
        "face_landmarks_detector.tflite": pack(with_normalisation(landmarks, 0.0, 255.0)),
        "geometry_pipeline_metadata_landmarks.binarypb": read("face-geometry"),
    }


def _scaled(content: bytes, mean: float, deviation: float) -> bytes:
    return pack(with_normalisation(unpack(content), mean, deviation))


def _archive(entries: Entries) -> bytes:
    # Stored, not compressed: MediaPipe reads the models in place.
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.extra = _padding(file.tell() + _ZIP_HEADER_BYTES + len(name))
            archive.writestr(entry, content)
    return file.getvalue()


def _padding(place: int) -> bytes:
    """Return an extra field of a ZIP entry after which `place` has moved on to an aligned one."""
    length = -place % ALIGNMENT_BYTES
    if length and length < _ZIP_FIELD_BYTES:
        length += ALIGNMENT_BYTES
    return (
        struct.pack("<HH", _ALIGNMENT_FIELD, length - _ZIP_FIELD_BYTES).ljust(length, b"\0")
        if length
        else b""
    )
