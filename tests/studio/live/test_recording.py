from __future__ import annotations

import numpy as np
from tests.pose_maker import a_pose
from tests.studio.live.stream_maker import mark

from poise.media.recording import decode_recording
from poise.pose import Observation, Part, Pose, PoseSequence
from poise.pose.landmarks import rows_of, unpack
from poise.studio.live import Item, Mark, recording_chunks
from poise.studio.live.playback import observations

SIZE = (640, 480)


def hand(time_s: float, part: Part = Part.LEFT_HAND) -> Pose:
    rows = np.full((len(part.skeleton), 8), 0.5)
    return unpack(rows, part.skeleton, time_s, SIZE)


def seen(time_s: float, *, body: bool = True, hands: tuple[Part, ...] = ()) -> Item:
    parts = {part: hand(time_s, part) for part in hands}
    return Item.of(
        Observation(time_s, SIZE, parts | ({Part.BODY: a_pose(300.0, time_s=time_s)} if body else {}))
    )


def test_all_parts_that_were_seen_are_kept_and_marks_are_left_out() -> None:
    items = [
        seen(0.0, hands=(Part.LEFT_HAND,)),
        mark(Mark.PAUSE, 0.5),
        seen(1.0),
        seen(2.0, body=False, hands=(Part.LEFT_HAND, Part.FACE)),
        seen(3.0, body=False),
    ]
    (chunk,) = recording_chunks(items, SIZE, {"exercise": "squat"})
    kept = list(decode_recording(chunk).observations())
    assert [one.time_s for one in kept] == [0.0, 1.0, 2.0, 3.0]
    assert [[part.value for part in one.parts] for one in kept] == [
        ["body", "left_hand"],
        ["body"],
        ["left_hand", "face"],
        [],
    ]
    np.testing.assert_allclose(rows_of(kept[2].pose(Part.LEFT_HAND)), 0.5, atol=0.2)


def test_each_chunk_holds_the_parts_that_were_found_in_it() -> None:
    items = [seen(0.0, hands=(Part.RIGHT_HAND,)), seen(31.0), seen(62.0, hands=(Part.FACE,))]
    chunks = [decode_recording(chunk) for chunk in recording_chunks(items, SIZE, {})]
    assert [[track.part for track in chunk.tracks] for chunk in chunks] == [
        [Part.RIGHT_HAND],
        [],
        [Part.FACE],
    ]


def test_a_session_of_bodies_alone_is_recorded_as_ever() -> None:
    (chunk,) = recording_chunks([seen(0.0), seen(1.0, body=False)], SIZE, {})
    assert chunk[8:10] == b"\1\0"  # the format's first version, which every Poise reads
    assert decode_recording(chunk).tracks == ()


def test_a_film_s_recording_says_which_frames_were_looked_at() -> None:
    looked_at = [True, False, True, True, False, True]
    person = PoseSequence.from_poses([a_pose(300.0, time_s=float(at)) for at in range(6)])
    items = [Item.of(one) for one in observations(person, np.array(looked_at))]
    (chunk,) = recording_chunks(items, SIZE, {})
    assert [one.is_looked_at for one in decode_recording(chunk).observations()] == looked_at


def test_where_every_frame_was_looked_at_nothing_is_said() -> None:
    person = PoseSequence.from_poses([a_pose(300.0, time_s=float(at)) for at in range(3)])
    (chunk,) = recording_chunks([Item.of(one) for one in observations(person)], SIZE, {})
    assert decode_recording(chunk).looked_at is None
