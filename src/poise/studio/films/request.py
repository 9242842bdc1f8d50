"""What somebody asks for with a film."""

from __future__ import annotations

from typing import Literal

from poise.analysis.repetition import Level
from poise.studio.jobs.kind import JobRequest
from poise.studio.results import Identifier


class CoachFilmRequest(JobRequest):
    """Count and judge the repetitions in an uploaded film.

    Parameters
    ----------
    upload : str
        The identifier of a complete upload.
    exercise : str or None
        An identifier of the catalogue; None to recognise it.
    level : Level
        How strictly it is judged.
    keep_original : bool
        Whether the film is kept after the analysis.
    """

    kind: Literal["coach-film"] = "coach-film"
    upload: Identifier
    exercise: Identifier | None = None
    level: Level = Level.STANDARD
    keep_original: bool = False
