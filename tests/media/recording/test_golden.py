"""Recordings of every version stay readable for ever: these files and these numbers never change.

`squat_v1.poise` is a squat of 174 frames (a front view, 640x360, 24 Hz). `strange_v1.poise` holds two made-up people
of different skeletons with gaps and values far out. Both were written on the day version 1 was made. `hands_v2.poise`
holds a made-up person with both hands, written on the day version 2 was made.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from tests.naive import recording as naive

from poise.media.recording import read_recording

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
HASHES = {
    "squat_v1.poise": "78c5dbfab760dac2176d240333986ac3d431294dc0deaa63ad008cc7276adff3",
    "strange_v1.poise": "1a2f3baf46a731afb0093ab026a0af53eb06947ca53a45372a7b9aced72e675c",
    "hands_v2.poise": "99471459dd415cc11f65ff1b09908971c1f006e5d2b88a2ad694021ba2a77c8f",
}


@pytest.mark.parametrize("name", HASHES)
def test_a_recording_reads_as_on_the_first_day_of_its_version(name: str) -> None:
    digest = hashlib.sha256()
    for person in read_recording(GOLDEN / name).sequences:
        digest.update("/".join([person.skeleton.name, *person.skeleton.keypoints]).encode())
        for array in (person.times_s, person.image, person.world, person.visibility, person.presence):
            # Zero and NaN have several bit patterns; one of each is hashed.
            whole = np.where(np.isnan(array), np.nan, array) + 0.0
            digest.update(np.ascontiguousarray(whole, dtype="<f8").tobytes())
    assert digest.hexdigest() == HASHES[name]


@pytest.mark.parametrize("name", HASHES)
def test_the_naive_decoder_reads_it_too(name: str) -> None:
    slow = naive.decode((GOLDEN / name).read_bytes())
    for person, values in zip(read_recording(GOLDEN / name).sequences, slow["people"], strict=True):
        np.testing.assert_array_equal(person.image[..., 1].T, np.array(values[1]))
        np.testing.assert_array_equal(person.world[..., 2].T, np.array(values[5]))
        np.testing.assert_array_equal(person.visibility.T, np.array(values[6]))
        assert person.times_s.tolist() == slow["times_s"]


def test_the_golden_squat_is_a_squat() -> None:
    squat = read_recording(GOLDEN / "squat_v1.poise").people[0]
    hips, shoulders, ankles = (
        squat.image_points(f"left_{name}")[:, 1] for name in ("hip", "shoulder", "ankle")
    )
    assert (shoulders < hips).all()
    assert (hips < ankles).all()
    assert np.ptp(hips) > 2 * np.ptp(ankles)
