"""Overlay films: the source's own times, sound and the right way up."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from tests.drawing.made_clips import STEADY, UNEVEN, Clip, standing_for, video_times

from poise.drawing import FilmFrame, FilmReport, SoundKept, draw_skeletons_alone, write_film
from poise.errors import DamagedMedia, OutputError
from poise.media.pixels import Pixels


def filmed(tmp_path: Path, source: Path, **options: Any) -> tuple[FilmReport, Path]:
    path = tmp_path / "film.mp4"
    people = options.pop("people", [])
    with path.open("w+b") as file:
        report = write_film(source, people, file, **options)
    return report, path


def pictures(path: Path) -> list[Pixels]:
    with av.open(str(path)) as medium:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in medium.decode(video=0)]


@pytest.mark.parametrize(
    ("name", "clip"),
    [
        ("steady.mp4", Clip()),
        ("uneven.mp4", Clip(ticks=UNEVEN)),
        ("late.mp4", Clip(ticks=tuple(tick + 45000 for tick in UNEVEN))),
        ("ntsc.mp4", Clip(ticks=tuple(range(0, 20020, 1001)), time_base=Fraction(1, 30000))),
        ("millisecond.mkv", Clip(ticks=(0, 33, 67, 100, 133, 300), time_base=Fraction(1, 1000))),
        ("vp9.webm", Clip(ticks=(0, 41, 83, 125), time_base=Fraction(1, 1000), video_codec="libvpx-vp9")),
        ("one_frame.mp4", Clip(ticks=(0,))),
    ],
)
def test_every_frame_keeps_its_own_time(tmp_path: Path, name: str, clip: Clip) -> None:
    source = clip.write(tmp_path / name)
    report, film = filmed(tmp_path, source)
    first_s = video_times(source)[0]
    assert video_times(film) == pytest.approx([time_s - first_s for time_s in video_times(source)], abs=1e-9)
    assert report.frames == len(clip.ticks)


@pytest.mark.parametrize("ticks", [STEADY, UNEVEN])
def test_the_film_lasts_as_long_as_its_source(tmp_path: Path, ticks: tuple[int, ...]) -> None:
    source = Clip(ticks=ticks).write(tmp_path / "source.mp4")
    _, film = filmed(tmp_path, source)
    with av.open(str(source)) as before, av.open(str(film)) as after:
        assert after.streams.video[0].duration == before.streams.video[0].duration


@pytest.mark.parametrize(
    ("name", "codec", "kept"),
    [
        ("aac.mp4", "aac", SoundKept.COPIED),
        ("mp3.mp4", "libmp3lame", SoundKept.COPIED),
        ("pcm.mov", "pcm_s16le", SoundKept.ENCODED),
        ("opus.webm", "libopus", SoundKept.ENCODED),
    ],
)
def test_sound_is_kept(tmp_path: Path, name: str, codec: str, kept: SoundKept) -> None:
    video_codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    source = Clip(sound_codec=codec, video_codec=video_codec).write(tmp_path / name)
    report, film = filmed(tmp_path, source)
    assert report.sound is kept
    before, after = heard(source), heard(film)
    assert loudest_hz(after) == pytest.approx(440, abs=15)
    # AAC pads its first and last block of 1024 samples.
    assert len(after) == pytest.approx(len(before), abs=2 * 1024)


def heard(path: Path) -> np.ndarray[Any, np.dtype[np.float64]]:
    resampler = av.AudioResampler("flt", "mono", 48000)
    with av.open(str(path)) as medium:
        frames = [part for frame in medium.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(float)


def loudest_hz(wave: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(wave))) * 48000 / len(wave))


def test_copied_sound_is_the_same_to_the_bit(tmp_path: Path) -> None:
    source = Clip(sound_codec="aac").write(tmp_path / "source.mp4")
    _, film = filmed(tmp_path, source)

    def sound(path: Path) -> list[tuple[float, bytes]]:
        with av.open(str(path)) as medium:
            stream = medium.streams.audio[0]
            return [
                (float(packet.pts * stream.time_base), bytes(packet))
                for packet in medium.demux(stream)
                if packet.size and packet.pts is not None and stream.time_base is not None
            ]

    assert sound(film) == sound(source)


@pytest.mark.reference
@pytest.mark.parametrize("name", ["mm_rdl.mp4", "mm_bicep_curl.mp4"])
def test_a_real_clip_keeps_times_length_and_sound(tmp_path: Path, reference_data: Path, name: str) -> None:
    source = reference_data / "exercise" / "clips" / name
    report, film = filmed(tmp_path, source)
    assert (report.sound, report.damaged_packets) == (SoundKept.COPIED, 0)
    assert video_times(film) == video_times(source)
    with av.open(str(source)) as before, av.open(str(film)) as after:
        for one, other in zip(before.streams.get(), after.streams.get(), strict=True):
            assert seconds(other) == pytest.approx(seconds(one), abs=0.001)


def seconds(stream: Any) -> float:
    return float(stream.duration * stream.time_base)


def test_sound_can_be_left_out(tmp_path: Path) -> None:
    source = Clip(sound_codec="aac").write(tmp_path / "source.mp4")
    report, film = filmed(tmp_path, source, keep_sound=False)
    with av.open(str(film)) as medium:
        assert (report.sound, len(medium.streams.audio)) == (SoundKept.NONE, 0)


@pytest.mark.parametrize(
    ("size", "even"), [((95, 64), (96, 64)), ((96, 63), (96, 64)), ((95, 63), (96, 64)), ((96, 64), (96, 64))]
)
def test_odd_sizes_grow_by_repeating_the_last_pixels(
    tmp_path: Path, size: tuple[int, int], even: tuple[int, int]
) -> None:
    source = Clip(size=size).write(tmp_path / "source.mp4")
    report, film = filmed(tmp_path, source)
    picture = pictures(film)[0].astype(int)
    assert report.size == even == (picture.shape[1], picture.shape[0])
    assert np.abs(picture[:, -1] - picture[:, -2]).max() < 12
    assert np.abs(picture[-1] - picture[-2]).max() < 12


@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_rotation_is_in_the_pixels_and_nowhere_else(tmp_path: Path, rotation_deg: int) -> None:
    source = Clip(rotation_deg=rotation_deg).write(tmp_path / "source.mp4")
    with av.open(str(source)) as medium:
        first = next(iter(medium.decode(video=0)))
        upright = np.rot90(first.to_ndarray(format="rgb24"), round(first.rotation / 90)).astype(int)
        assert first.rotation % 360 in {rotation_deg, 360 - rotation_deg}
    report, film = filmed(tmp_path, source)
    with av.open(str(film)) as medium:
        frame = next(iter(medium.decode(video=0)))
        assert frame.rotation == 0
        assert np.abs(frame.to_ndarray(format="rgb24").astype(int) - upright).mean() < 4
    assert report.size == ((96, 64) if rotation_deg % 180 == 0 else (64, 96))


def test_frames_that_share_a_time_are_all_in_the_film(tmp_path: Path) -> None:
    source = Clip(ticks=range(12), time_base=Fraction(1, 25)).write(tmp_path / "source.avi")
    shared = tmp_path / "shared.mkv"
    with av.open(str(source)) as medium, av.open(str(shared), "w") as out:
        target = out.add_stream_from_template(medium.streams.video[0])
        for number, packet in enumerate(packet for packet in medium.demux(video=0) if packet.size):
            packet.stream, packet.time_base = target, Fraction(1, 1000)
            packet.pts = packet.dts = number // 3 * 120
            out.mux(packet)
    report, film = filmed(tmp_path, shared)
    assert report.frames == 12
    assert video_times(film) == pytest.approx(np.arange(12) * 0.04, abs=2e-4)


def test_a_mirrored_source_gives_a_mirrored_film(tmp_path: Path) -> None:
    source = Clip(is_mirrored=True).write(tmp_path / "source.mp4")
    _, film = filmed(tmp_path, source)
    picture = pictures(film)[0].astype(int)
    assert picture[32, 20, 1] > picture[32, 20, 0]  # green, which is stored on the right
    assert picture[32, 76, 0] > picture[32, 76, 1]


@pytest.mark.parametrize("rotation_deg", [0, 90])
def test_a_film_has_square_pixels_and_the_size_of_the_poses(tmp_path: Path, rotation_deg: int) -> None:
    source = Clip(size=(240, 240), aspect=Fraction(4, 3), rotation_deg=rotation_deg).write(
        tmp_path / "source.mp4"
    )
    size = (240, 320) if rotation_deg else (320, 240)
    people = [standing_for(video_times(source), size)]
    plain = pictures(filmed(tmp_path, source)[1])
    report, film = filmed(tmp_path, source, people=people)
    assert report.size == size
    with av.open(str(film)) as medium:
        assert medium.streams.video[0].sample_aspect_ratio in (None, 1)
    changed = np.abs(pictures(film)[0].astype(int) - plain[0].astype(int)).max(axis=2) > 60
    rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    assert (columns.min() + columns.max()) / 2 == pytest.approx(size[0] / 2, abs=4)
    assert rows.max() == pytest.approx(0.88 * size[1], abs=12)


@pytest.mark.parametrize("offset_s", [0, 3, 600])
@pytest.mark.parametrize("sound_from_s", [-0.25, 0.0, 0.5])
@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "aac"), ("a.mkv", "aac"), ("a.mkv", "libopus"), ("a.mov", "pcm_s16le")]
)
def test_sound_stays_beside_its_frames_wherever_the_clock_begins(
    tmp_path: Path, name: str, codec: str, offset_s: int, sound_from_s: float
) -> None:
    offset_s = max(offset_s, 1) if sound_from_s < 0 else offset_s
    source = Clip(
        ticks=tuple(tick + 90000 * offset_s for tick in STEADY),
        sound_codec=codec,
        sound_from_s=offset_s + sound_from_s,
    ).write(tmp_path / name)
    times_s = [number * 3000 / 90000 for number in range(len(STEADY))]
    _, film = filmed(tmp_path, source, people=[standing_for(times_s)])
    assert film_lead_s(film) == pytest.approx(film_lead_s(source), abs=0.03)
    assert film_lead_s(film) == pytest.approx(sound_from_s, abs=0.06)


def film_lead_s(path: Path) -> float:
    """Return how much later than the first frame the first tone is heard."""
    with av.open(str(path)) as medium:
        first = next(medium.decode(video=0)).time
    resampler = av.AudioResampler("flt", "mono", 48000)
    with av.open(str(path)) as medium:
        for frame in medium.decode(audio=0):
            for part in resampler.resample(frame):
                loud = np.flatnonzero(np.abs(part.to_ndarray()[0]) > 0.1)
                if len(loud):
                    return float(part.time + loud[0] / 48000 - first)
    raise AssertionError("there is no sound")


def test_people_are_drawn_where_the_clock_does_not_begin_at_zero(tmp_path: Path) -> None:
    source = Clip(size=(320, 240), ticks=tuple(tick + 90000 * 600 for tick in STEADY)).write(
        tmp_path / "source.mp4"
    )
    times_s = [number * 3000 / 90000 for number in range(len(STEADY))]
    _, film = filmed(tmp_path, source, people=[standing_for(times_s, (320, 240))])
    assert video_times(film) == pytest.approx(times_s)
    for picture, plain in zip(pictures(film), pictures(source), strict=True):
        assert (np.abs(picture.astype(int) - plain.astype(int)).max(axis=2) > 60).sum() > 200


@pytest.mark.parametrize("matrix", [1, 5])
def test_colours_and_their_description_stay_those_of_the_source(tmp_path: Path, matrix: int) -> None:
    source = Clip(matrix=matrix).write(tmp_path / "source.mp4")
    _, film = filmed(tmp_path, source)
    with av.open(str(film)) as medium:
        context = medium.streams.video[0].codec_context
        assert (int(context.colorspace), int(context.color_range)) == (matrix, 1)
    picture = pictures(film)[3].astype(int)
    assert np.abs(picture[32, 20] - (120, 20, 20)).max() < 8
    assert np.abs(picture[32, 76] - (20, 110, 20)).max() < 8


def test_people_are_drawn_where_they_are_at_each_time(tmp_path: Path) -> None:
    source = Clip(size=(320, 240)).write(tmp_path / "source.mp4")
    times = video_times(source)
    people = [standing_for(times, (320, 240))]
    _, film = filmed(tmp_path, source, people=people)
    _, plain = tmp_path, pictures(source)
    for number, picture in enumerate(pictures(film)):
        changed = np.abs(picture.astype(int) - plain[number].astype(int)).max(axis=2) > 60
        columns = np.flatnonzero(changed.any(axis=0))
        middle = (columns.min() + columns.max()) / 2
        assert middle == pytest.approx(160 + number, abs=3)


def test_on_blank_ground_nothing_of_the_picture_is_left(tmp_path: Path) -> None:
    source = Clip(size=(320, 240)).write(tmp_path / "source.mp4")
    people = [standing_for(video_times(source), (320, 240))]
    _, film = filmed(tmp_path, source, people=people, draw=draw_skeletons_alone)
    picture = pictures(film)[0].astype(int)
    assert np.abs(picture[:, :40] - (30, 36, 46)).max() < 12
    assert np.abs(picture - (30, 36, 46)).max() > 100


def test_the_draw_function_is_told_number_time_and_everyone(tmp_path: Path) -> None:
    source = Clip(ticks=UNEVEN).write(tmp_path / "source.mp4")
    times = video_times(source)
    seen: list[FilmFrame] = []
    people = [standing_for(times), standing_for(times[:2])]
    filmed(tmp_path, source, people=people, draw=lambda _, frame: seen.append(frame))
    assert [frame.number for frame in seen] == list(range(len(UNEVEN)))
    assert [frame.time_s for frame in seen] == times
    assert [[pose is not None for pose in frame.poses] for frame in seen] == [[True, True]] * 2 + [
        [True, False]
    ] * (len(UNEVEN) - 2)
    assert len({frame.widths_px for frame in seen}) == 1


def test_a_film_is_written_to_a_path_whole_or_not_at_all(tmp_path: Path) -> None:
    source = Clip().write(tmp_path / "source.mp4")
    report = write_film(source, [], tmp_path / "film.mp4")
    assert len(video_times(tmp_path / "film.mp4")) == report.frames == len(STEADY)
    before = (tmp_path / "film.mp4").read_bytes()

    def interrupted(_pixels: Pixels, frame: FilmFrame) -> None:
        if frame.number == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_film(source, [], tmp_path / "film.mp4", draw=interrupted)
    assert (tmp_path / "film.mp4").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mp4", "source.mp4"]


def test_progress_counts_every_frame(tmp_path: Path) -> None:
    source = Clip().write(tmp_path / "source.mp4")
    counts: list[tuple[int, int]] = []
    filmed(tmp_path, source, on_progress=lambda done, total: counts.append((done, total)))
    frames = len(STEADY)
    assert counts == [*((done, frames) for done in range(1, frames + 1)), (frames, frames)]


def test_damaged_packets_cost_their_own_frames_only(tmp_path: Path) -> None:
    clip = Clip(
        ticks=tuple(range(0, 60000, 1000)),
        time_base=Fraction(1, 30000),
        size=(320, 240),
        video_codec="mpeg4",
        sound_codec="aac",
    )
    source = clip.write(tmp_path / "source.mp4")
    whole = video_times(source)
    spoiled = bytearray(source.read_bytes())
    middle = spoiled.index(b"mdat") + len(spoiled) // 3
    spoiled[middle : middle + 3000] = bytes(3000)
    source.write_bytes(spoiled)
    report, film = filmed(tmp_path, source)
    left = video_times(film)
    assert set(left) <= set(whole)
    assert len(left) > len(whole) // 2
    assert report.frames == len(left)


def test_a_source_that_breaks_off_gives_the_film_up_to_there(tmp_path: Path) -> None:
    clip = Clip(ticks=range(0, 60 * 33, 33), time_base=Fraction(1, 1000), size=(320, 240))
    source = clip.write(tmp_path / "source.mkv")
    whole = video_times(source)
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    _, film = filmed(tmp_path, source)
    left = video_times(film)
    assert 0 < len(left) < len(whole)
    assert left == whole[: len(left)]


def test_a_video_without_one_good_frame_is_refused_with_a_sentence(tmp_path: Path) -> None:
    source = Clip(ticks=(0,)).write(tmp_path / "source.mp4")
    spoiled = bytearray(source.read_bytes())
    start = spoiled.index(b"mdat") + 4
    spoiled[start : start + 400] = bytes(400)
    source.write_bytes(spoiled)
    with pytest.raises(DamagedMedia, match="not one frame"):
        write_film(source, [], io.BytesIO())


class FullDisc(io.BytesIO):
    def write(self, data: Any) -> int:
        if self.tell() > 2000:
            raise OSError(28, "No space left on device")
        return super().write(data)


def test_a_full_disc_is_told_in_one_sentence(tmp_path: Path) -> None:
    source = Clip(size=(320, 240), sound_codec="aac").write(tmp_path / "source.mp4")
    with pytest.raises(OutputError, match="No space left on device"):
        write_film(source, [], FullDisc())


def test_an_error_while_drawing_is_not_hidden(tmp_path: Path) -> None:
    source = Clip().write(tmp_path / "source.mp4")

    def broken(_pixels: Pixels, _frame: FilmFrame) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_film(source, [], io.BytesIO(), draw=broken)


def test_titles_and_places_of_the_source_are_not_carried_over(tmp_path: Path) -> None:
    source = replace(Clip()).write(tmp_path / "plain.mp4")
    tagged = tmp_path / "tagged.mp4"
    with av.open(str(source)) as before, av.open(str(tagged), "w") as after:
        after.metadata["title"] = "at home"
        stream = after.add_stream_from_template(before.streams.video[0])
        for packet in before.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                after.mux(packet)
    assert b"at home" in tagged.read_bytes()
    _, film = filmed(tmp_path, tagged)
    assert b"at home" not in film.read_bytes()
