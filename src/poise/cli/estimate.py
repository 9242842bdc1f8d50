"""`poise estimate`: pictures, videos and recordings in, poses out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from poise.cli.outputs import check_outputs, has_folder, listed, name_output
from poise.cli.terminal import BAD_INPUT, printable, say, show, show_json
from poise.errors import PoiseError
from poise.estimation.models import Model

if TYPE_CHECKING:
    from poise.pose import PoseSequence
    from poise.studio.estimate import Estimate, Progress

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
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
) -> None:
    """Find the people in pictures and videos: landmarks, angles, overlays.

    Exit status 0 on success, 1 with one sentence for bad input, 2 for wrong usage.
    """
    from poise.studio.estimate import require_known_endings

    paths = listed(media)
    outputs = output or []
    many = len(paths) > 1 or has_folder(media)
    require_known_endings(outputs)
    check_outputs(paths, [*outputs, *([overlay] if overlay else [])], many=many)
    wish = _Wish(outputs, overlay, model, people, segments, shows_progress=not quiet)
    answers, failures = [], 0
    for path in paths:
        try:
            answer = _one(path, wish)
        except PoiseError as error:
            if not many:
                raise
            failures += 1
            say(f"poise: {error}")
            answers.append({"media": str(path), "error": str(error)})
            continue
        answers.append(answer)
        if not (as_json or quiet):
            _print_table(answer)
    if as_json:
        show_json(answers if many else answers[0])
    if failures:
        raise typer.Exit(BAD_INPUT)


@dataclass(frozen=True)
class _Wish:
    """What is asked for, the same for every medium."""

    outputs: list[Path]
    overlay: Path | None
    model: Model
    people: int | None
    segments: int | None
    shows_progress: bool


def _one(path: Path, wish: _Wish) -> dict[str, Any]:
    from poise.studio.estimate import estimate as estimate_medium
    from poise.studio.estimate import write_outputs

    with progress_bar(path.name, enabled=wish.shows_progress) as on_progress:
        result = estimate_medium(
            path,
            model=wish.model,
            people=wish.people,
            segments=wish.segments,
            overlay=name_output(wish.overlay, path) if wish.overlay else None,
            on_progress=on_progress,
        )
    write_outputs(result, [name_output(output, path) for output in wish.outputs])
    return _answer(result)


@contextmanager
def progress_bar(name: str, *, enabled: bool) -> Iterator[Progress | None]:
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
        tasks: dict[str, Any] = {}

        def on_progress(report: Any) -> None:  # noqa: ANN401  (a JSON object from the child)
            stage = str(report["stage"])
            if stage not in tasks:
                tasks[stage] = bar.add_task(escape(printable(f"{stage} {name}")), rate="")
            task = tasks[stage]
            speed = bar.tasks[task].speed
            rate = f"{speed:.0f} frames/s" if speed else ""
            bar.update(task, completed=report["done"], total=report["total"], rate=rate)

        yield on_progress


def _answer(result: Estimate) -> dict[str, Any]:
    from poise.media.kinds import MediaKind

    is_picture = result.kind is MediaKind.PICTURE
    describe = _describe_in_picture if is_picture else _describe_in_video
    return {
        "media": str(result.media),
        "kind": result.kind.name.lower(),
        "frames": result.frames,
        "frames_with_people": result.frames_with_people,
        "duration_s": round(result.duration_s, 6),
        "image_size": list(result.image_size),
        "model": result.model,
        "damaged_packets": result.damaged_packets,
        "mistimed_frames": result.mistimed_frames,
        "people": [describe(number, person) for number, person in enumerate(result.people, 1)],
        "notices": list(result.notices),
    }


def _describe_in_picture(number: int, person: PoseSequence) -> dict[str, Any]:
    pose = person[0]
    inside = pose.is_inside()
    return {
        "person": number,
        "landmarks": {
            name: {
                "x_px": _number(pose.image[place, 0]),
                "y_px": _number(pose.image[place, 1]),
                "z_px": _number(pose.image[place, 2]),
                "x_m": _number(pose.world[place, 0]),
                "y_m": _number(pose.world[place, 1]),
                "z_m": _number(pose.world[place, 2]),
                "visibility": _number(pose.visibility[place]),
                "presence": _number(pose.presence[place]),
                "inside_picture": bool(inside[place]),
            }
            for place, name in enumerate(pose.skeleton.keypoints)
        },
    }


def _describe_in_video(number: int, person: PoseSequence) -> dict[str, Any]:
    seen = person.is_seen
    times_s = person.times_s[seen]
    return {
        "person": number,
        "frames": int(seen.sum()),
        "first_s": _number(times_s[0]) if len(times_s) else None,
        "last_s": _number(times_s[-1]) if len(times_s) else None,
        "visibility": _number(person.visibility[seen].mean()) if len(times_s) else None,
    }


def _number(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None


def _print_table(answer: dict[str, Any]) -> None:
    name = Path(answer["media"]).name
    if not answer["people"]:
        show(f"{name}: nobody was found ({answer['frames']} frames looked at).")
    elif answer["kind"] == "picture":
        count = len(answer["people"])
        show(f"{name}: {count} {'person' if count == 1 else 'people'} found.")
    else:
        share = answer["frames_with_people"] / max(answer["frames"], 1)
        show(
            f"{name}: somebody in {answer['frames_with_people']} of {answer['frames']} frames "
            f"({share:.1%}), {answer['duration_s']:.1f} s, model {answer['model']}."
        )
    for notice in answer["notices"]:
        show(f"  {notice}")
