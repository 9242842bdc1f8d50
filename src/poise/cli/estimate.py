"""`poise estimate`: pictures, videos and recordings in, poses out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.each import run_each
from poise.cli.outputs import check_outputs, has_folder, listed, name_output
from poise.cli.terminal import printable, show
from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model

if TYPE_CHECKING:
    from rich.progress import TaskID

    from poise.isolation.task import OnProgress, Progress
    from poise.studio.estimating.results import EstimateResult

BODY_MODELS = (Model.LITE, Model.FULL, Model.HEAVY)


def _body_model(name: str) -> Model:
    try:
        model = Model(name)
    except ValueError:
        model = None
    if model not in BODY_MODELS:
        raise typer.BadParameter(f"choose one of {', '.join(BODY_MODELS)}")
    return model


BODY_MODEL = typer.Option(parser=_body_model, metavar="lite|full|heavy", help="Faster or more accurate.")

EVERY_FRAME = typer.Option(
    "--every-frame/--adaptive",
    help="Look at every frame of a video, or only where something moves: less than half the time.",
)


def look_of(every_frame: bool) -> Look:
    """Return what `--every-frame` and `--adaptive` mean."""
    return Look.EVERY if every_frame else Look.ADAPTIVE


def estimate(
    media: Annotated[
        list[Path],
        typer.Argument(help="Pictures, videos, recordings, or folders of them.", show_default=False),
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            help="Write the poses; the ending decides: .poise .json .csv .npz .trc .mot ... May be given several "
            "times. For several media write {name} where each one's name belongs.",
        ),
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option(help="Draw the poses over a picture (.png) or a video (.mp4). {name} as above."),
    ] = None,
    model: Annotated[Model, BODY_MODEL] = Model.FULL,
    people: Annotated[
        int | None,
        typer.Option(min=1, max=20, help="At most so many people (default: 1 in videos, all in pictures)."),
    ] = None,
    segments: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Parallel parts of a video (default: one per core; 1 is exact)."),
    ] = None,
    every_frame: Annotated[bool, EVERY_FRAME] = DEFAULT_LOOK is Look.EVERY,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
) -> None:
    """Find the people in pictures and videos: landmarks, angles, overlays.

    Exit status 0 on success, 1 with one sentence for bad input, 2 for wrong usage.
    """
    from poise.studio.estimating.estimate import require_known_endings

    paths = listed(media)
    outputs = output or []
    many = len(paths) > 1 or has_folder(media)
    require_known_endings(outputs)
    check_outputs(paths, [*outputs, *([overlay] if overlay else [])], many=many)
    wish = _Wish(outputs, overlay, model, people, look_of(every_frame), segments, shows_progress=not quiet)
    run_each(
        paths,
        lambda path: [_one(path, wish)],
        many=many,
        document=lambda answer: answer,
        show=_print_table,
        is_list=many,
        as_json=as_json,
        quiet=quiet,
    )


@dataclass(frozen=True)
class _Wish:
    """What is asked for, the same for every medium."""

    outputs: list[Path]
    overlay: Path | None
    model: Model
    people: int | None
    look: Look
    segments: int | None
    shows_progress: bool


def _one(path: Path, wish: _Wish) -> EstimateResult:
    from poise.studio.estimating.estimate import estimate as estimate_medium
    from poise.studio.estimating.estimate import write_outputs
    from poise.studio.estimating.results import EstimateResult

    with progress_bar(path.name, enabled=wish.shows_progress) as on_progress:
        result = estimate_medium(
            path,
            model=wish.model,
            people=wish.people,
            look=wish.look,
            segments=wish.segments,
            overlay=name_output(wish.overlay, path) if wish.overlay else None,
            on_progress=on_progress,
        )
    notes = write_outputs(result, [name_output(output, path) for output in wish.outputs])
    return EstimateResult.of(replace(result, notices=(*result.notices, *notes)))


@contextmanager
def progress_bar(name: str, *, enabled: bool) -> Iterator[OnProgress | None]:
    """Show frames, rate and time left while the child works; nothing where stderr is no terminal."""
    if not enabled:
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as ProgressBar

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with ProgressBar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def on_progress(progress: Progress) -> None:
            stage = progress.stage
            if stage not in tasks:
                tasks[stage] = bar.add_task(escape(printable(f"{stage} {name}")), rate="")
            task = tasks[stage]
            speed = bar.tasks[task].speed
            rate = f"{speed:.0f} frames/s" if speed else ""
            bar.update(task, completed=progress.done, total=progress.total, rate=rate)

        yield on_progress


def _print_table(answer: EstimateResult) -> None:
    name = Path(answer.media).name
    if not answer.people:
        show(f"{name}: nobody was found ({answer.frames} frames looked at).")
    elif answer.kind == "picture":
        count = len(answer.people)
        show(f"{name}: {count} {'person' if count == 1 else 'people'} found.")
    else:
        share = answer.frames_with_people / max(answer.frames, 1)
        show(
            f"{name}: somebody in {answer.frames_with_people} of {answer.frames} frames "
            f"({share:.1%}), {answer.duration_s:.1f} s, model {answer.model}."
        )
    for notice in answer.notices:
        show(f"  {notice}")
