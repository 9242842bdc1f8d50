"""People keep their identity while they move, cross, vanish and are found in another order."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pose_maker import a_pose

from poise.estimation.tracking import Tracker, without_twins
from poise.pose import Pose

RATE_HZ = 30.0
Path = Callable[[float], float]


def walk(
    *paths: Path, frames: int = 90, seed: int = 1, speed_order: bool = True
) -> list[list[tuple[int, Pose]]]:
    """Frames in which each person stands where their path says, found in random order."""
    random = np.random.default_rng(seed)
    made = []
    for frame in range(frames):
        time_s = frame / RATE_HZ
        people = [
            (number, a_pose(path(time_s), height_px=200 + 20 * number, time_s=time_s))
            for number, path in enumerate(paths)
        ]
        random.shuffle(people)
        made.append(people)
    return made


def followed(frames: list[list[tuple[int, Pose]]], most: int) -> list[set[int]]:
    """For each track, which people it was."""
    tracker = Tracker()
    for number, people in enumerate(frames):
        tracker.update(number, [pose for _, pose in people])
    return [{frames[number][place][0] for number, place in places.items()} for places in tracker.people(most)]


def standing(x_px: float) -> Path:
    return lambda _time_s: x_px


def walking(from_px: float, speed_px_s: float) -> Path:
    return lambda time_s: from_px + speed_px_s * time_s


@pytest.mark.parametrize(
    "paths",
    [
        (standing(100), standing(400)),
        (walking(100, 150), walking(500, -150)),
        (walking(100, 100), standing(250)),
        (walking(0, 200), walking(600, -200), standing(1000)),
    ],
    ids=["two who stand", "two who cross", "one who passes another", "two who cross and one apart"],
)
@pytest.mark.parametrize("seed", range(3))
def test_everyone_keeps_their_identity(paths: tuple[Path, ...], seed: int) -> None:
    tracks = followed(walk(*paths, seed=seed), len(paths))
    assert sorted(map(sorted, tracks)) == [[number] for number in range(len(paths))]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=4, unique=True),
    st.integers(-60, 60),
    st.integers(0, 2**16),
)
def test_people_apart_are_never_mixed_up(lanes: list[int], speed_px_s: int, seed: int) -> None:
    paths = [walking(200.0 * lane, float(speed_px_s)) for lane in lanes]
    tracks = followed(walk(*paths, frames=20, seed=seed), len(lanes))
    assert sorted(map(sorted, tracks)) == [[number] for number in range(len(lanes))]


def test_someone_hidden_for_a_moment_is_the_same_afterwards() -> None:
    frames = walk(walking(100, 40), standing(500))
    hidden = [
        [(number, pose) for number, pose in people if number != 0 or not 30 <= frame < 60]
        for frame, people in enumerate(frames)
    ]
    assert followed(hidden, 2) == [{1}, {0}]
    tracker = Tracker()
    for number, people in enumerate(hidden):
        tracker.update(number, [pose for _, pose in people])
    assert sorted(len(places) for places in tracker.people(9)) == [60, 90]


def test_someone_who_returns_after_long_is_somebody_new() -> None:
    frames = walk(standing(100), frames=150)
    gone = [people if not 30 <= frame < 110 else [] for frame, people in enumerate(frames)]
    assert followed(gone, 9) == [{0}, {0}]


def test_those_seen_longest_come_first() -> None:
    frames = walk(standing(100), standing(500))
    short = [
        [(number, pose) for number, pose in people if number == 1 or frame < 20]
        for frame, people in enumerate(frames)
    ]
    assert followed(short, 2) == [{1}, {0}]
    assert followed(short, 1) == [{1}]


def test_one_person_found_twice_is_kept_once_and_better_seen() -> None:
    clear, faint, other = a_pose(100), a_pose(104, visibility=0.6), a_pose(400)
    kept = without_twins([faint, other, clear])
    assert {id(pose) for pose in kept} == {id(clear), id(other)}


@pytest.mark.parametrize("order", [1, -1])
def test_a_twin_does_not_shift_the_places(order: int) -> None:
    poses = [a_pose(104, visibility=0.5), a_pose(100), a_pose(400)][::order]
    tracker = Tracker()
    tracker.update(0, poses)
    found = {poses[places[0]].image[0, 0] for places in tracker.people(9)}
    assert found == {a_pose(100).image[0, 0], a_pose(400).image[0, 0]}
