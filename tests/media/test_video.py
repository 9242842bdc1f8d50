"""Video in: true times, upright RGB, damage survived, limits kept."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from tests.media.made_media import (
    UNEVEN_MS,
    corners,
    frame_times,
    join,
    quarters,
    with_damaged_payload,
    without_index,
    write_picture,
    write_sound,
    write_video,
)

from poise.errors import DamagedMedia, MediaNotFound, MediaTooLarge, UnsupportedMedia
from poise.media.limits import MediaLimits
from poise.media.video import open_video
from poise.media.video_frames import VideoInfo

AS_DRAWN = ["red", "green", "blue", "grey"]
STEADY_MS = tuple(range(0, 1200, 40))

CODINGS = [
    ("libx264", ".mp4", "h264"),
    ("libx264", ".mov", "h264"),
    ("libx264", ".mkv", "h264"),
    ("libx264", ".avi", "h264"),
    ("libx265", ".mp4", "hevc"),
    ("libvpx", ".webm", "vp8"),
    ("libvpx-vp9", ".webm", "vp9"),
    ("libsvtav1", ".mp4", "av1"),
    ("libsvtav1", ".webm", "av1"),
    ("mpeg4", ".avi", "mpeg4"),
    ("mjpeg", ".mov", "mjpeg"),
]


@pytest.mark.parametrize(("codec", "suffix", "name"), CODINGS)
def test_every_coding_is_read(codec: str, suffix: str, name: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / f"a{suffix}", codec=codec)
    with open_video(path) as video:
        frames = list(video.frames())
    assert (video.info.codec, video.info.image_size, video.info.has_audio) == (name, (96, 64), False)
    assert [frame.time_s for frame in frames] == pytest.approx([time_ms / 1000 for time_ms in STEADY_MS])
    assert len(frames) == len(STEADY_MS) == video.info.frames_expected
    assert video.info.duration_s == pytest.approx(1.2, abs=0.05)
    assert all(corners(frame.pixels) == AS_DRAWN for frame in frames)
    assert (video.damaged_packets, video.mistimed_frames) == (0, 0)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm"])
def test_uneven_times_are_kept(suffix: str, tmp_path: Path) -> None:
    codec = "libvpx" if suffix == ".webm" else "libx264"
    path = write_video(tmp_path / f"a{suffix}", codec=codec, times_ms=UNEVEN_MS)
    with open_video(path) as video:
        times_s = [frame.time_s for frame in video.frames()]
    assert times_s == [time_ms / 1000 for time_ms in UNEVEN_MS]


@pytest.mark.parametrize("offset_s", [0.7, 600, 36_000])
@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".mov", ".webm"])
def test_times_and_length_are_measured_from_the_first_frame(
    suffix: str, offset_s: float, tmp_path: Path
) -> None:
    codec = "libvpx" if suffix == ".webm" else "libx264"
    offset_ms = round(1000 * offset_s)
    path = write_video(tmp_path / f"a{suffix}", codec=codec, times_ms=[offset_ms + at for at in STEADY_MS])
    with open_video(path, MediaLimits(max_duration_s=10.0)) as video:
        times_s = [frame.time_s for frame in video.frames()]
        late_s = [frame.time_s for frame in video.frames(0.6)]
    assert video.info.start_s == offset_s
    assert times_s == [time_ms / 1000 for time_ms in STEADY_MS]
    assert late_s == times_s[15:]
    assert video.info.duration_s == pytest.approx(1.2, abs=0.05)
    assert video.info.frames_expected == pytest.approx(30, abs=1)


@pytest.mark.parametrize(
    ("turned", "size"), [(0, (96, 64)), (90, (64, 96)), (180, (96, 64)), (270, (64, 96))]
)
def test_frames_are_turned_upright(turned: int, size: tuple[int, int], tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", rotation_deg=turned)
    plain = write_video(tmp_path / "b.mp4")
    with open_video(path) as video, open_video(plain) as stored:
        assert (video.info.rotation_deg, video.info.image_size) == (turned, size)
        for frame, unturned in zip(video.frames(), stored.frames(), strict=True):
            assert frame.pixels.shape == (size[1], size[0], 3)
            assert np.array_equal(frame.pixels, np.rot90(unturned.pixels, turned // 90))


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_odd_sizes_are_turned_too(turned: int, tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.webm.mp4", codec="libx264", size=(98, 62), rotation_deg=turned)
    with open_video(path) as video:
        upright = next(iter(video.frames())).pixels
    assert corners(np.rot90(upright, -turned // 90)) == AS_DRAWN


@pytest.mark.parametrize("width", [96, 98, 100, 102, 106])
def test_pixels_are_contiguous_rgb_for_any_width(width: int, tmp_path: Path) -> None:
    with open_video(write_video(tmp_path / "a.mp4", size=(width, 50))) as video:
        pixels = next(iter(video.frames())).pixels
    assert pixels.shape == (50, width, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert corners(pixels) == AS_DRAWN


def test_frames_stay_as_they_are_while_reading_goes_on(tmp_path: Path) -> None:
    with open_video(write_video(tmp_path / "a.mp4")) as video:
        first = next(frames := iter(video.frames()))
        copy = first.pixels.copy()
        rest = list(frames)
    assert len(rest) == len(STEADY_MS) - 1
    assert np.array_equal(first.pixels, copy)


@pytest.mark.parametrize("name", ["clip.jpg", "clip", "a concat:b.mp4", "http:x.mp4", "%d.mp4"])
def test_the_name_does_not_matter(name: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4").rename(tmp_path / name)
    with open_video(path) as video:
        assert len(list(video.frames())) == len(STEADY_MS)


def test_a_relative_name_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_video(tmp_path / "a.mp4")
    monkeypatch.chdir(tmp_path)
    with open_video("a.mp4") as video:
        assert video.info.frames_announced == len(STEADY_MS)


def test_sound_is_seen(tmp_path: Path) -> None:
    with open_video(write_video(tmp_path / "a.mp4", sound=True)) as video:
        assert video.info.has_audio


def test_an_unstated_length_is_measured(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.webm", codec="libvpx")
    data = path.read_bytes()
    # The element Duration (0x4489, a float of eight bytes) becomes a void element (0xEC) of the same length.
    at = data.index(b"\x44\x89\x88")
    path.write_bytes(data[:at] + b"\xec\x89" + data[at + 2 :].replace(b"\x88", b"\x00", 1))
    with open_video(path) as video:
        assert video.info.duration_s == pytest.approx(1.2, abs=0.05)


def whole_and_parts(path: Path, count: int) -> tuple[list[float], list[float], bool]:
    with open_video(path) as video:
        whole = list(video.frames())
        parts = [
            frame for start_s, stop_s in video.segments(count) for frame in video.frames(start_s, stop_s)
        ]
    same = all(np.array_equal(one.pixels, other.pixels) for one, other in zip(whole, parts, strict=True))
    return [frame.time_s for frame in whole], [frame.time_s for frame in parts], same


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize(
    ("codec", "suffix", "options"),
    [
        ("libx264", ".mp4", {}),
        ("libx264", ".mp4", {"g": "5", "bf": "3"}),
        ("libx264", ".mkv", {"x264-params": "open-gop=1:keyint=8:bframes=3"}),
        ("libx265", ".mp4", {"x265-params": "open-gop=1:keyint=8:bframes=3:log-level=none"}),
        ("libvpx-vp9", ".webm", {"g": "7"}),
        ("libsvtav1", ".mp4", {"g": "9"}),
        ("mpeg4", ".avi", {"g": "6"}),
        ("libx264", ".avi", {"g": "6"}),
    ],
)
def test_the_segments_together_are_the_whole(
    codec: str, suffix: str, options: dict[str, str], count: int, tmp_path: Path
) -> None:
    path = write_video(tmp_path / f"a{suffix}", codec=codec, options=options)
    whole, parts, same = whole_and_parts(path, count)
    assert parts == whole
    assert same


def test_a_span_begins_with_its_start_and_ends_before_its_stop(tmp_path: Path) -> None:
    with open_video(write_video(tmp_path / "a.mp4")) as video:
        assert [frame.time_s for frame in video.frames(0.2, 0.36)] == [0.2, 0.24, 0.28, 0.32]
        assert list(video.frames(5.0)) == []
        assert len(list(video.frames(-1.0))) == len(STEADY_MS)


def test_a_video_has_at_least_one_segment(tmp_path: Path) -> None:
    with (
        open_video(write_video(tmp_path / "a.mp4")) as video,
        pytest.raises(ValueError, match="at least one"),
    ):
        video.segments(0)


def test_several_threads_read_one_file_at_once(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", options={"g": "4"})
    with open_video(path) as video:
        spans = video.segments(4)
    found: dict[int, list[float]] = {}

    def read(number: int) -> None:
        with open_video(path) as own:
            found[number] = [frame.time_s for frame in own.frames(*spans[number])]

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [time_s for number in range(4) for time_s in found[number]] == frame_times(path)


def test_another_reader_has_its_own_frames_and_its_own_counts(tmp_path: Path) -> None:
    path = with_damaged_payload(write_video(tmp_path / "a.mp4"))
    with open_video(path) as first, first.another() as second:
        assert second.info == first.info
        frames = list(first.frames())
        assert first.damaged_packets
        assert second.damaged_packets == 0
        assert [frame.time_s for frame in second.frames()] == [frame.time_s for frame in frames]
        assert second.damaged_packets == first.damaged_packets
        reading = first.frames()
        next(reading)
        second.close()
        assert next(reading).time_s == frames[1].time_s


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_number_of_decoder_threads_changes_no_frame(threads: int, tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4")
    with open_video(path) as one, open_video(path, threads=threads) as several:
        for first, second in zip(one.frames(), several.frames(), strict=True):
            assert first.time_s == second.time_s
            assert np.array_equal(first.pixels, second.pixels)


def test_leaving_the_block_ends_its_iterators(tmp_path: Path) -> None:
    with open_video(write_video(tmp_path / "a.mp4")) as video:
        frames = iter(video.frames())
        next(frames)
    assert list(frames) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_damaged_packets_are_counted_and_survived(threads: int, tmp_path: Path) -> None:
    noise = [np.random.default_rng(number).integers(0, 255, (64, 96, 3), np.uint8) for number in range(60)]
    path = write_video(
        tmp_path / "a.mp4", times_ms=range(0, 2400, 40), pictures=noise, options={"g": "10", "slices": "1"}
    )
    with open_video(with_damaged_payload(path), threads=threads) as video:
        times_s = [frame.time_s for frame in video.frames()]
    assert video.damaged_packets > 0
    assert len(times_s) > 20
    assert (np.diff(times_s) > 0).all()


@pytest.mark.parametrize("count", [2, 5])
def test_damage_is_counted_once_however_many_segments_there_are(count: int, tmp_path: Path) -> None:
    noise = [np.random.default_rng(number).integers(0, 255, (64, 96, 3), np.uint8) for number in range(60)]
    path = write_video(tmp_path / "a.mp4", times_ms=range(0, 2400, 40), pictures=noise, options={"g": "10"})
    with open_video(with_damaged_payload(path)) as video:
        whole = sum(1 for _ in video.frames())
        in_the_whole = video.damaged_packets
        parts = sum(1 for span in video.segments(count) for _ in video.frames(*span))
    assert in_the_whole > 0
    # Just after a seam a decoder may know less, or more, of what was damaged before.
    assert abs(video.damaged_packets - 2 * in_the_whole) < count
    assert abs(parts - whole) < count


def test_frames_of_another_size_are_brought_to_the_first_ones(tmp_path: Path) -> None:
    small = write_video(tmp_path / "a.h264.mkv", size=(96, 64), times_ms=[0, 40])
    large = write_video(tmp_path / "b.h264.mkv", size=(192, 128), times_ms=[0, 40])
    joined = join(tmp_path / "joined.mkv", [small, large])
    with open_video(joined) as video:
        shapes = [frame.pixels.shape for frame in video.frames()]
    assert shapes == [(64, 96, 3)] * 4


def test_a_missing_index_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedMedia, match=r"^a\.mp4 is damaged .*\.$"):
        open_video(without_index(write_video(tmp_path / "a.mp4")))


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMedia, match="only sound"):
        open_video(write_sound(tmp_path / "a.mp4"))


def test_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMedia, match="only sound"):
        open_video(write_sound(tmp_path / "a.mp4", cover=True))


def test_not_one_good_frame_is_damage(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4")
    data = bytearray(path.read_bytes())
    at = data.index(b"mdat") + 4
    data[at : at + 400] = bytes(400)
    path.write_bytes(data[:])
    with_damaged_payload(path, share=30)
    with pytest.raises(DamagedMedia, match="not one frame"):
        open_video(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaNotFound):
        open_video(tmp_path / "nothing.mp4")
    with pytest.raises(UnsupportedMedia, match="not a video"):
        open_video(write_picture(tmp_path / "a.mp4"))


def read_all(path: Path, limits: MediaLimits) -> VideoInfo:
    with open_video(path, limits) as video:
        for _ in video.frames():
            continue
    return video.info


@pytest.mark.parametrize(
    ("enough", "too_little", "words"),
    [
        (MediaLimits(max_video_pixels=96 * 64), MediaLimits(max_video_pixels=96 * 64 - 1), "96 x 64 pixels"),
        (MediaLimits(max_duration_s=2.0), MediaLimits(max_duration_s=1.0), "longer than"),
        (
            MediaLimits(max_frame_rate_hz=26),
            MediaLimits(max_frame_rate_hz=10),
            "more than 10 frames per second",
        ),
        (MediaLimits(max_bytes=10**6), MediaLimits(max_bytes=100), "at most"),
    ],
)
def test_each_limit_is_kept(enough: MediaLimits, too_little: MediaLimits, words: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4")
    read_all(path, enough)
    with pytest.raises(MediaTooLarge, match=words):
        read_all(path, too_little)


def test_a_length_that_only_shows_on_the_way_is_limited_too(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", times_ms=[0, 40, 80, 5000])
    data = path.read_bytes()
    at = data.index(b"\x44\x89\x88") + 3
    path.write_bytes(data[:at] + np.array(80.0, ">f8").tobytes() + data[at + 8 :])
    with open_video(path) as video:
        assert video.info.duration_s == pytest.approx(0.08)
    with pytest.raises(MediaTooLarge, match="longer than"):
        read_all(path, MediaLimits(max_duration_s=1.0))


@pytest.mark.reference
def test_a_real_clip_keeps_every_frame_and_time(reference_data: Path) -> None:
    path = reference_data / "exercise" / "clips" / "rohan_squat.mp4"
    with open_video(path) as video:
        times_s = [frame.time_s for frame in video.frames()]
    assert video.info.image_size == (608, 1080)
    assert len(times_s) == 614
    assert times_s == frame_times(path)


# Matrix and range by the names of ffmpeg; the encoder is told what the pixels were converted with.
COLOURS = {
    "BT.601, limited range": ("ITU601", "MPEG", "yuv420p"),
    "BT.709, limited range": ("ITU709", "MPEG", "yuv420p"),
    "BT.601, full range": ("ITU601", "JPEG", "yuv420p"),
    "BT.709, full range": ("ITU709", "JPEG", "yuv420p"),
    "BT.709, ten bits": ("ITU709", "MPEG", "yuv420p10le"),
    "BT.709, no chroma shared": ("ITU709", "MPEG", "yuv444p"),
}


@pytest.mark.parametrize("case", COLOURS)
@pytest.mark.parametrize("turned", [0, 90])
def test_colours_are_those_that_were_filmed(case: str, turned: int, tmp_path: Path) -> None:
    path = write_coloured(tmp_path / "a.mp4", *COLOURS[case], turned)
    with open_video(path) as video:
        pixels = np.rot90(next(iter(video.frames())).pixels, -turned // 90)
    for y, x in ((16, 24), (16, 72), (48, 24), (48, 72)):
        assert np.abs(pixels[y, x].astype(int) - quarters()[y, x]).max() <= 4


def write_coloured(path: Path, matrix: str, extent: str, form: str, turned: int) -> Path:
    import av
    from av.video.reformatter import ColorRange, Colorspace

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, form
        stream.codec_context.colorspace = {"ITU709": 1, "ITU601": 6}[matrix]
        stream.codec_context.color_range = ColorRange[extent]
        if turned:
            stream.set_display_rotation(turned)
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(quarters(), format="rgb24").reformat(
                format=form, dst_colorspace=Colorspace[matrix], dst_color_range=ColorRange[extent]
            )
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
