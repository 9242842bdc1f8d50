"""From a demonstration to an exercise that the engine can count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from poise.analysis.learning.candidates import Candidate, find_candidates, least_swing
from poise.analysis.learning.courses import Courses, courses_of
from poise.analysis.learning.traits import confirmations_of, posture_of, rounded, starts_with, views_of
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.repetition.engine import Engine
from poise.analysis.repetition.exercise import Exercise, Kind, Level, RangeOfMotion, Signal
from poise.analysis.repetition.record import SetSummary
from poise.errors import DemonstrationError
from poise.pose import PoseSequence

MOST_REPETITIONS = 20
_LEAST_POSES = 12
_LEAST_S = 1.0
_LONGEST_S = 300.0
_TRIED = 12  # so many readings of the clip are tried on the clip itself
_FLOOR = 0.35  # the catalogue's usual floor
# Where a demonstration is a full repetition: the catalogue's squat asks for these shares of its own rest to peak.
_PEAK = {Level.BEGINNER: 0.62, Level.STANDARD: 0.78, Level.STRICT: 0.92}
_REST = {Level.BEGINNER: 0.38, Level.STANDARD: 0.28, Level.STRICT: 0.2}
_LENIENT, _MOST_LENIENT = 0.04, 0.1  # what was shown is good, and so with a little room it is accurate
# Demonstrations are slow: people may be much faster, but no repetition is shorter than a quick jumping jack's half.
_MINIMUM_SHARE, _MINIMUM_S = 0.4, (0.2, 0.5)


@dataclass(frozen=True, slots=True)
class Shown:
    """One repetition of the demonstration, in seconds of the clip."""

    start_s: float
    peak_s: float
    end_s: float
    side: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a demonstration taught.

    Parameters
    ----------
    exercise : Exercise
        Ready to be written and counted.
    repetitions : tuple of Shown
        What was taken for the repetitions.
    counted : int
        How many the engine counts in the same clip with this exercise; if it differs from the repetitions, the lesson
        is doubtful.
    """

    exercise: Exercise
    repetitions: tuple[Shown, ...]
    counted: int

    @property
    def is_doubtful(self) -> bool:
        """Whether the engine does not count in the clip what was seen in it."""
        return self.counted != len(self.repetitions)


def learn(
    sequence: PoseSequence,
    *,
    name: str,
    identifier: str,
    repetitions: int | None = None,
    source: str = "a demonstration",
) -> Lesson:
    """Learn an exercise from one to six good repetitions.

    Parameters
    ----------
    sequence : PoseSequence
        One person doing them.
    name, identifier : str
        ``"Step up"`` and ``"step-up"``.
    repetitions : int, optional
        How many are shown, if that is known.
    source : str
        Where they come from, for people.

    Raises
    ------
    DemonstrationError
        If there is nobody, too little, no movement, or nothing that goes out and comes back.
    """
    courses, candidates = _readings_of(sequence, repetitions)
    lesson = _best(courses, candidates, sequence, len(candidates[0].repetitions) if repetitions else None)
    return _named(lesson, name, identifier, source)


def learn_choices(
    sequence: PoseSequence,
    *,
    name: str,
    identifier: str,
    repetitions: int | None = None,
    source: str = "a demonstration",
    choices: int = 4,
) -> tuple[Lesson, ...]:
    """Learn an exercise, and in which other ways the demonstration can be counted.

    Parameters
    ----------
    sequence, name, identifier, repetitions, source
        As in `learn`.
    choices : int
        How many lessons at most.

    Returns
    -------
    tuple of Lesson
        What `learn` returns first, then lessons that count by other measures and count in the demonstration what was
        seen in it.

    Raises
    ------
    DemonstrationError
        As `learn`.
    """
    courses, candidates = _readings_of(sequence, repetitions)
    best = _best(courses, candidates, sequence, len(candidates[0].repetitions) if repetitions else None)
    found, measures = [best], {_measure(best)}
    for candidate in candidates[:_TRIED]:
        if len(found) == choices:
            break
        if candidate.measure in measures:
            continue
        measures.add(candidate.measure)
        lesson = _lesson(courses, candidate, sequence)
        if not lesson.is_doubtful:
            found.append(lesson)
    return tuple(_named(one, name, identifier, source) for one in found)


def _readings_of(sequence: PoseSequence, repetitions: int | None) -> tuple[Courses, Sequence[Candidate]]:
    _refuse_what_is_too_little(sequence)
    courses = courses_of(sequence)
    candidates = find_candidates(courses, repetitions)
    if not candidates:
        raise DemonstrationError(_why_none(courses))
    if repetitions is not None and len(candidates[0].repetitions) != repetitions:
        raise DemonstrationError(
            f"{repetitions} repetitions are said to be shown, but {len(candidates[0].repetitions)} are seen; film them "
            "from rest to rest with the whole body in the picture, or leave the number out."
        )
    return courses, candidates


def _named(lesson: Lesson, name: str, identifier: str, source: str) -> Lesson:
    named = replace(lesson.exercise, name=name, identifier=identifier, sources=(f"Learned from {source}",))
    return replace(lesson, exercise=named)


def _measure(lesson: Lesson) -> str:
    return lesson.exercise.signals[0].measure


