"""Recordings come back as they were, or not at all."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.media.recording.made_recordings import POINT, TAIL, faces, hands, person, recordings, two_people
from tests.naive import recording as naive

from poise.errors import DamagedRecording, NewerRecording, PoseError, RecordingError
from poise.media.recording import Recording, RecordingLimits, decode_recording, encode_recording
from poise.media.recording.channels import CHANNELS, steps_for
from poise.media.recording.framing import PRELUDE_BYTES, pack, unpack
from poise.pose import BLAZEPOSE_33, HAND_21, FloatArray, PoseSequence

PLAIN = Recording((person(TAIL, 9),), {"model": "full"})
CASES = {
    "nobody": Recording(()),
    "nobody, with metadata": Recording((), {"media": "wall.png"}),
    "nobody in a picture of known size": Recording((), {}, (640, 360)),
    "one instant": Recording((person(instants=1),)),
    "no instant": Recording((person(instants=0),)),
    "a point without edges": Recording((person(POINT, 30),)),
    "two people of different skeletons": two_people(),
    "three of the same": Recording(tuple(person(HAND_21, 7, seed=seed) for seed in range(3))),
    "more than one block": Recording((person(TAIL, 2100),)),
    "uneven times": Recording((person(TAIL, 3, times_s=np.array([-1e-3, np.pi, 1e9])),)),
    "people alone": Recording((person(instants=3),)),
    "hands of one person": hands(),
    "hands and a face of two people": faces(),
    "a hand over more than one block": hands(2100),
    "no picture size": Recording((person(TAIL, 4, image_size=(0, 0)),)),
}


def values(sequence: PoseSequence, name: str, component: int | None) -> FloatArray:
    array: FloatArray = getattr(sequence, name)
    return array if component is None else array[..., component]


def assert_same_within_half_a_step(found: Recording, given: Recording) -> None:
    assert found.metadata == given.metadata
    assert found.image_size == given.image_size
    assert [track.key for track in found.tracks] == [track.key for track in given.tracks]
    for one, other in zip(found.sequences, given.sequences, strict=True):
        assert one.skeleton == other.skeleton
        assert one.skeleton.edges == other.skeleton.edges
        assert (one.skeleton.mirror_indices == other.skeleton.mirror_indices).all()
        assert one.image_size == other.image_size
        assert one.times_s.tobytes() == other.times_s.tobytes()
        for channel, step in zip(CHANNELS, steps_for(other.image_size), strict=True):
            back = values(one, channel.array, channel.component)
            expected = values(other, channel.array, channel.component)
            near = np.abs(expected) <= 32_767 * step
            assert back[near] == pytest.approx(expected[near], abs=step / 2 * (1 + 1e-9))
            far = ~near & ~(np.abs(expected) <= 32_768 * step)
            np.testing.assert_array_equal(back[far], expected[far])
            assert (np.isnan(back) == np.isnan(expected)).all()


@pytest.mark.parametrize("name", CASES)
def test_a_recording_comes_back(name: str) -> None:
    assert_same_within_half_a_step(decode_recording(encode_recording(CASES[name])), CASES[name])


@settings(max_examples=150, deadline=None)
@given(recordings())
def test_any_recording_comes_back_and_stays(recording: Recording) -> None:
    data = encode_recording(recording)
    back = decode_recording(data)
    assert_same_within_half_a_step(back, recording)
    again = decode_recording(encode_recording(back))
    for one, other in zip(again.people, back.people, strict=True):
        for name in ("image", "world", "visibility", "presence", "times_s"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@settings(max_examples=60, deadline=None)
@given(recordings())
def test_the_naive_decoder_agrees(recording: Recording) -> None:
    assert_naive_agrees(encode_recording(recording))


@pytest.mark.parametrize("name", CASES)
def test_the_naive_decoder_agrees_on_the_cases(name: str) -> None:
    assert_naive_agrees(encode_recording(CASES[name]))


def assert_naive_agrees(data: bytes) -> None:
    fast, slow = decode_recording(data), naive.decode(data)
    if fast.people:
        assert fast.times_s.tolist() == slow["times_s"]
    for person_fast, person_slow in zip(fast.sequences, slow["people"], strict=True):
        for channel, rows in zip(CHANNELS, person_slow, strict=True):
            expected = np.array(rows).reshape(len(person_fast.skeleton), len(person_fast))
            np.testing.assert_array_equal(
                values(person_fast, channel.array, channel.component).T, expected, channel.name
            )


@pytest.mark.parametrize(
    ("channel", "size", "bound"),
    [
        ("image_x", 1920, 0.00024 * 1920),
        ("image_y", 1080, 0.00024 * 1080),
        ("image_z", 1920, 0.00024 * 1920),
        ("world_x", None, 0.00012),
        ("visibility", None, 0.002),
    ],
)
def test_half_a_step_is_within_the_promise(channel: str, size: int | None, bound: float) -> None:
    names = [each.name for each in CHANNELS]
    assert steps_for((1920, 1080))[names.index(channel)] / 2 <= bound + 1e-12


def test_people_must_share_times_and_picture() -> None:
    for other in (person(TAIL, 8), person(TAIL, 9, image_size=(1, 1))):
        with pytest.raises(PoseError, match="share"):
            Recording((person(TAIL, 9), other))


def test_every_truncation_is_noticed() -> None:
    data = encode_recording(PLAIN)
    for length in range(len(data)):
        with pytest.raises(DamagedRecording):
            decode_recording(data[:length])
    with pytest.raises(DamagedRecording):
        decode_recording(data + b"\0")


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF, 0x5A])
def test_every_altered_byte_is_noticed(flip: int) -> None:
    data = encode_recording(PLAIN)
    for at in range(len(data)):
        with pytest.raises(DamagedRecording):
            decode_recording(data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :])


@pytest.mark.parametrize(
    ("name", "version"),
    [("people alone", 1), ("hands of one person", 2), ("hands and a face of two people", 2)],
)
def test_only_a_recording_with_hands_or_a_face_needs_version_2(name: str, version: int) -> None:
    data = encode_recording(CASES[name])
    assert int.from_bytes(data[8:10], "little") == version


def test_a_newer_recording_says_so() -> None:
    from struct import pack as pack_bytes
    from zlib import crc32

    head = pack_bytes("<8sHHIQ", b"\x89POISE\r\n", 3, 7, 99, 12345)
    with pytest.raises(NewerRecording, match=r"newer Poise .format 3.*please update"):
        decode_recording(head + pack_bytes("<I", crc32(head)) + b"whatever comes later")


HEADER = unpack(encode_recording(PLAIN))[0].unpack(b"HEAD", at_least=0, at_most=2**20)
CONTENTS = [
    (section.tag, section.unpack(section.tag, at_least=0, at_most=2**30))
    for section in unpack(encode_recording(PLAIN))
]


HANDS = encode_recording(hands())
HANDS_HEADER = unpack(HANDS)[0].unpack(b"HEAD", at_least=0, at_most=2**20)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"person":0', b'"person":1', "out of bounds"),
        (b'"person":0', b'"person":-1', "out of bounds"),
        (b'"person":0', b'"person":true', "out of bounds"),
        (b'"part":"left_hand"', b'"part":"tail"', "unknown part"),
        (b'"part":"left_hand"', b'"part":7', "unknown part"),
        (b'"part":"left_hand"', b'"no":1', "unknown part"),
        (b'"part":"left_hand"', b'"part":"body"', "contradicts itself"),
        (b'"part":"left_hand"', b'"part":"face"', "contradicts itself"),
        (b'"part":"left_hand"', b'"part":"right_hand"', "contradicts itself"),
        (b'"tracks":[', b'"tracks":[1,', "wrong kind"),
        (b'"tracks":[', b'"tracks":[{},{},', "too many entries"),
        (b'"tracks":[', b'"tracks":7,"else":[', "wrong kind"),
    ],
)
def test_tracks_that_make_no_sense_are_refused(old: bytes, new: bytes, reason: str) -> None:
    assert old in HANDS_HEADER
    contents = [
        (section.tag, section.unpack(section.tag, at_least=0, at_most=2**30)) for section in unpack(HANDS)
    ]
    with pytest.raises(DamagedRecording, match=reason):
        decode_recording(pack([(b"HEAD", HANDS_HEADER.replace(old, new, 1)), *contents[1:]], 2))


def forged(old: bytes, new: bytes) -> bytes:
    """Return a recording whose checksums are right and whose header lies."""
    assert old in HEADER
    return pack([(b"HEAD", HEADER.replace(old, new)), *CONTENTS[1:]])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"instants":9', b'"instants":8'),
        (b'"instants":9', b'"instants":536870912'),
        (b'"instants":9', b'"instants":-9'),
        (b'"instants":9', b'"instants":true'),
        (b'"instants":9', b'"instants":1e3'),
        (b'"instants":9', b'"instants":' + b"9" * 5000),
        (b'"instants":9', b'"instants":' + b"[" * 100_000),
        (b'"instants":9', b'"instants":NaN'),
        (b'"instants":9', b'"other":9'),
        (b'"people":[0]', b'"people":[0,0]'),
        (b'"people":[0]', b'"people":[1]'),
        (b'"people":[0]', b'"people":[-1]'),
        (b'"people":[0]', b'"people":[' + b",".join([b"0"] * 999) + b"]"),
        (b'"block_instants":1024', b'"block_instants":1'),
        (b'"block_instants":1024', b'"block_instants":0'),
        (b'"block_instants":1024', b'"block_instants":5000'),
        (b'"image_size":[640,360]', b'"image_size":[640]'),
        (b'"image_size":[640,360]', b'"image_size":[640,"360"]'),
        (b'"step":0.004', b'"step":0.0'),
        (b'"step":0.004', b'"step":1e400'),
        (b'"name":"presence"', b'"name":"weight"'),
        (b'"keypoints":["root",', b'"keypoints":["middle",'),
        (b'"keypoints":["root",', b'"keypoints":['),
        (b'"edges":[[0,2]', b'"edges":[[0,9]'),
        (b'"edges":[[0,2]', b'"edges":[[0]'),
        (b'"mirrors":[[1,3]]', b'"mirrors":[[1,-3]]'),
        (b'"metadata":{"model":"full"}', b'"metadata":{"model":1}'),
        (b'"metadata":{"model":"full"}', b'"metadata":"full"'),
        (b'"model":"full"', b'"model":"\xff"'),
    ],
    ids=lambda text: text[:40].decode("ascii", "replace"),
)
def test_a_lying_header_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises((DamagedRecording, RecordingError)):
        decode_recording(forged(old, new))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_content_changed_under_right_checksums_ends_in_an_error_or_a_recording(data: st.DataObject) -> None:
    tag, content = CONTENTS[data.draw(st.integers(0, 2))]
    at = data.draw(st.integers(0, len(content)))
    changed = content[:at] + data.draw(st.binary(max_size=4)) + content[at + data.draw(st.integers(0, 4)) :]
    with suppress(RecordingError):
        decode_recording(pack([(each, changed if each == tag else whole) for each, whole in CONTENTS]))


def test_times_that_do_not_increase_are_refused() -> None:
    with pytest.raises(DamagedRecording, match="times"):
        decode_recording(pack([CONTENTS[0], (b"TIME", bytes(72)), CONTENTS[2]]))


@pytest.mark.parametrize(
    ("sections", "reason"),
    [
        ([], "missing"),
        (CONTENTS[:1], "missing"),
        (CONTENTS[:2], "promises"),
        ([CONTENTS[1], CONTENTS[0], CONTENTS[2]], "HEAD"),
        ([*CONTENTS, CONTENTS[2]], "promises"),
        ([*CONTENTS[:2], (b"POSE", CONTENTS[2][1] + bytes(8))], "contradicts"),
        ([*CONTENTS[:2], (b"POSE", CONTENTS[2][1] + bytes(4))], "middle"),
        ([*CONTENTS[:2], (b"POSE", b"\3" + CONTENTS[2][1][1:])], "unknown kind"),
        ([*CONTENTS[:2], (b"POSE", b"")], "impossible size"),
        ([(b"HEAD", b"[1]"), *CONTENTS[1:]], "wrong kind"),
        ([(b"HEAD", b"{}"), *CONTENTS[1:]], "wrong kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sections_that_do_not_fit_are_refused(sections: list[tuple[bytes, bytes]], reason: str) -> None:
    with pytest.raises(DamagedRecording, match=reason):
        decode_recording(pack(sections))


@pytest.mark.parametrize(
    "bomb",
    [
        pack([CONTENTS[0], CONTENTS[1], (b"POSE", bytes(2**28))]),
        pack([(b"HEAD", bytes(2**28)), *CONTENTS[1:]]),
        forged(b'"instants":9', b'"instants":536870912'),
        forged(b'"instants":9', b'"instants":400000'),
    ],
    ids=["a block of zeros", "a header of zeros", "instants over the limit", "instants without blocks"],
)
def test_a_bomb_takes_no_memory(bomb: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(RecordingError):
            decode_recording(bomb)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_a_zstd_frame_that_lies_about_its_size_is_refused() -> None:
    import struct
    import zlib

    import zstandard

    data = encode_recording(PLAIN)
    bomb = zstandard.compress(bytes(2**28))
    head = struct.pack("<4sII", b"HEAD", len(bomb), 500)
    body = head + struct.pack("<I", zlib.crc32(bomb, zlib.crc32(head))) + bomb
    prelude = struct.pack("<8sHHIQ", data[:8], 1, 0, 2, PRELUDE_BYTES + 2 * len(body))
    tracemalloc.start()
    try:
        with pytest.raises(DamagedRecording, match="contradicts itself about its size"):
            decode_recording(prelude + struct.pack("<I", zlib.crc32(prelude)) + body + body)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "limits", [RecordingLimits(max_file_bytes=100), RecordingLimits(max_array_bytes=100)]
)
def test_a_recording_over_the_limits_is_refused(limits: RecordingLimits) -> None:
    with pytest.raises(RecordingError, match="cut it shorter"):
        decode_recording(encode_recording(PLAIN), limits)


@pytest.mark.parametrize("flags", [b"7", b'"!!"', b'"AA"', b'"AAAA"', b"[]"])
def test_flags_that_make_no_sense_are_refused(flags: bytes) -> None:
    with pytest.raises(DamagedRecording, match="looked_at"):
        decode_recording(forged(b'"instants":9', b'"instants":9,"looked_at":' + flags))


def test_too_much_metadata_is_refused_when_writing() -> None:
    with pytest.raises(RecordingError, match="1 MiB"):
        encode_recording(Recording((), {"note": "x" * 2**20}))


def test_a_chunk_of_a_live_session_stands_alone() -> None:
    whole = person(BLAZEPOSE_33, 90)
    parts = [Recording((whole[start : start + 30],)) for start in range(0, 90, 30)]
    for part in parts:
        assert_same_within_half_a_step(decode_recording(encode_recording(part)), part)
