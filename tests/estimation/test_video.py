"""Videos: one segment is MediaPipe's own loop, several are the same frames with a checked seam."""

import math
import threading
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.media.made_media import join
from tests.media_maker import write_clip

from poise.errors import DamagedMedia, EstimationError, ModelError
from poise.estimation import segment
from poise.estimation.drawn_person import draw_person
from poise.estimation.landmarker import strictly_later_ms
from poise.estimation.look import Look
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model, bundle_path
from poise.estimation.segment import WARM_UP_S
from poise.estimation.video import SHORTEST_SEGMENT_S, VideoEstimate, estimate_video, plan
from poise.media.pixels import Pixels
from poise.media.video import open_video
from poise.pose import Pose

models = pytest.mark.models


def estimate(clip: Path, segments: int = 1, people: int = 1, look: Look = Look.EVERY) -> VideoEstimate:
    return estimate_video(clip, model=Model.LITE, segments=segments, people=people, look=look)


@pytest.mark.parametrize(
    ("duration_s", "wanted", "expected"),
    [
        (20.0, 1, [(-math.inf, math.inf)]),
        (20.0, 2, [(-math.inf, 10.25), (10.25, math.inf)]),
        (21.0, 3, [(-math.inf, 22 / 3), (22 / 3, 22 / 3 * 2 - 0.5), (22 / 3 * 2 - 0.5, math.inf)]),
        (7.9, 2, [(-math.inf, math.inf)]),  # too short to be worth a second one
        (8.0, 8, [(-math.inf, 4.25), (4.25, math.inf)]),
        (0.0, 4, [(-math.inf, math.inf)]),  # a length that nobody states
    ],
)
def test_a_video_is_cut_into_spans_of_equal_work(
    duration_s: float, wanted: int, expected: list[tuple[float, float]]
) -> None:
    np.testing.assert_allclose(plan(duration_s, wanted), expected)


@given(st.floats(0, 1e4), st.integers(1, 64))
def test_spans_meet_and_each_takes_the_same_work(duration_s: float, wanted: int) -> None:
    spans = plan(duration_s, wanted)
    assert len(spans) <= wanted
    assert spans[0][0] == -math.inf
    assert spans[-1][1] == math.inf
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    borders = [0.0, *(stop for _, stop in spans[:-1]), duration_s]
    work = np.diff(borders) + np.array([0.0] + [WARM_UP_S] * (len(spans) - 1))
    np.testing.assert_allclose(work, work[0], atol=1e-6)
    assert len(spans) == 1 or work[0] >= SHORTEST_SEGMENT_S


def test_no_segment_at_all_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="at least one"):
        plan(10.0, 0)


@models
def test_one_segment_is_bit_identical_to_mediapipe_s_own_loop(drawn_clip: Path) -> None:
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    base = BaseOptions(model_asset_path=str(bundle_path(Model.LITE, masks=True)))
    options = vision.PoseLandmarkerOptions(base_options=base, running_mode=vision.RunningMode.VIDEO)
    person = estimate(drawn_clip).people[0]
    last_ms, seen = -1, 0
    with vision.PoseLandmarker.create_from_options(options) as reference, open_video(drawn_clip) as reader:
        for row, frame in enumerate(reader.frames()):
            last_ms = strictly_later_ms(frame.time_s, last_ms)
            found = reference.detect_for_video(mp.Image(mp.ImageFormat.SRGB, frame.pixels), last_ms)
            assert person.times_s[row] == frame.time_s
            assert person.is_seen[row] == bool(found.pose_landmarks)
            if found.pose_landmarks:
                image = [(p.x * 320, p.y * 240, p.z * 320) for p in found.pose_landmarks[0]]
                world = [(p.x, p.y, p.z) for p in found.pose_world_landmarks[0]]
                np.testing.assert_array_equal(person.image[row], image)
                np.testing.assert_array_equal(person.world[row], world)
                seen += 1
    assert row + 1 == len(person)
    assert seen > 200


