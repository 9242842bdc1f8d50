"""What a kept session can be shown and exported as."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from poise.errors import OutputError
from poise.media.export import FORMATS
from poise.media.recording import Recording, decode_recording
from poise.pose import PoseSequence
from poise.pose.angles import angles_of, joint_angles_deg
from poise.studio.json_numbers import numbers

EXPORTS = ("json", "csv", "trc", "mot", "poise")
_MOST_FRAMES = 9_000  # five minutes at 30 Hz; longer replays are thinned out evenly


def joined_recording(chunks: Sequence[bytes]) -> Recording | None:
    """Return the recording that was kept in chunks, None where there is none.

    Raises
    ------
    RecordingError
        If a chunk is damaged.
    """
    parts = [decode_recording(chunk) for chunk in chunks]
    if not parts:
        return None
    people = [part.people[0] for part in parts]
    image, world, visibility, presence, times_s = (
        np.concatenate([getattr(one, name) for one in people])
        for name in ("image", "world", "visibility", "presence", "times_s")
    )
    first = people[0]
    whole = PoseSequence(first.skeleton, image, world, visibility, presence, times_s, first.image_size)
    return Recording((whole,), parts[0].metadata)


def replay_object(recording: Recording | None) -> dict[str, Any]:
    """Return a recording as the page replays it.

    Each picture's points are flat lists: ``image`` x, y in pixels, ``world`` x, y, z in metres; None was not seen.
    ``angles`` are degrees in space. Of a long recording every n-th picture is given.
    """
    if recording is None:
        return {"times_s": [], "image": [], "world": [], "visibility": [], "image_size": [0, 0], "angles": {}}
    person = recording.people[0]
    step = max(1, math.ceil(len(person) / _MOST_FRAMES))
    angles = joint_angles_deg(person.world[::step], person.skeleton, angles_of(person.skeleton))
    return {
        "times_s": numbers(person.times_s[::step], 3),
        "image": [numbers(one, 1) for one in person.image[::step, :, :2]],
        "world": [numbers(one, 3) for one in person.world[::step]],
        "visibility": [numbers(one, 2) for one in person.visibility[::step]],
        "image_size": list(person.image_size),
        "angles": {name: numbers(values, 1) for name, values in angles.items()},
    }


def exported(recording: Recording | None, result: Mapping[str, Any], form: str) -> bytes:
    """Return a session in a format for other programs.

    Parameters
    ----------
    recording : Recording or None
        Its landmarks.
    result : mapping
        The session's record, which is all of ``json`` where there are no landmarks.
    form : str
        One of `EXPORTS`.

    Raises
    ------
    OutputError
        If there is nothing to write in this format.
    """
    if form == "json":
        return _as_json(recording, result)
    if recording is None:
        raise OutputError("This session has no recording; it can be exported as JSON only.")
    file = io.BytesIO()
    next(each for each in FORMATS if each.suffix == f".{form}").write(recording, file, f"session.{form}")
    return file.getvalue()


def _as_json(recording: Recording | None, result: Mapping[str, Any]) -> bytes:
    """Return the record, and the landmarks as `poise estimate -o x.json` writes them."""
    document: dict[str, Any] = {"session": dict(result), "landmarks": None}
    if recording is not None:
        file = io.BytesIO()
        next(each for each in FORMATS if each.suffix == ".json").write(recording, file, "session.json")
        document["landmarks"] = json.loads(file.getvalue())
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode()
