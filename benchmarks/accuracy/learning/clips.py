"""Learned from one real clip, counted on the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.repetitions.__main__ import coach
from benchmarks.accuracy.repetitions.clips import Clip, read_clips
from poise.analysis.learning import Lesson, learn
from poise.errors import DemonstrationError

# A demonstration is a clip of one to six good repetitions; longer sets are counted, and teach beside the score.
_MOST_SHOWN = 6
# The labels call both a deadlift, counted floor, lockout, floor; a Romanian deadlift rests standing.
_OTHER_REST = {"mm_rdl"}


def cross_table(folder: Path, *, is_told: bool) -> None:
    """Print what every clip taught, and what it counts everywhere."""
    clips = read_clips(folder)
    scored: list[tuple[int, int]] = []
    false = moved = 0
    for clip in clips:
        lesson = _lesson(clip, is_told=is_told)
        if lesson is None:
            continue
        same = [other for other in clips if other.exercise == clip.exercise and other.exercise]
        others = [other for other in clips if other not in same and other is not clip]
        counts = [(coach(lesson.exercise, other.sequence).attempted, other) for other in same]
        wrong = [(coach(lesson.exercise, other.sequence).attempted, other) for other in others]
        _print(clip, lesson, counts, wrong)
        if clip.count <= _MOST_SHOWN and clip.is_strict:
            pupils = [(n, other.count) for n, other in counts if other is not clip and _is_same(clip, other)]
            scored += pupils
            false, moved = false + sum(n for n, _ in wrong), moved + sum(other.count for _, other in wrong)
    exact = sum(n == true for n, true in scored)
    within = sum(abs(n - true) <= 1 for n, true in scored)
    print(f"\ndemonstrations of up to {_MOST_SHOWN} repetitions, on other clips of the same exercise:")
    print(
        f"  exact {exact} of {len(scored)}, within one {within}; on other exercises {false} counted of {moved}\n"
    )


def _is_same(one: Clip, other: Clip) -> bool:
    return (one.name in _OTHER_REST) == (other.name in _OTHER_REST)


def _lesson(clip: Clip, *, is_told: bool) -> Lesson | None:
    told = clip.count if is_told and clip.count <= 20 else None
    try:
        return learn(clip.sequence, name=clip.name, identifier="learned", repetitions=told)
    except DemonstrationError as error:
        print(f"{clip.name:<20}{clip.exercise or '-':<17} refused: {error}")
        return None


def _print(
    clip: Clip,
    lesson: Lesson,
    same: Sequence[tuple[int, Clip]],
    others: Sequence[tuple[int, Clip]],
) -> None:
    (signal,) = lesson.exercise.signals
    print(
        f"{clip.name:<20}{clip.exercise or '-':<17}{clip.view:<20} shows {clip.count:>2}, seen "
        f"{len(lesson.repetitions):>2}, {lesson.exercise.limbs}, {signal.measure} {signal.rest:g} to {signal.peak:g}"
    )
    print(f"    counts   {', '.join(f'{other.name} {n} of {other.count}' for n, other in same) or '-'}")
    print(
        f"    falsely  {', '.join(f'{other.name} {n} of {other.count}' for n, other in others if n) or '-'}"
    )
