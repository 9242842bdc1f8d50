"""`poise hold`: how long a pose is held in a film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.estimate import BODY_MODEL, EVERY_FRAME, look_of, progress_bar
from poise.cli.terminal import show, show_json
from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model

if TYPE_CHECKING:
    from poise.studio.holding.hold import HeldPose


def hold(
    media: Annotated[Path, typer.Argument(help="A video, a recording or a track.", show_default=False)],
    pose: Annotated[
        str,
        typer.Option("--pose", "-p", help="Which pose: poise poses lists them.", show_default=False),
    ],
    seconds: Annotated[
        float, typer.Option(min=0.1, max=3600.0, help="How long it is to be held at a stretch.")
    ] = 30.0,
    level: Annotated[str, typer.Option(help="How near: beginner, standard or strict.")] = "standard",
    mirror: Annotated[
        str, typer.Option(help="Whether the other side may be used: allowed or locked.")
    ] = "allowed",
    without: Annotated[
        list[str] | None,
        typer.Option(
            help="Do not judge this part, such as left-arm. May be given again.", show_default=False
        ),
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option(help="Write the film with seconds and corrections (.mp4).", show_default=False),
    ] = None,
    model: Annotated[Model, BODY_MODEL] = Model.FULL,
    segments: Annotated[
        int | None, typer.Option(min=1, max=64, help="Parallel parts of a video (default: one per core).")
    ] = None,
    every_frame: Annotated[bool, EVERY_FRAME] = DEFAULT_LOOK is Look.EVERY,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
) -> None:
    """Time how long a pose is held, and say what was off."""
    from poise.studio.holding.hold import HeldFile
    from poise.studio.holding.hold import hold as hold_medium

    if level not in ("beginner", "standard", "strict"):
        raise typer.BadParameter("choose beginner, standard or strict", param_hint="--level")
    if mirror not in ("allowed", "locked"):
        raise typer.BadParameter("choose allowed or locked", param_hint="--mirror")
    with progress_bar(media.name, enabled=not quiet) as on_progress:
        held = hold_medium(
            media,
            pose,
            seconds=seconds,
            level=level,
            mirror=mirror,
            without=without or (),
            overlay=overlay,
            model=model,
            look=look_of(every_frame),
            segments=segments,
            on_progress=on_progress,
        )
    if as_json:
        show_json(HeldFile.of_file(held))
    elif not quiet:
        _print_hold(held)


def _print_hold(held: HeldPose) -> None:
    found = held.details
    show(f"{held.estimate.media.name}: {_headline(held)}")
    for number, attempt in enumerate(found.attempts, 1):
        side = "  other side" if attempt.mirrored else ""
        show(
            f"  {number:>3}  {attempt.start_s:7.2f} s  {attempt.hold_s:6.2f} s  score {attempt.score:3.0f}{side}"
        )
    for deviation in found.deviations:
        show(f"  {deviation.seconds:6.1f} s  {deviation.text}")


def _headline(held: HeldPose) -> str:
    found = held.details
    if not held.estimate.people:
        return "nobody was found."
    if found.best_score is None:
        return f"{found.name} cannot be judged; film all of the body."
    if not found.attempts:
        return f"{found.name} was not held (best score {found.best_score:.0f} of 100)."
    reached = "reached" if found.reached else "not reached"
    score = f"score {found.score:.0f} of 100" if found.score is not None else ""
    return f"{found.name} held {found.longest_s:.1f} s at a stretch, {found.goal_s:g} s {reached} ({score})."
