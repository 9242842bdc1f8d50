from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.analysis.repetition.figure import film, squats
from tests.synthetic.performance import perform

from poise.analysis.recognition import Candidate, Recogniser, Recognition, recognise
from poise.analysis.recognition.recogniser import GROUPS
from poise.analysis.repetition import Engine
from poise.catalogue import catalogue
from poise.errors import PoseError
from poise.media.tracks import read_track

CATALOGUE = catalogue()
# One view of each kind of movement; benchmarks.accuracy.recognition looks at all of them.
SEEN = {
    "squat": 38.0,
    "deadlift": 95.0,
    "push-up": 95.0,
    "pull-up": 172.0,
    "jumping-jack": 8.0,
    "overhead-press": 8.0,
    "leg-raise": 95.0,
    "calf-raise": 95.0,
    "warrior-ii": 8.0,
    "plank": 95.0,
}


@pytest.mark.parametrize(("name", "yaw_deg"), SEEN.items())
def test_three_repetitions_or_eight_seconds_are_recognised(name: str, yaw_deg: float) -> None:
    done = perform(name, repetitions=3, rate_hz=15.0, yaw_deg=yaw_deg, hold_s=8.0, seed=5)
    found = recognise(done.sequence, CATALOGUE)
    assert found.exercise == name
    assert not found.contradicts(name)
    assert found.contradicts("crunch")


def test_nobody_and_nothing_done_are_none_of_these() -> None:
    assert recognise([], CATALOGUE) == Recognition(None, (), 0.0)
    standing = recognise(film(lambda _: 8.0, 6.0, 15.0), CATALOGUE)
    assert standing.exercise is None
    assert standing.seen_s == pytest.approx(6.0, abs=0.1)
    assert not standing.contradicts("squat")


@pytest.mark.parametrize(
    "activities",
    [
        ("walk_in", "sit_down", "drink", "walk_out"),
        ("walk_in", "pick_up", "wave", "idle"),
        ("idle", "drink", "sit_down", "wave"),
    ],
)
def test_everyday_movement_of_which_each_is_done_once_is_none_of_these(activities: tuple[str, ...]) -> None:
    done = perform("squat", repetitions=0, rate_hz=15.0, yaw_deg=38.0, lead_in=activities)
    found = recognise(done.sequence, CATALOGUE)
    assert found.exercise is None
    assert found.candidates, "single swings do look like exercises"


def test_one_repetition_that_makes_up_the_recording_is_recognised_and_one_among_much_else_is_not() -> None:
    done = perform("squat", repetitions=1, rate_hz=15.0, yaw_deg=38.0)
    assert recognise(done.sequence, CATALOGUE).exercise == "squat"
    done = perform("squat", repetitions=1, rate_hz=15.0, yaw_deg=38.0, idle_s=(6.0, 6.0))
    assert recognise(done.sequence, CATALOGUE).exercise is None
    done = perform("squat", repetitions=2, rate_hz=15.0, yaw_deg=38.0, idle_s=(6.0, 6.0))
    assert recognise(done.sequence, CATALOGUE).exercise == "squat"


def test_an_exercise_that_the_catalogue_lacks_is_none_of_these() -> None:
    done = perform("push-up", repetitions=3, rate_hz=15.0, yaw_deg=95.0)
    others = {
        name: one for name, one in CATALOGUE.items() if name not in {"push-up", "knee-push-up", "plank"}
    }
    assert recognise(done.sequence, others).exercise is None


def test_what_is_said_depends_on_the_past_only() -> None:
    poses = list(film(squats(115), 8.4, 15.0))
    whole, cut = Recogniser(CATALOGUE), Recogniser(CATALOGUE)
    for pose in poses[:80]:
        cut.update(pose)
    said = []
    for pose in poses:
        whole.update(pose)
        said.append(whole.recognition)
    assert said[79] == cut.recognition
    assert said[-1].exercise == "squat"


def test_poses_out_of_order_are_refused() -> None:
    recogniser = Recogniser(CATALOGUE)
    first, second, *_ = film(squats(115), 1.0)
    recogniser.update(second)
    with pytest.raises(PoseError, match="order of time"):
        recogniser.update(first)


@pytest.mark.parametrize(
    ("exercise", "candidates", "chosen", "contradicted"),
    [
        ("squat", (("squat", 9.0),), "push-up", True),
        ("squat", (("squat", 9.0),), "squat", False),
        ("squat", (("squat", 9.0),), "sit-to-stand", False),  # they look alike
        ("squat", (("squat", 9.0), ("push-up", 5.0)), "push-up", False),  # not clearly
        (None, (("squat", 0.3),), "push-up", False),
    ],
)
def test_a_choice_is_contradicted_only_where_it_is_clearly_wrong(
    exercise: str | None, candidates: tuple[tuple[str, float], ...], chosen: str, contradicted: bool
) -> None:
    found = Recognition(exercise, tuple(Candidate(*one) for one in candidates), 10.0)
    assert found.contradicts(chosen) == contradicted


def test_an_exercise_that_is_not_recognised_is_never_the_answer() -> None:
    done = perform("squat", repetitions=3, rate_hz=15.0, yaw_deg=38.0)
    both = {"squat": CATALOGUE["squat"], "box-squat": replace(CATALOGUE["squat"], identifier="box-squat")}
    assert recognise(done.sequence, both).exercise == "squat"
    without = {**both, "squat": replace(CATALOGUE["squat"], is_recognised=False)}
    assert recognise(done.sequence, without).exercise == "box-squat"
    assert recognise(done.sequence, {"squat": without["squat"]}).candidates == ()


def test_the_groups_name_exercises_of_the_catalogue() -> None:
    assert all(group <= set(CATALOGUE) for group in GROUPS)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("track", "exercise"),
    [
        ("juri_squat", "squat"),
        ("mm_push_up", "push-up"),
        ("cal_pullup13", "pull-up"),
        ("mm_overhead_press", "overhead-press"),
        ("mm_rdl", "romanian-deadlift"),
        ("mm_bicep_curl", "biceps-curl"),
        ("juri_knee", None),
    ],
)
def test_real_people_are_recognised(reference_data: Path, track: str, exercise: str | None) -> None:
    (person, *_) = read_track(reference_data / "exercise" / "tracks" / f"{track}.npz").people
    assert recognise(person, CATALOGUE).exercise == exercise


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [("start_s", "end_s", "lat-pulldown"), ("peak_s", "peak_s", "overhead-press")],
    ids=["from rest to rest", "from peak to peak"],
)
def test_a_set_begins_and_ends_at_the_rest_of_what_is_done(first: str, last: str, answer: str) -> None:
    done = perform("lat-pulldown", repetitions=5, rate_hz=20.0, yaw_deg=20.0)
    engine = Engine(CATALOGUE["lat-pulldown"])
    for pose in done.sequence:
        engine.update(pose)
    whole = engine.finish().repetitions
    from_s, to_s = getattr(whole[0], first) - 0.4, getattr(whole[-1], last) + 0.4
    seen = [pose for pose in done.sequence if from_s <= pose.time_s <= to_s]
    either = {name: CATALOGUE[name] for name in ("overhead-press", "lat-pulldown")}
    assert recognise(seen, either).exercise == answer
