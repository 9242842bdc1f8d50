"""What one exercise's engine sees in a whole recording, in runs that have no rest in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from poise.analysis.recognition.explained import (
    AGREEING,
    HELD_LONGER,
    LEAST_HOLD_S,
    agree,
    count_agreeing,
    weigh,
)
from poise.analysis.recognition.standing_place import StandingPlace
from poise.analysis.recognition.stillness import Stillness
from poise.analysis.repetition import Completed, Engine, Exercise, Kind, Repetition, Unfinished
from poise.pose import Pose, Skeleton

REST_S = 10.0
"""A longer pause between two repetitions is a rest between two sets; within a set people breathe for some seconds."""

# A repetition so far from those before and after it, and by such factors of amplitude and duration unlike the others,
# is something else: one sat down. The first and the last of a set may well be unlike the others.
_LONE_S, _LONE_AMPLITUDE, _LONE_DURATION = 3.0, 1.2, 1.5
_MAX_BREAK_S = 2.0  # a hold that is broken for less goes on
_LEAST_S = 1.5  # explained seconds of a set
_LEAST_SHARE = 0.15  # ... and their share of its time
# One sits down and picks something up: two movements alone are a set where they are right and very much alike.
_SURE = 3
_PAIR_AMPLITUDE, _PAIR_DURATION = 1.2, 1.5


Span = tuple[float, float]
"""From when to when, in seconds."""


@dataclass(frozen=True, slots=True)
class Move:
    """A whole repetition, or some seconds of a hold.

    Parameters
    ----------
    begin_s, end_s : float
        From when to when.
    repetition : Repetition or None
        None for a hold.
    held_s : float
        Seconds in which a hold was held still; 0 for a repetition.
    """

    begin_s: float
    end_s: float
    repetition: Repetition | None = None
    held_s: float = 0.0

    @property
    def span(self) -> Span:
        """From when to when."""
        return self.begin_s, self.end_s


@dataclass(frozen=True, slots=True)
class Run:
    """Repetitions of one exercise, or seconds of one hold, without a rest in between.

    Parameters
    ----------
    exercise : Exercise
        Whose engine saw them.
    moves : tuple of Move
        In the order of time, at least one.
    halves : int
        How many repetitions stayed unfinished in that time.
    """

    exercise: Exercise
    moves: tuple[Move, ...]
    halves: int = 0

    @property
    def span(self) -> Span:
        """From the beginning of the first move to the end of the last."""
        return self.moves[0].begin_s, self.moves[-1].end_s

    @property
    def repetitions(self) -> list[Repetition]:
        """The whole repetitions; none of a hold."""
        return [one.repetition for one in self.moves if one.repetition]

    @property
    def explained_s(self) -> float:
        """Seconds that speak for this exercise, as in recognition; 0 where too little agrees."""
        if self.exercise.kind is Kind.HOLD:
            held_s = sum(one.held_s for one in self.moves)
            return held_s / HELD_LONGER if held_s >= LEAST_HOLD_S else 0.0
        done = self.repetitions
        return weigh(self.exercise, done, self.halves) if count_agreeing(done) >= AGREEING else 0.0

    @property
    def is_set(self) -> bool:
        """Whether this was done as an exercise, and is no everyday movement."""
        begin_s, end_s = self.span
        least_s = max(_LEAST_S, _LEAST_SHARE * (end_s - begin_s))
        return self.explained_s >= least_s and (self.exercise.kind is Kind.HOLD or _is_sure(self.repetitions))


@dataclass(frozen=True, slots=True)
class Watched:
    """Everything that one exercise's engine saw in a recording.

    Parameters
    ----------
    exercise : Exercise
        Whose.
    moves : tuple of Move
        In the order of time.
    halves_s : tuple of float
        When repetitions stayed unfinished.
    """

    exercise: Exercise
    moves: tuple[Move, ...]
    halves_s: tuple[float, ...] = ()

    def runs(self, place: StandingPlace, taken: Sequence[Span] = ()) -> Iterator[Run]:
        """Give the runs in the time that is not taken.

        Parameters
        ----------
        place : StandingPlace
            Where the person was: who walks away between two repetitions has ended the set.
        taken : sequence of (float, float)
            From when to when other sets last.
        """

        def is_parted(before: Move, after: Move) -> bool:
            pause = before.end_s, after.begin_s
            is_rest = pause[1] - pause[0] > REST_S or place.is_left(*pause)
            return is_rest or any(overlap(pause, one) for one in taken)

        for group in _split(self._without_strays(place), is_parted):
            free = [one for one in group if not any(overlap(one.span, span) for span in taken)]
            if free:
                yield self._run(free)

    def _without_strays(self, place: StandingPlace) -> Sequence[Move]:
        """Return the moves without those that stand alone and are unlike the others around them."""

        def is_parted(before: Move, after: Move) -> bool:
            return after.begin_s - before.end_s > REST_S or place.is_left(before.end_s, after.begin_s)

        moves: Sequence[Move] = self.moves
        while strays := [id(one) for group in _split(moves, is_parted) for one in _strays(group)]:
            moves = [one for one in moves if id(one) not in strays]
        return moves

    def within(self, span: Span) -> Run | None:
        """Return what was seen in some time; None where there was nothing."""
        moves = [one for one in self.moves if span[0] <= sum(one.span) / 2 <= span[1]]
        return self._run(moves) if moves else None

    def _run(self, moves: Sequence[Move]) -> Run:
        begin_s, end_s = moves[0].begin_s, moves[-1].end_s
        halves = sum(begin_s <= half_s <= end_s for half_s in self.halves_s)
        return Run(self.exercise, tuple(moves), halves)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share some time."""
    return one[0] < other[1] and one[1] > other[0]


