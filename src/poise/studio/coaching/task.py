"""What runs inside the guarded child process for a coached film: decode the video again and draw over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from poise.isolation.task import Context, task
from poise.studio.coaching.captions import Captions
from poise.studio.estimating.people import People


@dataclass(frozen=True, eq=False, slots=True)
class FilmRequest:
    """A video, who was found in it, and what is said at each instant."""

    media: Path
    image_size: tuple[int, int]
    people: People
    captions: Captions


@task
def draw_coached_film(request: FilmRequest, context: Context) -> None:
    """Draw the coached film (MP4) to ``overlay``."""
    from poise.drawing import write_film
    from poise.studio.coaching.film import CoachingFilm

    write_film(
        request.media,
        request.people.sequences(request.image_size),
        context.outputs["overlay"],
        draw=CoachingFilm(request.captions).draw,
        limits=context.limits,
        on_progress=context.stage("drawing"),
    )
