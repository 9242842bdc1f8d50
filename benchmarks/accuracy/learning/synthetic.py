"""Learned from the synthetic person, counted when another one does it faster, slower, and filmed a little otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from benchmarks.accuracy.repetitions.__main__ import coach
from poise.analysis.learning import Lesson, learn
from poise.analysis.repetition import Exercise, Kind
from poise.catalogue import catalogue
from poise.errors import DemonstrationError

_YAW_DEG = {"front": 5.0, "oblique": 45.0, "side": 85.0, "back": 175.0}
_SHOWN = 4
_LEAD_IN = ("walk_in",)
# Speed, pictures per second, stature, and how much farther round the camera stands.
_PUPILS = ((0.6, 30.0, 1.75, 8.0), (1.0, 15.0, 1.6, -8.0), (1.5, 30.0, 1.9, 8.0))


def synthetic_table(*, is_told: bool) -> None:
    """Print every lesson that was not right everywhere, and the totals, with and without walking in first."""
    for lead_in in ((), _LEAD_IN):
        right = total = seen = lessons = 0
        print(f"synthetic person, {'walks in first' if lead_in else 'nothing but the set'}; what went wrong:")
        for name, exercise in catalogue().items():
            for yaw_deg in _yaws(exercise):
                lesson = _lesson(name, yaw_deg, lead_in, is_told=is_told)
                counts = [_count(lesson, name, yaw_deg, pupil) for pupil in _PUPILS]
                shown = len(lesson.repetitions) if lesson else 0
                lessons, seen = lessons + 1, seen + (shown == _SHOWN)
                total, right = total + len(counts), right + sum(n == true for n, true in counts)
                if shown != _SHOWN or any(n != true for n, true in counts):
                    _print(name, yaw_deg, lesson, counts)
        print(f"  {seen} of {lessons} demonstrations seen right, {right} of {total} sets counted exactly\n")


def views_table(*, is_told: bool) -> None:
    """Print how what two repetitions taught from an exercise's first view counts from its other ones."""
    right = total = 0
    print("synthetic person, learned from two repetitions in the first view, counted in the others:")
    for name, exercise in catalogue().items():
        first, *others = _yaws(exercise) or [0.0]
        lesson = _lesson(name, first, (), is_told=is_told, shown=2) if others else None
        for yaw_deg in others:
            count = _count(lesson, name, yaw_deg, (1.0, 25.0, 1.75, 0.0))
            total, right = total + 1, right + (count[0] == count[1])
            if count[0] != count[1]:
                _print(name, yaw_deg, lesson, [count])
    print(f"  {right} of {total} sets counted exactly\n")


def _yaws(exercise: Exercise) -> list[float]:
    return [_YAW_DEG[view.value] for view in exercise.views] if exercise.kind is Kind.REPETITIONS else []


def _lesson(
    name: str, yaw_deg: float, lead_in: Sequence[str], *, is_told: bool, shown: int = _SHOWN
) -> Lesson | None:
    done = perform(
        name,
        repetitions=shown,
        yaw_deg=yaw_deg,
        noise=Noise.typical(),
        rate_hz=25.0,
        seed=3,
        lead_in=lead_in,
    )
    try:
        return learn(done.sequence, name=name, identifier=name, repetitions=shown if is_told else None)
    except DemonstrationError:
        return None


def _count(
    lesson: Lesson | None, name: str, yaw_deg: float, pupil: tuple[float, float, float, float]
) -> tuple[int, int]:
    speed, rate_hz, stature_m, turned_deg = pupil
    done = perform(
        name,
        repetitions=5,
        yaw_deg=yaw_deg + turned_deg,
        noise=Noise.typical(),
        speed=speed,
        rate_hz=rate_hz,
        stature_m=stature_m,
        seed=9,
    )
    return (coach(lesson.exercise, done.sequence).attempted if lesson else 0), done.truth.count


def _print(name: str, yaw_deg: float, lesson: Lesson | None, counts: Sequence[tuple[int, int]]) -> None:
    what = f"{len(lesson.repetitions)} seen, {lesson.exercise.signals[0].measure}" if lesson else "refused"
    print(f"  {name:<26}{yaw_deg:5.0f} deg  {what}; {', '.join(f'{n} of {true}' for n, true in counts)}")
