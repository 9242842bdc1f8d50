"""Teach: somebody's demonstration in, what was learned of it out, to be corrected, tried and kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from poise.analysis.learning import Lesson, learn_choices
from poise.catalogue.writer import exercise_text
from poise.errors import DemonstrationError
from poise.pose import BLAZEPOSE_33, PoseSequence
from poise.studio.learning.results import CycleResult, ReadingResult, TaughtResult
from poise.studio.library.own_exercises import HEADER, new_exercise_identifier

_FRAMES = 24  # of the figure that is played: a repetition of 2 s at 12 frames per second
_AROUND_S = 0.15
_SEEN = 0.5  # a point that is likelier hidden was not seen
_LEAST_SHARE = 0.5  # of the frames in which a part of the body has to be in the picture
_PARTS = {
    "feet": ("left_ankle", "right_ankle"),
    "hands": ("left_wrist", "right_wrist"),
    "head": ("nose",),
}


def teach(
    people: Sequence[PoseSequence], *, name: str, source: str, repetitions: int | None = None
) -> TaughtResult:
    """Learn an exercise from a demonstration.

    Parameters
    ----------
    people : sequence of PoseSequence
        Who was seen; the first one shows the exercise.
    name : str
        What the exercise is called.
    source : str
        Where the demonstration comes from, for people.
    repetitions : int, optional
        How many are shown, if that is known.

    Raises
    ------
    DemonstrationError
        If nobody was seen, the part of the body that moves was out of the picture, or nothing was repeated. One
        sentence, which begins with a capital letter.
    """
    if not people or not people[0].is_seen.any():
        raise DemonstrationError("Nobody was seen; show yourself with the whole body in the picture.")
    person = people[0]
    missing = _out_of_picture(person)
    try:
        lessons = learn_choices(
            person,
            name=name,
            identifier=new_exercise_identifier(name),
            repetitions=repetitions,
            source=source,
        )
    except DemonstrationError as error:
        sentence = str(error)
        if missing:
            sentence = (
                f"I could not see your {missing[0]}; step back until all of you is seen, and show it again."
            )
        raise DemonstrationError(sentence[0].upper() + sentence[1:]) from None
    return TaughtResult(
        name=name,
        source=source,
        identifier=lessons[0].exercise.identifier,
        duration_s=round(person.duration_s, 2),
        readings=tuple(ReadingResult.of(one, exercise_text(one.exercise, header=HEADER)) for one in lessons),
        warnings=_warnings(lessons[0], missing, len(people)),
        cycle=_cycle(person, lessons[0]),
    )


def _out_of_picture(person: PoseSequence) -> tuple[str, ...]:
    """Return which parts of the body were mostly out of the picture, or hidden."""
    seen = person.is_seen
    found = []
    for part, keypoints in _PARTS.items():
        at = person.skeleton.indices([one for one in keypoints if person.skeleton.has(one)])
        image, visibility = person.image[seen][:, at, :2], person.visibility[seen][:, at]
        inside = ((image >= 0) & (image <= person.image_size)).all(axis=-1) & (visibility >= _SEEN)
        if len(at) and inside.any(axis=1).mean() < _LEAST_SHARE:
            found.append(part)
    return tuple(found)


def _warnings(lesson: Lesson, missing: Sequence[str], people: int) -> tuple[str, ...]:
    found = []
    if people > 1:
        found.append(
            "More than one person was seen; I learned from the nearest. Show it alone if that is wrong."
        )
    if missing:
        found.append(f"I could not see your {missing[0]}; step back if that matters in this exercise.")
    if lesson.is_doubtful:
        shown = len(lesson.repetitions)
        found.append(
            f"{shown} repetitions were shown and {lesson.counted} are counted; try it, or show it again more clearly."
        )
    if len(lesson.repetitions) == 1:
        found.append("Only one repetition was seen; with two or three the exercise is learned better.")
    return tuple(found)


def _cycle(person: PoseSequence, lesson: Lesson) -> CycleResult | None:
    """Return one repetition, or one of each side, as the movement of a figure."""
    shown = lesson.repetitions[: 2 if lesson.exercise.limbs.value == "alternating" else 1]
    begin_s, end_s = shown[0].start_s - _AROUND_S, shown[-1].end_s + _AROUND_S
    times_s = np.linspace(max(begin_s, person.times_s[0]), min(end_s, person.times_s[-1]), _FRAMES)
    points_m = np.full((_FRAMES, len(BLAZEPOSE_33), 3), np.nan)
    for at, keypoint in enumerate(BLAZEPOSE_33.keypoints):
        track = person.world_points(keypoint) if person.skeleton.has(keypoint) else np.empty((0, 3))
        seen = np.isfinite(track).all(axis=1)
        for axis in range(3 if seen.any() else 0):
            points_m[:, at, axis] = np.interp(times_s, person.times_s[seen], track[seen, axis])
    if not np.isfinite(points_m).all():
        return None
    peak_s = shown[0].peak_s
    return CycleResult.of(points_m, float(times_s[-1] - times_s[0]), int(np.argmin(np.abs(times_s - peak_s))))
