"""When frames are shown: display order, no frame lost in silence, wrong times found out and counted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.media.made_media import write_video

from poise.media.video import open_video
from poise.media.video_clock import Irregularities, in_order

STEP_MS = 40
COUNT = 60

# the times of frames (None: no stamp), the times given, what was found
ORDERS: dict[str, tuple[list[float | None], list[float], Irregularities]] = {
    "nothing wrong": ([0, 1, 3, 4], [0, 1, 3, 4], Irregularities()),
    "one twice": ([0, 1, 1, 2], [0, 1, 1.5, 2], Irregularities(placed=1)),
    "one three times": ([0, 1, 1, 1, 4], [0, 1, 2, 3, 4], Irregularities(placed=2)),
    "the last one twice": ([0, 1, 1], [0, 1, 2], Irregularities(placed=1)),
    "the first one twice": ([0, 0, 1], [0, 0.5, 1], Irregularities(placed=1)),
    "one twice, then one back": ([0, 3, 3, 1, 2], [0, 3, 6], Irregularities(placed=1, left_out=2)),
    "one back": ([0, 1, 2, 1.5, 3], [0, 1, 2, 3], Irregularities(left_out=1)),
    "one far back": ([5, 6, 0, 7], [5, 6, 7], Irregularities(left_out=1)),
    "one far ahead": ([0, 1, 900, 2, 3], [0, 1, 2, 3], Irregularities(left_out=1)),
    "the first far ahead": ([900, 0, 1, 2], [0, 1, 2], Irregularities(left_out=1)),
    "none in the middle": ([0, 1, None, 3], [0, 1, 2, 3], Irregularities(placed=1)),
    "none at the beginning": ([None, None, 2, 3], [0, 1, 2, 3], Irregularities(placed=2)),
    "none at all": ([None, None, None], [0, 1, 2], Irregularities(placed=3)),
    "the clock set back": (
        [10, 11, 12, 0, 1, 2, 3, 4],
        [10, 11, 12, 13, 14, 15],
        Irregularities(left_out=2, restarts=1),
    ),
    "a gap": ([0, 1, 90, 91], [0, 1, 90, 91], Irregularities()),
    "a gap at the end": ([0, 1, 90], [0, 1, 90], Irregularities()),
    "one twice before one far ahead": (
        [0, 1, 1, 900, 2],
        [0, 1, 1.5, 2],
        Irregularities(placed=1, left_out=1),
    ),
    "no frame": ([], [], Irregularities()),
}


@pytest.mark.parametrize("case", ORDERS)
def test_times_are_put_in_order(case: str) -> None:
    stamped, expected, irregular = ORDERS[case]
    found = Irregularities()
    ordered = list(in_order([(time_s, None) for time_s in stamped], step_s=1.0, found=found))
    assert [time_s for time_s, _ in ordered] == expected
    assert found == irregular


@given(st.lists(st.one_of(st.none(), st.floats(-1e4, 1e4, allow_nan=False)), max_size=60))
def test_times_increase_and_no_frame_is_lost_in_silence(stamped: list[float | None]) -> None:
    found = Irregularities()
    ordered = list(in_order(zip(stamped, range(len(stamped)), strict=True), step_s=0.04, found=found))
    assert (np.diff([time_s for time_s, _ in ordered]) > 0).all()
    numbers = [number for _, number in ordered]
    assert numbers == sorted(numbers)
    assert len(ordered) + found.left_out == len(stamped)


REORDERED = [
    ("mpeg4", ".avi", {"bf": "2"}),
    ("mpeg4", ".avi", {"bf": "1", "g": "9"}),
    ("libx264", ".avi", {"bf": "3"}),
    ("libx264", ".avi", {"x264-params": "bframes=5:b-pyramid=normal:keyint=15"}),
    ("mpeg4", ".mp4", {"bf": "2"}),
    ("mpeg4", ".mkv", {"bf": "2"}),
    ("libx264", ".mp4", {"bf": "3"}),
]


def numbered(count: int = COUNT) -> list[np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]]:
    """Return frames that show their number by a bar's place."""
    frames = np.full((count, 64, 96, 3), 40, np.uint8)
    for number in range(count):
        frames[number, :, number : number + 12] = 220
    return list(frames)


def shown_numbers(path: Path, segments: int = 1) -> tuple[list[int], list[float], int, int]:
    with open_video(path) as video:
        frames = [frame for span in video.segments(segments) for frame in video.frames(*span)]
        numbers = [int(np.argmax(frame.pixels[:, :, 0].mean(axis=0) > 130)) for frame in frames]
        return numbers, [frame.time_s for frame in frames], video.mistimed_frames, video.damaged_packets


@pytest.mark.parametrize(("codec", "suffix", "options"), REORDERED)
@pytest.mark.parametrize("segments", [1, 3])
def test_reordered_frames_come_in_display_order(
    codec: str, suffix: str, options: dict[str, str], segments: int, tmp_path: Path
) -> None:
    path = write_video(
        tmp_path / f"a{suffix}",
        codec=codec,
        options=options,
        times_ms=range(0, COUNT * STEP_MS, STEP_MS),
        pictures=numbered(),
    )
    numbers, times_s, mistimed, damaged = shown_numbers(path, segments)
    assert numbers == pytest.approx(range(COUNT), abs=1)
    assert sorted(numbers) == numbers
    assert times_s == pytest.approx(np.arange(COUNT) * STEP_MS / 1000, abs=0.0015)
    assert (mistimed, damaged) == (0, 0)


