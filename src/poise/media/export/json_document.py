"""JSON: people, their frames, and what the numbers mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.media.export.angle_series import angles_deg
from poise.media.recording import PartTrack, Recording
from poise.pose import FloatArray, PoseSequence


def write_json(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write a document frame by frame; what was not seen is null."""
    file.write(json_head(recording))
    for number, person in enumerate(recording.people, start=1):
        file.write(json_person_head(person, number))
        write_json_frames(person, file, recording.looked_at)
        file.write(b"]}")
    for number, track in enumerate(recording.tracks, start=1):
        file.write(json_track_head(track, number))
        write_json_frames(track.poses, file, recording.looked_at)
        file.write(b"]}")
    file.write(b"]}\n")


def json_head(recording: Recording) -> bytes:
    """Return the document up to the first person."""
    head = {
        "format": "poise-json",
        "version": 1,
        "metadata": dict(recording.metadata),
        "image_size": list(recording.image_size),
    }
    return _text(head)[:-1] + b',"people":['


def json_person_head(person: PoseSequence, number: int) -> bytes:
    """Return what stands between the people before one, or what opens the list, and the person's first frame."""
    return (b",\n" if number > 1 else b"\n") + _text(_person(person, number))[:-1] + b',"frames":[\n'


def json_track_head(track: PartTrack, number: int) -> bytes:
    """Return what closes the list before, or stands between the tracks, and what opens a track's frames."""
    about = _person(track.poses, track.person + 1)
    head = {"person": about.pop("person"), "part": track.part.value, **about}
    return (b",\n" if number > 1 else b'],"parts":[\n') + _text(head)[:-1] + b',"frames":[\n'


def write_json_frames(
    person: PoseSequence,
    file: BinaryIO,
    looked_at: NDArray[np.bool_] | None = None,
    *,
    goes_on: bool = False,
) -> None:
    """Write a person's frames; `goes_on` where others of the same person stand before them."""
    for at, frame in enumerate(_frames(person)):
        if looked_at is not None:
            frame["looked_at"] = bool(looked_at[at])
        file.write((b",\n" if at or goes_on else b"") + _text(frame))


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
    angles = {name: _rows(angle, 2) for name, angle in angles_deg(person).items()}
    columns = (
        person.times_s.tolist(),
        _rows(person.image, 3),
        _rows(person.world, 5),
        _rows(person.visibility, 4),
        _rows(person.presence, 4),
    )
    for at, (time_s, image, world, visibility, presence) in enumerate(zip(*columns, strict=True)):
        yield {
            "time_s": time_s,
            "image_px": image,
            "world_m": world,
            "visibility": visibility,
            "presence": presence,
            "angles_deg": {name: angle[at] for name, angle in angles.items()},
        }


def _rows(values: FloatArray, decimals: int) -> list[Any]:
    """Return an array's rows as JSON holds them: what is not finite is null, and so is a row of nothing else."""
    finite = np.isfinite(values)
    rounded = np.round(values, decimals)
    if finite.all():
        return list(rounded.tolist())
    objects = rounded.astype(object)
    objects[~finite] = None
    rows = list(objects.tolist())
    if values.ndim == 1:
        return rows
    known = np.asarray(finite.reshape(len(values), -1).any(axis=1))
    return [row if is_known else None for row, is_known in zip(rows, known.tolist(), strict=True)]


def _text(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