def watch(exercise: Exercise, poses: Iterable[Pose], skeleton: Skeleton, *, is_chosen: bool) -> Watched:
    """Let an exercise's engine watch a whole recording.

    Parameters
    ----------
    exercise : Exercise
        Of the catalogue, or one's own.
    poses : iterable of Pose
        In the order of time.
    skeleton : Skeleton
        Of the poses.
    is_chosen : bool
        Whether the person said that they do this exercise; see `Engine`.
    """
    engine = Engine(exercise, skeleton=skeleton, is_chosen=is_chosen)
    hold = _HeldStill(skeleton) if exercise.kind is Kind.HOLD else None
    moves: list[Move] = []
    halves_s: list[float] = []
    for pose in poses:
        for event in engine.update(pose):
            if isinstance(event, Completed):
                moves.append(_move_of(event.repetition))
            elif isinstance(event, Unfinished):
                halves_s.append((event.start_s + event.end_s) / 2)
        if hold:
            hold.update(pose, engine.live.hold_s)
    if not hold:
        moves = [_move_of(one) for one in engine.finish().repetitions]
    return Watched(exercise, tuple(hold.moves if hold else moves), tuple(halves_s))


class _HeldStill:
    """The seconds in which a hold was held with hands and feet still."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.moves: list[Move] = []
        self._stillness = Stillness(skeleton)
        self._held_s = 0.0
        self._time_s = float("nan")

    def update(self, pose: Pose, held_s: float) -> None:
        is_still = self._stillness.update(pose)
        added_s, self._held_s = held_s - self._held_s, held_s
        if added_s <= 0 or not is_still:
            return
        begin_s = pose.time_s - added_s
        last = self.moves[-1] if self.moves else None
        if last and begin_s - last.end_s <= _MAX_BREAK_S:
            self.moves[-1] = replace(last, end_s=pose.time_s, held_s=last.held_s + added_s)
        else:
            self.moves.append(Move(begin_s, pose.time_s, held_s=added_s))


def _move_of(repetition: Repetition) -> Move:
    return Move(repetition.start_s, repetition.end_s, repetition)


def _split(moves: Sequence[Move], is_parted: Callable[[Move, Move], bool]) -> list[list[Move]]:
    groups: list[list[Move]] = []
    for move in moves:
        if groups and not is_parted(groups[-1][-1], move):
            groups[-1].append(move)
        else:
            groups.append([move])
    return groups


def _strays(group: Sequence[Move]) -> list[Move]:
    """Return the repetitions within a group that stand alone and are unlike the others."""
    done = [one.repetition for one in group if one.repetition]
    if len(done) < AGREEING + 1:
        return []
    alike = agree(done, _LONE_AMPLITUDE, _LONE_DURATION)
    gaps_s = [after.begin_s - before.end_s for before, after in pairwise(group)]
    return [
        move
        for move, is_alike, before_s, after_s in zip(
            group[1:-1], alike[1:-1], gaps_s[:-1], gaps_s[1:], strict=True
        )
        if not is_alike and min(before_s, after_s) > _LONE_S
    ]


def _is_sure(repetitions: Sequence[Repetition]) -> bool:
    """Whether repetitions are more than two everyday movements, as of who sits down and picks something up."""
    if count_agreeing(repetitions) >= _SURE:
        return True
    amplitudes, durations_s = [one.amplitude for one in repetitions], [one.duration_s for one in repetitions]
    is_alike = max(amplitudes) <= _PAIR_AMPLITUDE * min(amplitudes) and max(
        durations_s
    ) <= _PAIR_DURATION * min(durations_s)
    return is_alike and all(one.is_accurate for one in repetitions)
