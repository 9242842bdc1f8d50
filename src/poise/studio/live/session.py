"""A live session: a function of its items, and of nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal

from poise.analysis.repetition import Engine, Exercise, Kind, Level, SetSummary
from poise.errors import DamagedRecording
from poise.studio.coaching_result import event_object, summary_object
from poise.studio.live.items import Item, Mark


@dataclass(frozen=True, slots=True)
class Target:
    """What the person set out to do in each set: so many repetitions, accurate ones, or seconds held."""

    kind: Literal["repetitions", "accurate", "seconds"]
    amount: float


class LiveSession:
    """Feed items, get events: the same items always give the same events, live, after a restart, or years later.

    Parameters
    ----------
    exercise : Exercise
        What is to be done.
    level : Level
        How strictly it is judged.
    image_size : (int, int)
        Width and height of the camera's picture in pixels.
    target : Target, optional
        When reached, an event says so once in each set; the set goes on.

    Examples
    --------
    >>> from poise.catalogue import catalogue
    >>> session = LiveSession(catalogue()["squat"], Level.STANDARD, (640, 480))
    >>> session.finish()["attempted"]
    0
    """

    def __init__(
        self, exercise: Exercise, level: Level, image_size: tuple[int, int], target: Target | None = None
    ) -> None:
        self.exercise, self.level, self.target = exercise, level, target
        self.items = 0
        self.events: list[dict[str, Any]] = []
        self.time_s = 0.0
        self._image_size = image_size
        self._engine: Engine | None = Engine(exercise, level)
        self._sets: list[SetSummary] = []
        self._frame_s = -math.inf
        self._unfinished = 0
        self._is_paused = self._is_reached = False

    def take(self, item: Item) -> list[dict[str, Any]]:
        """Take the next item and return the events it led to, numbered from 0.

        Raises
        ------
        DamagedRecording
            If its time does not follow the one before; the session is as it was.
        """
        if item.time_s < self.time_s or (item.mark is None and item.time_s <= self._frame_s):
            raise DamagedRecording(
                f"The live message cannot be read: {item.time_s:.3f} s does not follow {self.time_s:.3f} s; "
                "please load the page again."
            )
        self.time_s = item.time_s
        known = len(self.events)
        if item.mark is not None:
            self._mark(item.mark)
        else:
            self._frame_s = item.time_s
            self._frame(item)
        self.items += 1
        return self.events[known:]

    def take_all(self, items: Iterable[Item]) -> None:
        """Take many items, to be again where a session was."""
        for item in items:
            self.take(item)

    def finish(self) -> dict[str, Any]:
        """End the session and return its result; nothing may be taken afterwards."""
        self._end_set()
        return {**_total(self.exercise, self.level, self._sets), "sets": self._set_objects()}

    @property
    def state(self) -> dict[str, Any]:
        """The state of the moment for the screen: counts are those of the present set."""
        about = {"item": self.items, "paused": self._is_paused, "set": len(self._sets) + 1}
        if self._engine is None:
            return {**about, "set": len(self._sets), "phase": "resting", "armed": False, "progress": None}
        live = self._engine.live
        return {
            **about,
            "phase": live.phase,
            "armed": live.phase != "waiting",
            "progress": None if math.isnan(live.progress) else round(live.progress, 3),
            "target_band": [round(live.band[0], 3), round(live.band[1], 3)],
            "attempted": live.attempted,
            "accurate": live.accurate,
            "unfinished": self._unfinished,
            "hold_s": round(live.hold_s, 2),
        }

    def _frame(self, item: Item) -> None:
        if self._engine is None or self._is_paused:
            return
        for event in self._engine.update(item.pose(self._image_size)):
            about = event_object(event)
            self._unfinished += about["name"] == "unfinished"
            self._tell(about)
        self._watch_target()

    def _watch_target(self) -> None:
        if self.target is None or self._is_reached or self._engine is None:
            return
        live = self._engine.live
        done = {"repetitions": live.attempted, "accurate": live.accurate, "seconds": live.hold_s}
        if done[self.target.kind] >= self.target.amount:
            self._is_reached = True
            self._tell({"name": "target", "time_s": round(self.time_s, 3), "kind": self.target.kind})

    def _mark(self, mark: Mark) -> None:
        if mark is Mark.SET_ENDS:
            self._end_set()
        elif mark is Mark.SET_BEGINS and self._engine is None:
            self._engine = Engine(self.exercise, self.level)
            self._unfinished, self._is_reached, self._is_paused = 0, False, False
        elif mark is Mark.PAUSE:
            self._is_paused = True
            if self._engine is not None:
                self._engine.pause()
        elif mark is Mark.GO_ON:
            self._is_paused = False

    def _end_set(self) -> None:
        if self._engine is None:
            return
        summary = self._engine.finish()
        self._engine = None
        if self._sets and not (summary.attempted or summary.unfinished or summary.hold_s):
            return  # begun, but nothing was done in it
        self._sets.append(summary)
        about = {"time_s": round(self.time_s, 3), "set": len(self._sets)}
        self._tell({"name": "set", **about, **_counts([summary])})

    def _tell(self, event: dict[str, Any]) -> None:
        self.events.append({"number": len(self.events), "item": self.items, **event})

    def _set_objects(self) -> list[dict[str, Any]]:
        return [{"set": number, **summary_object(done)} for number, done in enumerate(self._sets, 1)]


def _counts(sets: list[SetSummary]) -> dict[str, Any]:
    return {
        "attempted": sum(done.attempted for done in sets),
        "accurate": sum(done.accurate for done in sets),
        "unfinished": sum(done.unfinished for done in sets),
        "hold_s": round(sum(done.hold_s for done in sets), 3),
    }


def _total(exercise: Exercise, level: Level, sets: list[SetSummary]) -> dict[str, Any]:
    scores = [repetition.score for done in sets for repetition in done.repetitions]
    if exercise.kind is Kind.HOLD:
        scores = [done.score for done in sets if done.score is not None]
    return {
        "exercise": exercise.identifier,
        "level": level.value,
        **_counts(sets),
        "score": round(fmean(scores), 1) if scores else None,
    }
