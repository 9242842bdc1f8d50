"""Other courses of a set: what people do that a clean set does not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from benchmarks.accuracy.repetitions.retimed import Piece, Take, between, on_the_way, played, still
from poise.analysis.repetition import Limbs

Course = Callable[[Take], Take]
_SHORTEST = 0.4  # of its own time: no burpee is done in 0.8 s


def _whole(take: Take, number: int, *, out_s: float = 0.0, back_s: float = 0.0) -> list[Piece]:
    """Return one repetition, in its own time or another one."""
    start_s, peak_s, end_s = take.repetitions[number]
    return [
        Piece(start_s, peak_s, out_s or peak_s - start_s, reaches="peak"),
        Piece(peak_s, end_s, back_s or end_s - peak_s, reaches="end"),
    ]


def _part(take: Take, number: int, share: float, *, reaches: tuple[str, str] = ("", "")) -> list[Piece]:
    """Return a repetition that turns round after a share of its range."""
    start_s, peak_s, _ = take.repetitions[number]
    turn_s = on_the_way(take, number, share)
    lasts_s = max((peak_s - start_s) * share**0.5, 0.15)
    return [
        Piece(start_s, turn_s, lasts_s, True, reaches[0]),
        Piece(turn_s, start_s, lasts_s, True, reaches[1]),
    ]


def _set(take: Take, each: Callable[[int], list[Piece]], *, count: int | None = None) -> Take:
    """Return the set with each repetition made anew and all that is between them kept."""
    pieces, now_s = [], float(take.sequence.times_s[0])
    for number, (start_s, _, end_s) in enumerate(take.repetitions):
        pieces += [between(now_s, start_s), *each(number)]
        now_s = end_s
    pieces.append(between(now_s, float(take.sequence.times_s[-1])))
    return played(take, pieces, count=take.count if count is None else count)


def slow_and_fast(take: Take) -> Take:
    """Let repetitions of 5 s and of 0.8 s take turns."""

    def each(number: int) -> list[Piece]:
        start_s, peak_s, end_s = take.repetitions[number]
        lasts_s = 5.0 if number % 2 == 0 else max(0.8, _SHORTEST * (end_s - start_s))
        share = (peak_s - start_s) / (end_s - start_s)
        return _whole(take, number, out_s=lasts_s * share, back_s=lasts_s * (1 - share))

    return _set(take, each)


def paused_at(place: str, seconds: float) -> Course:
    """Return a course that stops in every repetition: ``peak``, ``rest``, ``out`` or ``back`` (half way)."""

    def course(take: Take) -> Take:
        return _set(take, lambda number: _stopped(take, number, place, seconds))

    return course


def _stopped(take: Take, number: int, place: str, seconds: float) -> list[Piece]:
    start_s, peak_s, end_s = take.repetitions[number]
    out, back = _whole(take, number)
    if place == "rest":
        return [still(start_s, seconds), out, back]
    if place == "peak":
        return [out, still(peak_s, seconds), back]
    if place == "out":
        half_s = on_the_way(take, number, 0.5)
        rest = Piece(half_s, peak_s, max(peak_s - half_s, 0.1), reaches="peak")
        return [between(start_s, half_s), still(half_s, seconds), rest, back]
    half_s = on_the_way(take, number, 0.5, back=True)
    rest = Piece(half_s, end_s, max(end_s - half_s, 0.1), reaches="end")
    return [out, between(peak_s, half_s), still(half_s, seconds), rest]


def tiring(take: Take) -> Take:
    """Make every repetition smaller and slower than the one before, the last 75 % as far and 1.8 times as long."""
    last = max(1, len(take.repetitions) - 1)

    def each(number: int) -> list[Piece]:
        spent = number / last
        start_s, _, end_s = take.repetitions[number]
        if spent == 0:
            return _whole(take, number)
        pieces = _part(take, number, 1 - 0.25 * spent, reaches=("peak", "end"))
        lasts_s = (end_s - start_s) * (1 + 0.8 * spent)
        return [Piece(p.start_s, p.end_s, lasts_s / 2, True, p.reaches) for p in pieces]

    return _set(take, each)


def with_part(share: float, *, is_attempt: bool) -> Course:
    """Return a course with a repetition that turns round early, in the middle of the set."""

    def course(take: Take) -> Take:
        middle = len(take.repetitions) // 2

        def each(number: int) -> list[Piece]:
            part = _part(take, number, share) if number == middle else []
            end_s, start_s = take.repetitions[number - 1][2], take.repetitions[number][0]
            pause = [still(start_s if number else end_s, 0.3)] if part else []
            return [*part, *pause, *_whole(take, number)]

        return _set(take, each, count=take.count + is_attempt)

    return course


def fidgeting(take: Take) -> Take:
    """Put two small movements of a fifth of the range between repetitions."""

    def each(number: int) -> list[Piece]:
        return [*_part(take, number, 0.2), *_part(take, number, 0.2), *_whole(take, number)]

    return _set(take, each)


def cut(before: str, after: str) -> Course:
    """Return a course that jumps from one place of a repetition to one of the next: ``rest`` or ``peak``."""

    def course(take: Take) -> Take:
        number = max(0, len(take.repetitions) // 2 - 1)
        is_told_apart = before + after != "peakpeak" or take.exercise.limbs is Limbs.BILATERAL
        if len(take.repetitions) < 2 or not is_told_apart:
            return take
        one, other = take.repetitions[number], take.repetitions[number + 1]
        from_s = one[1] if before == "peak" else one[0]
        to_s = other[1] if after == "peak" else other[2]
        first, last = (float(take.sequence.times_s[i]) for i in (0, -1))
        pieces = [between(first, from_s), between(to_s, last)]
        # One whole repetition less where two peaks or two rests meet twice over; a half and a half make none.
        gone = {"peakpeak": 1, "restrest": 2, "restpeak": 2, "peakrest": 2}[before + after]
        return played(take, pieces, count=take.count - gone)

    return course


def halves_around(take: Take) -> Take:
    """Begin and end the film at a peak."""
    first, last = take.repetitions[0], take.repetitions[-1]
    if first is last:
        return take
    return played(take, [between(first[1], last[1])], count=take.count - 2)


def waiting(place: str, seconds: float) -> Course:
    """Return no set at all: somebody who stays at rest, or at the peak."""

    def course(take: Take) -> Take:
        start_s, peak_s, _ = take.repetitions[0]
        at_s = peak_s if place == "peak" else start_s
        first_s = float(take.sequence.times_s[0])
        pieces = [between(first_s, start_s), *([between(start_s, peak_s)] if place == "peak" else [])]
        return played(take, [*pieces, still(at_s, seconds)], count=0)

    return course


def plain(take: Take) -> Take:
    """Show the set as it was done, at the wanted rate."""
    return _set(take, lambda number: _whole(take, number))


def mixed(take: Take, seed: int) -> Take:
    """Make every repetition something else, by chance: fast, slow, stopped, small, with fidgeting before it."""
    random = np.random.default_rng(seed)

    def each(number: int) -> list[Piece]:
        start_s, peak_s, end_s = take.repetitions[number]
        fidget = _part(take, number, float(random.uniform(0.1, 0.22))) if random.random() < 0.4 else []
        slow = float(np.exp(random.uniform(-0.5, 1.0)))
        kind = random.choice(["whole", "smaller", "peak", "rest", "out"], p=[0.4, 0.2, 0.15, 0.15, 0.1])
        if kind == "whole":
            body = _whole(take, number, out_s=(peak_s - start_s) * slow, back_s=(end_s - peak_s) * slow)
        elif kind == "smaller":
            body = _part(take, number, float(random.uniform(0.75, 0.95)), reaches=("peak", "end"))
        else:
            body = _stopped(take, number, str(kind), float(random.uniform(0.5, 4.0)))
        return [*fidget, *body]

    return _set(take, each)


COURSES: Mapping[str, Course] = MappingProxyType(
    {
        "as it is": plain,
        "5 s and 0.8 s in turn": slow_and_fast,
        "3 s at the peak": paused_at("peak", 3.0),
        "3 s at rest": paused_at("rest", 3.0),
        "5 s at rest": paused_at("rest", 5.0),
        "2 s half way out": paused_at("out", 2.0),
        "1.5 s half way back": paused_at("back", 1.5),
        "tiring to 75 %": tiring,
        "a third of the way once": with_part(0.30, is_attempt=False),
        "half the way once": with_part(0.55, is_attempt=True),
        "fidgeting between": fidgeting,
        "cut from rest to rest": cut("rest", "rest"),
        "cut from peak to peak": cut("peak", "peak"),
        "cut from rest to peak": cut("rest", "peak"),
        "cut from peak to rest": cut("peak", "rest"),
        "begins and ends at a peak": halves_around,
        "still at rest for 20 s": waiting("rest", 20.0),
        "still at the peak for 20 s": waiting("peak", 20.0),
    }
)