def restamped(source: Path, path: Path, stamps: dict[str, list[int | None]]) -> Path:
    """Copy the packets of a video, in their order, with other time stamps in milliseconds."""
    with av.open(str(source)) as medium, av.open(str(path), "w") as out:
        stream = medium.streams.video[0]
        target = out.add_stream_from_template(stream)
        packets = [packet for packet in medium.demux(stream) if packet.size]
        for number, packet in enumerate(packets):
            packet.stream = target
            packet.time_base = Fraction(1, 1000)
            packet.pts, packet.dts = stamps["pts"][number], stamps["dts"][number]
            out.mux(packet)
    return path


def test_a_file_that_states_decoding_times_only_is_shown_in_order(tmp_path: Path) -> None:
    source = write_video(
        tmp_path / "a.mp4",
        options={"bf": "2", "g": "30"},
        times_ms=range(0, COUNT * STEP_MS, STEP_MS),
        pictures=numbered(),
    )
    steps: list[int | None] = [number * STEP_MS for number in range(COUNT)]
    path = restamped(source, tmp_path / "b.mp4", {"pts": steps, "dts": steps})
    numbers, times_s, mistimed, _ = shown_numbers(path)
    assert numbers == pytest.approx(range(COUNT), abs=1)
    assert times_s == pytest.approx(np.arange(COUNT) * STEP_MS / 1000)
    assert mistimed == 0


def test_a_packed_stream_of_an_old_camera_keeps_every_frame(tmp_path: Path) -> None:
    """DivX puts a frame and the one shown before it into one packet, and an empty frame into the next."""
    source = write_video(
        tmp_path / "a.avi",
        codec="mpeg4",
        options={"bf": "1", "g": "21"},
        times_ms=range(0, COUNT * STEP_MS, STEP_MS),
        pictures=numbered(),
    )
    with av.open(str(source)) as medium:
        stream = medium.streams.video[0]
        payloads = [bytes(packet) for packet in medium.demux(stream) if packet.size]
        kinds = [payload[payload.index(b"\0\0\1\xb6") + 4] >> 6 for payload in payloads]
        packed: list[bytes] = []
        for payload, kind in zip(payloads, kinds, strict=True):
            if kind == 2:  # a B frame goes to the frame that it was stored after
                packed[-1] += payload
                packed.append(b"\0\0\1\xb6\x5f")
            else:
                packed.append(payload)
        # What encoders of DivX say of themselves; the p at the end means packed.
        told = packed[0].index(b"\0\0\1\xb2")
        rest = packed[0].index(b"\0\0\1", told + 4)
        packed[0] = packed[0][:told] + b"\0\0\1\xb2DivX503b1393p\0" + packed[0][rest:]
        path = tmp_path / "packed.avi"
        with av.open(str(path), "w") as out:
            target = out.add_stream_from_template(stream)
            for number, payload in enumerate(packed):
                packet = av.Packet(payload)
                packet.stream, packet.time_base = target, Fraction(1, 25)
                packet.pts = packet.dts = number
                packet.is_keyframe = number == 0
                out.mux(packet)
    numbers, times_s, _, _ = shown_numbers(path)
    assert len(numbers) == COUNT
    assert sorted(numbers) == numbers
    assert times_s == pytest.approx(np.arange(len(times_s)) * 0.04, abs=0.05)


def test_joined_recordings_go_on_where_the_first_ended(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", options={"bf": "0", "g": "10"}, times_ms=range(0, 2400, 40))
    data, at = bytearray(path.read_bytes()), 0
    for time_ms in range(0, 2400, 40):
        # Matroska's blocks begin with the track and the time in two bytes.
        at = data.index(b"\x81" + time_ms.to_bytes(2, "big"), at) + 1
        data[at : at + 2] = (time_ms % 1200).to_bytes(2, "big")
    path.write_bytes(data)
    with open_video(path) as video:
        times_s = [frame.time_s for frame in video.frames()]
        assert video.times.restarts == 1
        assert len(times_s) + video.times.left_out == COUNT
    assert len(times_s) >= COUNT - 3
    assert max(np.diff(times_s)) < 0.2


def test_mistimed_frames_are_counted_once_however_many_segments_there_are(tmp_path: Path) -> None:
    source = write_video(tmp_path / "a.mp4", options={"bf": "0", "g": "10"}, times_ms=range(0, 2400, 40))
    stamps: list[int | None] = list(range(0, 2400, 40))
    for number in (12, 31, 47):
        stamps[number] = stamps[number - 1]
    path = restamped(source, tmp_path / "b.mkv", {"pts": stamps, "dts": stamps})
    for count in (1, 2, 5):
        with open_video(path) as video:
            frames = sum(1 for span in video.segments(count) for _ in video.frames(*span))
            assert (frames, video.mistimed_frames) == (COUNT, 3)
