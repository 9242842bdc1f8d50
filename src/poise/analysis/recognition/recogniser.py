"""Say which exercise of a catalogue a movement looks like.

The catalogue itself is the model: every exercise's engine watches, and the one that explains the most of what was seen
as whole, accurate repetitions (or, where nothing repeats, as a hold) wins. docs/recognition.md holds its measurements.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from poise.analysis.measuring.unseen import MAX_STEP_S
from poise.analysis.recognition.explained import AGREEING, HELD_LONGER, LEAST_HOLD_S, count_agreeing, weigh
from poise.analysis.recognition.stillness import Stillness
from poise.analysis.repetition import (
    Completed,
    Engine,
    Event,
    Exercise,
    Kind,
    Repetition,
    Unfinished,
)
from poise.pose import BLAZEPOSE_33, Pose, Skeleton

# Chosen by reason and kept after a look at both the reference clips and the synthetic person; docs/recognition.md.
_LEAST_S = 0.8  # explained seconds without which the answer is "none of these"
_LEAST_SHARE = 0.12  # ... and their share of all that was seen
# Everyday movement holds single swings of many exercises: one sits down once, drinks once. So repetitions that agree
# speak more than one alone, which is an answer only where it makes up much of what was seen and has no rival.
_LEAST_SHARE_ALONE = 0.2  # of the weighted seconds
_RIVAL = 0.5  # nor does an exercise that looks different explain this share of what the best one does
# Exercises that one camera can hardly tell apart: a choice within a group is never questioned.
GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"squat", "sumo-squat", "sit-to-stand", "wall-sit", "box-squat", "chair-pose"}),
    frozenset(
        {
            "split-squat",
            "bulgarian-split-squat",
            "forward-lunge",
            "reverse-lunge",
            "side-lunge",
            "step-up",
            "standing-knee-extension",
        }
    ),
    frozenset({"deadlift", "romanian-deadlift", "good-morning", "bent-over-row", "kettlebell-swing"}),
    frozenset({"deadlift", "romanian-deadlift", "single-leg-deadlift"}),
    frozenset({"push-up", "knee-push-up", "plank", "incline-push-up", "decline-push-up"}),
    frozenset({"dip", "incline-push-up"}),
    frozenset({"bench-press", "chest-fly"}),
    frozenset({"calf-raise", "single-leg-calf-raise", "hip-extension"}),
    frozenset({"high-knees", "march", "standing-leg-curl"}),
    frozenset({"standing-knee-extension", "seated-knee-extension"}),
    frozenset({"wall-sit", "seated-knee-extension"}),
    frozenset({"leg-raise", "straight-leg-raise", "side-lying-leg-raise", "clamshell", "superman"}),
    frozenset({"tree-pose", "single-leg-stance"}),
    frozenset({"biceps-curl", "alternating-biceps-curl"}),
    frozenset({"biceps-curl", "triceps-pushdown"}),
    frozenset({"bent-over-row", "seated-row", "one-arm-row"}),
    frozenset({"pull-up", "lat-pulldown", "overhead-press", "wall-slide"}),
    frozenset({"fire-hydrant", "donkey-kick", "bird-dog"}),
    frozenset({"glute-bridge", "hip-thrust", "single-leg-glute-bridge"}),
    frozenset({"sit-up", "crunch", "reverse-crunch", "bicycle-crunch"}),
    frozenset({"lateral-raise", "front-raise", "upright-row"}),
    frozenset({"overhead-press", "triceps-extension"}),
    frozenset({"mountain-climber", "high-knees", "plank", "standing-knee-extension"}),
)
# Exercises that are each other's way back. A set begins and ends at rest, so the one that is done is seen once more
# than the other, which begins at its peak.
_REVERSED = (frozenset({"overhead-press", "lat-pulldown"}),)
_MUCH = 0.5  # ... if it explains at least this share of what the other does


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise, how much of what was seen it explains (seconds, weighted by how well it fits), in how many goes.

    `agreeing` of the repetitions are alike in range and duration.
    """

    exercise: str
    explained_s: float
    repetitions: int = 0
    agreeing: int = 0


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a movement looks like.

    Parameters
    ----------
    exercise : str or None
        The best candidate's identifier; None is "none of these".
    candidates : tuple of Candidate
        The best three that explain anything, best first.
    seen_s : float
        For how long somebody was seen.
    """

    exercise: str | None
    candidates: tuple[Candidate, ...]
    seen_s: float

    def contradicts(self, chosen: str) -> bool:
        """Whether this is clearly another exercise than the chosen one, and none that looks like it."""
        if self.exercise is None or self.exercise == chosen or _look_alike(self.exercise, chosen):
            return False
        for_chosen = next((c.explained_s for c in self.candidates if c.exercise == chosen), 0.0)
        return for_chosen < self.candidates[0].explained_s / 2


class Recogniser:
    """Watch a stream of poses and say at any time what it looks like.

    It costs as much as all the exercises' engines together, about 1.5 ms of CPU for each pose with the whole
    catalogue: meant for the first seconds of a set, not for all of it.

    Parameters
    ----------
    exercises : mapping of str to Exercise
        The catalogue; those that are not `is_recognised` are left out.
    skeleton : Skeleton
        Of the poses that will come.
    """

    def __init__(self, exercises: Mapping[str, Exercise], skeleton: Skeleton = BLAZEPOSE_33) -> None:
        self._watchers = [
            _Watcher(exercise, skeleton) for exercise in exercises.values() if exercise.is_recognised
        ]
        self._stillness = Stillness(skeleton)
        self._seen_s = self._time_s = 0.0
        self._is_first = True

    def update(self, pose: Pose) -> None:
        """Take the next pose.

        Raises
        ------
        PoseError
            If it has another skeleton or is not later than the one before.
        """
        step_s = pose.time_s - self._time_s
        is_counted = pose.is_seen and not self._is_first and step_s <= MAX_STEP_S
        is_still = self._stillness.update(pose)
        for watcher in self._watchers:
            watcher.update(pose, still_s=step_s if is_still and is_counted else 0.0)
        if is_counted:
            self._seen_s += step_s
        self._time_s, self._is_first = pose.time_s, False

    @property
    def recognition(self) -> Recognition:
        """What the poses so far look like."""
        moving = _turned(sorted(self._candidates(Kind.REPETITIONS), key=_by_explained))
        still = sorted(self._candidates(Kind.HOLD), key=_by_explained)
        moved_s = moving[0].explained_s if moving else 0.0
        held_s = still[0].explained_s if still else 0.0
        # Going into a hold and out of it looks like one slow repetition.
        is_single = bool(moving) and moving[0].repetitions == 1
        if held_s >= LEAST_HOLD_S and (is_single or held_s >= HELD_LONGER * moved_s):
            return self._answer(still[0].exercise, [*still, *moving])
        if moved_s >= max(_LEAST_S, self._least_share(moving) * self._seen_s):
            return self._answer(moving[0].exercise, moving)
        return self._answer(None, moving)

    @staticmethod
    def _least_share(moving: list[Candidate]) -> float:
        """Return the share of what was seen that the best candidate must explain to be the answer."""
        if not moving or moving[0].agreeing >= AGREEING:
            return _LEAST_SHARE
        best = moving[0]
        rivals = [one for one in moving[1:] if not _look_alike(one.exercise, best.exercise)]
        has_rival = any(one.explained_s >= _RIVAL * best.explained_s for one in rivals)
        return math.inf if has_rival else _LEAST_SHARE_ALONE

    def _answer(self, exercise: str | None, candidates: list[Candidate]) -> Recognition:
        return Recognition(exercise, tuple(candidates[:3]), round(self._seen_s, 3))

    def _candidates(self, kind: Kind) -> list[Candidate]:
        explained = [
            Candidate(
                watcher.exercise.identifier, round(watcher.explained_s, 3), watcher.whole, watcher.agreeing
            )
            for watcher in self._watchers
            if watcher.exercise.kind is kind
        ]
        return [one for one in explained if one.explained_s > 0]


def recognise(poses: Iterable[Pose], exercises: Mapping[str, Exercise]) -> Recognition:
    """Say which exercise a whole sequence looks like."""
    recogniser: Recogniser | None = None
    for pose in poses:
        recogniser = recogniser or Recogniser(exercises, pose.skeleton)
        recogniser.update(pose)
    return recogniser.recognition if recogniser else Recognition(None, (), 0.0)


class _Watcher:
    """One exercise's engine and what it made of the stream so far."""

    def __init__(self, exercise: Exercise, skeleton: Skeleton) -> None:
        self.exercise = exercise
        self._engine = Engine(exercise, skeleton=skeleton, is_chosen=False)
        self._unfinished = 0
        self._held_s = self._held_still_s = 0.0
        self._repetitions: list[Repetition] = []

    def update(self, pose: Pose, *, still_s: float) -> None:
        """Take the next pose; `still_s` is for how long hands and feet have been still since the one before."""
        for event in self._engine.update(pose):
            self._take(event)
        if self.exercise.kind is Kind.HOLD:
            self._hold(still_s)

    def _hold(self, still_s: float) -> None:
        held_s = self._engine.live.hold_s
        entered_s = max(0.0, held_s - self._held_s)  # more than a step where a hold is found out
        self._held_still_s += min(entered_s, still_s) if self._held_s else entered_s
        self._held_s = held_s

    @property
    def explained_s(self) -> float:
        """Seconds of fitting movement, less where much of it stayed unfinished; of a hold, seconds held still."""
        if self.exercise.kind is Kind.HOLD:
            return self._held_still_s
        return weigh(self.exercise, self._repetitions, self._unfinished)

    @property
    def whole(self) -> int:
        """How many repetitions there were."""
        return len(self._repetitions)

    @property
    def agreeing(self) -> int:
        """How many of the repetitions are alike in range and duration."""
        return count_agreeing(self._repetitions)

    def _take(self, event: Event) -> None:
        if isinstance(event, Completed):
            self._repetitions.append(event.repetition)
        elif isinstance(event, Unfinished):
            self._unfinished += 1


def _by_explained(candidate: Candidate) -> float:
    return -candidate.explained_s


def _turned(moving: list[Candidate]) -> list[Candidate]:
    """Put the way back of the best candidate first if that was seen more often."""
    for other in moving[1:]:
        best = moving[0]
        is_reversed = frozenset({best.exercise, other.exercise}) in _REVERSED
        if (
            is_reversed
            and other.repetitions > best.repetitions
            and other.explained_s >= _MUCH * best.explained_s
        ):
            return [other, *(one for one in moving if one is not other)]
    return moving


def look_alikes(exercise: str) -> tuple[str, ...]:
    """Return the exercises that one camera can hardly tell from this one, by name."""
    alike = {one for group in GROUPS if exercise in group for one in group}
    return tuple(sorted(alike - {exercise}))


def _look_alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in GROUPS)
