"""JSON: people, their frames, and what the numbers mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from poise.media.export.angle_series import angles_deg
from poise.media.recording import Recording
from poise.pose import FloatArray, PoseSequence


def write_json(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write a document frame by frame; what was not seen is null."""
    head = {
        "format": "poise-json",
        "version": 1,
        "metadata": dict(recording.metadata),
        "image_size": list(recording.image_size),
    }
    file.write(_text(head)[:-1] + b',"people":[')
    for number, person in enumerate(recording.people, start=1):
        file.write(b",\n" if number > 1 else b"\n")
        file.write(_text(_person(person, number))[:-1] + b',"frames":[\n')
        for at, frame in enumerate(_frames(person)):
            file.write((b",\n" if at else b"") + _text(frame))
        file.write(b"]}")
    file.write(b"]}\n")


def _person(person: PoseSequence, number: int) -> dict[str, Any]:
    skeleton = person.skeleton
    return {
        "person": number,
        "skeleton": skeleton.name,
        "keypoints": list(skeleton.keypoints),
        "edges": [list(edge) for edge in skeleton.edges],
        "mirrors": dict(skeleton.mirrors),
    }


def _frames(person: PoseSequence) -> Iterator[dict[str, Any]]:
    angles = angles_deg(person)
    for at, time_s in enumerate(person.times_s.tolist()):
        yield {
            "time_s": time_s,
            "image_px": _numbers(person.image[at], 3),
            "world_m": _numbers(person.world[at], 5),
            "visibility": _numbers(person.visibility[at], 4),
            "presence": _numbers(person.presence[at], 4),
            "angles_deg": {name: _number(angle[at], 2) for name, angle in angles.items()},
        }


def _numbers(values: FloatArray, decimals: int) -> list[Any] | None:
    finite = np.isfinite(values)
    if not finite.any():
        return None
    numbers = np.round(values, decimals).astype(object)
    numbers[~finite] = None
    return list(numbers.tolist())


def _number(value: float, decimals: int) -> float | None:
    return round(float(value), decimals) if np.isfinite(value) else None


def _text(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
