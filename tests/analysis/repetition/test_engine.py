from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.repetition.figure import film, squats, squatting, unseen

from poise.analysis.repetition import Completed, Engine, Event, Level, Notice, SetSummary, Unfinished
from poise.catalogue import catalogue
from poise.errors import PoseError
from poise.pose import COCO_17, Pose

SQUAT = catalogue()["squat"]


def coach(poses: Iterable[Pose], level: Level = Level.STANDARD) -> tuple[SetSummary, list[Event]]:
    engine = Engine(SQUAT, level)
    events = [event for pose in poses for event in engine.update(pose)]
    return engine.finish(), events


@pytest.mark.parametrize("rate", [8.0, 15.0, 30.0, 60.0])
def test_good_squats_are_counted_and_accurate_at_any_frame_rate(rate: float) -> None:
    summary, _ = coach(film(squats(115), 10.4, rate))
    assert (summary.attempted, summary.accurate, summary.unfinished) == (5, 5, 0)
    assert summary.score == 100


@pytest.mark.parametrize(
    ("depth_deg", "level", "accurate"),
    [(78, Level.BEGINNER, 5), (78, Level.STANDARD, 0), (100, Level.STANDARD, 5), (100, Level.STRICT, 0)],
)
def test_depth_decides_by_level_what_is_accurate(depth_deg: float, level: Level, accurate: int) -> None:
    summary, _ = coach(film(squats(depth_deg), 10.4), level)
    assert (summary.attempted, summary.accurate) == (5, accurate)
    names = {fault.name for repetition in summary.repetitions for fault in repetition.faults}
    assert names == (set() if accurate else {"too-shallow"})


def test_knees_that_stay_bent_are_told() -> None:
    summary, _ = coach(film(squats(115, standing_deg=60), 10.4))
    assert summary.attempted == 5
    assert summary.accurate == 0
    assert {f.name for r in summary.repetitions for f in r.faults} == {"not-fully-extended"}
    assert all(r.score < 90 for r in summary.repetitions)


def test_what_is_said_depends_on_the_past_only() -> None:
    poses = list(film(squats(115), 8.4))
    whole, cut = Engine(SQUAT), Engine(SQUAT)
    before = [cut.update(pose) for pose in poses[:140]]
    assert [whole.update(pose) for pose in poses][:140] == before


def test_a_short_loss_is_bridged_and_a_long_one_is_told() -> None:
    knee = squats(115)
    blink = (unseen(p.time_s) if 2.9 < p.time_s < 3.3 else p for p in film(knee, 8.4))
    assert coach(blink)[0].attempted == 4
    gone = (unseen(p.time_s) if 4.0 < p.time_s < 8.0 else p for p in film(knee, 12.4))
    summary, events = coach(gone)
    assert summary.attempted == 4
    assert [event.code for event in events if isinstance(event, Notice)] == ["lost"]
    assert [notice.code for notice in summary.notices] == ["lost"]


def without_legs(pose: Pose) -> Pose:
    """Somebody whose legs are outside the picture."""
    image = pose.image.copy()
    image[25:, 1] += 400.0
    return replace(pose, image=image)


@pytest.mark.parametrize(("until_s", "counted"), [(4.1, 3), (4.9, 2)])
def test_limbs_unseen_for_a_second_and_a_half_cost_no_repetition(until_s: float, counted: int) -> None:
    knee = squats(115, period_s=4.0)
    hidden = (without_legs(p) if 2.6 < p.time_s < until_s else p for p in film(knee, 12.4))
    summary, events = coach(hidden)
    assert summary.attempted == counted
    assert [event.text for event in events if isinstance(event, Notice)] == [
        "Step back: I cannot see your feet."
    ]


def elsewhere(pose: Pose, knee_deg: float) -> Pose:
    """Somebody else, beside the first and smaller."""
    other = squatting(pose.time_s, knee_deg)
    return replace(other, image=0.7 * other.image + np.array([400.0, 120.0, 0.0]))


@pytest.mark.parametrize(("from_s", "until_s"), [(2.6, 3.2), (3.3, 3.9), (3.0, 4.2)])
def test_who_was_followed_by_mistake_for_a_moment_costs_no_repetition(from_s: float, until_s: float) -> None:
    passing = (elsewhere(p, 5.0) if from_s < p.time_s < until_s else p for p in film(squats(115), 10.4))
    summary, _ = coach(passing)
    assert (summary.attempted, summary.unfinished) == (5, 0)


def test_who_does_not_come_back_leaves_a_half() -> None:
    gone = (elsewhere(p, 5.0) if p.time_s > 3.0 else p for p in film(squats(115), 8.4))
    summary, events = coach(gone)
    assert (summary.attempted, summary.unfinished) == (1, 1)
    assert [type(event) for event in events] == [Completed, Unfinished]