@models
def test_two_segments_see_the_same_frames_and_nearly_the_same_poses(drawn_clip: Path) -> None:
    one, two = estimate(drawn_clip), estimate(drawn_clip, 2)
    assert (one.segments, two.segments) == (1, 2)
    np.testing.assert_array_equal(one.times_s, two.times_s)
    assert two.frames == one.frames == 225
    assert len(two.seams_torsos) == 1
    assert two.seams_torsos[0] < 0.1
    apart = np.linalg.norm(one.people[0].image[..., :2] - two.people[0].image[..., :2], axis=-1)
    assert np.nanmedian(apart) < 1.0
    # Before the seam nothing differs.
    assert np.nanmax(apart[:100]) == 0.0


@models
@pytest.mark.parametrize(("segments", "people"), [(1, 1), (2, 1), (1, 2)])
def test_looking_less_often_sees_the_same_frames_and_nearly_the_same_poses(
    segments: int, people: int, drawn_clip: Path
) -> None:
    every = estimate(drawn_clip, segments, people)
    found = estimate(drawn_clip, segments, people, Look.ADAPTIVE)
    assert every.looked_at is None
    assert found.looked_at is not None
    assert found.looked_at.shape == found.times_s.shape
    assert found.looked_at[[0, -1]].all()
    assert 0.1 < found.looked_at.mean() < 0.7
    np.testing.assert_array_equal(found.times_s, every.times_s)
    (expected, *_), (person,) = every.people, found.people
    assert person.is_seen.mean() > 0.98
    both = person.is_seen & expected.is_seen
    apart = np.linalg.norm(person.image[both, :, :2] - expected.image[both, :, :2], axis=-1)
    assert np.median(apart) < 1.0
    assert all(torsos < 0.1 for torsos in found.seams_torsos)


@models
def test_looking_less_often_gives_the_same_poses_every_time(drawn_clip: Path) -> None:
    first, second = (estimate(drawn_clip, 2, look=Look.ADAPTIVE) for _ in range(2))
    np.testing.assert_array_equal(first.people[0].image, second.people[0].image)


@models
def test_where_a_seam_disagrees_the_earlier_side_goes_on_looking_less_often(
    drawn_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "SEAM_LIMIT_TORSOS", -1.0)
    found = estimate(drawn_clip, 2, look=Look.ADAPTIVE)
    assert found.looked_at is not None
    assert len(found.looked_at) == len(found.times_s) == 225


@models
def test_the_same_segments_give_the_same_poses_every_time(drawn_clip: Path) -> None:
    first, second = estimate(drawn_clip, 2), estimate(drawn_clip, 2)
    np.testing.assert_array_equal(first.people[0].image, second.people[0].image)


@models
def test_where_the_sides_of_a_seam_disagree_the_earlier_one_goes_on(
    drawn_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "SEAM_LIMIT_TORSOS", -1.0)
    one, mended = estimate(drawn_clip), estimate(drawn_clip, 2)
    assert mended.segments == 2
    np.testing.assert_array_equal(one.people[0].image, mended.people[0].image)
    np.testing.assert_array_equal(one.times_s, mended.times_s)


@models
@pytest.mark.parametrize("look", Look)
def test_uneven_and_crowded_times_are_kept_as_they_are(look: Look, tmp_path: Path) -> None:
    times_ms = [0, 40, 41, 42, 43, 200, 201, 600, 633, 666, 700]
    found = estimate(write_clip(tmp_path / "uneven.mp4", times_ms=times_ms), look=look)
    np.testing.assert_allclose(found.times_s * 1000, times_ms, atol=1e-6)
    assert found.people[0].is_seen.all()


