"""COCO keypoints (Lin et al. 2014; format as in the keypoint task's documentation)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.errors import OutputError
from poise.media.recording import Recording
from poise.pose import COCO_17, FloatArray, PoseSequence

_UNLABELLED, _HIDDEN, _VISIBLE = 0, 1, 2
# From which likelihood on a keypoint counts as visible; unknown likelihoods do too.
_VISIBLE_FROM = 0.5


def write_coco(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write an image per instant and an annotation per person seen in it.

    Raises
    ------
    OutputError
        If a person's skeleton has no COCO keypoints.
    """
    for person in recording.people:
        if not person.skeleton.has(*COCO_17.keypoints):
            raise OutputError(
                f"COCO keypoints cannot be made from the skeleton {person.skeleton.name}; choose another format."
            )
    document = {
        "info": {"description": "Written by Poise", "version": "1.0"} | dict(recording.metadata),
        "licenses": [],
        "images": list(_images(recording)),
        "annotations": list(_annotations(recording)),
        "categories": [
            {
                "id": 1,
                "name": "person",
                "supercategory": "person",
                "keypoints": list(COCO_17.keypoints),
                "skeleton": (COCO_17.edge_indices + 1).tolist(),
            }
        ],
    }
    file.write(json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode())


def _images(recording: Recording) -> Iterator[dict[str, Any]]:
    width, height = recording.image_size
    media = recording.metadata.get("media", "media")
    for instant, time_s in enumerate(recording.times_s.tolist()):
        yield {
            "id": instant + 1,
            "width": width,
            "height": height,
            "file_name": media if len(recording.times_s) == 1 else f"{media}#{instant}",
            "time_s": time_s,
        }


def _annotations(recording: Recording) -> Iterator[dict[str, Any]]:
    people = [_coco_arrays(person) for person in recording.people]
    number = 0
    for instant in range(len(recording.times_s)):
        for track, (points, flags) in enumerate(people, start=1):
            if flags[instant].any():
                number += 1
                yield {
                    "id": number,
                    "image_id": instant + 1,
                    "category_id": 1,
                    "track_id": track,
                    **_annotation(points[instant], flags[instant]),
                }


def _coco_arrays(person: PoseSequence) -> tuple[FloatArray, NDArray[np.int64]]:
    places = person.skeleton.indices(COCO_17.keypoints)
    points, visibility = person.image[:, places, :2], person.visibility[:, places]
    seen: NDArray[np.bool_] = np.logical_and.reduce(np.isfinite(points), axis=-1)
    if all(person.image_size):
        # COCO labels nothing outside of the picture, and readers (Ultralytics, mmpose) drop annotations that do.
        seen &= person.is_inside()[:, places]
    flags = np.where(visibility < _VISIBLE_FROM, _HIDDEN, _VISIBLE).astype(np.int64)
    flags[~seen] = _UNLABELLED
    return np.where(seen[..., np.newaxis], points, 0.0), flags


def _annotation(points: FloatArray, flags: NDArray[np.int64]) -> dict[str, Any]:
    labelled = points[flags != _UNLABELLED]
    left, top = labelled.min(axis=0)
    width, height = np.ptp(labelled, axis=0)
    cells = [
        [round(x, 2), round(y, 2), int(flag)] for (x, y), flag in zip(points.tolist(), flags, strict=True)
    ]
    return {
        "keypoints": [number for cell in cells for number in cell],
        "num_keypoints": len(labelled),
        "bbox": [round(float(side), 2) for side in (left, top, width, height)],
        "area": round(float(width * height), 2),
        "iscrowd": 0,
    }
