"""Recordings made on the spot, plain ones and strange ones."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from poise.media.recording import PartTrack, Recording
from poise.pose import BLAZEPOSE_33, COCO_17, FloatArray, Part, PoseSequence, Skeleton

TAIL = Skeleton(
    "tail_5",
    ("root", "left_tip", "middle", "right_tip", "é"),
    (("root", "middle"), ("middle", "left_tip"), ("middle", "right_tip"), ("é", "é")),
    {"left_tip": "right_tip"},
)
POINT = Skeleton("point_1", ("point",), ())


def person(
    skeleton: Skeleton = BLAZEPOSE_33,
    instants: int = 20,
    *,
    seed: int = 0,
    times_s: FloatArray | None = None,
    image_size: tuple[int, int] = (640, 360),
) -> PoseSequence:
    """Return somebody who moves smoothly, with gaps, a row of NaN, and a few values far out."""
    random = np.random.default_rng(seed)
    keypoints = len(skeleton)
    path = np.cumsum(random.normal(size=(instants, keypoints, 6)), axis=0)
    image, world = 200 + path[..., :3] * 3, path[..., 3:] / 50
    seen = random.uniform(0, 1, (2, instants, keypoints))
    for array in (image, world, *seen):
        array[random.uniform(size=array.shape) < 0.02] = np.nan
    if instants > 5:
        image[3], world[3], seen[:, 3] = np.nan, np.nan, np.nan
        image[4, 0, 0], world[5, -1, 2] = 1e7, -1e300
    times = np.arange(instants) / 30 if times_s is None else times_s
    return PoseSequence(skeleton, image, world, seen[0], seen[1], times, image_size)


def two_people() -> Recording:
    """Return two people of different skeletons."""
    return Recording(
        (person(TAIL, 12, seed=1), person(COCO_17, 12, seed=2)), {"model": "lite", "media": "Übung.mp4"}
    )


def track(who: int, part: Part, instants: int, seed: int) -> PartTrack:
    """Return a hand or face that moves."""
    return PartTrack(who, part, person(part.skeleton, instants, seed=seed))


def hands(instants: int = 20) -> Recording:
    """Return one person with both hands."""
    tracks = (track(0, Part.LEFT_HAND, instants, 3), track(0, Part.RIGHT_HAND, instants, 4))
    return Recording((person(instants=instants),), {"model": "full"}, tracks=tracks)


def faces() -> Recording:
    """Return two people, the second one with a face and a hand."""
    tracks = (track(1, Part.FACE, 12, 5), track(0, Part.LEFT_HAND, 12, 6), track(1, Part.LEFT_HAND, 12, 7))
    return Recording((person(instants=12), person(instants=12, seed=8)), {}, tracks=tracks)


_NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def skeletons(draw: st.DrawFn) -> Skeleton:
    """Any skeleton, edges crossing and looping as they like."""
    names = tuple(draw(st.lists(_NAMES, min_size=1, max_size=6, unique=True)))
    pick = st.sampled_from(names)
    return Skeleton(draw(_NAMES), names, tuple(draw(st.lists(st.tuples(pick, pick), max_size=6))), {})


def _values(shape: tuple[int, ...]) -> st.SearchStrategy[FloatArray]:
    usual = st.floats(-4000, 4000)
    return hnp.arrays(np.float64, shape, elements=st.one_of(usual, st.just(np.nan), st.floats()), fill=usual)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Any recording of up to three people."""
    instants = draw(st.integers(0, 6))
    floats = st.floats(allow_nan=False, allow_infinity=False)
    clocks = st.integers(-(2**40), 2**40).map(lambda ticks: ticks / 30_000)
    times = sorted(
        draw(st.lists(draw(st.sampled_from([floats, clocks])), min_size=instants, max_size=instants))
    )
    times = sorted(set(times))
    instants = len(times)
    size = draw(st.tuples(st.integers(0, 8000), st.integers(0, 8000)))
    people = []
    for skeleton in draw(st.lists(skeletons(), max_size=3)):
        shape = (instants, len(skeleton))
        image, world = draw(_values((*shape, 3))), draw(_values((*shape, 3)))
        seen = draw(_values((2, *shape)))
        people.append(PoseSequence(skeleton, image, world, seen[0], seen[1], np.array(times), size))
    metadata = draw(st.dictionaries(_NAMES, _NAMES, max_size=3))
    return Recording(tuple(people), metadata, tracks=draw(_tracks(people, np.array(times), size)))


@st.composite
def _tracks(
    draw: st.DrawFn, people: list[PoseSequence], times: FloatArray, size: tuple[int, int]
) -> tuple[PartTrack, ...]:
    if not people:
        return ()
    keys = st.tuples(st.integers(0, len(people) - 1), st.sampled_from([Part.LEFT_HAND, Part.RIGHT_HAND]))
    tracks = []
    for who, part in draw(st.lists(keys, max_size=2, unique=True)):
        shape = (len(times), len(part.skeleton))
        image, seen = draw(_values((*shape, 3))), draw(_values((2, *shape)))
        poses = PoseSequence(part.skeleton, image, image, seen[0], seen[1], times, size)
        tracks.append(PartTrack(who, part, poses))
    return tuple(tracks)
