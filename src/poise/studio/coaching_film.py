"""The coached film: skeleton coloured by correctness, count, depth gauge and cue."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace

from poise.analysis.repetition import (
    Completed,
    Cue,
    Engine,
    Event,
    Exercise,
    Kind,
    Level,
    Live,
    Notice,
    Repetition,
)
from poise.drawing import DEFAULT_STYLE, Box, Canvas, Colour, FilmFrame, draw_label, draw_pose
from poise.drawing.canvas import text_width_px
from poise.media.pixels import Pixels
from poise.pose import PoseSequence

# Teal and coral stay apart for every kind of colour blindness; a word stands beside either.
RIGHT: Colour = (32, 178, 150)
WRONG: Colour = (255, 111, 89)
# A verdict and a cue stay on screen for so long.
_VERDICT_S = 1.2
_CUE_S = 2.5
# The gauge shows progress from 0 to this.
_GAUGE_END = 1.2


@dataclass(frozen=True, slots=True)
class Caption:
    """What the screen says at one instant."""

    live: Live
    verdict: Repetition | None
    cue: str


class CoachingFilm:
    """Runs the engine over a person and draws what it said at each instant.

    Parameters
    ----------
    exercise : Exercise
        What is judged.
    level : Level
        How strictly.
    person : PoseSequence or None
        Whose poses; None draws the empty count.
    """

    def __init__(self, exercise: Exercise, level: Level, person: PoseSequence | None) -> None:
        self._exercise = exercise
        engine = Engine(exercise, level)
        self._captions = [Caption(engine.live, None, "")]
        self._times_s: list[float] = []
        told = _Told()
        for pose in person or ():
            told.hear(engine.update(pose), pose.time_s)
            self._times_s.append(pose.time_s)
            self._captions.append(Caption(engine.live, told.verdict, told.cue))

    def at(self, time_s: float) -> Caption:
        """Return what the screen says at `time_s`."""
        return self._captions[bisect_right(self._times_s, time_s)]

    def draw(self, pixels: Pixels, frame: FilmFrame) -> None:
        """Draw one frame of the film, in place."""
        caption = self.at(frame.time_s)
        style = DEFAULT_STYLE
        if caption.verdict is not None:
            colour = RIGHT if caption.verdict.is_accurate else WRONG
            style = replace(DEFAULT_STYLE, left=colour, right=colour)
        for pose, width_px in zip(frame.poses, frame.widths_px, strict=True):
            if pose is not None:
                draw_pose(pixels, pose, style, width_px=width_px)
        canvas = Canvas(pixels)
        _draw_count(canvas, caption, self._exercise)
        if self._exercise.kind is Kind.REPETITIONS:
            _draw_gauge(canvas, caption.live)
        _draw_words(canvas, caption)


class _Told:
    """What was said last and is still on screen."""

    def __init__(self) -> None:
        self.verdict: Repetition | None = None
        self.cue = ""
        self._verdict_until_s = self._cue_until_s = -math.inf

    def hear(self, events: list[Event], time_s: float) -> None:
        if time_s > self._verdict_until_s:
            self.verdict = None
        if time_s > self._cue_until_s:
            self.cue = ""
        for event in events:
            if isinstance(event, Completed):
                self.verdict, self._verdict_until_s = event.repetition, time_s + _VERDICT_S
            elif isinstance(event, Cue | Notice):
                self.cue, self._cue_until_s = event.text, time_s + _CUE_S


def _draw_count(canvas: Canvas, caption: Caption, exercise: Exercise) -> None:
    live, size_px = caption.live, 0.08 * min(canvas.width, canvas.height * 1.2)
    is_hold = exercise.kind is Kind.HOLD
    number = f"{live.hold_s:.0f}" if is_hold else f"{live.accurate}"
    unit = "seconds held" if is_hold else f"accurate of {live.attempted}"
    words_px = 0.3 * size_px
    width = max(text_width_px(number, size_px, weight=800), text_width_px(unit, words_px)) + size_px
    box = Box(0.3 * size_px, 0.3 * size_px, width, 2.5 * size_px)
    canvas.panel(box, DEFAULT_STYLE.panel, corner_px=0.25 * size_px)
    left = box.x + 0.5 * size_px
    canvas.text(number, (left, box.y + 0.5 * size_px), size_px, DEFAULT_STYLE.ink, weight=800)
    canvas.text(unit, (left, box.y + 1.8 * size_px), words_px, DEFAULT_STYLE.ink)


def _draw_gauge(canvas: Canvas, live: Live) -> None:
    """Draw how deep the repetition is, and the band in which its peak must lie."""
    width, height = 0.028 * canvas.width, 0.5 * canvas.height
    gauge = Box(canvas.width - 2 * width, 0.25 * canvas.height, width, height)
    canvas.panel(gauge, DEFAULT_STYLE.panel, corner_px=width / 2)
    low, high = (_on_gauge(value) * height for value in live.band)
    canvas.panel(Box(gauge.x, gauge.y + low, width, high - low), RIGHT, opacity=0.6, corner_px=width / 2)
    if math.isfinite(live.progress):
        depth = gauge.y + _on_gauge(live.progress) * height
        ends = (gauge.x - 0.5 * width, depth), (gauge.x + 1.5 * width, depth)
        canvas.line(*ends, DEFAULT_STYLE.casing, 0.5 * width)
        canvas.line(*ends, DEFAULT_STYLE.ink, 0.28 * width)


def _on_gauge(progress: float) -> float:
    return min(max(progress / _GAUGE_END, 0.0), 1.0)


def _draw_words(canvas: Canvas, caption: Caption) -> None:
    words = caption.cue
    if not words and caption.verdict is not None and caption.verdict.is_accurate:
        words = "Good"
    if words:
        size_px = 0.028 * min(canvas.width, canvas.height)
        draw_label(canvas, words, (canvas.width / 2, 0.93 * canvas.height), size_px=size_px)
