"""What the guarded child runs in the tests: write a film to the file that it was given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.drawing.made_clips import standing_for

from poise.drawing import write_film
from poise.isolation.task import Context, task


@dataclass(frozen=True)
class Source:
    """A video and the times of its frames in seconds."""

    path: Path
    times_s: tuple[float, ...]


@dataclass(frozen=True)
class Written:
    """What was written."""

    frames: int
    starts_at_once: bool


@task
def film(source: Source, context: Context) -> Written:
    """Write the film of a source to ``film``."""
    report = write_film(
        source.path,
        [standing_for(list(source.times_s))],
        context.outputs["film"],
        limits=context.limits,
        on_progress=context.stage("drawing"),
    )
    return Written(report.frames, report.starts_at_once)
