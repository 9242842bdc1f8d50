"""`poise poses`: the library of poses to compare with, and your own."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from poise.cli.estimate import BODY_MODEL, progress_bar
from poise.cli.terminal import PoiseGroup, say, show, show_json
from poise.errors import OutputError, PoiseError
from poise.estimation.models import Model

if TYPE_CHECKING:
    from poise.catalogue.poses import Figure, ReferencePose
    from poise.pose import FloatArray


class _PosesGroup(PoiseGroup):
    """`poise poses tree` means `poise poses show tree`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  (the base class's signature)
        """Take a word that is no command for the name of a pose."""
        if args and args[0] not in self.commands:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=_PosesGroup, invoke_without_command=True)
_NAME = typer.Argument(help="An identifier such as warrior-ii.", show_default=False)


@app.callback()
def poses(
    ctx: typer.Context,
    tradition: Annotated[
        str | None, typer.Option(help="Only yoga, dance, physiotherapy, or own ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """List the poses that an attempt can be compared with; with a name, show that one."""
    if ctx.invoked_subcommand:
        return
    known = _poses_known()
    found = [one for one in known.values() if tradition is None or one.tradition == tradition.lower()]
    if as_json:
        from poise.studio.library.results import PoseRow

        show_json([PoseRow.of(one) for one in found])
        return
    for one in found:
        show(f"  {one.identifier:<24} {one.tradition:<14} {one.name}")
    if not found:
        show("No pose fits; leave the filter out.")


@app.command("show")
def show_pose(
    name: Annotated[str, _NAME],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Show one pose: a drawn figure, the steps, and what matters."""
    from poise.studio.library.poses import find_pose

    pose = find_pose(name)
    if as_json:
        from poise.studio.library.results import PoseResult

        show_json(PoseResult.of(pose))
        return
    show(f"{pose.name} ({pose.tradition})")
    for line in drawn([pose.figure]):
        show(line)
    show(f"  {pose.summary}" if pose.summary else "")
    for number, step in enumerate(pose.instructions, 1):
        show(f"  {number}. {step}")
    if pose.look_at:
        show(f"  Look at: {pose.look_at}")


@app.command("add")
def add_pose(
    name: Annotated[str, typer.Argument(help="A new name, as in my-warrior.", show_default=False)],
    media: Annotated[Path, typer.Argument(help="A picture, video, recording or track.", show_default=False)],
    at: Annotated[float | None, typer.Option(help="Which instant of a video, in seconds.")] = None,
    person: Annotated[int | None, typer.Option(min=1, help="Who is meant, from the largest.")] = None,
    notes: Annotated[str, typer.Option(help="What you want to remember.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a pose of that name.")] = False,
    model: Annotated[Model, BODY_MODEL] = Model.FULL,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no words.")] = False,
) -> None:
    """Save a pose of your own from a picture or an instant of a video; landmarks only, no picture."""
    from poise.studio.library.poses import save_pose

    with progress_bar(media.name, enabled=not quiet) as on_progress:
        path = save_pose(
            name,
            media,
            at_s=at,
            person=person,
            notes=notes,
            force=force,
            model=model,
            on_progress=on_progress,
        )
    if not quiet:
        show(f"Saved as {path}.")
        show(f"Compare with it: poise compare pose:{name} ATTEMPT")


@app.command("remove")
def remove_own_pose(name: Annotated[str, _NAME]) -> None:
    """Put one of your own poses aside; it can be taken back."""
    from poise.studio.library.poses import remove_pose

    show(f"{name} is put aside; to have it again, move {remove_pose(name)} one folder up.")


@app.command("which")
def which_pose(
    attempt: Annotated[Path, typer.Argument(help="A picture.", show_default=False)],
    best: Annotated[int, typer.Option(min=1, help="How many to name.")] = 5,
    person: Annotated[int | None, typer.Option(min=1, help="Who is meant, from the largest.")] = None,
    model: Annotated[Model, BODY_MODEL] = Model.FULL,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Say which of the poses a picture shows, the best matches first."""
    from poise.studio.comparing.ranking import rank
    from poise.studio.library.poses import pose_path
    from poise.studio.library.results import PoseMatch

    rows, failures = rank(
        [pose_path(identifier) for identifier in _poses_known()],
        [attempt],
        model=model,
        attempt_person=person,
    )
    if failures:
        raise PoiseError(failures[0])
    judged = [row for row in rows if row.comparison is not None and row.comparison.score is not None]
    if not judged:
        raise PoiseError(f"Cannot judge: {rows[0].reason}.")
    matches = [
        PoseMatch(id=str(row.reference).removeprefix("pose:"), score=row.comparison.score)
        for row in judged[:best]
        if row.comparison is not None and row.comparison.score is not None
    ]
    if as_json:
        show_json(matches)
        return
    for match in matches:
        show(f"  {match.score:5.1f}  {match.id}")


@app.command("export")
def export_pose(
    name: Annotated[str, _NAME],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="Figure (.svg) or landmarks (.json).", show_default=False),
    ],
) -> None:
    """Write a pose's figure or its landmarks to a file."""
    from poise.drawing.figure import figure_svg
    from poise.media.atomic import atomic_write
    from poise.media.destinations import require_destinations
    from poise.studio.library.poses import find_pose, pose_path, source_file
    from poise.studio.library.results import PoseResult

    pose = find_pose(name)
    require_destinations([source_file(pose_path(name))], [output])
    if output.suffix.lower() == ".svg":
        text = figure_svg(pose.figure.world, pose.figure.seen_from_deg, title=pose.name)
    elif output.suffix.lower() == ".json":
        text = json.dumps(PoseResult.of(pose).document(), indent=1, ensure_ascii=False) + "\n"
    else:
        raise OutputError(f"{output.name}: a pose is written as .svg or .json; name it so.")
    with atomic_write(output) as file:
        file.write(text.encode())


def drawn(figures: list[Figure], *, columns: int = 28, rows: int = 14) -> list[str]:
    """Return figures side by side, in dots where the terminal can show them."""
    from poise.drawing.figure import figure_text

    plain = not _shows_dots()
    sheets = [
        figure_text(
            one.world, one.seen_from_deg, columns=columns, rows=rows, plain=plain, beside=_tallest(figures)
        )
        for one in figures
    ]
    return ["  ".join(parts).rstrip() for parts in zip(*sheets, strict=True)]


def _tallest(figures: list[Figure]) -> FloatArray:
    return max((one.world for one in figures), key=lambda world: float(world[:, 1].max() - world[:, 1].min()))


def _shows_dots() -> bool:
    try:
        "\u2801".encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _poses_known() -> Mapping[str, ReferencePose]:
    """Return all poses; say which files of one's own are damaged."""
    from poise.studio.library.poses import all_poses

    known, troubles = all_poses()
    for trouble in troubles:
        say(f"poise: left out: {trouble}")
    return known
