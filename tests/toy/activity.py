"""Clapping as an activity, and its entry among the others."""

from __future__ import annotations

from collections.abc import Sequence

from tests.toy.counting.claps import ClapCounter
from tests.toy.results import ClapEvent, ClappingDetails, ClappingPlan, ClappingState

from poise.errors import CatalogueError
from poise.pose import Observation, Part
from poise.studio.activity.activity import Mark, Outcome
from poise.studio.activity.kind import ActivityKind

SONGS = {"row-your-boat": {"en": "Row your boat", "de": "Bruder Jakob"}}


class ClappingActivity:
    """Count claps until the person pauses or stops."""

    def __init__(self, plan: ClappingPlan) -> None:
        if plan.song not in SONGS:
            raise CatalogueError(f"There is no song named {plan.song}; choose another.")
        self.plan = plan
        self._counter = ClapCounter()
        self._is_paused = self._is_resting = False

    def observe(self, seen: Observation) -> Sequence[ClapEvent]:
        """Take what was seen next."""
        if self._is_paused or self._is_resting:
            return ()
        is_clap = self._counter.update(seen.parts.get(Part.LEFT_HAND), seen.parts.get(Part.RIGHT_HAND))
        return [ClapEvent(time_s=round(seen.time_s, 3), number=self._counter.claps)] if is_clap else []

    def mark(self, mark: Mark, time_s: float) -> Sequence[ClapEvent]:
        """Take what the person did."""
        self._is_paused = mark is Mark.PAUSE or (self._is_paused and mark is not Mark.GO_ON)
        self._is_resting = mark is Mark.SET_ENDS or (self._is_resting and mark is not Mark.SET_BEGINS)
        return ()

    @property
    def state(self) -> ClappingState:
        """The state of the moment."""
        phase = "resting" if self._is_resting else "clapping"
        return ClappingState(phase=phase, paused=self._is_paused, claps=self._counter.claps)

    def finish(self) -> Outcome:
        """Return what came out."""
        claps = self._counter.claps
        details = ClappingDetails(song=self.plan.song, claps=claps, reached=claps >= self.plan.claps)
        return Outcome(min(100.0, 100 * claps / self.plan.claps), {"claps": float(claps)}, details)


CLAPPING = ActivityKind(
    plan=ClappingPlan,
    events=(ClapEvent,),
    state=ClappingState,
    details=ClappingDetails,
    make=ClappingActivity,
    needs=frozenset({Part.LEFT_HAND, Part.RIGHT_HAND}),
    subject=lambda plan: plan.song,
    subject_name="song",
    title=lambda song, language: SONGS.get(song, {}).get(language, song),
    logged=("claps",),
)
