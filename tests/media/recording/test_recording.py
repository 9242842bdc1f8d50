from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.media.recording.made_recordings import faces, hands, person, track

from poise.errors import PoseError
from poise.media.recording import PartTrack, Recording, decode_recording, encode_recording
from poise.media.recording.header import encode_header, header_for
from poise.pose import Observation, Part, PoseSequence


def parts_of(seen: Observation) -> list[str]:
    return [part.value for part in seen.parts]


def test_what_was_seen_of_a_person_comes_instant_by_instant() -> None:
    recording = hands()
    seen = list(recording.observations())
    assert [one.time_s for one in seen] == recording.times_s.tolist()
    assert parts_of(seen[0]) == ["body", "left_hand", "right_hand"]
    assert parts_of(seen[3]) == []  # nobody was seen then
    left = recording.track((0, Part.LEFT_HAND))
    assert left is not None
    np.testing.assert_array_equal(seen[7].pose(Part.LEFT_HAND).image, left.image[7])


def test_each_person_has_their_own_parts() -> None:
    recording = faces()
    assert parts_of(next(recording.observations(0))) == ["body", "left_hand"]
    assert parts_of(next(recording.observations(1))) == ["body", "left_hand", "face"]


def test_a_person_of_whom_only_a_hand_was_seen_has_no_body() -> None:
    body = person(instants=8)
    nobody = PoseSequence.unseen(body.skeleton, body.times_s, body.image_size)
    recording = Recording((nobody,), tracks=(track(0, Part.RIGHT_HAND, 8, 1),))
    assert parts_of(next(recording.observations())) == ["right_hand"]


def test_tracks_are_put_in_an_order_and_filled_up() -> None:
    keys = [(0, Part.RIGHT_HAND), (0, Part.FACE)]
    full = hands().with_tracks(keys)
    assert [track.key for track in full.tracks] == keys
    face = full.track((0, Part.FACE))
    assert face is not None
    assert not face.is_seen.any()
    assert full.track((0, Part.LEFT_HAND)) is None


@pytest.mark.parametrize(
    "tracks",
    [
        (track(1, Part.LEFT_HAND, 20, 1),),
        (track(-1, Part.LEFT_HAND, 20, 1),),
        (track(0, Part.LEFT_HAND, 19, 1),),
        (track(0, Part.LEFT_HAND, 20, 1), track(0, Part.LEFT_HAND, 20, 2)),
    ],
    ids=["nobody's", "of a negative person", "of other times", "twice"],
)
def test_tracks_that_do_not_fit_are_refused(tracks: tuple[PartTrack, ...]) -> None:
    with pytest.raises(PoseError):
        Recording((person(),), tracks=tracks)


@pytest.mark.parametrize("part", [Part.BODY, Part.FACE])
def test_a_track_has_the_keypoints_of_its_part(part: Part) -> None:
    with pytest.raises(PoseError):
        PartTrack(0, part, person(Part.LEFT_HAND.skeleton))
    with pytest.raises(PoseError):
        PartTrack(0, Part.BODY, person())


def test_it_says_of_each_instant_whether_it_was_looked_at() -> None:
    looked_at = np.arange(20) % 3 != 0
    recording = replace(hands(), looked_at=looked_at)
    kept = decode_recording(encode_recording(recording))
    assert [one.is_looked_at for one in kept.observations()] == looked_at.tolist()


def test_where_nothing_is_said_all_was_looked_at_and_the_bytes_are_those_of_older_recordings() -> None:
    recording = hands()
    assert recording.is_looked_at.all()
    assert all(one.is_looked_at for one in recording.observations())
    assert b"looked_at" not in encode_header(header_for(recording))


def test_flags_of_another_length_are_refused() -> None:
    with pytest.raises(PoseError, match="each of its instants"):
        replace(hands(), looked_at=np.ones(19, bool))
