"""Writing a film with what is said at each instant: refused early where it cannot be drawn, drawn in the child."""

from __future__ import annotations

from pathlib import Path

from poise.drawing.opencv import require_opencv
from poise.errors import OutputError
from poise.isolation.guard import run_guarded
from poise.isolation.task import OnProgress
from poise.media.atomic import atomic_write
from poise.media.destinations import require_destinations
from poise.media.kinds import MediaKind
from poise.media.limits import MediaLimits
from poise.studio.coaching.captions import Captions
from poise.studio.coaching.task import FilmRequest, draw_coached_film
from poise.studio.estimating.estimate import Estimate, overlay_path
from poise.studio.estimating.people import People


def require_film(path: Path, kind: MediaKind, film: Path) -> None:
    """Refuse a film that cannot be drawn before the minutes that finding the poses takes.

    Raises
    ------
    OutputError
        If the medium holds no pictures, or the film has another ending than .mp4 or takes the place of the medium.
    """
    if kind is not MediaKind.VIDEO:
        raise OutputError(f"{path.name} holds no pictures, so no film can be drawn; leave --overlay out.")
    require_destinations([path], [overlay_path(film, kind)])
    require_opencv()


def write_captioned_film(
    found: Estimate, captions: Captions, film: Path, limits: MediaLimits, on_progress: OnProgress | None
) -> None:
    """Draw the people that were found and what is said at each instant over their video, into `film`."""
    request = FilmRequest(
        found.media.resolve(), found.image_size, People.of(found.people, found.times_s), captions
    )
    with atomic_write(film) as file:
        run_guarded(
            draw_coached_film, request, limits=limits, on_progress=on_progress, outputs={"overlay": file}
        )
