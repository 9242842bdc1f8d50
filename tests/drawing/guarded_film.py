"""What the guarded child runs in the tests: write a film to the file that it was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from tests.drawing.made_clips import standing_for

from poise.drawing import write_film
from poise.media.limits import MediaLimits


def film(
    request: Mapping[str, Any],
    progress: Callable[[Mapping[str, Any]], None],
    outputs: Mapping[str, BinaryIO],
    limits: MediaLimits,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the film of `request["source"]` to `outputs["film"]`."""
    report = write_film(
        Path(request["source"]),
        [standing_for(request["times_s"])],
        outputs["film"],
        limits=limits,
        on_progress=lambda done, total: progress({"done": done, "total": total}),
    )
    return {"frames": report.frames, "starts_at_once": report.starts_at_once}, {}