def test_missing_feet_are_asked_for() -> None:
    def cropped(pose: Pose) -> Pose:
        image = pose.image.copy()
        image[27:, 1] += 200.0
        return replace(pose, image=image)

    summary, events = coach(cropped(pose) for pose in film(squats(115), 4.0))
    assert summary.attempted == 0
    assert [e.text for e in events if isinstance(e, Notice)] == ["Step back: I cannot see your feet."]


def bowing(poses: Iterable[Pose]) -> Iterable[Pose]:
    """Lie down: the whole body turned by a right angle in picture and space."""
    for pose in poses:
        world, image = pose.world.copy(), pose.image.copy()
        world[:, :2] = np.stack([-pose.world[:, 1], pose.world[:, 0]], axis=-1)
        image[:, :2] = np.stack([640 - pose.image[:, 1], pose.image[:, 0]], axis=-1)
        yield replace(pose, world=world, image=image)


OTHERS: dict[str, Callable[[], Iterable[Pose]]] = {
    "standing": lambda: film(lambda _t: 5.0, 8.0),
    "holding at the bottom": lambda: film(lambda _t: 100.0, 8.0),
    "knee bends below the floor": lambda: film(squats(30), 8.0),
    "squatting lying on the side": lambda: bowing(film(squats(115), 8.0)),
    "nobody": lambda: (unseen(i / 30) for i in range(100)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_movement_counts_nothing(name: str) -> None:
    summary, events = coach(OTHERS[name]())
    assert summary.attempted == 0
    assert not any(isinstance(event, Completed) for event in events)


def test_a_repetition_says_when_how_far_and_how_fast() -> None:
    summary, _ = coach(film(squats(110, period_s=3.0), 9.4))
    second = summary.repetitions[1]
    assert second.number == 2
    assert second.side == "both"
    assert second.start_s == pytest.approx(3.3, abs=0.4)
    assert second.peak_s == pytest.approx(4.5, abs=0.15)
    assert second.end_s == pytest.approx(6.0, abs=0.5)
    assert second.announced_s - 6.0 <= 0.3
    assert second.range_deg["left_knee_flexion"] == pytest.approx(100, abs=6)
    assert second.asymmetry == pytest.approx(0.0, abs=0.02)
    assert 0.5 < second.tempo.eccentric_s < 1.5
    assert 0.5 < second.tempo.concentric_s < 1.5


def test_a_tiring_set_shows_it() -> None:
    times: list[float] = [0.0]
    t = 0.0
    for number in range(9):
        t += 1.6 + 0.25 * number
        times.append(t)

    def knee(now: float) -> float:
        index = max(i for i, start in enumerate(times) if start <= now)
        if index == len(times) - 1:
            return 8.0
        share = (now - times[index]) / (times[index + 1] - times[index])
        depth_deg = 115 - 2.5 * index
        return squats(depth_deg, period_s=1.0)(share)

    summary, _ = coach(film(knee, t + 0.5))
    assert summary.attempted == 9
    assert summary.fatigue.concentric_percent is not None
    assert summary.fatigue.concentric_percent > 30
    assert summary.fatigue.range_percent is not None
    assert summary.fatigue.range_percent < -5
    assert summary.consistency is not None
    assert summary.consistency < 90


def test_the_gauge_shows_progress_and_the_band() -> None:
    engine = Engine(SQUAT)
    shown = []
    for pose in film(squats(110), 2.4):
        engine.update(pose)
        shown.append(engine.live)
    assert [state.phase for state in shown][:1] == ["waiting"]
    assert {state.phase for state in shown} == {"waiting", "ready", "out", "back"}
    assert max(state.progress for state in shown) == pytest.approx(1.0, abs=0.05)
    assert shown[-1].attempted == 1
    assert shown[-1].band[0] == pytest.approx((88 - 8) / 102, abs=0.01)


def test_a_summary_is_silent_about_what_the_view_hides() -> None:
    front, _ = coach(replace_view(film(squats(115), 6.4), 0.0))
    side, _ = coach(replace_view(film(squats(115), 6.4), 88.0))
    assert "chest-down" in front.unjudged
    assert "knees-in" in side.unjudged
    assert "chest-down" not in side.unjudged


def replace_view(poses: Iterable[Pose], yaw_deg: float) -> Iterable[Pose]:
    return (squatting(pose.time_s, squats(115)(pose.time_s), yaw_deg=yaw_deg) for pose in poses)


def test_wrong_input_is_refused_in_one_sentence() -> None:
    engine = Engine(SQUAT)
    engine.update(squatting(1.0, 5.0))
    with pytest.raises(PoseError, match=r"order of time, and 1\.0 s is not later"):
        engine.update(squatting(1.0, 5.0))
    nothing = np.full((17, 3), math.nan)
    with pytest.raises(PoseError, match="judges blazepose_33, not coco_17"):
        engine.update(Pose(COCO_17, nothing, nothing, nothing[:, 0], nothing[:, 0], 2.0, (64, 64)))
