"""What goes wrong between a set and its poses: limbs lost for a moment, other people, cuts, slow machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from tests.synthetic.noise import Noise, disturbed
from tests.synthetic.performance import perform

from benchmarks.accuracy.repetitions.courses import COURSES
from benchmarks.accuracy.repetitions.perturb import interpolated
from benchmarks.accuracy.repetitions.retimed import Take
from poise.pose import FloatArray, PoseSequence

Mishap = Callable[[Take, np.random.Generator], Take]
_LEG = ("knee", "ankle", "heel", "foot_index")
_HAND = ("wrist", "pinky", "index", "thumb")
_LOST_S = 1.0
_LOST_SHARE = 0.4  # of a repetition at most: what nobody saw nobody can count
_GUESS_M = 0.05  # how far a model's guesses at a hidden limb stray


def _named(sides: tuple[str, ...], parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{side}_{part}" for side in sides for part in parts)


_BOTH = ("left", "right")
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "left limbs": _named(("left",), ("elbow", *_HAND, *_LEG)),
        "right limbs": _named(("right",), ("elbow", *_HAND, *_LEG)),
        "legs": _named(_BOTH, _LEG),
        "hands": _named(_BOTH, _HAND),
        "everybody": (),
    }
)


def _moments(take: Take, random: np.random.Generator) -> list[tuple[float, float]]:
    """Return when something is lost: once in every second repetition."""
    found = []
    for start_s, _, end_s in take.repetitions[::2]:
        lasts_s = min(_LOST_S, _LOST_SHARE * (end_s - start_s))
        since_s = float(random.uniform(start_s, end_s - lasts_s))
        found.append((since_s, since_s + lasts_s))
    return found


def lost(part: str, *, is_guessed: bool) -> Mishap:
    """Return a mishap in which a part is not seen for up to a second, or is made up by the model."""

    def mishap(take: Take, random: np.random.Generator) -> Take:
        s = take.sequence
        columns = np.array(s.skeleton.indices(PARTS[part] or s.skeleton.keypoints))
        image, world, visibility = s.image.copy(), s.world.copy(), s.visibility.copy()
        for since_s, until_s in _moments(take, random):
            rows = np.flatnonzero((s.times_s >= since_s) & (s.times_s < until_s))
            here = np.ix_(rows, columns)
            visibility[here] = 0.15 if is_guessed else np.nan
            for points, unit in ((image, _size_px(s) / 1.7), (world, 1.0)):
                stray = random.normal(0.0, _GUESS_M * unit, (len(rows), len(columns), 3))
                points[here] = _stuck(s, points, rows, columns) + stray if is_guessed else np.nan
        return take.seen(replace(s, image=image, world=world, visibility=visibility))

    return mishap


def _stuck(
    s: PoseSequence, points: FloatArray, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> FloatArray:
    """Return a part where it was last seen, beside the hips."""
    middle = points[:, s.skeleton.indices(("left_hip", "right_hip"))].mean(axis=1, keepdims=True)
    before = max(int(rows.min(initial=len(points))) - 1, 0)
    stuck: FloatArray = middle[rows] + (points - middle)[min(before, len(points) - 1), columns]
    return stuck


def _size_px(s: PoseSequence) -> float:
    seen = s.image[~np.isnan(s.image[..., 1]).all(axis=1), :, 1]
    return float((np.nanmax(seen, axis=1) - np.nanmin(seen, axis=1)).max())


@cache
def _walker() -> PoseSequence:
    """Return somebody who walks through the picture."""
    return perform("squat", repetitions=0, rate_hz=30.0, lead_in=("walk_in",), idle_s=(0.1, 0.1)).sequence


def passed_by(lasts_s: float) -> Mishap:
    """Return a mishap in which the estimator follows somebody who walks by, somewhere in a repetition."""

    def mishap(take: Take, random: np.random.Generator) -> Take:
        for start_s, _, end_s in take.repetitions[1::2]:
            since_s = float(random.uniform(start_s, end_s))
            take = _replaced(take, since_s, min(lasts_s, _LOST_SHARE * (end_s - start_s)))
        return take

    return mishap


def passed_by_at_rest(take: Take, random: np.random.Generator) -> Take:
    """Let the person rest for 3 s, in which the estimator follows somebody else for 2 s."""
    rested = COURSES["3 s at rest"](take)
    for start_s, _, _ in rested.repetitions[1::2]:
        rested = _replaced(rested, start_s - float(random.uniform(2.3, 2.8)), 2.0)
    return rested


def _replaced(take: Take, since_s: float, lasts_s: float) -> Take:
    s, other = take.sequence, _walker()
    image, world, visibility = s.image.copy(), s.world.copy(), s.visibility.copy()
    rows = np.flatnonzero((s.times_s >= since_s) & (s.times_s < since_s + lasts_s))
    seen = interpolated(other, 0.4 + s.times_s[rows] - since_s, s.times_s[rows])
    scale = np.array([*np.divide(s.image_size, other.image_size), 1.0])
    image[rows], world[rows], visibility[rows] = seen.image * scale, seen.world, seen.visibility
    return take.seen(replace(s, image=image, world=world, visibility=visibility))


def recut(course: str) -> Mishap:
    """Return a cut after which the camera stands elsewhere: everything is shifted and has another size."""

    def mishap(take: Take, _random: np.random.Generator) -> Take:
        if len(take.repetitions) < 2:
            return take
        new, s = COURSES[course](take), take.sequence
        number = max(0, len(take.repetitions) // 2 - 1)
        cut_s = take.repetitions[number][1 if course.startswith("cut from peak") else 0]
        after = new.sequence.times_s >= cut_s - float(s.times_s[0]) - 1e-9
        width, height = s.image_size
        image = new.sequence.image.copy()
        image[after] = (image[after] - [width / 2, height / 2, 0]) * 0.7 + [width * 0.62, height * 0.45, 0]
        return new.seen(replace(new.sequence, image=image))

    return mishap


def slow_machine(rate_hz: float, jitter: float, dropped: float) -> Mishap:
    """Return few pictures at uneven times, some of them lost."""

    def mishap(take: Take, random: np.random.Generator) -> Take:
        s = take.sequence
        times_s = np.arange(s.times_s[0], s.times_s[-1], 1.0 / rate_hz)
        times_s = times_s + np.clip(random.normal(0.0, jitter, len(times_s)), -0.4, 0.4) / rate_hz
        times_s = times_s[random.random(len(times_s)) >= dropped]
        return take.seen(interpolated(s, times_s, times_s))

    return mishap


def strolling(take: Take, _random: np.random.Generator) -> Take:
    """Let somebody come closer and move aside all the while: the picture's scale and place drift."""
    s = take.sequence
    width, height = s.image_size
    slow = 2 * np.pi * s.times_s / 9.0
    scale = (1.0 + 0.15 * np.sin(slow))[:, None, None] * np.array([0.8, 0.8, 0.8])
    shift = np.zeros_like(s.image)
    shift[..., 0] = (0.08 * width * np.sin(1.3 * slow + 1.0))[:, None]
    centre = np.array([width / 2, height / 2, 0.0])
    return take.seen(replace(s, image=(s.image - centre) * scale + centre + shift))


def noisy(noise: Noise) -> Mishap:
    """Return what an estimator adds."""

    def mishap(take: Take, random: np.random.Generator) -> Take:
        return take.seen(disturbed(take.sequence, noise, (), random)) if noise.share else take

    return mishap


def _losses() -> dict[str, Mishap]:
    ways = {"not seen": False, "guessed": True}
    return {
        f"{part} {way} for 1 s": lost(part, is_guessed=is_guessed)
        for part in PARTS
        for way, is_guessed in ways.items()
        if part != "everybody" or not is_guessed
    }


MISHAPS: Mapping[str, Mishap] = MappingProxyType(
    {
        **_losses(),
        "somebody passes, 0.15 s": passed_by(0.15),
        "somebody passes, 0.6 s": passed_by(0.6),
        "somebody passes, 2 s at rest": passed_by_at_rest,
        "camera moved, rest to rest": recut("cut from rest to rest"),
        "camera moved, rest to peak": recut("cut from rest to peak"),
        "camera moved, peak to rest": recut("cut from peak to rest"),
        "8 uneven pictures a second": slow_machine(8.0, 0.25, 0.1),
        "coming closer, moving aside": strolling,
        "bad noise": noisy(Noise.bad()),
    }
)
