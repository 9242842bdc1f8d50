"""The results of coaching as JSON objects, for protocol 1 of the live socket."""

from __future__ import annotations

from typing import Any

from poise.analysis.repetition import Event, SetSummary
from poise.studio.coaching.results import SetResult, coaching_event


def summary_object(summary: SetSummary) -> dict[str, Any]:
    """Return a set's result as JSON values."""
    return SetResult.of(summary).document()


def event_object(event: Event) -> dict[str, Any]:
    """Return one thing that the engine said, with its ``name`` and ``time_s``."""
    about = coaching_event(event).document()
    return {"name": about.pop("kind"), **about}
