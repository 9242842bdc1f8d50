"""What runs inside the guarded child process for a coached film: estimate, then draw what the engine says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from poise.analysis.repetition import Level
from poise.estimation.models import Model
from poise.media.limits import MediaLimits
from poise.studio.estimation_child import Answer, video_answer
from poise.studio.exercises import find_exercise


def coach_medium(
    request: Mapping[str, Any],
    progress: Callable[[Mapping[str, Any]], None],
    outputs: Mapping[str, BinaryIO],
    limits: MediaLimits,
) -> Answer:
    """Estimate the video that `request` names and draw the coached film."""
    from poise.drawing import write_film
    from poise.drawing.opencv import require_opencv
    from poise.estimation.video import estimate_video
    from poise.studio.coaching_film import CoachingFilm

    require_opencv()
    path = Path(request["media"])
    found = estimate_video(
        path,
        model=Model(request["model"]),
        people=request["people"],
        segments=request["segments"],
        limits=limits,
        on_progress=lambda done, total: progress({"stage": "estimating", "done": done, "total": total}),
    )
    exercise = find_exercise(request["exercise"])
    person = found.people[0] if found.people else None
    write_film(
        path,
        found.people,
        outputs["overlay"],
        draw=CoachingFilm(exercise, Level(request["level"]), person).draw,
        limits=limits,
        on_progress=lambda done, total: progress({"stage": "drawing", "done": done, "total": total}),
    )
    return video_answer(found)