def _best(
    courses: Courses, candidates: Sequence[Candidate], sequence: PoseSequence, count: int | None
) -> Lesson:
    """Return the best reading with which the engine counts what was seen, or else the best of all."""
    lessons = []
    for candidate in candidates[:_TRIED]:
        if count in (None, len(candidate.repetitions)):
            lessons.append(_lesson(courses, candidate, sequence))
            if not lessons[-1].is_doubtful:
                return lessons[-1]
    return lessons[0]


def _refuse_what_is_too_little(sequence: PoseSequence) -> None:
    seen = int(sequence.is_seen.sum())
    if not seen:
        raise DemonstrationError("nobody is seen; film one person with the whole body in the picture.")
    if seen < _LEAST_POSES or sequence.duration_s < _LEAST_S:
        raise DemonstrationError(
            f"a person is seen in {seen} pictures only; film a whole repetition of a second or more."
        )
    if sequence.duration_s > _LONGEST_S:
        raise DemonstrationError(
            f"{sequence.duration_s:.0f} s are too long for a demonstration; cut it to a few good repetitions."
        )


def _why_none(courses: Courses) -> str:
    moves = any(
        sides["both"].reach >= least_swing(measure)
        for measure, sides in courses.of.items()
        if MEASURES[measure].unit == "deg"
    )
    if not moves:
        return (
            "nothing moves enough to be counted; a posture that is held cannot be learned from a clip: copy the "
            "file of a hold such as plank and change its zone."
        )
    return "no movement goes out and comes back; film one to six repetitions, from rest to rest."


def _lesson(courses: Courses, candidate: Candidate, sequence: PoseSequence) -> Lesson:
    exercise = _exercise(courses, candidate, sequence)
    times = courses.times_s
    shown = tuple(
        Shown(float(times[swing.start]), float(times[swing.peak]), float(times[swing.end]), side)
        for side, swing in candidate.repetitions
    )
    found = _coach(exercise, sequence)
    if found.attempted < len(shown):  # what was learned beside the signal refuses its own demonstration
        bare = replace(exercise, confirmations=())
        without = _coach(bare, sequence)
        if without.attempted == len(shown):
            exercise, found = bare, without
    return Lesson(_lenient(exercise, found), shown, found.attempted)


def _coach(exercise: Exercise, sequence: PoseSequence) -> SetSummary:
    engine = Engine(exercise, Level.STANDARD, sequence.skeleton)
    for pose in sequence:
        engine.update(pose)
    return engine.finish()


def _lenient(exercise: Exercise, found: SetSummary) -> Exercise:
    """Return the exercise with its range widened so that the good repetitions that were shown are accurate."""
    (signal,) = exercise.signals
    span = signal.peak - signal.rest
    missing = {"too-shallow": 0.0, "not-fully-extended": 0.0}
    for repetition in found.repetitions:
        for fault in repetition.faults:
            if fault.name in missing:
                missing[fault.name] = max(missing[fault.name], abs((fault.value - fault.limit) / span))
    shallow, bent = (min(share + _LENIENT, _MOST_LENIENT) if share else 0.0 for share in missing.values())
    return replace(exercise, range_of_motion=_range(signal, shallow, bent))


def _exercise(courses: Courses, candidate: Candidate, sequence: PoseSequence) -> Exercise:
    # One signal: a second one that goes along (the hip in a squat) made counts on other clips worse, not better.
    signal = Signal(
        candidate.measure,
        rounded(candidate.measure, candidate.rest),
        rounded(candidate.measure, candidate.peak),
    )
    count = len(candidate.repetitions)
    return Exercise(
        identifier="learned",
        name="Learned",
        summary=f"Learned from {count} repetition{'s' if count > 1 else ''}.",
        kind=Kind.REPETITIONS,
        limbs=candidate.limbs,
        views=views_of(sequence),
        signals=(signal,),
        floor=_FLOOR,
        minimum_s=_minimum_s(courses, candidate),
        posture=posture_of(courses, candidate),
        confirmations=confirmations_of(courses, candidate),
        range_of_motion=_range(signal),
        starts_with=starts_with(courses, candidate),
        muscles=("not stated",),
        instructions=_instructions(signal),
    )


def _minimum_s(courses: Courses, candidate: Candidate) -> float:
    shortest = min(
        float(courses.times_s[swing.end] - courses.times_s[swing.start]) for _, swing in candidate.repetitions
    )
    return round(min(max(_MINIMUM_SHARE * shortest, _MINIMUM_S[0]), _MINIMUM_S[1]), 2)


def _range(signal: Signal, shallow: float = 0.0, bent: float = 0.0) -> RangeOfMotion:
    """Return the range by level, its peaks nearer to rest by the share `shallow`, its rests nearer to the peak."""
    span = signal.peak - signal.rest
    return RangeOfMotion(
        signal.measure,
        {lv: rounded(signal.measure, signal.rest + (at - shallow) * span) for lv, at in _PEAK.items()},
        {lv: rounded(signal.measure, signal.rest + (at + bent) * span) for lv, at in _REST.items()},
        "Go all the way",
        "Come all the way back",
    )


def _instructions(signal: Signal) -> tuple[str, str]:
    measure = MEASURES[signal.measure]
    unit = "degrees" if measure.unit == "deg" else f"of the {measure.unit}"
    word = signal.measure.replace("_", " ")
    return (
        f"Start with about {signal.rest:g} {unit} of {word}.",
        f"Go to about {signal.peak:g} {unit} and come back.",
    )
