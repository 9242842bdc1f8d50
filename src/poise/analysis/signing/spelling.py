"""Spell live: a letter is taken when it is held, J and Z when they are drawn, a double letter when the hand slides."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

import numpy as np

from poise.analysis.signing.alphabet import Alphabet, Averager, Person, Reading
from poise.analysis.signing.features import hand_features
from poise.analysis.signing.hand import TIPS, palm_frame
from poise.analysis.signing.moving_letters import STARTS, find_moving_letter
from poise.pose import FloatArray

# How long a letter is held until it is taken, and the share of the frames meanwhile that must show it (design page).
HOLD_S = 0.4
_MAJORITY = 0.7
# Within that time fingertips and wrist stay in a box of this many hand sizes; of half the time after J and Z.
_STILL, _AT_REST = 0.35, 0.12
# A shape that is held twice as long and is this probable, but not sure, is asked about.
_ASKED_FROM = 0.3
# A double letter: the wrist has gone so many hand sizes away from where the letter was taken (a slide or a bounce).
_SLID = 0.45
# For so long a hand that draws J or Z is looked back on, and how often (each look costs as much as a frame).
_LOOK_BACK_S = 1.2
_SHORTEST_DRAWN_S = 0.5
_LONGEST_GAP_S = 0.5


@dataclass(frozen=True, slots=True)
class Spelled:
    """A letter that was taken.

    Parameters
    ----------
    time_s : float
        When.
    symbol : str or None
        None where a shape was held that is not sure; the best three are then in the reading.
    reading : Reading
        What the hand showed.
    """

    time_s: float
    symbol: str | None
    reading: Reading


@dataclass(frozen=True, eq=False, slots=True)
class _Frame:
    time_s: float
    points: FloatArray
    reading: Reading

    @property
    def best(self) -> str:
        return self.reading.candidates[0][0]


class Speller:
    """Turn the frames of one hand into letters.

    Parameters
    ----------
    alphabet : Alphabet
        Of letters or digits.
    person : Person, optional
        Whose hand it is.
    """

    def __init__(self, alphabet: Alphabet, person: Person | None = None) -> None:
        self._averager = Averager(alphabet, person)
        self._moves = set("JZ") if "I" in alphabet.symbols else set()
        self._frames: deque[_Frame] = deque()
        # What was taken last and where the wrist was then: the same hold is not taken twice.
        self._taken: tuple[str, FloatArray] | None = None

    def update(self, time_s: float, points: FloatArray | None, *, is_left: bool = False) -> Spelled | None:
        """Take the next frame's hand (21, 3) in pixels, None where none was seen; return a letter that was taken."""
        features = None if points is None else hand_features(points, is_left)
        reading = self._averager.update(features)
        if points is None or reading is None:
            self._forget()
            return None
        if self._frames and time_s - self._frames[-1].time_s > _LONGEST_GAP_S:
            self._forget()
        self._frames.append(_Frame(time_s, np.asarray(points, dtype=np.float64), reading))
        while time_s - self._frames[0].time_s > _LOOK_BACK_S:
            self._frames.popleft()
        return self._drawn(is_left=is_left) or self._held()

    def _forget(self) -> None:
        self._frames.clear()
        self._taken = None

    def _drawn(self, *, is_left: bool) -> Spelled | None:
        """Take J or Z when the hand that drew it has come to rest."""
        if not self._moves or not _is_still(self._within(HOLD_S / 2), _AT_REST):
            return None
        for starts in STARTS.values():
            frames = self._showing(starts)
            if len(frames) < 2 or frames[-1].time_s - frames[0].time_s < _SHORTEST_DRAWN_S:
                continue
            still, _ = Counter(frame.best for frame in frames if frame.best in starts).most_common(1)[0]
            hands = np.stack([frame.points for frame in frames])
            times = np.array([frame.time_s for frame in frames])
            letter = find_moving_letter(hands, times, still, is_left=is_left)
            if letter is not None:
                return self._take(letter)
        return None

    def _showing(self, starts: frozenset[str]) -> list[_Frame]:
        """Return the frames from the first to the last that is read as one of the letters, if most between are."""
        numbers = [number for number, frame in enumerate(self._frames) if frame.best in starts]
        if not numbers or len(numbers) < _MAJORITY * (numbers[-1] - numbers[0] + 1):
            return []
        return list(self._frames)[numbers[0] : numbers[-1] + 1]

    def _held(self) -> Spelled | None:
        symbol = self._majority(HOLD_S)
        if symbol is None or not self._is_new(symbol):
            return None
        held = self._within(HOLD_S)
        if sum(frame.reading.symbol == symbol for frame in held) >= _MAJORITY * len(held):
            return self._take(symbol)
        # Something is held for long that may be a letter: asked about; what is known to be none stays silent.
        reading = held[-1].reading
        probable = reading.is_known and reading.probability >= _ASKED_FROM
        is_asked = probable and self._majority(2 * HOLD_S) == symbol and self._is_new("?")
        return self._take(None) if is_asked else None

    def _majority(self, seconds: float) -> str | None:
        """Return what the hand was read as during the last seconds, None where it moved or changed."""
        held = self._within(seconds)
        if held[-1].time_s - held[0].time_s < 0.85 * seconds or not _is_still(held, _STILL):
            return None
        symbol, count = Counter(frame.best for frame in held).most_common(1)[0]
        return symbol if count >= _MAJORITY * len(held) else None

    def _is_new(self, symbol: str) -> bool:
        if self._taken is None or self._taken[0] != symbol:
            return True
        size = float(palm_frame(self._frames[-1].points).size)
        return float(np.linalg.norm(self._wrist() - self._taken[1])) > _SLID * size

    def _take(self, symbol: str | None) -> Spelled:
        last = self._frames[-1]
        self._taken = (symbol or "?", self._wrist())
        if symbol is not None and symbol in self._moves:
            # The letter that it ends in is not taken once more.
            self._taken = (last.best, self._wrist())
        # What led to this letter is no part of the next.
        self._frames.clear()
        self._frames.append(last)
        return Spelled(last.time_s, symbol, last.reading)

    def _wrist(self) -> FloatArray:
        wrist: FloatArray = self._frames[-1].points[0, :2]
        return wrist

    def _within(self, seconds: float) -> list[_Frame]:
        newest = self._frames[-1].time_s
        return [frame for frame in self._frames if newest - frame.time_s <= seconds]


def _is_still(frames: list[_Frame], reach: float) -> bool:
    """Say whether wrist and fingertips stayed within so many hand sizes, but for single frames."""
    points = np.stack([frame.points[[0, *TIPS], :2] for frame in frames])
    size = np.median([float(palm_frame(frame.points).size) for frame in frames])
    low, high = np.quantile(points, [0.1, 0.9], axis=0)
    return bool((high - low).max() <= reach * size)
