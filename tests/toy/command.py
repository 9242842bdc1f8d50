"""The terminal's command for claps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from poise.cli.terminal import show, show_json


def clap(
    media: Path, song: str, as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False
) -> None:
    """Count the claps in a recording."""
    from tests.toy.activity import ClappingActivity
    from tests.toy.results import ClappingPlan

    from poise.studio.estimating.estimate import estimate
    from poise.studio.live.playback import play

    played = play(
        ClappingActivity(ClappingPlan(song=song, claps=3)), estimate(media).recording().observations()
    )
    if as_json:
        show_json(played.outcome.details)
    else:
        show(f"{media.name}: {played.outcome.measures['claps']:.0f} claps")
