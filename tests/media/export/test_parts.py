"""A recording exported in parts is the same, byte by byte, as the whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from poise.errors import OutputError
from poise.media.export import FORMATS
from poise.media.export.parts import RecordingParts, export_parts
from poise.media.recording import PartTrack, Recording, decode_recording, encode_recording
from poise.pose import BLAZEPOSE_33, FloatArray, Part, PoseSequence

SUFFIXES = (".json", ".csv", ".trc", ".mot", ".poise")


def sequence(count: int, start_s: float, seed: int) -> PoseSequence:
    """A person of whom much, and now and then everything, was not seen."""
    chance = np.random.default_rng(seed)
    image, world = chance.normal(300, 90, (count, 33, 3)), chance.normal(0, 0.5, (count, 33, 3))
    visibility, presence = chance.random((2, count, 33))
    hidden = chance.random((count, 33)) < 0.2
    hidden[::7] = True
    for values in (image, world, visibility, presence):
        values[hidden] = np.nan
    times_s = start_s + np.arange(count) / 30
    return PoseSequence(BLAZEPOSE_33, image, world, visibility, presence, times_s, (640, 480))


def a_hand(part: Part, count: int, *, seed: int, times_s: FloatArray) -> PoseSequence:
    """Return a hand that moves, not seen in its second frame."""
    points = np.random.default_rng(seed).normal(100, 30, (count, len(part.skeleton), 3))
    points[1:2] = np.nan
    unknown = np.full(points.shape[:2], np.nan)
    return PoseSequence(part.skeleton, points, points / 1000, unknown, unknown, times_s, (640, 480))


def whole_and_parts(lengths: list[int]) -> tuple[Recording, list[Recording]]:
    start = 0.0
    parts = []
    for seed, length in enumerate(lengths):
        kept = encode_recording(Recording((sequence(length, start, seed),), {"exercise": "squat"}))
        parts.append(decode_recording(kept))
        start += length / 30
    return Recording((joined([part.people[0] for part in parts]),), parts[0].metadata), parts


def joined(people: list[PoseSequence]) -> PoseSequence:
    """Return sequences that follow one another as one."""
    image, world, visibility, presence, times_s = (
        np.concatenate([getattr(one, name) for one in people])
        for name in ("image", "world", "visibility", "presence", "times_s")
    )
    return PoseSequence(people[0].skeleton, image, world, visibility, presence, times_s, (640, 480))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("lengths", [[1], [40], [3, 1, 20], [900, 900, 900, 7], [1024, 1024], [1, 2047, 1]])
def test_parts_make_the_same_bytes_as_the_whole(suffix: str, lengths: list[int]) -> None:
    whole, parts = whole_and_parts(lengths)
    expected, found = io.BytesIO(), io.BytesIO()
    next(each for each in FORMATS if each.suffix == suffix).write(whole, expected, "session")
    given = RecordingParts.of(lambda: iter(parts))
    assert given is not None
    export_parts(given, suffix, found, "session")
    assert found.getvalue() == expected.getvalue()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_where_one_part_says_what_was_looked_at_all_do(suffix: str) -> None:
    whole, parts = whole_and_parts([4, 5, 2])
    looked_at = np.array([1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1], bool)
    parts[1] = replace(parts[1], looked_at=looked_at[4:9])
    expected, found = io.BytesIO(), io.BytesIO()
    form = next(each for each in FORMATS if each.suffix == suffix)
    form.write(replace(whole, looked_at=looked_at), expected, "session")
    given = RecordingParts.of(lambda: iter(parts))
    assert given is not None
    export_parts(given, suffix, found, "session")
    assert found.getvalue() == expected.getvalue()


def hand(part: Recording, which: Part, seed: int) -> PartTrack:
    """A hand that was found beside the person of a recording."""
    made = a_hand(which, len(part.times_s), seed=seed, times_s=part.times_s)
    return PartTrack(0, which, made)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_hands_that_were_found_now_and_then_stand_in_every_part(suffix: str) -> None:
    _, parts = whole_and_parts([30, 20, 40])
    left, right = Part.LEFT_HAND, Part.RIGHT_HAND
    found = [(right,), (), (left, right)]
    parts = [
        decode_recording(encode_recording(replace(part, tracks=tuple(hand(part, one, at) for one in which))))
        for at, (part, which) in enumerate(zip(parts, found, strict=True))
    ]
    full = [part.with_tracks([(0, left), (0, right)]) for part in parts]
    whole = Recording(
        (joined([part.people[0] for part in full]),),
        full[0].metadata,
        tracks=tuple(
            PartTrack(0, one, joined([part.tracks[at].poses for part in full]))
            for at, one in enumerate((left, right))
        ),
    )
    expected, written = io.BytesIO(), io.BytesIO()
    next(each for each in FORMATS if each.suffix == suffix).write(whole, expected, "session")
    given = RecordingParts.of(lambda: iter(parts))
    assert given is not None
    export_parts(given, suffix, written, "session")
    assert written.getvalue() == expected.getvalue()


def test_however_many_parts_there_are_few_are_held_at_a_time() -> None:
    _, parts = whole_and_parts([30] * 12)
    alive: list[int] = []

    class Seen(Recording):
        def __del__(self) -> None:
            alive.append(-1)

    def read() -> Iterator[Recording]:
        for part in parts:
            alive.append(1)
            yield Seen(part.people, part.metadata, tracks=part.tracks)

    given = RecordingParts.of(read)
    assert given is not None
    for suffix in SUFFIXES:
        alive.clear()
        export_parts(given, suffix, io.BytesIO(), "session")
        assert max(np.cumsum(alive)) <= 3, suffix


def test_no_parts_are_no_recording() -> None:
    assert RecordingParts.of(lambda: iter(())) is None


def test_a_format_that_needs_the_whole_is_refused() -> None:
    _, parts = whole_and_parts([3])
    given = RecordingParts.of(lambda: iter(parts))
    assert given is not None
    with pytest.raises(OutputError):
        export_parts(given, ".parquet", io.BytesIO(), "session")