@models
@pytest.mark.parametrize(("stored", "aspect"), [((240, 240), Fraction(4, 3)), ((320, 90), Fraction(3, 8))])
def test_poses_are_found_on_square_pixels(stored: tuple[int, int], aspect: Fraction, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", stored=stored, aspect=aspect)
    (person,), (expected,) = estimate(path).people, estimate(write_clip(tmp_path / "b.mp4")).people
    assert person.image_size == (320, 240)
    apart_px = np.linalg.norm(person.image[5:, :, :2] - expected.image[5:, :, :2], axis=-1)
    assert np.nanmedian(apart_px) < 6


@models
def test_who_is_filmed_while_the_camera_is_turned_is_found_where_they_are(tmp_path: Path) -> None:
    path = write_turned_clip(tmp_path / "a.mkv")
    found = estimate(path)
    (person,) = found.people
    assert found.info.image_size == (320, 240)
    assert found.reshaped_frames == 15
    # In the upright frames, 240 x 320, the person stands in the middle at the same height; they are shown as 180 x 240.
    before, after = (person.image[10:14], person.image[25:29])
    nose, ankle = (person.skeleton.indices([name])[0] for name in ("nose", "left_ankle"))
    for frames in (before, after):
        assert np.nanmedian(frames[:, nose, 0]) == pytest.approx(160, abs=12)
    tall = [np.nanmedian(frames[:, ankle, 1] - frames[:, nose, 1]) for frames in (before, after)]
    assert tall[1] == pytest.approx(tall[0], rel=0.1)


def write_turned_clip(path: Path) -> Path:
    """Write a person in the middle, in 15 frames of 320 x 240 and then in 15 of 240 x 320."""
    parts = []
    for number, size in enumerate([(320, 240), (240, 320)]):
        parts.append(path.with_name(f"part{number}.mkv"))
        with av.open(str(parts[-1]), "w") as container:
            stream = container.add_stream("libx264", rate=25, options={"bf": "0"})
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            for frame in range(15):
                pixels = draw_person(size, foot_px=(size[0] / 2, size[1] * 0.93))
                picture = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                picture.pts = frame
                container.mux(stream.encode(picture))
            container.mux(stream.encode(None))
    return join(path, parts)


@models
def test_nobody_is_no_person_and_no_error(tmp_path: Path) -> None:
    empty = write_empty_room(tmp_path / "empty.mp4")
    found = estimate(empty)
    assert found.people == ()
    assert (found.frames, found.frames_with_people) == (20, 0)


def write_empty_room(path: Path) -> Path:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        grey = np.full((240, 320, 3), 128, np.uint8)
        for _ in range(20):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode(None))
    return path


@models
def test_several_people_may_be_looked_for_where_there_is_one(drawn_clip: Path) -> None:
    found = estimate(drawn_clip, 2, people=2)
    assert len(found.people) == 1
    assert found.frames_with_people > 200


@models
def test_progress_counts_up_to_the_number_of_frames(drawn_clip: Path) -> None:
    said: list[tuple[int, int]] = []
    estimate_video(
        drawn_clip, model=Model.LITE, segments=2, on_progress=lambda done, total: said.append((done, total))
    )
    done = [number for number, _ in said]
    assert done == sorted(done)
    assert said[-1] == (225, 225)


@models
def test_cancelling_ends_the_work_and_leaves_no_thread(drawn_clip: Path) -> None:
    cancel = threading.Event()
    before = threading.active_count()

    def stop(done: int, _total: int) -> None:
        if done >= 20:
            cancel.set()

    with pytest.raises(EstimationError, match="cancelled"):
        estimate_video(drawn_clip, model=Model.LITE, segments=2, on_progress=stop, cancel=cancel)
    assert threading.active_count() == before


@models
def test_the_failure_of_one_segment_stops_the_others_and_is_told(
    drawn_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = PoseEstimator.find

    def fail(self: PoseEstimator, pixels: Pixels, time_s: float = 0.0) -> tuple[Pose, ...]:
        if time_s > 6.0:
            raise EstimationError("MediaPipe could not look at a picture: broken.")
        return real(self, pixels, time_s)

    before = threading.active_count()
    monkeypatch.setattr(PoseEstimator, "find", fail)
    with pytest.raises(EstimationError, match="broken"):
        estimate(drawn_clip, 2)
    assert threading.active_count() == before


def test_a_model_that_is_not_built_is_said(
    drawn_clip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path))
    with pytest.raises(ModelError, match="poise models build"):
        estimate(drawn_clip, 2)


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom" + bytes(500))
    with pytest.raises(DamagedMedia):
        estimate(broken)


@models
@pytest.mark.reference
def test_a_real_walk_in_is_followed_in_nearly_every_frame(reference_data: Path) -> None:
    clip = reference_data / "exercise" / "clips" / "rohan_squat.mp4"
    found = estimate_video(clip, model=Model.LITE, segments=2)
    assert found.frames == 614
    assert found.frames_with_people >= 0.99 * 614
    assert found.seams_torsos[0] < 0.1
